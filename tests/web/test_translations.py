"""Every language that is offered says every sentence, with all that is put into it; and its pages say nothing else."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from sqlalchemy import select

from ideaboard.core import languages
from ideaboard.core.db import db
from ideaboard.domain.boards.models import Board
from ideaboard.domain.people.models import Person
from ideaboard.web.staff.queue import reason_templates
from tests.web.test_words import words_of
from tests.web.world import World

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "words.py"
PUT_IN = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
TAG = re.compile(r"</?[a-z][^>]*>")
FOREIGN = sorted(set(languages.LANGUAGES) - {languages.SOURCE})
ARABIC = "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"

PAGES = {
    "visitor": ["/", "/boards", "/boards/{board}", "/search?q=zzz", "/signup", "/signin", "/privacy", "/nothing",
                "/ideas/{open}", "/ideas/{made}", "/people/{handle}"],
    "author": ["/account", "/inbox", "/ideas/new", "/ideas/{draft}/edit", "/ideas/{screening}", "/ideas/{removed}"],
    "admin": ["/review", "/review/{case}", "/moderation", "/insights", "/admin", "/admin/site",
              "/admin/boards/{board}/rules"],
}  # fmt: skip


def _words() -> Any:
    spec = importlib.util.spec_from_file_location("words", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WORDS = _words()


@pytest.fixture(scope="module")
def sentences() -> Catalog:
    """Every sentence of the house, in English."""
    found: Catalog = WORDS.gathered()
    return found


@pytest.fixture(scope="module", params=FOREIGN)
def catalog(request: pytest.FixtureRequest) -> Catalog:
    """The sentences in one language."""
    found: Catalog = WORDS.catalog(request.param)
    return found


def _pairs(message: Message) -> Iterator[tuple[list[str], str]]:
    """What it says in English, one and many, and each form of what it says here."""
    english = [message.id] if isinstance(message.id, str) else list(message.id)
    here = [message.string] if isinstance(message.string, str) else list(message.string)
    for said in here:
        yield english, said


def test_all_of_them_are_offered() -> None:
    assert set(languages.offered()) == set(languages.LANGUAGES)


def test_every_sentence_is_said(sentences: Catalog, catalog: Catalog) -> None:
    missing = [
        message.id for message in sentences
        if message.id and not WORDS.said(getattr(catalog.get(message.id, message.context), "string", ""))
    ]  # fmt: skip
    assert missing == []
    assert [message.id for message in catalog if message.id and message.id not in sentences] == []


def test_what_is_put_into_a_sentence_has_its_place(catalog: Catalog) -> None:
    wrong = []
    for message in catalog:
        for english, said in _pairs(message) if message.id else ():
            there, known = set(PUT_IN.findall(said)), set(PUT_IN.findall(" ".join(english)))
            lost = set(PUT_IN.findall(english[0])) - there if len(english) == 1 else set()
            if there - known or lost or sorted(TAG.findall(said)) != sorted(TAG.findall(english[0])):
                wrong.append(said)
    assert wrong == []


def test_a_sentence_begins_and_ends_as_it_does_in_english(catalog: Catalog) -> None:
    """Spaces at the ends, and no question that became a statement."""
    wrong = []
    for message in catalog:
        for (one, *_), said in _pairs(message) if message.id else ():
            asks = one.rstrip().endswith("?")
            answers = asks and not said.rstrip().endswith(("?", "؟"))
            if answers or (one[:1].isspace(), one[-1:].isspace()) != (said[:1].isspace(), said[-1:].isspace()):
                wrong.append(said)
    assert wrong == []


def test_numbers_choose_their_form(catalog: Catalog) -> None:
    language = str(catalog.locale)
    assert catalog.num_plurals == get_plural(language).num_plurals
    if language == "ar":  # Babel's own rule gives the forms for many and for the rest in another order than gettext's
        assert catalog.plural_expr == ARABIC
    for message in catalog:
        if message.id and message.pluralizable:
            assert len(message.string) == catalog.num_plurals


@pytest.mark.parametrize("language", FOREIGN)
def test_pages_say_nothing_in_english(language: str, world: World, sentences: Catalog) -> None:
    """What stands on a page by itself and is a sentence of ours is the sentence of the reader's language."""
    known = WORDS.catalog(language)
    english = {
        one.id for one in sentences
        if isinstance(one.id, str) and len(one.id) > 3 and known.get(one.id, one.context).string != one.id
    }  # fmt: skip
    english -= {*db.session.scalars(select(Board.title)), *db.session.scalars(select(Person.name))}
    english -= set(reason_templates())  # they go into the public log, so they are in the site's own language
    found = {}
    for who, addresses in PAGES.items():
        for address in addresses:
            html = world.page(who, "GET", address, language=language, follow_redirects=True).text
            if left := sorted(english & {text.strip() for text in words_of(html)}):
                found[address] = left
    assert found == {}
