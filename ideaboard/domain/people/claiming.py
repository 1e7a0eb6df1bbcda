"""Whose an address is. Where mail works it belongs to nobody until it is proved: however many sign up with it, each
gets an account that claims it, and nothing that they see tells whether somebody has it already."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from ideaboard.core import mail
from ideaboard.core.actions import locked
from ideaboard.core.db import db
from ideaboard.core.events import record
from ideaboard.domain.events import PersonConfirmed, PersonRecognised
from ideaboard.domain.people.credentials import AuthenticatorApp, Identity, Passkey, RecoveryCode
from ideaboard.domain.people.models import Person
from ideaboard.domain.people.programs import drop_tokens
from ideaboard.domain.people.sessions import end_others


def unconfirmed(person: Person) -> bool:
    """Whether ``person`` has still to prove their address; where no mail leaves the house, nobody has to."""
    return person.confirmed_at is None and person.address is not None and mail.configured()


def prove_address(person: Person, *, at: datetime) -> Person:
    """Note that ``person``'s address was proved, by whatever way: it is theirs, and what waited for it follows at once.

    For an address that nobody else has; else see ``recognise``.
    """
    if person.confirmed_at is None:
        person.email, person.claimed, person.confirmed_at = person.address, None, at
        db.session.flush()
        record(PersonConfirmed(person_id=person.id), by=person, at=at)
    return person


def claim(person: Person, *, at: datetime) -> None:
    """Somebody from outside proved that ``person``'s address is theirs. When nobody had before, whoever made the
    account may have made it in wait for them: every way in that was set up until then ends.
    """
    if person.confirmed_at is not None:
        return
    _lock_out(person, at)
    prove_address(person, at=at)


def recognise(person: Person, owner: Person, *, at: datetime) -> Person:
    """``person`` signed up with an address that is ``owner``'s, and has proved it: they are one. What they did
    meanwhile comes along, and the second account opens no more. Gives the owner.
    """
    owner = locked(owner)
    claim(owner, at=at)
    record(PersonRecognised(person_id=person.id, owner_id=owner.id), by=owner, at=at)
    _lock_out(person, at)
    person.claimed = None
    db.session.flush()
    return owner


def _lock_out(person: Person, at: datetime) -> None:
    person.password_hash = None
    drop_tokens(person)
    for kind in (Passkey, AuthenticatorApp, RecoveryCode, Identity):
        db.session.execute(delete(kind).where(kind.person_id == person.id))
    end_others(person, by=person, at=at)
