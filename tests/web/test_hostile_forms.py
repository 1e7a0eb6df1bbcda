"""Every form of every page, found by reading the pages: whatever is typed is answered in words, nothing that is sent
besides changes a row, and nothing that is sent leads out of the site. A form that is new is walked by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from ideaboard.core import clock
from ideaboard.core.clock import now
from ideaboard.core.db import db
from tests.hostile import FEW, Form, Forms
from tests.web.test_routes import LINES, Line
from tests.web.world import World

WALKERS = ("visitor", "author", "admin")
NUMBERS = re.compile(r"\d+")
ELSEWHERE = ("//evil.example", "/\\evil.example")  # test_intents.py has more; here it is whether they are asked
# columns that are fields of forms as well, which a form need not show to take them
FIELDS = {
    "title", "body", "kind", "name", "handle", "bio", "email", "language", "board", "reason", "note", "value",
    "official", "intro", "slug", "state", "preset", "tag", "words", "key", "role", "source", "question",
}  # fmt: skip


@pytest.fixture(scope="module")
def forms(world: World) -> dict[str, list[Form]]:
    """Who → each different form on the pages they may read."""
    found = {who: {_kind(form): form for form in _walked(world, who)} for who in WALKERS}
    return {who: list(different.values()) for who, different in found.items()}


def _walked(world: World, who: str) -> Iterator[Form]:
    for line in LINES:
        if line.method == "GET" and not line.is_api and line.awaits(who) in ("200", "go"):
            page = world.page(who, "GET", line.path, follow_redirects=True)
            if page.mimetype == "text/html":
                here = page.request.path
                yield from (form._replace(action=form.action or here) for form in Forms(page.text).found)


def _kind(form: Form) -> tuple[str, str, frozenset[str]]:
    return form.method, NUMBERS.sub("0", form.action), frozenset(form.filled)


def _send(world: World, who: str, form: Form, filled: dict[str, str], *, keep: bool = False) -> TestResponse:
    if form.method == "GET":
        return world.page(who, "GET", form.action, query_string=filled, keep=keep)
    return world.page(who, form.method, form.action, data=filled, keep=keep)


def test_the_pages_have_forms(forms: dict[str, list[Form]]) -> None:
    assert len(forms["visitor"]) > 6
    assert len(forms["author"]) > 30
    assert len(forms["admin"]) > 60


@pytest.mark.parametrize("words", FEW, ids=range(len(FEW)))
def test_whatever_is_typed_into_whichever_form_is_answered(
    world: World, forms: dict[str, list[Form]], words: str
) -> None:
    wrong = []
    for who, form in _each(forms):
        answer = _send(world, who, form, form.filled | dict.fromkeys(form.typed, words))
        if answer.status_code >= 500:
            wrong.append(f"{who}: {form.method} {form.action}: {answer.status_code}")
    assert wrong == []


def _each(forms: dict[str, list[Form]]) -> Iterator[tuple[str, Form]]:
    """Each form once, by the one who has most of it."""
    seen: set[Any] = set()
    for who in reversed(WALKERS):
        for form in forms[who]:
            if _kind(form) not in seen:
                seen.add(_kind(form))
                yield who, form


@pytest.mark.parametrize("who", WALKERS)
def test_what_is_sent_besides_the_fields_of_a_form_changes_nothing(
    world: World, forms: dict[str, list[Form]], who: str
) -> None:
    more = dict.fromkeys(_columns() - FIELDS, "1")
    wrong = []
    with clock.freeze(now()):
        for form in forms[who]:
            if form.method == "GET":
                continue
            plain, again, besides = (
                _rows_after(world, who, form, {**added, **form.filled}) for added in ({}, {}, more)
            )
            always = {cell for cell in plain if plain[cell] == again.get(cell)}
            changed = {cell[0::2] for cell in always if besides.get(cell) != plain[cell]}
            if changed or len(besides) != len(plain):
                wrong.append(f"{form.action}: {sorted(changed)}")
    assert wrong == []


@cache
def _columns() -> frozenset[str]:
    return frozenset(column.name for table in db.metadata.tables.values() for column in table.columns)


def _rows_after(world: World, who: str, form: Form, filled: dict[str, str]) -> dict[tuple[str, int, str], Any]:
    """What every cell says once the form was sent; then all is put back."""
    _send(world, who, form, filled, keep=True)
    cells = {
        (table.name, place, name): value
        for table in db.metadata.sorted_tables
        for place, row in enumerate(db.session.execute(table.select().order_by(*table.primary_key.columns)).mappings())
        for name, value in row.items()
    }
    world.restore()
    return cells


@pytest.mark.parametrize("who", WALKERS)
def test_no_address_and_no_form_leads_out_of_the_site(world: World, forms: dict[str, list[Form]], who: str) -> None:
    wrong = []
    for target in ELSEWHERE:
        led = dict.fromkeys(("next", "return", "url", "to", "back", "redirect"), target)
        for line in LINES:
            if not line.is_api:
                wrong += _leads_out(world.page(who, line.method, line.path, **_asked(line, led)))
        for form in forms[who]:
            wrong += _leads_out(_send(world, who, form, form.filled | led))
    assert wrong == []


def _asked(line: Line, led: dict[str, str]) -> dict[str, Any]:
    """The line's own fields, and where to go afterwards, in the address and in the form."""
    if "?" in line.path:
        return {"data": led} if line.method != "GET" else {}
    return {"query_string": led} if line.method == "GET" else {"query_string": led, "data": led}


def _leads_out(answer: TestResponse) -> list[str]:
    places = [answer.headers.get(name, "") for name in ("Location", "HX-Redirect", "HX-Location", "Refresh")]
    return [
        f"{answer.request.path} → {place}"
        for place in places
        if urlsplit(place).netloc or place.startswith(("//", "/\\", "javascript"))
    ]


@pytest.mark.parametrize(
    "path", ["/de//evil.example", "/de", "/de///evil.example/boards", "/de/%2Fevil.example", "/de/%5Cevil.example"]
)
def test_no_address_that_is_put_right_leads_to_another_host(world: World, path: str) -> None:
    answer = world.page("visitor", "GET", path, headers={"Host": "evil.example"})
    assert _leads_out(answer) == []
