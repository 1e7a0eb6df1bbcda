"""What follows later. Errands are the truth: rows written with the fact; Huey is only the doorbell and the clock.

An errand is claimed under a lease, so that a worker killed in the middle loses nothing: when the lease ends,
another claims it.
"""

import fcntl
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import structlog
from flask import current_app
from sqlalchemy import ForeignKey, Index, delete, func, insert, or_, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from ideaboard.core.clock import now
from ideaboard.core.db import Model, Numbered, after_commit, db, dialect, transaction
from ideaboard.core.events import Fact, name_of

log = structlog.get_logger("jobs")
F = TypeVar("F", bound=Callable[..., Any])

LEASE = timedelta(seconds=60)
TRIES = 12  # with the pauses below: about three days
AT_ONCE = 100


class Errand(Numbered, Model):
    """One thing that must still follow from a fact; deleted when done."""

    __tablename__ = "errands"
    __table_args__ = (Index("ix_errands_due_at_id", "due_at", "id"), {"sqlite_autoincrement": True})

    fact_id: Mapped[int] = mapped_column(ForeignKey("facts.id"))
    consequence: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None]
    given_up_at: Mapped[datetime | None]
    request_id: Mapped[str | None]


@dataclass(frozen=True)
class Effect:
    """How an errand is run: ``rows`` (with its deletion, one transaction), ``outside`` (mail, HTTP) or ``batch``."""

    call: Callable[..., Any]
    way: str


_effects: dict[str, Effect] = {}


def in_rows(function: F) -> F:
    """An effect in rows: ``function(fact, person_id)``, in the transaction that deletes its errand: exactly once."""
    _effects[name_of(function)] = Effect(function, "rows")
    return function


def outside(function: F) -> F:
    """An effect in the world: ``function(fact, person_id, errand_id)``, no transaction held: at least once."""
    _effects[name_of(function)] = Effect(function, "outside")
    return function


def batch(function: F) -> F:
    """An effect that takes many facts at once: ``function(facts)``: at least once, in one go."""
    _effects[name_of(function)] = Effect(function, "batch")
    return function


def send(fact: Fact, name: str, person_id: int | None = None, due_at: datetime | None = None) -> None:
    """Write one errand; the bell rings after the commit."""
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    db.session.add(
        Errand(fact_id=fact.id, consequence=name, person_id=person_id, due_at=due_at or now(), request_id=request_id)
    )
    after_commit(ring)


def send_many(fact: Fact, name: str, people: Iterable[int]) -> None:
    """One errand for each recipient, so that one refused address delays nobody."""
    rows = [
        {"fact_id": fact.id, "consequence": name, "person_id": person, "due_at": now(), "tries": 0} for person in people
    ]
    if rows:
        db.session.execute(insert(Errand), rows)
        after_commit(ring)


def ring() -> None:
    """Wake the worker. A bell that does not ring delays an errand until the next tick, nothing more."""
    bell = current_app.extensions.get("bell")
    if bell is None:
        return
    try:
        bell()
    except Exception as problem:
        log.warning("bell.silent", problem=str(problem))


def work_off(limit: int = 10_000) -> int:
    """Run errands that are due until none is left or ``limit`` is reached. Returns how many were done."""
    done = 0
    while done < limit:
        claimed = _claim()
        if not claimed:
            break
        done += _run(claimed)
    return done


