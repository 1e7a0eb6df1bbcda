"""Signing in by somebody who vouches for people (OpenID Connect): who they are to the site, and to each person.

An account that is there already is linked only by an address the provider checked, or by its owner, signed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import delete, func, select

from ideaboard.core import mail, sealed
from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, NotVisible, Refused
from ideaboard.core.events import record
from ideaboard.core.openid import Claims, Client
from ideaboard.core.text import _, one_line
from ideaboard.domain.events import IdentityAdded, IdentityRemoved, ProviderChanged
from ideaboard.domain.people.actions import NAME_MAX, check_name, join
from ideaboard.domain.people.claiming import claim, unconfirmed
from ideaboard.domain.people.confirming import ask_confirmation
from ideaboard.domain.people.credentials import Identity, Passkey, Provider
from ideaboard.domain.people.joining import check_welcome
from ideaboard.domain.people.legal import take_as_accepted
from ideaboard.domain.people.models import Person
from ideaboard.domain.people.queries import owner_of
from ideaboard.domain.permissions import Can

PURPOSE = "provider"
MOST = 10
FIELD_MAX = 500


@dataclass(frozen=True)
class ProviderForm:
    """What an admin says of a provider; ``secret`` None: the one that is there stays."""

    name: str
    issuer: str
    client_id: str
    secret: str | None
    makes_accounts: bool
    offered: bool


# the site's


def providers(*, offered: bool = False) -> Sequence[Provider]:
    """All of them by name; ``offered``: those with a button."""
    every = select(Provider).order_by(func.lower(Provider.name), Provider.id)
    return db.session.scalars(every.where(Provider.offered) if offered else every).all()


def provider(number: int) -> Provider:
    """One of them. Raises ``NotVisible``."""
    found = db.session.get(Provider, number)
    if found is None:
        raise NotVisible(_("There is no such provider."))
    return found


def client_of(one: Provider, return_to: str) -> Client:
    """Who we are there, as the conversation needs it."""
    secret = sealed.unseal(str(current_app.config["SECRET_KEY"]), PURPOSE, one.secret) if one.secret else ""
    inside = current_app.config["SETTINGS"].private_urls
    return Client(one.issuer, one.client_id, secret or "", return_to, inside)


@action(Can.MANAGE_SITE)
def write_provider(site: None, said: ProviderForm, *, by: Person, at: datetime, number: int | None = None) -> Provider:
    """Add a provider, or change the one with this ``number``. Raises ``Invalid`` and ``Refused``."""
    name, issuer, client_id = one_line(said.name), said.issuer.strip().rstrip("/"), said.client_id.strip()
    faults = {}
    if not name or len(name) > NAME_MAX:
        faults["name"] = _("Give it a name of at most %(n)s characters: it stands on the button.", n=NAME_MAX)
    if not _is_address(issuer):
        faults["issuer"] = _("This is an address, like https://login.example.com.")
    if not client_id or len(client_id) > FIELD_MAX:
        faults["client_id"] = _("The provider gives this to you when you register this site there.")
    if said.secret is not None and not (said.secret.isascii() and said.secret.isprintable()):
        faults["secret"] = _("Copy the secret once more: it is made of letters, digits and signs.")
    if faults:
        raise Invalid.many(faults)
    same = db.session.scalar(select(Provider.id).where(Provider.issuer == issuer, Provider.id != (number or 0)))
    if same is not None:
        raise Invalid("issuer", _("This provider is there already."))
    found = provider(number) if number is not None else Provider(secret="", made_at=at)
    if number is not None and found.issuer != issuer and _has_identities(found):
        raise Refused(_("People sign in by it. Another address would be another provider: add it as a new one."))
    if number is None and len(providers()) >= MOST:
        raise Refused(_("At most %(n)s providers, please.", n=MOST))
    found.name, found.issuer, found.client_id = name, issuer, client_id
    found.makes_accounts, found.offered = said.makes_accounts, said.offered
    if said.secret is not None:
        secret = said.secret.strip()[:FIELD_MAX]
        found.secret = sealed.seal(str(current_app.config["SECRET_KEY"]), PURPOSE, secret) if secret else ""
    db.session.add(found)
    db.session.flush()
    record(ProviderChanged(provider_id=found.id, there=True), by=by, at=at)
    return found


@action(Can.MANAGE_SITE)
def remove_provider(site: None, number: int, *, by: Person, at: datetime) -> None:
    """Take a provider away, with everybody's links to it; their accounts stay."""
    found = provider(number)
    db.session.execute(delete(Identity).where(Identity.provider_id == found.id))
    db.session.delete(found)
    db.session.flush()
    record(ProviderChanged(provider_id=number, there=False), by=by, at=at)


def _is_address(typed: str) -> bool:
    try:
        parts = urlsplit(typed)
        fine = parts.scheme in ("https", "http") and bool(parts.hostname) and not parts.query and not parts.fragment
    except ValueError:
        return False
    return fine and len(typed) <= FIELD_MAX


