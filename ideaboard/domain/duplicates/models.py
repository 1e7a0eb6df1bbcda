"""Pairs of ideas that may be the same one, and which ideas have been compared."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ideaboard.core.db import Model, Numbered


class Pair(Numbered, Model):
    """Two ideas of one board that look alike, the lower number first; once dismissed it is never proposed again."""

    __tablename__ = "pairs"
    __table_args__ = (
        UniqueConstraint("idea_id", "other_id"),
        CheckConstraint("idea_id < other_id", name="ordered"),
        CheckConstraint("likeness between 0 and 1000", name="likeness"),
        Index("ix_pairs_board_id_dismissed_at", "board_id", "dismissed_at", "id"),
        Index("ix_pairs_other_id", "other_id"),
        {"sqlite_autoincrement": True},
    )

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    likeness: Mapped[int]  # in thousandths
    seen_at: Mapped[datetime]
    dismissed_at: Mapped[datetime | None]
    dismissed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Comparison(Model):
    """An idea was compared with the others of its board, in this revision."""

    __tablename__ = "comparisons"

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), primary_key=True, autoincrement=False)
    revision: Mapped[int]
    at: Mapped[datetime]
