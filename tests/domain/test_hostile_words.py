"""The big list of naughty strings and e-mail addresses of all shapes, through every field where people write.

Stored as sent (control characters and blanks at the ends apart) or refused with a sentence; found; exported whole.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, No
from ideaboard.core.text import clean, one_line
from ideaboard.domain import boards, comments, ideas, moderation, people, transfer
from ideaboard.domain.ideas.models import Idea
from ideaboard.effects import search
from tests.conftest import Site
from tests.hostile import addresses, beside, naughty
from tests.make import Make

OPERATORS = re.compile(r"(?<!\w)-+|\"")  # what means something to search itself: -without, "as it stands"


def taken(act: Callable[[], Any]) -> Any:
    """What ``act`` gives in a transaction of its own; None when it is refused with a sentence."""
    try:
        with transaction():
            return act()
    except No as no:
        db.session.rollback()
        return None if no.sentence.strip() else pytest.fail("refused without a word")


@beside
def test_ideas_hold_every_string_and_are_found_by_their_words(make: Make) -> None:
    board, person = make.board(), make.person()
    kept: dict[int, tuple[str, str]] = {}
    for words in naughty():

        def write(words: str = words) -> Idea:
            here = make.here(person)
            idea = ideas.draft(make.here(board), by=here, at=now(), title=words[:100], body=words, tags=words[:20])
            return ideas.submit(idea, by=here, at=now(), accept=True)

        idea = taken(write)
        if idea is not None:
            kept[idea.id] = (one_line(words[:100]), clean(words).strip())
    db.session.rollback()
    assert len(kept) > 350
    for number, (title, body) in kept.items():
        found = db.session.get_one(Idea, number)
        assert (found.title, found.body) == (title, body)
    search.rebuild_all()
    words_in = {number: title for number, (title, _body) in kept.items() if any(map(str.isalnum, title))}
    assert len(words_in) > 440
    for number, title in words_in.items():
        plain = OPERATORS.sub(" ", title)
        assert number in {result.idea.id for result in search.find(plain, seen_by=None, limit=100).items}, title


@beside
def test_comments_profiles_boards_and_reasons_hold_every_string(make: Make) -> None:
    board, admin, other = make.board(), make.admin(), make.person()
    idea = make.idea(board=board)
    held = 0
    for number, words in enumerate(naughty()):
        comment = taken(lambda words=words: comments.post(make.here(idea), words, by=make.here(other), at=now()))
        if comment is not None:
            assert comment.body == clean(words).strip()
        profile = taken(
            lambda words=words: people.edit(
                make.here(other), by=make.here(other), name=words, handle=make.here(other).handle, bio=words, face=None
            )
        )
        held += profile is not None
        if profile is not None:
            assert make.fresh(other).name == one_line(words)
        if number % 4:
            continue
        taken(
            lambda words=words: boards.change(make.here(board), by=make.here(admin), at=now(), title=words, intro=words)
        )
        taken(
            lambda words=words: people.make_token(
                make.here(other), words, by=make.here(other), at=now(), scopes=["read"]
            )
        )
    assert held > 250
    flagged = taken(
        lambda: moderation.flag_idea(make.here(idea), "other", by=make.here(other), at=now(), note="\x00'; drop")
    )
    assert flagged is not None


@beside
def test_the_archive_gives_every_string_back(app: Flask, make: Make, site: Site, tmp_path: Path) -> None:
    board, person = make.board(), make.person()
    for words in naughty():
        taken(
            lambda words=words: ideas.draft(make.here(board), by=make.here(person), at=now(), title=words, body=words)
        )
    db.session.rollback()
    there = {idea.id: (idea.title, idea.body) for idea in db.session.query(Idea)}
    transfer.export(tmp_path / "all.zip", site.settings.uploads)
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        rows = [json.loads(line) for line in archive.read("tables/ideas.jsonl").decode().splitlines()]
    assert {row["id"]: (row["title"], row["body"]) for row in rows} == there
    site.sweep()
    transfer.restore(tmp_path / "all.zip", site.settings.uploads)
    db.session.rollback()
    assert {idea.id: (idea.title, idea.body) for idea in db.session.query(Idea)} == there


@beside
def test_every_address_is_taken_in_one_spelling_or_refused(app: Flask) -> None:
    taken_ones = []
    for address, _category in addresses():
        try:
            kept = people.check_email(address)
        except Invalid:
            continue
        taken_ones.append(kept)
        assert "\n" not in kept
        assert "\r" not in kept
        assert kept == kept.strip().lower()
        assert people.check_email(kept) == kept
    assert len(taken_ones) > 30
    assert people.check_email("Ada.Keller+ideas@Example.org") == "ada.keller+ideas@example.org"


@pytest.mark.parametrize("name", ["\u0406nes Barros", "p\u0430ypal", "Admin\u03bf"])
def test_a_name_that_looks_like_another_in_a_second_alphabet_is_refused(make: Make, name: str) -> None:
    person = make.person()
    with pytest.raises(Invalid, match="one alphabet"), transaction():
        people.edit(make.here(person), by=make.here(person), name=name, handle=person.handle, bio="", face=None)


@pytest.mark.parametrize(
    "name", ["Иван Петров", "Σωκράτης", "محمد علي", "明 Müller", "François Nguyễn", "O’Brien", "Ada 2", "Łukasz"]
)
def test_names_of_all_the_world_are_taken(make: Make, name: str) -> None:
    person = make.person()
    with transaction():
        people.edit(make.here(person), by=make.here(person), name=name, handle=person.handle, bio="", face=None)
    assert make.fresh(person).name == name
