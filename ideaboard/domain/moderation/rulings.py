"""What every verb of moderation leaves: a ruling with its reason, and what it settles. (Verbs hold the lock.)"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.sql.elements import ColumnElement

from ideaboard.core.db import db
from ideaboard.core.errors import Invalid
from ideaboard.core.events import record
from ideaboard.core.text import _, clean
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.events import AppealDecided, FlagsSettled, RulingMade
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.moderation.models import Appeal, Flag, Hold, Ruling
from ideaboard.domain.people.models import Person

REASON_MAX = 1_000
Subject = Idea | Comment | Person
_PLAIN: dict[str, Any] = {"synchronize_session": False}


def rule(
    kind: str,
    about: Subject,
    *,
    by: Person,
    at: datetime,
    reason: str = "",
    until: datetime | None = None,
) -> Ruling:
    """Write down what was done about ``about``, and record it."""
    idea = about if isinstance(about, Idea) else about.idea if isinstance(about, Comment) else None
    ruling = Ruling(
        kind=kind, by=by, reason=reason, at=at, until=until, idea_id=about.id if isinstance(about, Idea) else None,
        comment_id=about.id if isinstance(about, Comment) else None,
        person_id=about.id if isinstance(about, Person) else None, board_id=idea.board_id if idea else None,
        whom_id=about.id if isinstance(about, Person) else about.author_id,
    )  # fmt: skip
    db.session.add(ruling)
    db.session.flush()
    made = RulingMade(ruling_id=ruling.id, idea_id=idea.id if idea else None, board_id=ruling.board_id)
    record(made, by=by, at=at)
    return ruling


def settle(ruling: Ruling, about: Idea | Comment, outcome: str) -> None:
    """Open flags and the open hold on ``about`` are dealt with; those who reported it hear the outcome."""
    at = ruling.at
    done = update(Flag).where(on(Flag, about), Flag.settled_at.is_(None))
    values = {"settled_at": at, "settled_by_id": ruling.by_id, "outcome": outcome, "ruling_id": ruling.id}
    settled: Any = db.session.execute(done.values(values), execution_options=_PLAIN)
    release = update(Hold).where(on(Hold, about), Hold.settled_at.is_(None))
    db.session.execute(release.values(settled_at=at, ruling_id=ruling.id), execution_options=_PLAIN)
    if settled.rowcount:
        record(FlagsSettled(ruling_id=ruling.id), by=ruling.by, at=at)


def take_back(kind: str, about: Subject, *, by: Person, at: datetime) -> Ruling | None:
    """Mark the last ruling of this kind as undone; its reports were mistaken then, and an open appeal has won."""
    found = select(Ruling).where(_about(about), Ruling.kind == kind, Ruling.undone_at.is_(None))
    ruling = db.session.scalar(found.order_by(Ruling.id.desc()).limit(1))
    if ruling is None:
        return None
    ruling.undone_at = at
    mistaken = update(Flag).where(Flag.ruling_id == ruling.id).values(outcome="dismissed")
    db.session.execute(mistaken, execution_options=_PLAIN)
    appeal = db.session.scalar(select(Appeal).where(Appeal.ruling_id == ruling.id, Appeal.decided_at.is_(None)))
    if appeal is not None:
        close(appeal, "overturned", None, by=by, at=at)
    return ruling


def close(appeal: Appeal, outcome: str, decision: Ruling | None, *, by: Person, at: datetime) -> None:
    """An appeal has its answer."""
    appeal.outcome, appeal.decided_at = outcome, at
    appeal.decision_id = decision.id if decision else None
    db.session.flush()
    ruling = appeal.ruling
    idea_id = ruling.idea_id or (_idea_of(ruling.comment_id) if ruling.comment_id else None)
    decided = AppealDecided(
        appeal_id=appeal.id, ruling_id=ruling.id, outcome=outcome, idea_id=idea_id, board_id=ruling.board_id
    )
    record(decided, by=by, at=at)


def worded(text: str, *, field: str = "reason", needed: bool = True) -> str:
    """A reason as it is kept; ``Invalid`` when it is needed and empty, or too long."""
    text = clean(text or "").strip()
    if needed and not text:
        raise Invalid(field, _("Give a reason. The author reads it."))
    if len(text) > REASON_MAX:
        raise Invalid(field, _("At most %(n)s characters, please.", n=REASON_MAX))
    return text


def on(kind: type[Flag] | type[Hold], about: Idea | Comment) -> ColumnElement[bool]:
    """The flags or holds on an idea or a comment."""
    return kind.idea_id == about.id if isinstance(about, Idea) else kind.comment_id == about.id


def subject_of(ruling: Ruling) -> Subject:
    """What a ruling is about."""
    if ruling.person_id is not None:
        return db.session.get_one(Person, ruling.person_id)
    if ruling.comment_id is not None:
        return db.session.get_one(Comment, ruling.comment_id)
    return db.session.get_one(Idea, ruling.idea_id)


def _about(about: Subject) -> ColumnElement[bool]:
    if isinstance(about, Person):
        return Ruling.person_id == about.id
    return Ruling.idea_id == about.id if isinstance(about, Idea) else Ruling.comment_id == about.id


def _idea_of(comment_id: int) -> int | None:
    return db.session.scalar(select(Comment.idea_id).where(Comment.id == comment_id))
