"""What people sign in with, as rows: the sessions that are open, and whatever proves who somebody is."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
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


class Passkey(Numbered, Model):
    """A key that lives in somebody's device; what is kept here is its public half."""

    __tablename__ = "passkeys"
    __table_args__ = (
        UniqueConstraint("credential"),
        Index("ix_passkeys_person_id", "person_id"),
        {"sqlite_autoincrement": True},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    credential: Mapped[str]  # its id, in base64url
    public_key: Mapped[str]  # likewise
    uses: Mapped[int]  # the device's own counter: one that falls behind was copied
    name: Mapped[str]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AuthenticatorApp(Numbered, Model):
    """An app that shows six digits which change every half minute (TOTP, RFC 6238); one a person."""

    __tablename__ = "authenticator_apps"
    __table_args__ = (UniqueConstraint("person_id"), {"sqlite_autoincrement": True})

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    seed: Mapped[str]  # sealed
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]  # None while it is being set up
    last_step: Mapped[int] = mapped_column(default=0)  # of the last code that was taken: it is not taken again
    tries: Mapped[int] = mapped_column(default=0)  # wrong ones since
    tries_since: Mapped[datetime | None]


class RecoveryCode(Numbered, Model):
    """A word that opens once, for whoever has lost the app; kept as a keyed digest."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("person_id", "digest"), {"sqlite_autoincrement": True})

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    digest: Mapped[str]
    used_at: Mapped[datetime | None]


class Challenge(Numbered, Model):
    """A question put to a device or a provider, which is answered once: the row goes with the answer."""

    __tablename__ = "challenges"
    __table_args__ = (
        UniqueConstraint("digest"),
        Index("ix_challenges_made_at", "made_at"),
        {"sqlite_autoincrement": True},
    )

    digest: Mapped[str]
    purpose: Mapped[str]
    about: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]


class Provider(Numbered, Model):
    """Somebody who vouches for people by OpenID Connect: a company's own directory, or a public one."""

    __tablename__ = "providers"
    __table_args__ = (UniqueConstraint("issuer"), {"sqlite_autoincrement": True})

    name: Mapped[str]  # on the button: “Sign in with …”
    issuer: Mapped[str]  # the address whose description is read
    client_id: Mapped[str]
    secret: Mapped[str]  # sealed; empty for a client without one
    makes_accounts: Mapped[bool]  # whether who is new here may come in by it
    offered: Mapped[bool]  # whether its button is shown
    made_at: Mapped[datetime]


class Identity(Numbered, Model):
    """Somebody's account at a provider; ``subject`` is what the provider calls them for ever."""

    __tablename__ = "identities"
    __table_args__ = (
        UniqueConstraint("provider_id", "subject"),
        Index("ix_identities_person_id", "person_id"),
        {"sqlite_autoincrement": True},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("providers.id"))
    subject: Mapped[str]
    email: Mapped[str | None]  # there, when it was linked: so that its owner knows it again
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
