"""Proving an address: a six-digit code or a link is mailed; until it comes back, votes are held where mail works."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from ideaboard.core import mail, tokens
from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.events import ConfirmationAsked, PersonConfirmed
from ideaboard.domain.people.models import Code, Person
from ideaboard.domain.permissions import Can

PURPOSE = "confirm"
CONFIRM_LIVES = timedelta(hours=24)
CONFIRM_TRIES = 5  # a code; the next one has to be asked for


def unconfirmed(person: Person) -> bool:
    """Whether ``person`` has still to prove their address; where no mail leaves the house, nobody has to."""
    return person.confirmed_at is None and person.email is not None and mail.configured()


@action(Can.EDIT_SELF, lock="self")
def ask_confirmation(person: Person, *, by: Person, at: datetime) -> Code:
    """Have a code and a link mailed to one's own address. Raises ``Refused`` when there is nothing to prove."""
    if person.confirmed_at is not None or person.email is None:
        raise Refused(_("Your address is confirmed already."))
    code = Code(email=person.email, person_id=person.id, purpose=PURPOSE, nonce=secrets.token_hex(8), created_at=at)
    db.session.add(code)
    db.session.flush()
    record(ConfirmationAsked(code_id=code.id), by=by, at=at)
    return code


@action(Can.EDIT_SELF, lock="self")
def confirm(person: Person, given: str, *, by: Person, at: datetime) -> bool:
    """Prove one's address by the newest code. False when it does not fit; the try counts, so commit in either case."""
    newest = select(Code).where(Code.email == person.email, Code.purpose == PURPOSE).order_by(Code.id.desc()).limit(1)
    found = db.session.scalar(newest)
    if found is None or person.confirmed_at is not None:
        return person.confirmed_at is not None
    code = locked(found)
    code.tries += 1
    digits = tokens.six_digits(_secret(), PURPOSE, code.id, code.nonce)
    if code.tries > CONFIRM_TRIES or not secrets.compare_digest(digits.encode(), "".join(given.split()).encode()):
        return False
    return _use(code, person, at)


def confirm_by_link(seal: str, *, at: datetime) -> Person | None:
    """Prove an address by what a mailed link carries (``linked``); None when it is not ours, or is too old."""
    code = code_of_link(seal)
    if code is None or code.person_id is None:
        return None
    person = locked(db.session.get_one(Person, code.person_id))
    if person.confirmed_at is None and not _use(locked(code), person, at):
        return None
    return person


def code_of_link(seal: str) -> Code | None:
    """The row that a mailed link is about, if the link is ours."""
    number, _dot, mark = seal.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    code = db.session.get(Code, int(number))
    if code is None or code.purpose != PURPOSE:
        return None
    ours = tokens.seal(_secret(), PURPOSE, code.id, code.nonce)
    return code if secrets.compare_digest(ours.encode(), mark.encode()) else None


def linked(code: Code) -> str:
    """What the link in the mail carries."""
    return f"{code.id}.{tokens.seal(_secret(), PURPOSE, code.id, code.nonce)}"


def prove_address(person: Person, *, at: datetime) -> Person:
    """Note that ``person``'s address was proved, by whatever way: what waited for it follows at once."""
    if person.confirmed_at is None:
        person.confirmed_at = at
        db.session.flush()
        record(PersonConfirmed(person_id=person.id), by=person, at=at)
    return person


def _use(code: Code, person: Person, at: datetime) -> bool:
    if code.used_at is not None or code.created_at + CONFIRM_LIVES < at or code.email != person.email:
        return False
    code.used_at = at
    prove_address(person, at=at)
    return True


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
