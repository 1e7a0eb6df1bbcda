"""Rounds: ideas judged together in a window."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ideaboard.core.db import Model, Numbered


class Round(Numbered, Model):
    """A review batch: everything that qualified before its cut."""

    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("board_id", "kind", "cut_at"),
        CheckConstraint("kind in ('batch')", name="kind"),
        Index("ix_rounds_closed_at_cut_at", "closed_at", "cut_at"),
        {"sqlite_autoincrement": True},
    )

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    kind: Mapped[str] = mapped_column(default="batch")
    cut_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Entry(Model):
    """An idea in a round."""

    __tablename__ = "entries"
    __table_args__ = (Index("ix_entries_idea_id", "idea_id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), primary_key=True)
    entered_at: Mapped[datetime]
    left_at: Mapped[datetime | None]  # when it was carried over into a later one
