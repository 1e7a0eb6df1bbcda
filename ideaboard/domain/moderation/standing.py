"""What is known of a person, counted from rows: the basis of their level, and of what their reports weigh."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.sql.elements import ColumnElement

from ideaboard.core.db import db
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation import trust
from ideaboard.domain.moderation.models import Flag, Ruling
from ideaboard.domain.moderation.trust import Record
from ideaboard.domain.people.models import Person

COUNTED = 1_000  # nothing asks for more posts or reports than this
AGAINST = ("remove", "hide", "suspend")


def record_of(person: Person, at: datetime) -> Record:
    """What is known of ``person``, served by indexes on the author, the reporter and whom it is about."""
    return records_of([person.id], at)[person.id]


def records_of(numbers: Collection[int], at: datetime) -> dict[int, Record]:
    """What is known of several people, by their numbers, in one query."""
    if not numbers:
        return {}
    asked = select(
        Person.id,
        Person.created_at,
        _count(_ideas()).label("ideas"),
        _count(_comments()).label("comments"),
        _count(_flags("upheld")).label("upheld"),
        _count(_flags("dismissed")).label("dismissed"),
        _last_against().label("last"),
    )
    return {row.id: _record(row, at) for row in db.session.execute(asked.where(Person.id.in_(numbers)))}


def _record(row: Any, at: datetime) -> Record:
    return Record(
        posts=row.ideas + row.comments,
        days=max(0, (at - row.created_at).days),
        clean_days=None if row.last is None else max(0, (at - row.last).days),
        upheld=row.upheld,
        dismissed=row.dismissed,
    )


def level_of(person: Person, at: datetime) -> trust.Level:
    """The level of trust that ``person`` has reached."""
    return trust.level(record_of(person, at))


def _ideas() -> Select[Any]:
    """Ideas of theirs that were seen and stayed in sight."""
    stayed = (Idea.published_at.is_not(None), Idea.hidden_for.is_(None), Idea.phase != Phase.REMOVED)
    return select(Idea.id).where(Idea.author_id == Person.id, *stayed)


def _comments() -> Select[Any]:
    stayed = (Comment.deleted_at.is_(None), Comment.hidden_for.is_(None))
    return select(Comment.id).where(Comment.author_id == Person.id, *stayed)


def _flags(outcome: str) -> Select[Any]:
    return select(Flag.id).where(Flag.person_id == Person.id, Flag.outcome == outcome)


def _last_against() -> ColumnElement[Any]:
    ruled = select(func.max(Ruling.at)).where(
        Ruling.whom_id == Person.id, Ruling.kind.in_(AGAINST), Ruling.undone_at.is_(None)
    )
    return ruled.correlate(Person).scalar_subquery()


def _count(some: Select[Any]) -> ColumnElement[int]:
    """How many, of each person that is asked about, up to ``COUNTED``."""
    return select(func.count()).select_from(some.limit(COUNTED).correlate(Person).subquery()).scalar_subquery()
