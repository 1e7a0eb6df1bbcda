"""Links that remember who shared them. What a link carries names nobody to others, and only this site reads it."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import NamedTuple

from flask import current_app
from sqlalchemy import func, select

from ideaboard.core import tokens
from ideaboard.core.db import db
from ideaboard.domain.arrivals.models import Arrival
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.votes.models import Vote

PURPOSE = "share link"


class Brought(NamedTuple):
    """How many signed up by somebody's link to an idea, and how many of them support it."""

    people: int
    supporters: int


def word_of(person: Person) -> str:
    """What ``person``'s links carry."""
    return f"{person.id}-{_mark(person.id)}"


def who_shares(word: str) -> int | None:
    """Whose link it is; None when it is not one of ours."""
    number, _dash, mark = word.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    fits = secrets.compare_digest(_mark(int(number)).encode(), mark.encode("utf-8", "replace"))
    return int(number) if fits else None


def note_arrival(person: Person, word: str, idea_id: int | None, *, at: datetime) -> None:
    """``person`` has just signed up, and came by the link with this ``word``. What is not ours changes nothing."""
    by = db.session.get(Person, who_shares(word) or 0)
    if by is None or by.id == person.id or by.kind != "person":
        return
    idea = db.session.get(Idea, idea_id) if idea_id else None
    db.session.add(Arrival(person_id=person.id, by_id=by.id, idea_id=idea.id if idea else None, at=at))
    db.session.flush()


def brought_by(person: Person, idea: Idea) -> Brought:
    """Whom ``person``'s links to ``idea`` brought."""
    living = (
        (Vote.person_id == Arrival.person_id)
        & (Vote.idea_id == idea.id)
        & Vote.ended_at.is_(None)
        & Vote.held_for.is_(None)
        & (Vote.value > 0)
    )
    counted = select(func.count(Arrival.id), func.count(Vote.id)).outerjoin(Vote, living)
    row = db.session.execute(counted.where(Arrival.by_id == person.id, Arrival.idea_id == idea.id)).one()
    return Brought(*row)


def _mark(number: int) -> str:
    return tokens.keyed(str(current_app.config["SECRET_KEY"]), PURPOSE, str(number))[:10]
