"""Proving an address: a six-digit code or a link is mailed; until it comes back, votes are held where mail works.

Whose address it is already gets another letter (``told_owner``), and nobody else notices.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import func, select

from ideaboard.core import tokens
from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.events import ConfirmationAsked
from ideaboard.domain.people.claiming import prove_address, recognise
from ideaboard.domain.people.models import Code, Person
from ideaboard.domain.people.queries import by_email
from ideaboard.domain.permissions import Can

PURPOSE = "confirm"
CONFIRM_LIVES = timedelta(hours=24)
CONFIRM_TRIES = 5  # a code; the next one has to be asked for
CONFIRM_TRIES_A_DAY = 30  # an address
TOLD = "taken"  # of rows that remember when an owner was told that somebody signs up with their address
TOLD_EVERY = timedelta(hours=1)


@action(Can.EDIT_SELF, lock="self")
def ask_confirmation(person: Person, *, by: Person, at: datetime) -> Code:
    """Have a code and a link mailed to one's own address. Raises ``Refused`` when there is nothing to prove."""
    if person.confirmed_at is not None or person.address is None:
        raise Refused(_("Your address is confirmed already."))
    code = Code(email=person.address, person_id=person.id, purpose=PURPOSE, nonce=secrets.token_hex(8), created_at=at)
    db.session.add(code)
    db.session.flush()
    record(ConfirmationAsked(code_id=code.id), by=by, at=at)
    return code


@action(Can.EDIT_SELF, lock="self")
def confirm(person: Person, given: str, *, by: Person, at: datetime) -> Person | None:
    """Prove one's address by the newest code: whose it is from now on, or was all along (``recognise``).

    None when the code does not fit; the try counts, so commit in either case.
    """
    mine = (Code.person_id == person.id, Code.email == person.address, Code.purpose == PURPOSE)
    found = db.session.scalar(select(Code).where(*mine).order_by(Code.id.desc()).limit(1))
    if found is None or person.confirmed_at is not None:
        return person if person.confirmed_at is not None else None
    code = locked(found)
    code.tries += 1
    digits = tokens.six_digits(_secret(), PURPOSE, code.id, code.nonce)
    right = secrets.compare_digest(digits.encode(), "".join(given.split()).encode("utf-8", "replace"))
    if _tried_too_often(code, at) or not right or not _good(code, person, at):
        return None
    code.used_at = at
    owner = by_email(code.email)
    if owner is None or owner.id == person.id:
        return prove_address(person, at=at)
    return recognise(person, owner, at=at)


def confirm_by_link(seal: str, *, at: datetime) -> Person | None:
    """Prove an address by what a mailed link carries (``linked``); None when it is not ours, or is too old."""
    code = code_of_link(seal)
    if code is None or code.person_id is None:
        return None
    person = locked(db.session.get_one(Person, code.person_id))
    if person.confirmed_at is not None:
        return person
    code = locked(code)
    owner = by_email(code.email)
    if not _good(code, person, at) or (owner is not None and owner.id != person.id):
        return None
    code.used_at = at
    return prove_address(person, at=at)


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


def told_owner(code: Code, owner: Person, errand_id: int, *, at: datetime) -> bool:
    """Whether ``owner`` is to be told now that somebody signs up with their address: at most once an hour.

    Keeps that they are; the same errand, when it is tried again, is told the same.
    """
    owner = locked(owner)
    last = select(Code.nonce).where(Code.email == code.email, Code.purpose == TOLD, Code.created_at > at - TOLD_EVERY)
    there = db.session.scalars(last).all()
    if there:
        return str(errand_id) in there
    row = Code(email=code.email, person_id=owner.id, purpose=TOLD, nonce=str(errand_id), created_at=at, used_at=at)
    db.session.add(row)
    return True


def _tried_too_often(code: Code, at: datetime) -> bool:
    """A code has five tries, an address thirty a day, however many sign up with it: each code may open its account."""
    today = select(func.sum(Code.tries)).where(
        Code.email == code.email, Code.purpose == PURPOSE, Code.created_at > at - timedelta(days=1)
    )
    return code.tries > CONFIRM_TRIES or (db.session.scalar(today) or 0) > CONFIRM_TRIES_A_DAY


def _good(code: Code, person: Person, at: datetime) -> bool:
    return code.used_at is None and code.created_at + CONFIRM_LIVES >= at and code.email == person.address


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
