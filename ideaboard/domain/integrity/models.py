"""Where votes came from, as keyed digests for some weeks, and which of them look like the work of few hands."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ideaboard.core.db import Model, Numbered

KINDS = ("hands", "ring", "burst")
STATES = ("open", "held", "released", "discarded")


class VoteTrace(Numbered, Model):
    """From where somebody voted on an idea, first: digests nobody can turn back, and that are forgotten."""

    __tablename__ = "vote_traces"
    __table_args__ = (
        UniqueConstraint("idea_id", "person_id"),
        Index("ix_vote_traces_person_id", "person_id"),
        Index("ix_vote_traces_at", "at"),
        {"sqlite_autoincrement": True},
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    address: Mapped[str]
    device: Mapped[str | None]
    at: Mapped[datetime]


class Suspicion(Numbered, Model):
    """A pattern in the votes on an idea: its evidence in numbers, and what became of it."""

    __tablename__ = "suspicions"
    __table_args__ = (
        CheckConstraint("kind in ('hands', 'ring', 'burst')", name="kind"),
        CheckConstraint("state in ('open', 'held', 'released', 'discarded')", name="state"),
        Index("ix_suspicions_idea_id_state", "idea_id", "state"),
        {"sqlite_autoincrement": True},
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    kind: Mapped[str]
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(default="open")
    found_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Suspect(Numbered, Model):
    """Whose vote belongs to the pattern."""

    __tablename__ = "suspects"
    __table_args__ = (
        UniqueConstraint("suspicion_id", "person_id"),
        Index("ix_suspects_person_id", "person_id"),
        {"sqlite_autoincrement": True},
    )

    suspicion_id: Mapped[int] = mapped_column(ForeignKey("suspicions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
