"""Passkeys (WebAuthn): a device proves that it holds the private half of a key, and that its owner unlocked it.

That is two steps at once: something one has, and a finger, a face or a PIN.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask import current_app
from sqlalchemy import select
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ideaboard.core import tokens
from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _, one_line
from ideaboard.domain.events import PasskeyAdded, PasskeyRemoved
from ideaboard.domain.people.challenges import put_challenge, take_challenge
from ideaboard.domain.people.credentials import Passkey
from ideaboard.domain.people.models import Person
from ideaboard.domain.people.sessions import prove
from ideaboard.domain.permissions import Can

MOST = 20  # a person
NAME_MAX = 60
ANSWER_MAX = 20_000
BROKEN = (WebAuthnException, ValueError, KeyError, TypeError)  # what the library raises for what is no answer


class Place(NamedTuple):
    """Where passkeys are good: ``domain`` (a name, not a number), and the address pages are seen at."""

    domain: str
    origin: str
    name: str


def passkeys_of(person: Person) -> Sequence[Passkey]:
    """One's passkeys, the newest first."""
    mine = select(Passkey).where(Passkey.person_id == person.id).order_by(Passkey.id.desc())
    return db.session.scalars(mine).all()


# a new one


@action(Can.EDIT_SELF)
def offer_passkey(person: Person, place: Place, *, by: Person, at: datetime) -> str:
    """What the browser asks the device for, as JSON; the challenge in it is answered once."""
    options = generate_registration_options(
        rp_id=place.domain,
        rp_name=place.name,
        user_id=_user_handle(person),
        user_name=person.address or person.handle,
        user_display_name=person.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential)) for key in passkeys_of(person)
        ],
    )
    put_challenge(bytes_to_base64url(options.challenge), "new passkey", {"person_id": person.id}, at=at)
    return options_to_json(options)


@action(Can.EDIT_SELF, lock="self")
def add_passkey(
    person: Person, name: str, answer: str, place: Place, *, by: Person, at: datetime, session: int
) -> Passkey:
    """Keep the public half of what the device made; ``session`` has two steps from now on. Raises ``Invalid``."""
    name = one_line(name) or _("Passkey")
    if len(name) > NAME_MAX:
        raise Invalid("name", _("Names have at most %(n)s characters.", n=NAME_MAX))
    if len(passkeys_of(person)) >= MOST:
        raise Refused(_("You have %(n)s passkeys, which is the most. Remove one first.", n=MOST))
    no = Invalid("credential", _("The device did not give a passkey that we can use. Please try again."))
    try:
        credential = parse_registration_credential_json(_bounded(answer))
        about = _about(credential, "new passkey", at)
        made = verify_registration_response(
            credential=credential,
            expected_challenge=_challenge(credential),
            expected_rp_id=place.domain,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except BROKEN as broken:
        raise no from broken
    if about is None or about["person_id"] != person.id:
        raise no
    passkey = Passkey(
        person_id=person.id,
        credential=bytes_to_base64url(made.credential_id),
        public_key=bytes_to_base64url(made.credential_public_key),
        uses=made.sign_count,
        name=name,
        made_at=at,
    )
    db.session.add(passkey)
    db.session.flush()
    record(PasskeyAdded(person_id=person.id, passkey_id=passkey.id), by=by, at=at)
    prove(session, at=at, two_steps=True)
    return passkey


@action(Can.EDIT_SELF, lock="self")
def remove_passkey(person: Person, number: int, *, by: Person, at: datetime) -> None:
    """Forget one of one's passkeys; again changes nothing."""
    passkey = db.session.get(Passkey, number)
    if passkey is not None and passkey.person_id == person.id:
        db.session.delete(passkey)
        record(PasskeyRemoved(person_id=person.id, passkey_id=number), by=by, at=at)


# signing in


def ask_for_passkey(place: Place, *, at: datetime) -> str:
    """The question to whatever device is there, as JSON: it names nobody, so it tells nothing of anybody."""
    options = generate_authentication_options(
        rp_id=place.domain, user_verification=UserVerificationRequirement.REQUIRED
    )
    put_challenge(bytes_to_base64url(options.challenge), "passkey", {}, at=at)
    return options_to_json(options)


def use_passkey(answer: str, place: Place, *, at: datetime) -> Person | None:
    """Whose device answered; None when it is no answer of a passkey we know to a question that is open.

    Commit in either case: the question is used up.
    """
    try:
        credential = parse_authentication_credential_json(_bounded(answer))
        if _about(credential, "passkey", at) is None:
            return None
        found = db.session.scalar(select(Passkey).where(Passkey.credential == bytes_to_base64url(credential.raw_id)))
        if found is None:
            return None
        passkey = locked(found)
        proved = verify_authentication_response(
            credential=credential,
            expected_challenge=_challenge(credential),
            expected_rp_id=place.domain,
            expected_origin=place.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.uses,
            require_user_verification=True,
        )
    except BROKEN:
        return None
    passkey.uses, passkey.used_at = proved.new_sign_count, at
    return db.session.get(Person, passkey.person_id)


def _challenge(credential: RegistrationCredential | AuthenticationCredential) -> bytes:
    """The question this is an answer to."""
    return parse_client_data_json(credential.response.client_data_json).challenge


def _about(
    credential: RegistrationCredential | AuthenticationCredential, purpose: str, at: datetime
) -> dict[str, object] | None:
    return take_challenge(bytes_to_base64url(_challenge(credential)), purpose, at=at)


def _bounded(answer: str) -> str:
    if len(answer) > ANSWER_MAX or not isinstance(json.loads(answer), dict):
        raise ValueError("no answer of a device")
    return answer


def _user_handle(person: Person) -> bytes:
    """What the device files the key under: the same for one person, and telling nothing of them."""
    return bytes.fromhex(tokens.keyed(current_app.config["SECRET_KEY"], "passkey", str(person.id)))
