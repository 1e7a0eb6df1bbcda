"""Votes are history: a change ends one row and adds one, so every tally can be recounted for every moment."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ideaboard.core.db import Model, Numbered


class Vote(Numbered, Model):
    """One ballot of one person on one idea, living until ``ended_at``."""

    __tablename__ = "votes"
    __table_args__ = (
        CheckConstraint("ended_at is null or ended_at >= cast_at", name="ends_after"),
        Index("ix_votes_idea_id_id", "idea_id", "id"),
        Index("ix_votes_person_id_id", "person_id", "id"),
        {"sqlite_autoincrement": True},
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    value: Mapped[int]
    cast_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


Index(
    "uq_votes_living",
    Vote.idea_id,
    Vote.person_id,
    unique=True,
    sqlite_where=Vote.ended_at.is_(None),
    postgresql_where=Vote.ended_at.is_(None),
)
