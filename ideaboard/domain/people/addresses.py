"""Another address for one's account: proved by a code that goes there, told to the old one."""

from __future__ import annotations

import secrets
from datetime import datetime

from ideaboard.core import mail
from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.events import AddressChanged, CodeAsked
from ideaboard.domain.people.actions import use_code
from ideaboard.domain.people.claiming import prove_address
from ideaboard.domain.people.joining import check_welcome
from ideaboard.domain.people.models import Code, Person
from ideaboard.domain.people.queries import by_email
from ideaboard.domain.people.sessions import end_others
from ideaboard.domain.permissions import Can

PURPOSE, BEFORE = "address", "address_was"


@action(Can.EDIT_SELF, lock="self")
def ask_new_address(person: Person, email: str, *, by: Person, at: datetime) -> bool:
    """Have a code mailed to ``email``. True when it is the address of the account already from now on, since no mail
    leaves this site and nothing can be proved. Whether somebody else has the address is not told: no code comes then.

    Raises ``Invalid`` for what is no address, or may not sign up here.
    """
    address = check_welcome(email)
    if address == person.address:
        raise Invalid("email", _("This is your address already."))
    taken = by_email(address) is not None
    if not mail.configured():
        if taken:
            raise Invalid("email", _("There is an account with this address already."))
        person.email, person.claimed, person.confirmed_at = address, None, None
        return True
    code = Code(
        email=address,
        person_id=None if taken else person.id,
        purpose=PURPOSE,
        nonce=secrets.token_hex(8),
        created_at=at,
    )
    db.session.add(code)
    db.session.flush()
    record(CodeAsked(code_id=code.id), by=by, at=at)
    return False


@action(Can.EDIT_SELF, lock="self")
def change_address(person: Person, email: str, given: str, *, by: Person, at: datetime, keep: int) -> bool:
    """Make ``email`` one's address by the code that went there; False when it does not fit (the try counts: commit in
    either case). Every session but ``keep`` ends, and the old address is told."""
    code = use_code(email, given, at=at, purpose=PURPOSE)
    if code is None or code.person_id != person.id:
        return False
    if by_email(code.email) is not None:
        raise Refused(_("Somebody has taken this address meanwhile."))
    if person.email:
        before = Code(email=person.email, person_id=person.id, purpose=BEFORE, nonce="", created_at=at, used_at=at)
        db.session.add(before)
        db.session.flush()
        record(AddressChanged(person_id=person.id, code_id=before.id), by=by, at=at)
    person.email, person.claimed = code.email, None
    db.session.flush()
    prove_address(person, at=at)
    end_others(person, by=by, at=at, but=keep)
    return True
