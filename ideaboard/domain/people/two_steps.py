"""The second step: six digits from an app (TOTP), or one of the recovery codes that were written down."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import pyotp
from flask import current_app
from sqlalchemy import delete, func, select, update

from ideaboard.core import sealed, settings, tokens
from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.events import AppAdded, AppRemoved, RecoveryCodesMade, RecoveryCodeUsed
from ideaboard.domain.people.credentials import AuthenticatorApp, Passkey, RecoveryCode
from ideaboard.domain.people.models import Person
from ideaboard.domain.people.sessions import Session, end_others, prove
from ideaboard.domain.permissions import Can

STEP = 30  # seconds a code is shown
EITHER_SIDE = 1  # steps by which clocks may differ
TRIES = 10  # wrong codes within …
TRIES_WITHIN = timedelta(minutes=15)
RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
PURPOSE = "authenticator app"


# questions


def app_of(person: Person) -> AuthenticatorApp | None:
    """One's app, set up or being set up."""
    return db.session.scalar(select(AuthenticatorApp).where(AuthenticatorApp.person_id == person.id))


def has_app(person: Person) -> bool:
    """Whether one's app is set up."""
    app = app_of(person)
    return app is not None and app.confirmed_at is not None


def has_passkey(person: Person) -> bool:
    """Whether a device of theirs knows them."""
    return db.session.scalar(select(Passkey.id).where(Passkey.person_id == person.id).limit(1)) is not None


def asks_second_step(person: Person) -> bool:
    """Whether a password or a mailed code alone does not let them in."""
    return has_app(person) or (bound_to_two_steps(person) and has_passkey(person))


def bound_to_two_steps(person: Person) -> bool:
    """Whether they are of the team, of which the site asks two steps."""
    return bool(person.roles) and bool(settings.everything()["staff_two_steps"])


def missing_step(person: Person, session: Session | None) -> str | None:
    """Why somebody of the team may not go on yet, or None. ``session`` is None for a program with a token."""
    if not bound_to_two_steps(person) or (session is not None and session.two_steps):
        return None
    if not (has_app(person) or has_passkey(person)):
        return _("This site asks its team to sign in with two steps. Set up an app or a passkey first.")
    return _("This site asks its team to sign in with two steps.") if session is not None else None


def seed_of(app: AuthenticatorApp) -> str | None:
    """The seed in the letters people type; None when the site's secret is another one now."""
    return sealed.unseal(current_app.config["SECRET_KEY"], PURPOSE, app.seed)


def address_for(person: Person, app: AuthenticatorApp) -> str:
    """What the QR code says to the app."""
    site = str(settings.everything()["name"])
    return pyotp.TOTP(seed_of(app) or "").provisioning_uri(name=person.address or person.handle, issuer_name=site)


def recovery_codes_left(person: Person) -> int:
    """How many of one's recovery codes are unused."""
    left = select(func.count()).where(RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(left) or 0


# the app


@action(Can.EDIT_SELF, lock="self")
def begin_app(person: Person, *, by: Person, at: datetime) -> AuthenticatorApp:
    """A new seed, to be confirmed by a first code; raises ``Refused`` when an app is set up already."""
    old = app_of(person)
    if old is not None:
        if old.confirmed_at is not None:
            raise Refused(_("You have set up an app already. Remove it first."))
        db.session.delete(old)
        db.session.flush()
    seed = sealed.seal(current_app.config["SECRET_KEY"], PURPOSE, pyotp.random_base32())
    app = AuthenticatorApp(person_id=person.id, seed=seed, made_at=at)
    db.session.add(app)
    db.session.flush()
    return app


@action(Can.EDIT_SELF, lock="self")
def confirm_app(person: Person, given: str, *, by: Person, at: datetime, session: int) -> Sequence[str]:
    """Finish setting up by the app's first code. All other sessions end; ``session`` has two steps from now on.

    Gives fresh recovery codes, shown this once. Raises ``Invalid`` for a wrong code.
    """
    app = app_of(person)
    if app is None or app.confirmed_at is not None:
        raise Refused(_("There is no app to confirm. Begin again."))
    step = _step_of(app, given, at)
    if step is None:
        raise Invalid("code", _("This is not the code your app should show now. Is the clock of your phone right?"))
    app.confirmed_at, app.last_step = at, step
    record(AppAdded(person_id=person.id), by=by, at=at)
    end_others(person, by=by, at=at, but=session)
    prove(session, at=at, two_steps=True)
    return _fresh_codes(person, by=by, at=at)


@action(Can.EDIT_SELF, lock="self")
def remove_app(person: Person, *, by: Person, at: datetime) -> None:
    """Do without the app; removing it again changes nothing. Without a passkey the recovery codes go too."""
    app = app_of(person)
    if app is None:
        return
    if app.confirmed_at is not None:
        record(AppRemoved(person_id=person.id), by=by, at=at)
    db.session.delete(app)
    db.session.flush()
    if not has_passkey(person):
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))


