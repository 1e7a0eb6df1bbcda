"""Every sentence people read goes through gettext: looked for in the templates, and on pages in marked English."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from ideaboard.core.languages import PSEUDO
from ideaboard.core.pseudo import CLOSE, OPEN
from tests.make import Make

TEMPLATES = Path(__file__).resolve().parents[2] / "ideaboard" / "templates"
READ_ALOUD = ("alt", "aria-label", "placeholder", "title", "data-confirm")
SILENT = frozenset({"script", "style", "code", "time", "pre", "template", "textarea"})
ENDLESS = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
JINJA = re.compile(r"\{% block \w+_class %\}.*?\{% endblock %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
WORD = re.compile(r"[A-Za-z]{2,}")
DAY = re.compile(r"\d+ [A-Z][a-z]{2} \d{4}")
NAMES = frozenset({"ideaboard", "Markdown", "idb"})  # what is called so in every language


class Words(HTMLParser):
    """What a person reads, or has read to them, on a page: ``found``, without what is marked.

    Left out is what stays as it is in any language.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._left_out: list[str] = []
        self._marks = 0  # how many marked sentences are open; a link may stand within one

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that are read aloud; whether what is inside counts."""
        given = dict(attrs)
        if not self._left_out:
            self.found += [unmarked(said) for name in READ_ALOUD if (said := given.get(name))]
            if tag == "meta" and given.get("name") == "description":
                self.found.append(unmarked(given.get("content") or ""))
        if tag not in ENDLESS and (self._left_out or tag in SILENT or given.get("translate") == "no"):
            self._left_out.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """The end of what does not count."""
        if self._left_out and tag == self._left_out[-1]:
            self._left_out.pop()

    def handle_data(self, data: str) -> None:
        """A text."""
        if not self._left_out and data.strip():
            self.found.append(unmarked(data, self._marks))
            self._marks += data.count(OPEN) - data.count(CLOSE)


def unmarked(text: str, marks: int = 0) -> str:
    """What of ``text`` stands outside of marks; ``marks`` are open where it begins."""
    left = ""
    for letter in text:
        marks += letter == OPEN
        left += letter if marks == 0 else ""
        marks -= letter == CLOSE
    return " ".join(left.split())


def words_of(html: str) -> list[str]:
    """What people read of ``html``."""
    reader = Words()
    reader.feed(html)
    return reader.found


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.*")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_has_words_of_its_own(path: Path) -> None:
    """A word that stands in a template outside of ``_()`` cannot be translated."""
    if path.suffix == ".atom":
        return
    bare = JINJA.sub(" ", path.read_text(encoding="utf-8"))
    bare = re.sub(r'(?<![<\w])aria-[a-z]+="[^"<>]*"', " ", bare) if "{% set" in path.read_text() else bare
    read = words_of(bare) if path.suffix == ".html" else [bare]
    assert [text for text in read if set(WORD.findall(text)) - NAMES] == []


def plain_words(html: str, of_people: set[str]) -> Iterator[str]:
    """Texts of a page in marked English that are neither marked, nor written by people, nor a day."""
    for text in words_of(html):
        left = DAY.sub(" ", text)
        for words in sorted(of_people, key=len, reverse=True):
            left = left.replace(words, " ")
        if set(WORD.findall(left)) - NAMES:
            yield text


# what people of this world say: make's reasons and statements
SAID = {"Ideaboard", "Because we can.", "Here it comes.", "Please tell more.", "We like it.", "Scorer", "@scorer"}
PAGES = {
    None: ["/", "/boards", "/search", "/search?q=zzz", "/in-action", "/signup", "/signin", "/forgot", "/privacy",
           "/terms", "/moderation/log", "/no-such-page"],
    "customer": ["/", "/account", "/inbox", "/ideas/new"],
    "admin": ["/review", "/moderation", "/rewards", "/insights", "/admin", "/admin/site", "/admin/people",
              "/admin/boards/new"],
}  # fmt: skip


def _numbered(self: Make, plain: Any, name: str | None = None, **asked: Any) -> Any:
    """``make.person`` with names that are no words."""
    return plain(self, f"99{next(self._numbers)}", **asked)


def test_pages_in_marked_english_have_no_plain_word(client, make, monkeypatch):
    board = make.board(title="1111")
    customer, admin = make.person("3333"), make.person("4444", role="admin")
    monkeypatch.setattr(Make, "person", functools.partialmethod(_numbered, Make.person))
    gathering = make.idea(board=board, author=customer, title="5555 6666", body="7777", supporters=3)
    make.comment(gathering, body="8888")
    of_phases = [make.idea(board=board, author=customer, title="5555", body="7777", phase=phase)
                 for phase in ("review", "accepted", "declined", "launched", "expired", "returned")]  # fmt: skip
    client.set_cookie("language", PSEUDO)
    plain: dict[str, list[str]] = {}
    for who, addresses in PAGES.items():
        if who is not None:
            client.sign_in(customer if who == "customer" else admin)
        own = [f"/boards/{board.slug}", *(f"/ideas/{idea.id}/{idea.slug}" for idea in [gathering, *of_phases])]
        own += [f"/people/{customer.handle}", f"/ideas/{gathering.id}/history", f"/ideas/{gathering.id}/ledger"]
        of_team = [f"/review/{of_phases[0].id}", f"/admin/boards/{board.slug}", f"/admin/boards/{board.slug}/rules"]
        own += of_team * (who == "admin")
        for address in addresses + own:
            html = client.get(address, follow_redirects=True).text
            people = SAID | {board.slug, customer.handle, admin.handle, customer.email, admin.email}
            if found := list(dict.fromkeys(plain_words(html, people))):
                plain[f"{who} {address}"] = found
    assert plain == {}
