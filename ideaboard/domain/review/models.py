"""The internal review: a case per idea and visit, scorecards, notes, a decision, and what was reported afterwards."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideaboard.core.db import Model, Numbered
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person


class Case(Numbered, Model):
    """An idea on the review desk, until it is decided or goes back."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("state in ('open', 'decided', 'dropped')", name="state"),
        CheckConstraint("(state = 'open') = (closed_at is null)", name="closed"),
        Index("ix_cases_state_due_at", "state", "due_at"),
        Index("ix_cases_idea_id_id", "idea_id", "id"),
        {"sqlite_autoincrement": True},
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"))
    state: Mapped[str] = mapped_column(default="open")
    entered_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    supporters: Mapped[int]  # when it entered
    pick_reason: Mapped[str | None]  # why staff picked it, where the gate did not

    idea: Mapped[Idea] = relationship(lazy="joined", innerjoin=True)

    @property
    def board_id(self) -> int:
        """The board it is on."""
        return self.idea.board_id


Index(
    "uq_cases_open",
    Case.idea_id,
    unique=True,
    sqlite_where=Case.closed_at.is_(None),
    postgresql_where=Case.closed_at.is_(None),
)


class Assessment(Numbered, Model):
    """A reviewer's scorecard, or their declared conflict of interest (then without scores)."""

    __tablename__ = "assessments"
    __table_args__ = (
        UniqueConstraint("case_id", "reviewer_id"),
        CheckConstraint("recommendation in ('accept', 'decline', 'unsure')", name="recommendation"),
        CheckConstraint("(conflict is null) = (recommendation is not null)", name="scores_or_conflict"),
        {"sqlite_autoincrement": True},
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    scores: Mapped[dict[str, int]] = mapped_column(JSON)
    recommendation: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    conflict: Mapped[str | None]
    at: Mapped[datetime]

    reviewer: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class CaseNote(Numbered, Model):
    """A note for colleagues; customers never see it."""

    __tablename__ = "case_notes"
    __table_args__ = (Index("ix_case_notes_case_id_id", "case_id", "id"), {"sqlite_autoincrement": True})

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    body: Mapped[str]
    at: Mapped[datetime]

    author: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Decision(Numbered, Model):
    """What was decided, with the reason that everybody reads."""

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint("outcome in ('accept', 'decline', 'carry_over', 'return')", name="outcome"),
        CheckConstraint("length(reason) > 0 and length(statement) > 0", name="with_reason"),
        Index("ix_decisions_idea_id_id", "idea_id", "id"),
        Index("ix_decisions_case_id", "case_id"),
        {"sqlite_autoincrement": True},
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    outcome: Mapped[str]
    reason: Mapped[str]
    statement: Mapped[str]
    statement_html: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class ProgressNote(Numbered, Model):
    """What the company tells about an accepted idea on its way to the shelf."""

    __tablename__ = "progress_notes"
    __table_args__ = (
        CheckConstraint("phase in ('making', 'launched')", name="phase"),
        Index("ix_progress_notes_idea_id_id", "idea_id", "id"),
        {"sqlite_autoincrement": True},
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    phase: Mapped[str]
    note: Mapped[str]
    note_html: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
