"""Questions of moderators, and of everybody who reads the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any, TypeVar

from sqlalchemy import Select, or_, select

from ideaboard.core.db import db
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation.models import Appeal, Flag, Hold, Ruling
from ideaboard.domain.moderation.undoing import APPEALABLE
from ideaboard.domain.people.models import Person

T = TypeVar("T")
LATELY = 50  # first looks from which we say how long they take


def _on_boards_of(person: Person, query: Select[T], column: Any) -> Select[T]:
    boards = {role.board_id for role in person.roles if role.role in ("moderator", "admin")}
    return query if None in boards else query.where(column.in_(boards))


def screening(person: Person) -> Select[Idea]:
    """Ideas that wait for a look, oldest first: new ones, and edited ones that are held; served by ix_ideas_board_phase
    and ix_holds_settled_at_id."""
    held = select(Hold.idea_id).where(Hold.settled_at.is_(None), Hold.idea_id.is_not(None))
    waiting = select(Idea).where(
        or_(Idea.phase == Phase.SCREENING, (Idea.hidden_for == "held") & Idea.id.in_(held)),
    )
    return _on_boards_of(person, waiting, Idea.board_id)


def open_flags(person: Person) -> Select[Flag]:
    """Flags nobody has dealt with, oldest first; served by ix_flags_settled_at_id."""
    raised = select(Flag).where(Flag.settled_at.is_(None))
    return _on_boards_of(person, raised, Flag.board_id)


def open_holds(person: Person) -> Select[Hold]:
    """What waits for a look; served by ix_holds_settled_at_id."""
    return _on_boards_of(person, select(Hold).where(Hold.settled_at.is_(None)), Hold.board_id)


def open_appeals(person: Person) -> Select[Appeal]:
    """Appeals without an answer, on the boards ``person`` moderates; served by ix_appeals_decided_at_id."""
    return _on_boards_of(person, select(Appeal).where(Appeal.decided_at.is_(None)), Appeal.board_id)


def log() -> Select[Ruling]:
    """The public log."""
    return select(Ruling)


def rulings_on(idea: Idea) -> Sequence[Ruling]:
    """What was ruled about an idea, newest first: its author reads the reasons."""
    about = select(Ruling).where(Ruling.idea_id == idea.id, Ruling.comment_id.is_(None))
    return db.session.scalars(about.order_by(Ruling.id.desc()).limit(20)).all()


def rulings_about(person: Person) -> Sequence[Ruling]:
    """What was ruled about a person and their posts, newest first; served by ix_rulings_whom_id_id."""
    about = select(Ruling).where(Ruling.whom_id == person.id, Ruling.kind.in_((*APPEALABLE, "return")))
    return db.session.scalars(about.order_by(Ruling.id.desc()).limit(50)).all()


def promised(about: Idea | Comment) -> datetime | None:
    """Until when the author of what waits was promised an answer; None when it does not wait."""
    on = Hold.idea_id == about.id if isinstance(about, Idea) else Hold.comment_id == about.id
    return db.session.scalar(select(Hold.answer_by).where(on, Hold.settled_at.is_(None)).limit(1))


def appealable(about: Idea | Comment) -> Ruling | None:
    """The ruling that took it away, while it stands."""
    on = Ruling.idea_id == about.id if isinstance(about, Idea) else Ruling.comment_id == about.id
    standing = select(Ruling).where(on, Ruling.kind.in_(APPEALABLE), Ruling.undone_at.is_(None))
    return db.session.scalar(standing.order_by(Ruling.id.desc()).limit(1))


def appeals_on(rulings: Sequence[Ruling]) -> dict[int, Appeal]:
    """The appeals against these rulings, and those that these decided, by the ruling's number."""
    numbers = [ruling.id for ruling in rulings]
    if not numbers:
        return {}
    found = select(Appeal).where(or_(Appeal.ruling_id.in_(numbers), Appeal.decision_id.in_(numbers)))
    known: dict[int, Appeal] = {}
    for appeal in db.session.scalars(found):
        known[appeal.ruling_id] = appeal
        if appeal.decision_id:
            known[appeal.decision_id] = appeal
    return known


def suspension_of(person: Person) -> Ruling | None:
    """Why a person is suspended."""
    ruled = select(Ruling).where(Ruling.person_id == person.id, Ruling.kind == "suspend", Ruling.undone_at.is_(None))
    return db.session.scalar(ruled.order_by(Ruling.id.desc()).limit(1))


def answered_within(board_id: int, at: datetime) -> timedelta | None:
    """How long half of the last looks on this board took at most; None where there were fewer than five."""
    settled = select(Hold.at, Hold.settled_at).where(Hold.board_id == board_id, Hold.settled_at <= at)
    rows = db.session.execute(settled.order_by(Hold.settled_at.desc(), Hold.id.desc()).limit(LATELY)).all()
    if len(rows) < 5:
        return None
    return timedelta(seconds=median((done - begun).total_seconds() for begun, done in rows if done is not None))
