"""What moderators deal with: flags, posts that wait, rulings with their reasons, appeals, and what was learned."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideaboard.core.db import Model, Numbered
from ideaboard.domain.people.models import Person

RULINGS = (
    "publish", "return", "remove", "restore", "hide", "show", "dismiss", "suspend", "lift", "reopen", "uphold",
)  # fmt: skip
REASONS = ("spam", "off_topic", "abusive", "duplicate", "unsafe", "personal_data", "rights", "other")


class Flag(Numbered, Model):
    """A customer says that something needs a human."""

    __tablename__ = "flags"
    __table_args__ = (
        CheckConstraint("(idea_id is null) <> (comment_id is null)", name="one_subject"),
        CheckConstraint(f"reason in ({', '.join(repr(reason) for reason in REASONS)})", name="reason"),
        CheckConstraint("outcome in ('upheld', 'dismissed')", name="outcome"),
        CheckConstraint("weight between 0 and 200", name="weight"),
        Index("ix_flags_ruling_id", "ruling_id"),
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
    weight: Mapped[int] = mapped_column(default=100)  # hundredths of a report, by the reporter's record at that time
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    outcome: Mapped[str | None]
    ruling_id: Mapped[int | None] = mapped_column(ForeignKey("rulings.id"))  # what settled it

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])


class Ruling(Numbered, Model):
    """What a moderator did and why: the public log."""

    __tablename__ = "rulings"
    __table_args__ = (
        CheckConstraint(f"kind in ({', '.join(repr(kind) for kind in RULINGS)})", name="kind"),
        CheckConstraint(
            "kind in ('publish', 'show', 'restore', 'lift', 'dismiss', 'reopen') or length(reason) > 0", name="reason"
        ),
        Index("ix_rulings_idea_id_id", "idea_id", "id"),
        Index("ix_rulings_whom_id_id", "whom_id", "id"),
        Index("ix_rulings_by_id_id", "by_id", "id"),
        Index("ix_rulings_batch_id", "batch_id"),
        Index("ix_rulings_person_id_id", "person_id", "id"),
        {"sqlite_autoincrement": True},
    )

    kind: Mapped[str]
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # who is suspended or back
    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id"))  # none: it is about a person
    whom_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # whose post it is, or who it is about
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("rulings.id"))  # the first of those made in one stroke
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    until: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    by: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[by_id])


class Hold(Numbered, Model):
    """A post that waits until somebody has looked at it, why, and by when its author was promised an answer."""

    __tablename__ = "holds"
    __table_args__ = (
        CheckConstraint("(idea_id is null) <> (comment_id is null)", name="one_subject"),
        Index("ix_holds_settled_at_id", "settled_at", "id"),
        Index("ix_holds_idea_id", "idea_id"),
        Index("ix_holds_comment_id", "comment_id"),
        Index("ix_holds_ruling_id", "ruling_id"),
        {"sqlite_autoincrement": True},
    )

    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))  # who waits
    doubts: Mapped[list[list[str]]] = mapped_column(JSON)  # kind and what was found, such as ["word", "casino"]
    was_public: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    answer_by: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    ruling_id: Mapped[int | None] = mapped_column(ForeignKey("rulings.id"))


# one open hold on a thing
for _column in (Hold.idea_id, Hold.comment_id):
    Index(
        f"uq_holds_open_{_column.key}",
        _column,
        unique=True,
        sqlite_where=Hold.settled_at.is_(None),
        postgresql_where=Hold.settled_at.is_(None),
    )


class Appeal(Numbered, Model):
    """Whoever a ruling is about asks once that somebody else reads it again. Their words stay out of the public log."""

    __tablename__ = "appeals"
    __table_args__ = (
        UniqueConstraint("ruling_id"),
        CheckConstraint("outcome in ('upheld', 'overturned')", name="outcome"),
        CheckConstraint("(outcome is null) = (decided_at is null)", name="decided"),
        Index("ix_appeals_decided_at_id", "decided_at", "id"),
        Index("ix_appeals_decision_id", "decision_id"),
        {"sqlite_autoincrement": True},
    )

    ruling_id: Mapped[int] = mapped_column(ForeignKey("rulings.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id"))
    words: Mapped[str]
    at: Mapped[datetime]
    outcome: Mapped[str | None]  # of the ruling: it stands, or is taken back
    decided_at: Mapped[datetime | None]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("rulings.id"))

    ruling: Mapped[Ruling] = relationship(lazy="joined", innerjoin=True, foreign_keys=[ruling_id])
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])


class SpamModel(Numbered, Model):
    """What was learned from the team's decisions: the weight of each word, and how well it would have judged."""

    __tablename__ = "spam_models"
    __table_args__ = ({"sqlite_autoincrement": True},)

    learned_at: Mapped[datetime]
    last_ruling_id: Mapped[int]
    good: Mapped[int]
    bad: Mapped[int]
    bias: Mapped[float]
    weights: Mapped[dict[str, float]] = mapped_column(JSON)
    measured: Mapped[dict[str, Any]] = mapped_column(JSON)
