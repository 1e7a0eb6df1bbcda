"""Questions of moderators, and of everybody who reads the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, select

from ideaboard.core.db import db
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation.models import Flag, Ruling
from ideaboard.domain.people.models import Person

T = TypeVar("T")


def _on_boards_of(person: Person, query: Select[T], column: Any) -> Select[T]:
    boards = {role.board_id for role in person.roles if role.role in ("moderator", "admin")}
    return query if None in boards else query.where(column.in_(boards))


def screening(person: Person) -> Select[Idea]:
    """Ideas that wait for a first look, oldest first; served by ix_ideas_board_phase."""
    waiting = select(Idea).where(Idea.phase == Phase.SCREENING)
    return _on_boards_of(person, waiting, Idea.board_id)


def open_flags(person: Person) -> Select[Flag]:
    """Flags nobody has dealt with, oldest first; served by ix_flags_settled_at_id."""
    raised = select(Flag).where(Flag.settled_at.is_(None))
    return _on_boards_of(person, raised, Flag.board_id)


def log() -> Select[Ruling]:
    """The public log."""
    return select(Ruling)


def rulings_on(idea: Idea) -> Sequence[Ruling]:
    """What was ruled about an idea, newest first: its author reads the reasons."""
    about = select(Ruling).where(Ruling.idea_id == idea.id, Ruling.comment_id.is_(None))
    return db.session.scalars(about.order_by(Ruling.id.desc()).limit(20)).all()


def suspension_of(person: Person) -> Ruling | None:
    """Why a person is suspended."""
    ruled = select(Ruling).where(Ruling.person_id == person.id, Ruling.kind == "suspend", Ruling.undone_at.is_(None))
    return db.session.scalar(ruled.order_by(Ruling.id.desc()).limit(1))
