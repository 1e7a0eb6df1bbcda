"""What people sign in with, as rows: the sessions that are open, and whatever proves who somebody is."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ideaboard.core.db import Model, Numbered

WAYS = ("password", "code", "passkey", "provider")


class SignIn(Numbered, Model):
    """A session: one browser in which somebody is signed in. It ends by being deleted; kept as a digest."""

    __tablename__ = "sign_ins"
    __table_args__ = (
        UniqueConstraint("digest"),
        Index("ix_sign_ins_person_id", "person_id"),
        Index("ix_sign_ins_seen_at", "seen_at"),
        CheckConstraint("way in ('password', 'code', 'passkey', 'provider')", name="way"),
        {"sqlite_autoincrement": True},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    digest: Mapped[str]
    way: Mapped[str]
    two_steps: Mapped[bool]  # whether two independent proofs were given
    browser: Mapped[str]  # from closed lists (``devices``): nothing here follows anybody around
    system: Mapped[str]
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]  # to the hour
    proved_at: Mapped[datetime]  # when they last proved who they are
