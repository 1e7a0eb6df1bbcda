"""Programs that act for somebody: API tokens, each with what it may do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from ideaboard.core import idempotency, tokens
from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid
from ideaboard.core.events import record
from ideaboard.core.text import _, one_line
from ideaboard.domain.events import TokenMade, TokenRevoked
from ideaboard.domain.people.models import Person, Token
from ideaboard.domain.permissions import Can

NAME_MAX = 60
SCOPES = ("read", "write", "review", "moderate", "admin")


@action(Can.EDIT_SELF)
def make_token(
    person: Person,
    name: str,
    *,
    by: Person,
    at: datetime,
    scopes: Sequence[str] = SCOPES,
    expires_at: datetime | None = None,
) -> tuple[Token, str]:
    """A new API token: the row, and the token itself, which is never seen again."""
    name = one_line(name)
    if not name or len(name) > NAME_MAX:
        raise Invalid("name", _("Give the token a name of at most %(n)s characters.", n=NAME_MAX))
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise Invalid("scopes", _("Choose from these scopes: %(all)s.", all=", ".join(SCOPES)))
    secret = tokens.new_token()
    token = Token(
        person_id=person.id,
        name=name,
        digest=tokens.digest(secret),
        scopes=sorted(scopes),
        created_at=at,
        expires_at=expires_at,
    )
    db.session.add(token)
    db.session.flush()
    record(TokenMade(person_id=person.id, token_id=token.id), by=by, at=at)
    return token, secret


@action(Can.EDIT_SELF)
def revoke_token(person: Person, token_id: int, *, by: Person, at: datetime) -> None:
    """End one of one's own tokens; ending it again changes nothing."""
    token = db.session.get(Token, token_id)
    if token is not None and token.person_id == person.id and token.revoked_at is None:
        token.revoked_at = at
        record(TokenRevoked(person_id=person.id, token_id=token.id), by=by, at=at)


def drop_tokens(person: Person) -> None:
    """Delete all tokens of ``person`` with what their programs were answered; part of verbs that shut everybody out."""
    idempotency.forget_of(select(Token.id).where(Token.person_id == person.id))
    db.session.execute(delete(Token).where(Token.person_id == person.id))
