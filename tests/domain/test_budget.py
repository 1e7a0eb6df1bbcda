"""A budget of points: spent over a board's open ideas, in steps, never more than there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid
from ideaboard.domain import ideas, stories, votes
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from tests.make import Make

COINS = {"ballot": {"kind": "budget", "budget": 100, "steps": [5, 20, 50]}, "gate": {"metric": "none", "at_least": 0}}


def left(make: Make, idea: Any, person: Any) -> int | None:
    return stories.card(make.fresh(idea), make.here(person), now()).budget_left


def test_points_are_spent_over_the_board_and_come_back(make: Make) -> None:
    board, person = make.board(rules=COINS), make.person()
    one, two, three = (make.idea(board=board) for _number in range(3))
    make.vote(one, by=person, value=50)
    make.vote(two, by=person, value=50)
    with pytest.raises(Invalid, match="You have 0 of 100 points left"):
        make.vote(three, by=person, value=5)
    assert (left(make, one, person), left(make, three, person)) == (50, 0)

    make.vote(two, by=person, value=20)  # changing a vote gives back what it held
    make.vote(three, by=person, value=20)
    with transaction():
        votes.take_back(make.here(one), by=make.here(person), at=now())
    assert left(make, three, person) == 80
    assert (make.fresh(two).points, make.fresh(two).supporters) == (20, 1)


def test_only_steps_are_taken(make: Make) -> None:
    idea, person = make.idea(board=make.board(rules=COINS)), make.person()
    for value in (3, 0, -5, 100, 21):
        with pytest.raises(Invalid, match="You can give 5, 20, 50 points"):
            make.vote(idea, by=person, value=value)


def test_every_board_has_a_budget_of_its_own(make: Make) -> None:
    person = make.person()
    for _number in range(2):
        board = make.board(rules=COINS)
        for _again in range(2):
            make.vote(make.idea(board=board), by=person, value=50)


def test_points_given_to_what_is_over_come_back(make: Make) -> None:
    board, person = make.board(rules=COINS), make.person()
    one, two, three = (make.idea(board=board) for _number in range(3))
    make.vote(one, by=person, value=50)
    make.vote(two, by=person, value=50)
    with transaction():
        ideas.withdraw(make.here(one), by=make.here(one.author), at=now())
    make.vote(three, by=person, value=50)


def test_points_on_a_merged_idea_stay_spent_while_its_target_is_open(make: Make) -> None:
    board, person, moderator = make.board(rules=COINS), make.person(), make.moderator()
    one, two, three = (make.idea(board=board) for _number in range(3))
    make.vote(one, by=person, value=50)
    with transaction():
        ideas.merge(make.here(one), make.here(two), by=make.here(moderator), at=now())
    assert make.fresh(two).points == 50
    assert left(make, three, person) == 50


@pytest.mark.race
def test_two_at_once_never_spend_more_than_there_is(make: Make, together: Callable[..., list[Any]]) -> None:
    board, person = make.board(rules=COINS), make.person()
    numbers = [make.idea(board=board).id for _number in range(4)]
    who = person.id

    def give(number: int) -> None:
        with transaction() as session:
            votes.cast(session.get_one(Idea, number), by=session.get_one(Person, who), value=50, at=now())

    answers = together(*[lambda number=number: give(number) for number in numbers])

    assert sum(isinstance(answer, Invalid) for answer in answers) == 2
    assert sum(db.session.get_one(Idea, number).points for number in numbers) == 100
