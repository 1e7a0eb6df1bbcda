"""Moderators and reporters at the same moment, on a real PostgreSQL: one wins, the others are told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import No, Refused
from ideaboard.core.events import Fact
from ideaboard.domain import moderation
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation.models import Appeal, Flag, Hold, Ruling
from ideaboard.domain.people.models import Person
from tests.make import Make

pytestmark = pytest.mark.race
Together = Callable[..., list[Any]]


def unexpected(results: list[Any]) -> list[Any]:
    return [one for one in results if isinstance(one, Exception) and not isinstance(one, No)]


def person(number: int) -> Person:
    return db.session.get_one(Person, number)


def screen(idea: int, by: int, outcome: str) -> None:
    with transaction():
        here = db.session.get_one(Idea, idea)
        moderation.screen(here, by=person(by), at=now(), outcome=outcome, reason="Because.")


def flag(idea: int, by: int) -> None:
    with transaction():
        moderation.flag_idea(db.session.get_one(Idea, idea), "spam", by=person(by), at=now())


def decide(appeal: int, by: int, outcome: str) -> None:
    with transaction():
        moderation.decide_appeal(db.session.get_one(Appeal, appeal), outcome, "Seen.", by=person(by), at=now())


def undo(ruling: int, by: int) -> None:
    with transaction():
        moderation.undo(db.session.get_one(Ruling, ruling), by=person(by), at=now())


def hide_all(numbers: list[int], by: int) -> int:
    with transaction():
        some = [db.session.get_one(Comment, number) for number in numbers]
        return len(moderation.together(some, "hide", "Adverts.", by=person(by), at=now()).rulings)


def test_of_six_moderators_who_rule_at_once_one_rules(make: Make, together: Together) -> None:
    idea = make.idea(phase="screening")
    crowd = [make.moderator().id for _ in range(6)]
    outcomes = ("publish", "return", "remove") * 2
    results = together(*(partial(screen, idea.id, by, how) for by, how in zip(crowd, outcomes, strict=True)))
    assert unexpected(results) == []
    assert sum(isinstance(one, Refused) for one in results) == 5
    assert db.session.query(Ruling).count() == 1
    assert db.session.query(Hold).filter(Hold.settled_at.is_(None)).count() == 0


def test_reports_at_once_hide_at_the_boards_number_once(make: Make, together: Together) -> None:
    idea = make.idea(rules={"screening": {"flags_to_hide": 3}})
    crowd = [make.person().id for _ in range(8)]
    results = together(*(partial(flag, idea.id, by) for by in crowd))
    assert unexpected(results) == []
    assert db.session.query(Flag).count() == 8 - sum(isinstance(one, No) for one in results)
    assert make.fresh(idea).hidden_for == "flags"
    assert db.session.query(Fact).filter_by(kind="idea.hidden").count() == 1
    assert db.session.query(Hold).count() == 1


def test_an_appeal_is_decided_once_and_an_undo_meanwhile_does_not_count_twice(make: Make, together: Together) -> None:
    first = make.moderator()
    idea = make.idea()
    with transaction():
        ruling = moderation.remove(make.here(idea), "An advert.", by=make.here(first), at=now())
    with transaction():
        appeal = moderation.appeal(make.here(ruling), "No.", by=make.here(idea.author), at=now())
    others = [make.moderator().id for _ in range(4)]
    calls = [partial(decide, appeal.id, by, "overturned") for by in others]
    db.session.rollback()
    idea_id, appeal_id = idea.id, appeal.id
    results = together(*calls, partial(undo, ruling.id, first.id))
    assert unexpected(results) == []
    assert sum(one is None for one in results) == 1
    assert db.session.get_one(Idea, idea_id).phase == Phase.GATHERING
    assert db.session.get_one(Appeal, appeal_id).outcome == "overturned"
    assert db.session.query(Fact).filter_by(kind="moderation.appeal_decided").count() == 1


def test_two_strokes_over_the_same_posts_do_each_once(make: Make, together: Together) -> None:
    idea, other = make.idea(), make.idea()
    numbers = [make.comment(where).id for _ in range(5) for where in (idea, other)]
    crowd = [make.moderator().id for _ in range(3)]
    orders = (numbers, numbers[::-1], numbers)
    results = together(*(partial(hide_all, order, by) for order, by in zip(orders, crowd, strict=True)))
    assert unexpected(results) == []
    assert sum(results) == 10
    assert db.session.query(Ruling).filter_by(kind="hide").count() == 10
