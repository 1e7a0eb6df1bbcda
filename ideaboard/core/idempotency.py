"""The first answer to a request is kept for a day, so that a program that repeats itself changes nothing twice.

The row is written in the transaction of what it answers: both are there, or neither. Refusals are not kept; asked
again, they are judged again.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Select, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from ideaboard.core.db import Model, db, dialect
from ideaboard.core.jobs import Due

KEPT_FOR = timedelta(hours=24)
KEY_MAX = 255


class KeptAnswer(Model):
    """What a token was answered when it first used this key."""

    __tablename__ = "kept_answers"
    __table_args__ = (Index("ix_kept_answers_at", "at"),)

    token_id: Mapped[int] = mapped_column(ForeignKey("tokens.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)  # a digest: keys may be long, and may tell something
    fingerprint: Mapped[str]  # of the request: the same key for something else is a mistake
    status: Mapped[int]
    headers: Mapped[dict[str, str]] = mapped_column(JSON)
    body: Mapped[Any | None] = mapped_column(JSON)
    at: Mapped[datetime]


def digest(*parts: bytes) -> str:
    """One name for ``parts``; where one ends and the next begins counts."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def find(token_id: int, key: str, at: datetime) -> KeptAnswer | None:
    """The first answer to this key (a digest), if it was given within the last day."""
    kept = select(KeptAnswer).where(KeptAnswer.token_id == token_id, KeptAnswer.key == key)
    return db.session.scalar(kept.where(KeptAnswer.at > at - KEPT_FOR))


def reserve(token_id: int, key: str, fingerprint: str, at: datetime) -> KeptAnswer | None:
    """Take ``key`` for the running transaction: None, or the answer somebody else gave to it meanwhile.

    Of two at once the second waits here until the first is done; if the first was refused, the second goes ahead.
    """
    mine = (KeptAnswer.token_id == token_id, KeptAnswer.key == key)
    db.session.execute(delete(KeptAnswer).where(*mine, KeptAnswer.at <= at - KEPT_FOR))
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    row = {"token_id": token_id, "key": key, "fingerprint": fingerprint, "status": 0, "headers": {}, "at": at}
    taken = insert(KeptAnswer).values(**row, body=None).on_conflict_do_nothing().returning(KeptAnswer.key)
    return None if db.session.scalar(taken) is not None else find(token_id, key, at)


def keep(token_id: int, key: str, *, status: int, headers: dict[str, str], body: Any) -> None:
    """Write the answer into the row that was reserved."""
    mine = update(KeptAnswer).where(KeptAnswer.token_id == token_id, KeptAnswer.key == key)
    db.session.execute(mine.values(status=status, headers=headers, body=body))


def forget_due(at: datetime) -> Iterable[Due]:
    """Answers older than a day are to be forgotten (for the clock)."""
    if db.session.scalar(select(KeptAnswer.key).where(KeptAnswer.at <= at - KEPT_FOR).limit(1)) is not None:
        yield Due(at, 9, forget)


def forget_of(token_ids: Select[int]) -> None:
    """Delete what these tokens were answered: it may repeat what its owner wrote, and ends with them."""
    db.session.execute(delete(KeptAnswer).where(KeptAnswer.token_id.in_(token_ids)))


def forget(at: datetime) -> None:
    """Delete what is older than a day."""
    db.session.execute(delete(KeptAnswer).where(KeptAnswer.at <= at - KEPT_FOR))
