"""Questions about people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, select

from ideaboard.core import tokens
from ideaboard.core.db import db
from ideaboard.domain.people.models import Person, Role, Token


def by_email(address: str) -> Person | None:
    """The person with this address."""
    return db.session.scalar(select(Person).where(Person.email == address.strip().lower()))


def owner_of(address: str) -> Person | None:
    """The person with this address, else the last who claims it."""
    return next((one for one in _of_address(address) if one is not None), None)


def who_may_enter(address: str) -> tuple[Person | None, Person | None]:
    """Whoever has this address, and the last who claims it: the two whose password may open."""
    return _of_address(address)


def _of_address(address: str) -> tuple[Person | None, Person | None]:
    """One question, whoever there is."""
    typed = address.strip().lower()
    there = select(Person).where((Person.email == typed) | (Person.claimed == typed))
    found = db.session.scalars(there.order_by(Person.email.is_(None), Person.id.desc()).limit(2)).all()
    owner = next((one for one in found if one.email), None)
    return owner, next((one for one in found if not one.email), None)


def claimants(address: str) -> Sequence[Person]:
    """Everybody who claims this address and has not proved it."""
    there = select(Person).where(Person.claimed == address.strip().lower())
    return db.session.scalars(there.order_by(Person.id)).all()


def by_handle(handle: str) -> Person | None:
    """The person with this handle."""
    return db.session.scalar(select(Person).where(Person.handle == handle.strip().lower()))


_BY_TOKEN = select(Person, Token).join(Token, Token.person_id == Person.id).where(Token.digest == bindparam("digest"))


def by_token(secret: str, at: datetime) -> tuple[Person, Token] | None:
    """Whose API token this is, while it lives."""
    row = db.session.execute(_BY_TOKEN, {"digest": tokens.digest(secret)}).first()
    if row is None:
        return None
    person, token = row
    if token.revoked_at is not None or (token.expires_at is not None and token.expires_at <= at):
        return None
    return person, token


def tokens_of(person: Person) -> Sequence[Token]:
    """One's living tokens, newest first."""
    mine = select(Token).where(Token.person_id == person.id, Token.revoked_at.is_(None))
    return db.session.scalars(mine.order_by(Token.id.desc())).all()


def with_roles() -> Select[Person]:
    """Everybody who holds a role."""
    return select(Person).where(Person.id.in_(select(Role.person_id))).order_by(Person.name)


def staff_ids(roles: Sequence[str], board_id: int) -> Sequence[int]:
    """Who holds one of ``roles`` for this board or the whole site."""
    there = select(Role.person_id).where(Role.role.in_(roles), (Role.board_id == board_id) | Role.board_id.is_(None))
    return db.session.scalars(there.distinct()).all()
