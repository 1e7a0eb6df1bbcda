"""What moderators deal with: flags, and rulings with their reasons."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideaboard.core.db import Model, Numbered
from ideaboard.domain.people.models import Person

RULINGS = ("publish", "return", "remove", "restore", "hide", "show", "dismiss", "suspend", "lift")
REASONS = ("spam", "off_topic", "abusive", "duplicate", "unsafe", "personal_data", "rights", "other")


class Flag(Numbered, Model):
    """A customer says that something needs a human."""

    __tablename__ = "flags"
    __table_args__ = (
        CheckConstraint("(idea_id is null) <> (comment_id is null)", name="one_subject"),
        CheckConstraint(f"reason in ({', '.join(repr(reason) for reason in REASONS)})", name="reason"),
        Index("ix_flags_settled_at_id", "settled_at", "id"),
        Index("uq_flags_idea", "person_id", "idea_id", unique=True),
        Index("uq_flags_comment", "person_id", "comment_id", unique=True),
        Index("ix_flags_idea_id", "idea_id"),
        Index("ix_flags_comment_id", "comment_id"),
        {"sqlite_autoincrement": True},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])


class Ruling(Numbered, Model):
    """What a moderator did and why: the public log."""

    __tablename__ = "rulings"
    __table_args__ = (
        CheckConstraint(f"kind in ({', '.join(repr(kind) for kind in RULINGS)})", name="kind"),
        CheckConstraint(
            "kind in ('publish', 'show', 'restore', 'lift', 'dismiss') or length(reason) > 0", name="reason"
        ),
        Index("ix_rulings_idea_id_id", "idea_id", "id"),
        Index("ix_rulings_person_id_id", "person_id", "id"),
        {"sqlite_autoincrement": True},
    )

    kind: Mapped[str]
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # who is suspended or back
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    until: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    by: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[by_id])
