"""Questions that are answered once: to a device (passkeys), to a provider (OpenID Connect)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from ideaboard.core import tokens
from ideaboard.core.db import db
from ideaboard.core.jobs import Due
from ideaboard.domain.people.credentials import Challenge

LIVES = timedelta(minutes=10)


def put_challenge(value: str, purpose: str, about: Mapping[str, Any], *, at: datetime) -> None:
    """Keep what the answer to ``value`` (random and long) will be about."""
    db.session.add(Challenge(digest=tokens.digest(value), purpose=purpose, about=dict(about), made_at=at))
    db.session.flush()


def take_challenge(value: str, purpose: str, *, at: datetime) -> dict[str, Any] | None:
    """What ``value`` is about, this once: of two answers at the same moment one gets it. None when it is too late."""
    gone = delete(Challenge).where(Challenge.digest == tokens.digest(value), Challenge.purpose == purpose)
    row = db.session.execute(
        gone.returning(Challenge.about, Challenge.made_at), execution_options={"synchronize_session": False}
    ).first()
    return dict(row.about) if row is not None and row.made_at + LIVES >= at else None


def challenges_due(at: datetime) -> Iterable[Due]:
    """Questions that were never answered are to be forgotten (for the clock)."""
    if db.session.scalar(select(Challenge.id).where(Challenge.made_at < at - LIVES).limit(1)) is not None:
        yield Due(at, 9, forget_challenges)


def forget_challenges(at: datetime) -> None:
    """Delete them."""
    db.session.execute(delete(Challenge).where(Challenge.made_at < at - LIVES))
