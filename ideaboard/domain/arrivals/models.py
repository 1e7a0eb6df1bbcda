"""Arrivals by somebody's link, and how many people did what on a day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ideaboard.core.db import Model, Numbered


class Arrival(Numbered, Model):
    """Somebody signed up after they had come by another member's link to an idea."""

    __tablename__ = "arrivals"
    __table_args__ = (
        UniqueConstraint("person_id"),
        Index("ix_arrivals_by_id_idea_id", "by_id", "idea_id"),
        {"sqlite_autoincrement": True},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))
    at: Mapped[datetime]


class DailyCount(Numbered, Model):
    """How often one step was taken on a day, by anybody."""

    __tablename__ = "daily_counts"
    __table_args__ = (
        UniqueConstraint("day", "step"),
        CheckConstraint("step in ('seen', 'opened', 'shared', 'signed_up', 'voted', 'posted')", name="step"),
        {"sqlite_autoincrement": True},
    )

    day: Mapped[date] = mapped_column(Date)
    step: Mapped[str]
    number: Mapped[int]
