"""What is known of a person, counted from rows: the basis of their level, and of what their reports weigh."""

from __future__ import annotations

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
    """What is known of ``person``, in one query; served by indexes on the author, the reporter and whom it is about."""
    found = db.session.execute(
        select(
            _count(_ideas(person)).label("ideas"),
            _count(_comments(person)).label("comments"),
            _count(_flags(person, "upheld")).label("upheld"),
            _count(_flags(person, "dismissed")).label("dismissed"),
            _last_against(person).label("last"),
        )
    ).one()
    return Record(
        posts=found.ideas + found.comments,
        days=max(0, (at - person.created_at).days),
        clean_days=None if found.last is None else max(0, (at - found.last).days),
        upheld=found.upheld,
        dismissed=found.dismissed,
    )


def level_of(person: Person, at: datetime) -> trust.Level:
    """The level of trust that ``person`` has reached."""
    return trust.level(record_of(person, at))


def _ideas(person: Person) -> Select[Any]:
    """Ideas of theirs that were seen and stayed in sight."""
    stayed = (Idea.published_at.is_not(None), Idea.hidden_for.is_(None), Idea.phase != Phase.REMOVED)
    return select(Idea.id).where(Idea.author_id == person.id, *stayed)


def _comments(person: Person) -> Select[Any]:
    stayed = (Comment.deleted_at.is_(None), Comment.hidden_for.is_(None))
    return select(Comment.id).where(Comment.author_id == person.id, *stayed)


def _flags(person: Person, outcome: str) -> Select[Any]:
    return select(Flag.id).where(Flag.person_id == person.id, Flag.outcome == outcome)


def _last_against(person: Person) -> ColumnElement[Any]:
    ruled = select(func.max(Ruling.at)).where(
        Ruling.whom_id == person.id, Ruling.kind.in_(AGAINST), Ruling.undone_at.is_(None)
    )
    return ruled.scalar_subquery()


def _count(some: Select[Any]) -> ColumnElement[int]:
    return select(func.count()).select_from(some.limit(COUNTED).subquery()).scalar_subquery()