def _has_identities(one: Provider) -> bool:
    return db.session.scalar(select(Identity.id).where(Identity.provider_id == one.id).limit(1)) is not None


# a person's


def identities_of(person: Person) -> Sequence[tuple[Identity, Provider]]:
    """The accounts elsewhere by which one signs in here."""
    mine = select(Identity, Provider).join(Provider, Provider.id == Identity.provider_id)
    rows = db.session.execute(mine.where(Identity.person_id == person.id).order_by(Identity.id)).all()
    return [(row.Identity, row.Provider) for row in rows]


def come_in(one: Provider, claims: Claims, *, at: datetime, language: str | None = None) -> Person:
    """Who this is: the person the account there is linked to, else the one with the address it vouches for, else
    somebody new. Raises ``Refused`` or ``Invalid`` with a sentence for whoever tries."""
    linked = _linked(one, claims)
    if linked is not None:
        linked.used_at = at
        return db.session.get_one(Person, linked.person_id)
    if claims.email and not claims.verified and mail.configured():  # nobody looks whose it is: a mail proves it
        return _new(one, claims, at, language)
    there = owner_of(claims.email) if claims.email else None
    if there is not None and not claims.verified:
        raise Refused(
            _(
                "There is an account with this address, and %(provider)s does not say that the address is yours. "
                "Sign in as usual, then link the two in your account.",
                provider=one.name,
            )
        )
    return _welcomed_back(one, claims, there, at) if there is not None else _new(one, claims, at, language)


def _welcomed_back(one: Provider, claims: Claims, person: Person, at: datetime) -> Person:
    person = locked(person)
    claim(person, at=at)
    _link(person, one, claims, at)
    return person


def _new(one: Provider, claims: Claims, at: datetime, language: str | None) -> Person:
    if not one.makes_accounts and not claims.verified and mail.configured():
        said = _(
            "%(provider)s does not say that your address is yours. Sign in another way, then link the two in your "
            "account.",
            provider=one.name,
        )
        raise Refused(said)
    if not one.makes_accounts:
        said = _("No account here has this address. %(provider)s opens only those that are there.", provider=one.name)
        raise Refused(said)
    if claims.email is None:
        said = _("%(provider)s tells no address of yours: without one there is no account here.", provider=one.name)
        raise Refused(said)
    check_welcome(claims.email)
    name = one_line(claims.name)[:NAME_MAX] or claims.email.partition("@")[0][:NAME_MAX]
    try:
        name = check_name(name)
    except Invalid:
        name = _("Somebody")
    proved = claims.verified
    only_claimed = mail.configured() and not proved
    person = join(name, claims.email, None, at=at, language=language, confirmed=proved, claims=only_claimed)
    take_as_accepted(person, at)
    if unconfirmed(person):
        ask_confirmation(person, by=person, at=at)
    _link(person, one, claims, at)
    return person


@action(Can.EDIT_SELF, lock="self")
def link_identity(person: Person, one: Provider, claims: Claims, *, by: Person, at: datetime) -> None:
    """Sign in by this account there from now on. Raises ``Refused`` when it is somebody else's here."""
    linked = _linked(one, claims)
    if linked is not None and linked.person_id != person.id:
        raise Refused(_("That account at %(provider)s opens another account here.", provider=one.name))
    if linked is None:
        _link(person, one, claims, at)


@action(Can.EDIT_SELF, lock="self")
def unlink_identity(person: Person, number: int, *, by: Person, at: datetime) -> None:
    """Forget the link to an account elsewhere; again changes nothing. Raises ``Refused`` for the last way in."""
    found = db.session.get(Identity, number)
    if found is None or found.person_id != person.id:
        return
    if not _other_way_in(person, found):
        raise Refused(_("This is your only way in. Choose a password first, then remove it."))
    db.session.delete(found)
    record(IdentityRemoved(person_id=person.id, provider_id=found.provider_id), by=by, at=at)


def _other_way_in(person: Person, but: Identity) -> bool:
    if person.password_hash is not None or (mail.configured() and person.email is not None):
        return True
    others = select(Identity.id).where(Identity.person_id == person.id, Identity.id != but.id)
    passkeys = select(Passkey.id).where(Passkey.person_id == person.id)
    return any(db.session.scalar(which.limit(1)) is not None for which in (others, passkeys))


def _linked(one: Provider, claims: Claims) -> Identity | None:
    here = select(Identity).where(Identity.provider_id == one.id, Identity.subject == claims.subject)
    return db.session.scalar(here)


def _link(person: Person, one: Provider, claims: Claims, at: datetime) -> None:
    db.session.add(
        Identity(
            person_id=person.id,
            provider_id=one.id,
            subject=claims.subject,
            email=claims.email,
            made_at=at,
            used_at=at,
        )
    )
    db.session.flush()
    record(IdentityAdded(person_id=person.id, provider_id=one.id), by=person, at=at)
