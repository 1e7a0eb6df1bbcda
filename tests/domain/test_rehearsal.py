"""A rehearsal plays what was really cast under other rules: pure, then against a board that really lived."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ideaboard.core.db import db, transaction
from ideaboard.domain import ideas, review
from ideaboard.domain.boards import rules as boards_rules
from ideaboard.domain.review.models import Case
from ideaboard.domain.review.rehearsal import Cast, Past, rehearse
from ideaboard.domain.votes.models import Vote

START = datetime(2026, 1, 1, tzinfo=UTC)
LATER = datetime(2028, 1, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def rules(**tables):
    return boards_rules.parse({"clock": {"timezone": "UTC"}, "gate": {"metric": "supporters", "at_least": 3}} | tables)


def past(*casts: Cast, **said) -> Past:
    return Past(**{"id": 1, "title": "A", "published_at": START, "casts": casts} | said)


def of(days, person=0, value=1):
    return [Cast(person + number, value, day(at)) for number, at in enumerate(days, 1)]


def only(rules_, *pasts, until=LATER):
    (found,) = rehearse(rules_, pasts, until=until).outcomes
    return found.end, found.at


def test_the_vote_that_reaches_the_gate_passes_it():
    assert only(rules(), past(*of([1, 2, 3, 4]))) == ("passed", day(3))


def test_a_vote_taken_back_in_time_does_not_count():
    cast = [Cast(1, 1, day(1), day(2)), *of([3, 4], person=1), *of([6], person=5)]
    assert only(rules(), past(*cast)) == ("passed", day(6))


def test_a_deadline_ends_what_has_not_passed_and_milestones_move_it():
    clock = {"timezone": "UTC", "gather_days": 10}
    assert only(rules(clock=clock), past(*of([1, 11, 12]))) == ("deadline", day(10))
    longer = clock | {"extend": [{"at": 1, "days": 5}]}
    assert only(rules(clock=longer), past(*of([1, 11, 12]))) == ("passed", day(12))


def test_early_cuts_and_silence_end_it_too():
    score = {"kind": "score", "range": [0, 5]}
    drop = {"after_hours": 24, "metric": "mean", "below": 2.0, "min_votes": 2}
    cut = rules(ballot=score, gate={"metric": "none"}, clock={"timezone": "UTC", "drop": [drop]})
    assert only(cut, past(*of([0.1, 0.2], value=1))) == ("cut", day(1))
    assert only(cut, past(*of([0.1, 0.2], value=4))) == ("gathering", None)
    assert only(rules(clock={"timezone": "UTC", "silence_days": 180}), past()) == ("silence", day(180))


def test_makers_count_only_where_the_rules_let_them():
    ballot = {"kind": "support", "own_idea": True}
    made = past(*of([1, 2, 3]), makers=frozenset({3}))
    assert only(rules(), made) == ("gathering", None)
    assert only(rules(ballot=ballot), made) == ("passed", day(3))


def test_where_the_vote_really_closed_too_early_nobody_can_say():
    closed = past(*of([1, 2]), closed_at=day(2), passed_at=day(2))
    assert only(rules(), closed) == ("open_end", day(2))
    assert only(rules(gate={"metric": "supporters", "at_least": 1}), closed) == ("passed", day(1))


def test_votes_that_came_with_an_import_count_from_the_first_day():
    assert only(rules(), past(carried_up=3)) == ("passed", START)


def test_the_best_of_a_week_pass_and_the_others_do_not():
    top = rules(gate={"metric": "supporters", "top": 1}, clock={"timezone": "UTC", "gather_days": 7})
    many, few = past(*of([1, 2])), past(*of([1], person=9), id=2)
    found = {one.id: one.end for one in rehearse(top, [many, few], until=LATER).outcomes}
    assert found == {1: "passed", 2: "not_selected"}


def test_cases_are_counted_by_month():
    pasts = [past(*of([at, at, at]), id=number) for number, at in enumerate([1, 2, 40], 1)]
    assert rehearse(rules(), pasts, until=LATER).months == {"2026-01": 2, "2026-02": 1}


@pytest.fixture
def lived(make, clock, at):
    """A board on which one idea really passed at three supporters, one was merged into it, and one goes on."""
    clock.set("2026-05-01 12:00")
    board = make.board(rules={"gate": {"metric": "supporters", "at_least": 3}})
    first, other, merged = (make.idea(board=board) for _ in range(3))
    voter = make.vote(merged, at=at("2026-05-02 10:00"))
    make.vote(first, by=voter, at=at("2026-05-02 11:00"))
    make.vote(first, at=at("2026-05-03 10:00"))
    make.vote(other, at=at("2026-05-03 11:00"))
    make.vote(first, at=at("2026-05-04 10:00"))
    return board, first


def test_under_its_own_rules_a_board_does_what_it_really_did(lived, at):
    board, first = lived
    found = review.rehearse(board.rules, review.history_of(board), until=at("2026-06-01 00:00"))
    case = db.session.query(Case).one()
    assert [(one.id, one.at) for one in found.passed] == [(first.id, case.entered_at)]
    assert found.really_passed == 1


def test_a_rehearsal_writes_nothing_and_asks_a_fixed_number_of_questions(lived, queries, make, at):
    board, _first = lived
    for _ in range(5):
        make.idea(board=board, supporters=2)
    before = db.session.query(Vote).count()
    with queries() as seen:
        review.rehearse(board.rules, review.history_of(board), until=at("2026-06-01 00:00"))
    assert len(seen) <= 8
    assert all(statement.lstrip().startswith("SELECT") for statement in seen)
    assert db.session.query(Vote).count() == before


def test_of_a_family_each_person_counts_once(make, clock, at):
    clock.set("2026-05-01 12:00")
    board = make.board(rules={"gate": {"metric": "supporters", "at_least": 3}})
    target, duplicate = make.idea(board=board), make.idea(board=board)
    both = make.vote(duplicate, at=at("2026-05-02 10:00"))
    make.vote(target, by=both, at=at("2026-05-02 11:00"))
    make.vote(duplicate, at=at("2026-05-02 12:00"))
    moderator = make.moderator()
    with transaction():
        ideas.merge(make.here(duplicate), make.here(target), by=make.here(moderator), at=at("2026-05-03 10:00"))
    found = review.rehearse(board.rules, review.history_of(board), until=at("2026-06-01 00:00"))
    assert [(one.id, int(one.value), one.end) for one in found.outcomes] == [(target.id, 2, "gathering")]
