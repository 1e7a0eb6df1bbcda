"""Held votes in competition on a real PostgreSQL: what counts is counted once, under the lock, by the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import No, Refused
from ideaboard.domain import ideas, people, review, votes
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.review.models import Case
from ideaboard.domain.votes.models import Vote
from tests.make import Make

pytestmark = pytest.mark.race
Together = Callable[..., list[Any]]


@pytest.fixture(autouse=True)
def mailing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://127.0.0.1:9")


def confirm(person_id: int, at: datetime | None = None) -> None:
    with transaction():
        people.prove_address(db.session.get_one(Person, person_id), at=at or now())


def cast(idea_id: int, person_id: int, value: int = 1) -> None:
    with transaction():
        votes.cast(db.session.get_one(Idea, idea_id), by=db.session.get_one(Person, person_id), value=value, at=now())


def judged(verb: Callable[..., int], idea_id: int, voters: list[int]) -> int:
    with transaction():
        return verb(db.session.get_one(Idea, idea_id), voters, by=people.house(), at=now())


def unexpected(results: list[Any]) -> list[Any]:
    return [one for one in results if isinstance(one, Exception) and not isinstance(one, No)]


def exact(number: int) -> Idea:
    """The idea, its stored tally compared with a recount."""
    found = db.session.get_one(Idea, number, populate_existing=True)
    assert votes.tally_of(found) == votes.recounted(found)
    return found


def living(person_id: int, idea_id: int) -> int:
    mine = select(func.count()).select_from(Vote)
    return (
        db.session.scalar(mine.where(Vote.person_id == person_id, Vote.idea_id == idea_id, Vote.ended_at.is_(None)))
        or 0
    )


def test_confirming_against_the_deadline(make: Make, together: Together) -> None:
    for late in (False, True):
        began = now()
        board = make.board(rules={"clock": {"gather_days": 1}, "gate": {"at_least": 2}})
        idea = make.idea(board=board, supporters=1, at=began)
        number, deadline = idea.id, began + timedelta(days=1)
        voters = [make.vote(idea, by=make.person(confirmed=False), at=began).id for _ in range(3)]
        moment = deadline if late else deadline - timedelta(seconds=1)

        def close(number: int = number, deadline: datetime = deadline) -> None:
            with transaction():
                review.close(number, deadline)

        calls = [partial(confirm, voter, moment) for voter in voters]
        results = together(calls[0], close, *calls[1:])

        assert unexpected(results) == []
        found = exact(number)
        assert (found.phase == "review") == (found.supporters >= 2)
        assert db.session.scalar(select(func.count()).where(Case.idea_id == number)) == int(found.phase == "review")
        assert sum(living(voter, number) for voter in voters) == found.supporters - 1
        if late:
            assert (found.phase, found.supporters) == ("expired", 1)


def test_holding_against_voting_changing_and_taking_back(make: Make, together: Together) -> None:
    idea = make.idea(rules={"ballot": {"kind": "updown", "points": 10}})
    number = idea.id
    voters = [make.vote(idea).id for _ in range(4)]
    fresh = [make.person().id for _ in range(4)]

    results = together(
        partial(judged, votes.hold, number, voters),
        *(partial(cast, number, voter) for voter in fresh),
        *(partial(cast, number, voter, -1) for voter in voters),
        partial(judged, votes.hold, number, voters),
    )

    assert unexpected(results) == []
    exact(number)
    assert all(living(voter, number) == 1 for voter in [*voters, *fresh])
    # whoever changed a vote before it was held or after: it is held, and changing it does not let it count
    held = select(Vote.held_for).where(Vote.person_id.in_(voters), Vote.ended_at.is_(None))
    assert set(db.session.scalars(held)) == {"suspicious"}


def test_releasing_against_the_gate_routes_once(make: Make, together: Together) -> None:
    idea = make.idea(gate=5)
    number = idea.id
    held = [make.vote(idea).id for _ in range(4)]
    judged(votes.hold, number, held)
    fresh = [make.person().id for _ in range(8)]

    results = together(
        *(partial(cast, number, voter) for voter in fresh[:4]),
        partial(judged, votes.release, number, held),
        *(partial(cast, number, voter) for voter in fresh[4:]),
        partial(judged, votes.release, number, held),
        partial(judged, votes.discard, number, held[:1]),
    )

    assert unexpected(results) == []
    found = exact(number)
    assert found.phase == "review"
    assert db.session.scalar(select(func.count()).where(Case.idea_id == number)) == 1
    assert all("Voting is closed" in one.sentence for one in results if isinstance(one, Refused))
    assert living(held[0], number) == 0


def test_confirming_twice_at_once_counts_once(make: Make, together: Together) -> None:
    board = make.board()
    person = make.person(confirmed=False)
    several = [make.idea(board=board) for _ in range(4)]
    for idea in several:
        make.vote(idea, by=person)
    numbers, voter = [idea.id for idea in several], person.id

    results = together(*(partial(confirm, voter) for _ in range(6)))

    assert unexpected(results) == []
    assert [exact(number).supporters for number in numbers] == [1, 1, 1, 1]


def test_confirming_against_a_merge(make: Make, together: Together) -> None:
    board = make.board()
    target, duplicate = make.idea(board=board), make.idea(board=board)
    voters = [make.vote(duplicate, by=make.person(confirmed=False)).id for _ in range(4)]
    pair = (duplicate.id, target.id)

    def merge() -> None:
        with transaction():
            one, other = (db.session.get_one(Idea, number) for number in pair)
            ideas.merge(one, other, by=people.house(), at=now())

    results = together(*(partial(confirm, voter) for voter in voters), merge)
    assert unexpected(results) == []
    for voter in voters:  # one that met the merge is told to try again
        confirm(voter)

    assert exact(pair[1]).supporters == 4
    assert exact(pair[0]).supporters == 4
