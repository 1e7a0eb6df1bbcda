"""Sessions: rows that are opened by signing in, and end one by one or all at once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select

from ideaboard.core import tokens
from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.events import record
from ideaboard.core.jobs import Due
from ideaboard.domain.events import SessionsEnded
from ideaboard.domain.people.credentials import SignIn
from ideaboard.domain.people.devices import Device
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can

LIVES = timedelta(days=60)  # since it was last used
FRESH = timedelta(minutes=15)  # for so long what is dangerous is not asked about again
SEEN_EVERY = timedelta(hours=1)


class Session(NamedTuple):
    """A session as the door sees it; plain values, which outlive the transaction that read them."""

    id: int
    person_id: int
    way: str
    two_steps: bool
    seen_at: datetime
    proved_at: datetime

    def fresh(self, at: datetime) -> bool:
        """Whether its owner proved who they are only just now."""
        return at - self.proved_at < FRESH


def open_session(
    person: Person, way: str, *, at: datetime, two_steps: bool = False, device: Device | None = None
) -> str:
    """Sign ``person`` in: the key of a new session, which their browser carries and we do not keep."""
    key = secrets.token_urlsafe(32)
    browser, system = device or Device()
    row = SignIn(
        person_id=person.id,
        digest=tokens.digest(key),
        way=way,
        two_steps=two_steps,
        browser=browser,
        system=system,
        opened_at=at,
        seen_at=at,
        proved_at=at,
    )
    db.session.add(row)
    db.session.flush()
    return key


def by_session(key: str, at: datetime) -> tuple[Person, Session] | None:
    """Whose session this is, and the session; None when it has ended."""
    there = select(Person, SignIn).join(SignIn, SignIn.person_id == Person.id)
    found = db.session.execute(there.where(SignIn.digest == tokens.digest(key))).first()
    if found is None or found.SignIn.seen_at + LIVES < at:
        return None
    row = found.SignIn
    return found.Person, Session(row.id, row.person_id, row.way, row.two_steps, row.seen_at, row.proved_at)


def sessions_of(person: Person, at: datetime) -> Sequence[SignIn]:
    """One's living sessions, the last used first."""
    mine = select(SignIn).where(SignIn.person_id == person.id, SignIn.seen_at >= at - LIVES)
    return db.session.scalars(mine.order_by(SignIn.seen_at.desc(), SignIn.id.desc())).all()


def note_use(number: int, at: datetime) -> None:
    """Remember that a session is still in use."""
    row = db.session.get(SignIn, number)
    if row is not None:
        row.seen_at = max(row.seen_at, at)


def prove(number: int, *, at: datetime, two_steps: bool = False) -> None:
    """Its owner has proved again who they are; ``two_steps``: by what is a second proof besides the first."""
    row = db.session.get(SignIn, number)
    if row is not None:
        row.proved_at = max(row.proved_at, at)
        row.two_steps = row.two_steps or two_steps


@action(Can.EDIT_SELF)
def end_session(person: Person, number: int, *, by: Person, at: datetime) -> None:
    """End one of one's own sessions; ending it again changes nothing."""
    _end(person, SignIn.id == number, by=by, at=at)


@action(Can.EDIT_SELF, lock="self")
def sign_out_everywhere(person: Person, *, by: Person, at: datetime, but: int | None = None) -> None:
    """End every session, ``but`` the one with this number."""
    end_others(person, by=by, at=at, but=but)


def end_others(person: Person, *, by: Person, at: datetime, but: int | None = None) -> None:
    """The same, for verbs that imply it."""
    _end(person, SignIn.id != (but or 0), by=by, at=at)


def _end(person: Person, which: object, *, by: Person, at: datetime) -> None:
    gone = delete(SignIn).where(SignIn.person_id == person.id, which)  # type: ignore[arg-type]
    ended = db.session.scalars(gone.returning(SignIn.id), execution_options={"synchronize_session": False}).all()
    if ended:
        record(SessionsEnded(person_id=person.id, sessions=len(ended)), by=by, at=at)


def sessions_due(at: datetime) -> Iterable[Due]:
    """Sessions that nobody used for long are to be forgotten (for the clock)."""
    if db.session.scalar(select(SignIn.id).where(SignIn.seen_at < at - LIVES).limit(1)) is not None:
        yield Due(at, 9, forget_sessions)


def forget_sessions(at: datetime) -> None:
    """Delete them."""
    db.session.execute(delete(SignIn).where(SignIn.seen_at < at - LIVES))
