"""People, their roles, their mailed codes and their API tokens."""

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideaboard.core.db import Model, Numbered


class Person(UserMixin, Numbered, Model):
    """A customer, a member of staff, an author who came with an import, or the house itself."""

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("handle"),
        UniqueConstraint("email"),
        CheckConstraint("kind in ('person', 'imported', 'system')", name="kind"),
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("claimed = lower(claimed)", name="claimed_lower"),
        CheckConstraint("email is null or claimed is null", name="one_address"),
        Index("ix_people_claimed_id", "claimed", "id"),
        CheckConstraint("handle = lower(handle)", name="handle_lower"),
        {"sqlite_autoincrement": True},
    )

    handle: Mapped[str]
    name: Mapped[str]
    email: Mapped[str | None]
    claimed: Mapped[str | None]  # given at sign-up and not proved yet: others may claim it too, it is nobody's so far
    password_hash: Mapped[str | None]
    bio: Mapped[str] = mapped_column(default="")
    face: Mapped[str | None]
    kind: Mapped[str] = mapped_column(default="person")
    created_at: Mapped[datetime]
    suspended_until: Mapped[datetime | None]
    left_at: Mapped[datetime | None]  # when the account was given up; the row stays, without a name
    confirmed_at: Mapped[datetime | None]  # when the address was proved; where mail works, votes count only then
    inbox_seen: Mapped[int] = mapped_column(default=0)  # the last notification that was seen
    language: Mapped[str | None]  # what letters are written in; None: the site's own
    mails: Mapped[str] = mapped_column(
        default="screening answers decisions invitations"
    )  # kinds of letters: see ``mails``
    privacy_accepted: Mapped[int] = mapped_column(default=-1)  # the version; -1: an account nobody signed up for
    terms_accepted: Mapped[int] = mapped_column(default=-1)
    support_shown: Mapped[bool] = mapped_column(default=False)  # whether one is named among an idea's supporters

    roles: Mapped[list["Role"]] = relationship(foreign_keys="Role.person_id", order_by="Role.id")

    session_key = ""  # of the session just opened: what Flask-Login puts into the cookie

    @property
    def address(self) -> str | None:
        """What they say is their address, proved or not: for their own eyes."""
        return self.email or self.claimed

    def get_id(self) -> str:
        """What the session cookie carries: the key of a session, which ends with its row."""
        return self.session_key


class Role(Numbered, Model):
    """A role held by a person, for one board or (``board_id`` null) for the whole site."""

    __tablename__ = "roles"
    __table_args__ = (
        CheckConstraint("role in ('moderator', 'reviewer', 'admin')", name="role"),
        UniqueConstraint("person_id", "role", "board_id"),
        {"sqlite_autoincrement": True},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str]
    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id"))
    given_at: Mapped[datetime]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


# null is never equal to null, so the roles for the whole site need a rule of their own
Index(
    "uq_roles_site",
    Role.person_id,
    Role.role,
    unique=True,
    sqlite_where=Role.board_id.is_(None),
    postgresql_where=Role.board_id.is_(None),
)


class Code(Numbered, Model):
    """A six-digit code mailed to an address. The digits are derived from the row and a secret, and stored nowhere."""

    __tablename__ = "codes"
    __table_args__ = (Index("ix_codes_email_id", "email", "id"), {"sqlite_autoincrement": True})

    email: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    purpose: Mapped[str]
    nonce: Mapped[str]
    created_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class Token(Numbered, Model):
    """An API token: shown once, kept as a digest."""

    __tablename__ = "tokens"
    __table_args__ = (
        UniqueConstraint("digest"),
        Index("ix_tokens_person_id", "person_id"),
        {"sqlite_autoincrement": True},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str]
    digest: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class TeamInvitation(Numbered, Model):
    """A link that makes whoever opens it first a member of the team."""

    __tablename__ = "team_invitations"
    __table_args__ = (
        CheckConstraint("role in ('moderator', 'reviewer', 'admin')", name="role"),
        CheckConstraint("(accepted_at is null) = (accepted_by_id is null)", name="accepted"),
        {"sqlite_autoincrement": True},
    )

    email: Mapped[str | None]
    role: Mapped[str]
    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    nonce: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