def _claim() -> Sequence[Errand]:
    """Take the next errands under a lease."""
    moment = now()
    with transaction() as session:
        free = or_(Errand.lease_until.is_(None), Errand.lease_until < moment)
        claimed = session.scalars(
            select(Errand)
            .where(Errand.due_at <= moment, Errand.given_up_at.is_(None), free)
            .order_by(Errand.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        ).all()
        for errand in claimed:
            errand.lease_until = moment + LEASE
            errand.tries += 1
    return claimed


def _run(claimed: Sequence[Errand]) -> int:
    batches: dict[str, list[Errand]] = {}
    done = 0
    for errand in claimed:
        effect = _effects.get(errand.consequence)
        if effect is None:
            _fail([errand], f"no effect is named {errand.consequence}")
        elif effect.way == "batch":
            batches.setdefault(errand.consequence, []).append(errand)
        else:
            done += _attempt([errand], partial(_one, errand, effect))
    for name, errands in batches.items():
        done += _attempt(errands, partial(_many, errands, _effects[name]))
    return done


def _attempt(errands: list[Errand], call: Callable[[], None]) -> int:
    request_id = errands[0].request_id
    with structlog.contextvars.bound_contextvars(request_id=request_id, errand=errands[0].consequence):
        try:
            call()
        except Exception as problem:
            log.exception("errand.failed", errands=[errand.id for errand in errands])
            _fail(errands, "".join(traceback.format_exception_only(problem)).strip())
            return 0
        log.info("errand.done", errands=len(errands), first=errands[0].id)
        return len(errands)


def _one(errand: Errand, effect: Effect) -> None:
    if effect.way == "outside":
        fact = db.session.get_one(Fact, errand.fact_id)
        effect.call(fact, errand.person_id, errand.id)
        with transaction() as session:
            session.execute(delete(Errand).where(Errand.id == errand.id))
        return
    with transaction() as session:
        mine = session.scalar(select(Errand).where(Errand.id == errand.id).with_for_update())
        if mine is None:  # our lease ran out and another worker was here
            return
        effect.call(session.get_one(Fact, errand.fact_id), errand.person_id)
        session.delete(mine)


def _many(errands: list[Errand], effect: Effect) -> None:
    facts = db.session.scalars(select(Fact).where(Fact.id.in_([errand.fact_id for errand in errands]))).all()
    effect.call(facts)
    with transaction() as session:
        session.execute(delete(Errand).where(Errand.id.in_([errand.id for errand in errands])))


def _fail(errands: Sequence[Errand], problem: str) -> None:
    """Put off with growing pauses: 10 s, 40 s, 90 s … and after the last try set aside for a human."""
    with transaction() as session:
        for errand in errands:
            pause = timedelta(seconds=10 * errand.tries**2) if errand.tries < 6 else timedelta(hours=12)
            session.execute(
                update(Errand)
                .where(Errand.id == errand.id)
                .values(
                    due_at=now() + pause,
                    lease_until=None,
                    problem=problem[:500],
                    given_up_at=now() if errand.tries >= TRIES else None,
                )
            )


def waiting() -> int:
    """How many errands are due and not done: a growing number means that no worker is running."""
    return db.session.scalar(select(func.count()).select_from(Errand).where(Errand.due_at <= now())) or 0


@contextmanager
def alone(name: str, folder: Path) -> Iterator[bool]:
    """Hold the lock ``name`` for the whole installation; yields False at once when somebody else has it.

    PostgreSQL: an advisory lock on a connection of its own (many machines); else a file in ``folder`` (one machine).
    """
    if dialect() == "postgresql":
        with db.engine.connect() as connection:
            key = {"key": sum(ord(letter) << (8 * place) for place, letter in enumerate(name[:7]))}
            got = bool(connection.scalar(text("select pg_try_advisory_lock(:key)"), key))
            try:
                yield got
            finally:
                if got:
                    connection.execute(text("select pg_advisory_unlock(:key)"), key)
        return
    with open(folder / f"{name}.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


@dataclass(frozen=True, order=True)
class Due:
    """Something that the clock made due at ``at``: ``run(at)`` does it in the running transaction, or finds it done."""

    at: datetime
    order: int
    run: Callable[[datetime], object]


def tick(sources: Sequence[Callable[[datetime], Iterable[Due]]]) -> int:
    """Do everything that is due, in the order in which it fell due, each in its own transaction. Returns how many."""
    moment = now()
    due = sorted((item for source in sources for item in source(moment)), key=lambda item: (item.at, item.order))
    for item in due:
        with transaction():
            item.run(item.at)
    return len(due)
