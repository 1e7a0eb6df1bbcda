"""What people are told inside the product."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ideaboard.core.db import Model, Numbered


class LastLetter(Numbered, Model):
    """When a letter about an idea last went to a person, and which errand wrote it."""

    __tablename__ = "last_letters"
    __table_args__ = (
        UniqueConstraint("person_id", "idea_id"),
        Index("ix_last_letters_idea_id", "idea_id"),
        {"sqlite_autoincrement": True},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    errand_id: Mapped[int]
    sent_at: Mapped[datetime]


class Notification(Numbered, Model):
    """A fact that a person should hear of, once."""

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("fact_id", "person_id"),
        Index("ix_notifications_person_id_id", "person_id", "id"),
        {"sqlite_autoincrement": True},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    fact_id: Mapped[int] = mapped_column(ForeignKey("facts.id"))
    at: Mapped[datetime]
