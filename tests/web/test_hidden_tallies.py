"""What a ballot hides is told by no public answer: all that anybody can read is the same before and after hidden votes.

Every address of the site that can be read is walked, pages and programs alike; one that is new is walked by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from ideaboard import consequences
from ideaboard.core import jobs
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.jobs import work_off
from ideaboard.domain import people
from ideaboard.effects import search
from tests.clients import PageClient
from tests.make import Make

# what differs from one request to the next whatever happens, and what tells operators about the machine
ALWAYS_OTHER = [
    re.compile(r'name="csrf_token" value="[^"]+"'),
    re.compile(r'name="hint" value="[^"]*"'),
    re.compile(r'"X-CSRFToken": "[^"]+"'),
    re.compile(r"intent=[\w.-]+"),  # sealed with the time of day
]
NOT_WALKED = {"/metrics", "/readyz", "/healthz", "/signout"}
SORTS = ("trending", "new", "top", "closing")
FILLED = {"number": "{idea}", "id": "{idea}", "slug": "{board}", "handle": "{author}", "version": "1"}


def addresses(app: Flask, things: dict[str, Any]) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule in NOT_WALKED or rule.rule.startswith("/static"):
            continue
        filled = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda found: FILLED.get(found[1], "nothing"), rule.rule)
        yield filled.format(**things).replace("/boards/{board}", f"/boards/{things['board']}")
    board, idea = things["board"], things["idea"]
    for sort in SORTS:
        yield f"/?sort={sort}"
        yield f"/boards/{board}?sort={sort}"
        yield f"/api/v1/ideas?sort={sort}&board={board}&limit=100"
        yield f"/search?q=number&sort={sort}"
    yield f"/ideas/{idea}/{things['slug']}"
    for sort in ("relevance", "support", "new"):
        yield f"/api/v1/search?q=number&sort={sort}"
        yield f"/search?q=number&sort={sort}"
    yield "/api/v1/facts?limit=100"


Walk = dict[str, tuple[int, str]]  # address → status and text


def seen(client: PageClient, every: list[str], headers: dict[str, str]) -> Walk:
    found = {}
    for address in every:
        answer = client.get(address, headers=headers if address.startswith("/api/") else {})
        text = answer.get_data().decode("utf-8" if answer.mimetype.startswith(("text", "application")) else "latin-1")
        for other in ALWAYS_OTHER:
            text = other.sub("", text)
        found[address] = (answer.status_code, text)
    return found


@pytest.mark.parametrize(("kind", "reveal"), [("score", "after_own_vote"), ("support", "after_close")])
def test_no_public_answer_tells_a_hidden_vote(
    app: Flask, client: PageClient, make: Make, clock: Any, reveal: str, kind: str
) -> None:
    before, after = around_a_vote(app, client, make, clock, kind, reveal)
    assert told(before, after) == {}
    assert sum(status == 200 for status, _text in before[1].values()) > 40


def test_the_walk_would_see_it(app: Flask, client: PageClient, make: Make, clock: Any) -> None:
    before, after = around_a_vote(app, client, make, clock, "support", "live")
    assert len(told(before, after)) > 10


def around_a_vote(
    app: Flask, client: PageClient, make: Make, clock: Any, kind: str, reveal: str
) -> tuple[list[Walk], list[Walk]]:
    """What a visitor and a customer read before and after five others vote on one of eight ideas."""
    clock.set("2027-03-01T10:20:00Z")
    rules = {
        "ballot": {"kind": kind, "reveal": reveal},
        "clock": {"gather_days": 30, "extend": [{"at": 3, "days": 10}]},
        "gate": {"at_least": 50, "milestones": [2]},
    }
    if kind == "score":
        rules["gate"] = {"metric": "mean", "at_least": 4, "min_votes": 50, "milestones": [2]}
    board = make.board("walked", rules=rules)
    several = [make.idea(board=board, title=f"Idea number {n}") for n in range(8)]
    clock.set("2027-03-01T12:20:00Z")
    idea, onlooker = several[3], make.person()
    voters = [make.person() for _number in range(5)]
    make.vote(several[0], by=voters[0])
    work_off()
    search.rebuild_all()
    things = {
        "idea": idea.id,
        "slug": make.fresh(idea).slug,
        "board": board.slug,
        "author": idea.author.handle,
        "fact": 0,
    }
    every = sorted(set(addresses(app, things)))
    with transaction():
        mine = make.here(onlooker)
        _token, secret = people.make_token(mine, "a program", by=mine, at=now(), scopes=people.SCOPES)
    programs = {"Authorization": f"Bearer {secret}"}

    visitor: Any = app.test_client()
    client.sign_in(make.here(onlooker))

    def look() -> list[Walk]:
        app.extensions["page_cache"].clear()
        return [seen(visitor, every, {}), seen(client, every, programs)]

    before = look()
    for voter in voters:
        make.vote(idea, by=voter, value=5 if kind == "score" else 1)
    work_off()
    jobs.tick(consequences.DUE)
    db.session.rollback()
    return before, look()


def told(before: list[Walk], after: list[Walk]) -> dict[str, str]:
    """Address → what became of it, for every answer that is another one now."""
    found = {}
    for one, other in zip(before, after, strict=True):
        found |= {each: difference(one[each][1], other[each][1]) for each in one if one[each] != other[each]}
    return found


def difference(one: str, other: str) -> str:
    place = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"…{one[max(0, place - 80) : place + 40]}… became …{other[max(0, place - 80) : place + 40]}…"
