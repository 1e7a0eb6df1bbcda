"""Votes are history: a change ends one row and adds one, so every tally can be recounted for every moment.

Whether a row counts never changes either: a ballot that is held, and one that is released, is a new row.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ideaboard.core.db import Model, Numbered


class Vote(Numbered, Model):
    """One ballot of one person on one idea, living until ``ended_at``; it counts unless it is held."""

    __tablename__ = "votes"
    __table_args__ = (
        CheckConstraint("ended_at is null or ended_at >= cast_at", name="ends_after"),
        CheckConstraint("held_for in ('unconfirmed', 'suspicious')", name="held_for"),
        CheckConstraint("discarded_by_id is null or ended_at is not null", name="discarded_ended"),
        Index("ix_votes_idea_id_id", "idea_id", "id"),
        Index("ix_votes_person_id_id", "person_id", "id"),
        {"sqlite_autoincrement": True},
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    value: Mapped[int]
    cast_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    held_for: Mapped[str | None]  # why it stands apart from the tally
    discarded_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # who of the team ended it

    @property
    def counts(self) -> bool:
        """Whether it is part of the tally."""
        return self.ended_at is None and self.held_for is None


Index(
    "uq_votes_living",
    Vote.idea_id,
    Vote.person_id,
    unique=True,
    sqlite_where=Vote.ended_at.is_(None),
    postgresql_where=Vote.ended_at.is_(None),
)

# few rows: what was held or thrown out, to find at once whether a person's next ballot on an idea is held too
_SET_APART = Vote.held_for.is_not(None) | Vote.discarded_by_id.is_not(None)
Index(
    "ix_votes_set_apart",
    Vote.idea_id,
    Vote.person_id,
    Vote.id,
    sqlite_where=_SET_APART,
    postgresql_where=_SET_APART,
)
