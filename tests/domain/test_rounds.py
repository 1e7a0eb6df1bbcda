"""Rounds of the crowd and of a panel: who enters, who votes with what, and what is told after the close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ideaboard import consequences
from ideaboard.core import jobs
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Denied, Invalid, Refused
from ideaboard.domain import boards, people, rounds
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.rounds.models import Entry, Round, RoundVote
from tests.make import Make

START = "2027-03-01T10:00:00Z"
COINS = {"kind": "budget", "budget": 100, "steps": [5, 20, 50], "own_idea": True}


def tick() -> int:
    db.session.rollback()
    return jobs.tick(consequences.DUE)


def planned(make: Make, board: Board, ideas: list[Idea], **how: Any) -> Round:
    with transaction():
        start = now()
        made = rounds.plan_round(
            make.here(board), how.pop("title", "The final"), by=people.house(), at=start,
            opens_at=start + timedelta(days=1), closes_at=start + timedelta(days=8), **how,
        )  # fmt: skip
        for idea in ideas:
            rounds.nominate(made, make.here(idea), by=people.house(), at=start)
    return made


def vote(make: Make, round_: Round, idea: Idea, value: int, by: Person | None = None) -> Person:
    voter = by or make.person()
    with transaction():
        rounds.cast_in_round(make.here(round_), make.here(idea), value, by=make.here(voter), at=now())
    return voter


def results(round_: Round) -> list[tuple[int, int, int | None]]:
    db.session.rollback()
    return [
        (entry.voters, entry.result, entry.place) for entry in rounds.entries_of(db.session.get_one(Round, round_.id))
    ]


def test_a_final_with_one_choice_each_and_a_tie(make: Make, clock: Any) -> None:
    clock.set(START)
    board = make.board()
    one, two, three, four = (make.idea(board=board) for _number in range(4))
    final = planned(make, board, [one, two, three, four])
    with pytest.raises(Refused, match="opens on 2027-03-02"):
        vote(make, final, one, 1)
    clock.shift(days=1)
    tick()
    for idea, times in ((one, 2), (two, 2), (three, 1)):
        for _number in range(times):
            vote(make, final, idea, 1)
    again = vote(make, final, four, 1)
    with pytest.raises(Invalid, match="You have 0 of 1 point left"):
        vote(make, final, one, 1, by=again)
    with transaction():
        rounds.take_back_in_round(make.here(final), make.here(four), by=make.here(again), at=now())
    assert results(final) == [(0, 0, None)] * 4  # nothing is told before the close

    clock.shift(days=7)
    assert tick() == 1
    assert results(final) == [(2, 2, 1), (2, 2, 1), (1, 1, 3), (0, 0, 4)]
    with pytest.raises(Refused, match="closed"):
        vote(make, final, one, 1)
    assert tick() == 0
    assert [entry.round_id for entry in rounds.entered_by(make.fresh(one))] == [final.id]


def test_a_hundred_coins_a_list_and_each_list_its_own(make: Make, clock: Any) -> None:
    clock.set(START)
    board = make.board(preset="ideaexchange")
    several = [make.idea(board=board) for _number in range(4)]
    first, second = (planned(make, board, several, title=title, ballot=COINS) for title in ("Mobile", "Reports"))
    clock.shift(days=1)
    tick()
    person = vote(make, first, several[0], 50)
    vote(make, first, several[1], 50, by=person)
    with pytest.raises(Invalid, match="You have 0 of 100 points left"):
        vote(make, first, several[2], 5, by=person)
    with pytest.raises(Invalid, match="You can give 5, 20, 50 points"):
        vote(make, second, several[0], 3, by=person)
    vote(make, second, several[0], 50, by=person)
    assert rounds.spent_in(make.here(first), make.here(person)) == 100
    assert rounds.my_votes(make.here(second), make.here(person)) == {several[0].id: 50}


def titles() -> list[str]:
    return [each.title for each in db.session.query(Round).order_by(Round.opens_at)]


def test_rounds_follow_each_other_every_two_weeks_and_nothing_is_carried_over(make: Make, clock: Any) -> None:
    start = clock.set("2027-03-20T10:00:00Z")
    board = make.board(preset="ideaexchange", rules={"clock": {"timezone": "Europe/Copenhagen"}})
    idea, person = make.idea(board=board, supporters=1), make.person()
    make.idea(board=board, phase="declined")
    tick()
    there = db.session.query(Round).order_by(Round.opens_at).all()
    assert [each.title for each in there] == ["Round 1", "Round 2"]
    assert there[0].cut_at == there[1].opens_at == start + timedelta(days=14) - timedelta(hours=1)  # summer time came
    assert [entry.idea_id for entry in rounds.entries_of(there[0])] == [idea.id]
    vote(make, there[0], idea, 50, by=person)
    vote(make, there[0], idea, 20, by=person)

    clock.set(there[1].opens_at + timedelta(minutes=5))
    tick()
    assert results(there[0]) == [(1, 20, 1)]
    assert [each.title for each in db.session.query(Round).order_by(Round.opens_at)] == [
        "Round 1",
        "Round 2",
        "Round 3",
    ]
    assert rounds.spent_in(make.here(there[1]), make.here(person)) == 0
    assert tick() == 0
    clock.shift(days=100)  # rounds that nobody was there for are not made up afterwards
    tick()
    assert titles() == ["Round 1", "Round 2", "Round 3", "Round 9", "Round 10"]
    assert tick() == 0


def test_who_may_enter_and_when(make: Make, clock: Any) -> None:
    clock.set(START)
    board = make.board()
    idea, other, decided = make.idea(board=board), make.idea(), make.idea(board=board, phase="declined")
    final = planned(make, board, [idea, idea])
    for wrong, says in ((other, "another board"), (decided, "public and not decided")):
        with pytest.raises(Refused, match=says), transaction():
            rounds.nominate(make.here(final), make.here(wrong), by=people.house(), at=now())
    customer = make.person()
    with pytest.raises(Denied), transaction():
        rounds.nominate(make.here(final), make.here(idea), by=make.here(customer), at=now())
    late = make.idea(board=board)
    with pytest.raises(Refused, match="not in this round"):
        vote(make, final, late, 1)
    clock.shift(days=1)
    tick()
    with pytest.raises(Refused, match="stays as it is"), transaction():
        rounds.nominate(make.here(final), make.here(late), by=people.house(), at=now())
    with pytest.raises(Refused, match="stays as it is"), transaction():
        rounds.take_out(make.here(final), make.here(idea), by=people.house(), at=now())


def test_ones_own_idea_and_unconfirmed_people(make: Make, clock: Any) -> None:
    clock.set(START)
    board = make.board()
    idea = make.idea(board=board)
    strict = planned(make, board, [idea], ballot={"kind": "score", "range": [1, 5]})
    clock.shift(days=1)
    tick()
    with pytest.raises(Denied, match="your own idea"):
        vote(make, strict, idea, 5, by=idea.author)
    for value, _person in ((5, vote(make, strict, idea, 5)), (2, vote(make, strict, idea, 2))):
        assert value
    clock.shift(days=7)
    tick()
    assert results(strict) == [(2, 3500, 1)]


def test_a_panels_choice_is_made_while_it_is_open(make: Make, clock: Any) -> None:
    clock.set(START)
    board, reviewer = make.board(), make.reviewer()
    idea = make.idea(board=board)
    panel = planned(make, board, [idea], kind="panel")
    with pytest.raises(Refused, match="while its round is open"), transaction():
        rounds.choose(make.here(panel), make.here(idea), True, by=make.here(reviewer), at=now())
    clock.shift(days=1)
    tick()
    with transaction():
        rounds.choose(make.here(panel), make.here(idea), True, by=make.here(reviewer), at=now())
    with pytest.raises(Refused, match="Nobody votes"):
        vote(make, panel, idea, 1)
    clock.shift(days=7)
    tick()
    assert db.session.query(Entry).one().chosen


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"title": " "}, "title"), ({"title": "x" * 121}, "title"), ({"kind": "jury"}, "kind"),
        ({"closes": 0}, "closes_at"), ({"closes": 400}, "closes_at"),
        ({"ballot": {"kind": "budget", "budget": 3, "steps": [5]}}, "rounds.ballot.steps"),
        ({"ballot": {"kind": "lottery"}}, "rounds.ballot.kind"),
    ],
)  # fmt: skip
def test_a_round_that_cannot_be_is_refused_at_its_field(make: Make, how: dict[str, Any], field: str) -> None:
    board, start, how = make.board(), now(), dict(how)
    closes = start + timedelta(days=how.pop("closes", 7))
    with pytest.raises(Invalid) as no, transaction():
        rounds.plan_round(
            make.here(board), how.pop("title", "Final"), by=people.house(), at=start, closes_at=closes, **how
        )
    assert field in no.value.errors


@pytest.mark.race
def test_two_ballots_at_once_never_spend_more_than_there_is(make: Make, together: Callable[..., list[Any]]) -> None:
    board, person = make.board(), make.person()
    several = [make.idea(board=board) for _number in range(3)]
    start = now()
    with transaction():
        list_ = rounds.plan_round(
            make.here(board), "List", by=people.house(), at=start - timedelta(hours=1), ballot=COINS,
            closes_at=start + timedelta(days=7),
        )  # fmt: skip
        for idea in several:
            rounds.nominate(list_, make.here(idea), by=people.house(), at=start)
    number, who, ids = list_.id, person.id, [idea.id for idea in several]

    def give(idea_id: int) -> None:
        with transaction() as session:
            rounds.cast_in_round(
                session.get_one(Round, number), session.get_one(Idea, idea_id), 50, by=session.get_one(Person, who),
                at=now(),
            )  # fmt: skip

    answers = together(*[lambda idea_id=idea_id: give(idea_id) for idea_id in ids])

    assert sum(isinstance(answer, Invalid) for answer in answers) == 1
    assert sum(each.value for each in db.session.query(RoundVote).filter_by(ended_at=None)) == 100


def test_a_board_without_a_clock_of_rounds_has_none(make: Make, clock: Any) -> None:
    clock.set(START)
    board = make.board(preset="ideaexchange")
    with transaction():
        boards.change(make.here(board), by=people.house(), at=now(), state="closed")
    make.board()
    tick()
    assert db.session.query(Round).count() == 0