def use_app(person: Person, given: str, *, at: datetime) -> bool:
    """Whether ``given`` is what the app shows, and was not used before. Counts the try: commit in either case."""
    found = app_of(person)
    if found is None or found.confirmed_at is None:
        return False
    app = locked(found)
    if app.tries_since is None or at - app.tries_since > TRIES_WITHIN:
        app.tries, app.tries_since = 0, at
    step = _step_of(app, given, at) if app.tries < TRIES else None
    if step is None:
        app.tries += 1
        return False
    app.last_step, app.tries = step, 0
    return True


def _step_of(app: AuthenticatorApp, given: str, at: datetime) -> int | None:
    """The step whose code ``given`` is; never one that was used, nor one before it."""
    seed, typed = seed_of(app), "".join(given.split())
    if seed is None or not (typed.isascii() and typed.isdigit()):
        return None
    here = int(at.timestamp()) // STEP
    for step in range(here - EITHER_SIDE, here + EITHER_SIDE + 1):
        if step > app.last_step and secrets.compare_digest(pyotp.TOTP(seed).generate_otp(step), typed):
            return step
    return None


# recovery codes


@action(Can.EDIT_SELF, lock="self")
def make_recovery_codes(person: Person, *, by: Person, at: datetime) -> Sequence[str]:
    """Ten new codes in place of the old ones; they are shown this once."""
    if not (has_app(person) or has_passkey(person)):
        raise Refused(_("Recovery codes stand in for an app or a passkey. Set one up first."))
    return _fresh_codes(person, by=by, at=at)


def _fresh_codes(person: Person, *, by: Person, at: datetime) -> Sequence[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    words = ["".join(secrets.choice(LETTERS) for _letter in range(12)) for _code in range(RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(person_id=person.id, digest=_digest(person, word)) for word in words)
    record(RecoveryCodesMade(person_id=person.id), by=by, at=at)
    return ["-".join((word[:4], word[4:8], word[8:])) for word in words]


def use_recovery_code(person: Person, given: str, *, at: datetime) -> bool:
    """Whether ``given`` is one of theirs, unused so far; it is used from now on. Of two at once, one succeeds."""
    word = "".join(letter for letter in given.lower() if letter.isalnum())
    mine = RecoveryCode.person_id == person.id, RecoveryCode.digest == _digest(person, word)
    used = update(RecoveryCode).where(*mine, RecoveryCode.used_at.is_(None)).values(used_at=at)
    found = db.session.scalar(used.returning(RecoveryCode.id), execution_options={"synchronize_session": False})
    if found is None:
        return False
    record(RecoveryCodeUsed(person_id=person.id), by=person, at=at)
    return True


def _digest(person: Person, word: str) -> str:
    return tokens.keyed(current_app.config["SECRET_KEY"], "recovery", f"{person.id}:{word}")
