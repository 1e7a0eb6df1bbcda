"""Who asks: by ``Authorization: Bearer`` alone. Cookies are not looked at here."""

from __future__ import annotations

from typing import NamedTuple

from flask import request

from ideaboard.core.clock import now
from ideaboard.core.errors import Denied, SignInNeeded
from ideaboard.core.text import _
from ideaboard.domain import people
from ideaboard.domain.people.models import Person

LONGEST = 200


class Bearer(NamedTuple):
    """A person, by one of their tokens."""

    person: Person
    token_id: int
    scopes: frozenset[str]


def bearer() -> Bearer | None:
    """Who asks; None without the header. Raises ``SignInNeeded`` (401) for a header that is no living token of ours."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _space, secret = header.partition(" ")
    found = None
    if scheme.lower() == "bearer" and secret.strip().isascii() and len(secret) <= LONGEST:
        found = people.by_token(secret.strip(), now())
    if found is None:
        raise SignInNeeded(_("This token is not known, or was revoked, or has expired."))
    person, token = found
    return Bearer(person, token.id, frozenset(token.scopes))


def needed(who: Bearer | None) -> Bearer:
    """Who asks, or ``SignInNeeded`` (401)."""
    if who is None:
        raise SignInNeeded(_("Send an API token: Authorization: Bearer idb_…"))
    return who


def check_two_steps(who: Bearer | None) -> None:
    """Raise ``Denied`` (403) for somebody of a team that must sign in with two steps and has not set up a second."""
    no = people.missing_step(who.person, None) if who is not None else None
    if no is not None:
        raise Denied(no)


def check_scope(who: Bearer | None, scopes: tuple[str, ...]) -> None:
    """Raise ``Denied`` (403) unless the token holds one of ``scopes``."""
    if who is not None and not who.scopes.intersection(scopes):
        raise Denied(_("This token lacks the scope “%(scope)s”.", scope=" / ".join(scopes)))
