"""What follows later. Errands are the truth: rows written with the fact; Huey is only the doorbell and the clock.

An errand is claimed under a lease, so that a worker killed in the middle loses nothing: when the lease ends,
another claims it.
"""

import socket
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal, TypeVar

import structlog
from flask import current_app
from sqlalchemy import ForeignKey, Index, delete, func, insert, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from ideaboard.core.clock import now
from ideaboard.core.db import Model, Numbered, after_commit, db, transaction
from ideaboard.core.events import Fact, name_of

log = structlog.get_logger("jobs")
F = TypeVar("F", bound=Callable[..., Any])

LEASE = timedelta(seconds=60)
TRIES = 12  # with the pauses below: about three days
AT_ONCE = 100
APART = ("outside", "long")  # ways with a lane of their own, which hold no transaction
NO_ANSWER = (ConnectionError, TimeoutError, socket.gaierror)
# rows and index, mail and HTTP, what takes minutes: none waits for another
Lane = Literal["inside", "outside", "long"]
_PLAIN: dict[str, Any] = {"execution_options": {"synchronize_session": False}}


class Undelivered(OSError):
    """The world outside did not take it. ``everyone``: the other errands of its kind would fare no better just now."""

    everyone = False
    final = False  # trying again would change nothing: it is set aside for a human at once


class NotYet(Exception):
    """An errand that found out that its time has not come: it waits until ``due_at``, as if it had not been tried."""

    def __init__(self, due_at: datetime) -> None:
        super().__init__(due_at.isoformat())
        self.due_at = due_at


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
    """How an errand is run: in ``rows`` (one transaction with its deletion), as ``batch``, ``outside`` or ``long``."""

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


def long(function: F) -> F:
    """What takes minutes: ``function(fact, person_id, errand_id)``, which calls ``still_at_it`` now and then."""
    _effects[name_of(function)] = Effect(function, "long")
    return function


def batch(function: F) -> F:
    """An effect that takes many facts at once: ``function(facts)``: at least once, in one go."""
    _effects[name_of(function)] = Effect(function, "batch")
    return function


def send(fact: Fact, name: str, person_id: int | None = None, due_at: datetime | None = None) -> None:
    """Write one errand; the bell rings after the commit."""
    due = due_at or now()
    db.session.add(Errand(fact_id=fact.id, consequence=name, person_id=person_id, due_at=due, request_id=_request_id()))
    after_commit(ring)


def _request_id() -> str | None:
    """The request that began it all, through errands of errands."""
    return structlog.contextvars.get_contextvars().get("request_id")


def send_many(fact: Fact, name: str, people: Iterable[int]) -> None:
    """One errand for each recipient, so that one refused address delays nobody."""
    same = {"fact_id": fact.id, "consequence": name, "due_at": now(), "tries": 0, "request_id": _request_id()}
    rows = [same | {"person_id": person} for person in people]
    if rows:
        db.session.execute(insert(Errand.metadata.tables["errands"]), rows)  # plain rows: there may be 10,000
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


@dataclass(frozen=True)
class Claimed:
    """An errand under our lease. A plain copy: the row may go while we look at it."""

    id: int
    fact_id: int
    consequence: str
    person_id: int | None
    tries: int
    request_id: str | None
    lease_until: datetime


def work_off(limit: int = 10_000, *, only: Lane | None = None, stopping: Callable[[], bool] = lambda: False) -> int:
    """Run errands that are due until none is left, ``limit`` is reached or ``stopping()``. Returns how many were done.

    ``only`` those of one lane. When it stops early, what was claimed and not begun is free for others at once.
    """
    done = 0
    while done < limit and not stopping():
        claimed = _claim(only)
        if not claimed:
            break
        done += _run(claimed, stopping)
    return done


def _claim(only: Lane | None) -> Sequence[Claimed]:
    """Take the next errands under a lease."""
    moment = now()
    lease = moment + LEASE
    free = or_(Errand.lease_until.is_(None), Errand.lease_until < moment)
    waiting_ = select(
        Errand.id, Errand.fact_id, Errand.consequence, Errand.person_id, Errand.tries, Errand.request_id
    ).where(Errand.due_at <= moment, Errand.given_up_at.is_(None), free, *_of(only))
    with transaction() as session:
        rows = session.execute(waiting_.order_by(Errand.id).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
        if rows:
            taken = update(Errand).where(Errand.id.in_([row.id for row in rows]))
            session.execute(taken.values(lease_until=lease, tries=Errand.tries + 1), **_PLAIN)
    return [
        Claimed(row.id, row.fact_id, row.consequence, row.person_id, row.tries + 1, row.request_id, lease)
        for row in rows
    ]


def _of(only: Lane | None) -> list[ColumnElement[bool]]:
    """Which errands a lane takes; those that no effect is known for are the inside's to report."""
    if only is None:
        return []
    if only == "inside":
        return [Errand.consequence.not_in([name for name, effect in _effects.items() if effect.way in APART])]
    return [Errand.consequence.in_([name for name, effect in _effects.items() if effect.way == only])]


def _run(claimed: Sequence[Claimed], stopping: Callable[[], bool]) -> int:
    batches: dict[str, list[Claimed]] = {}
    unreachable: dict[str, str] = {}  # when a server does not answer, the other errands for it need not wait for that
    done = 0
    for place, errand in enumerate(claimed):
        effect = _effects.get(errand.consequence)
        if stopping():
            _release(claimed[place:])
            break
        if effect is None:
            _fail([errand], f"no effect is named {errand.consequence}")
        elif effect.way == "batch":
            batches.setdefault(errand.consequence, []).append(errand)
        elif errand.consequence in unreachable:
            _fail([errand], unreachable[errand.consequence])
        else:
            done += _attempt([errand], partial(_one, errand, effect), unreachable)
    for name, errands in batches.items():
        done += _attempt(errands, partial(_many, errands, _effects[name]), unreachable)
    return done


def _attempt(errands: Sequence[Claimed], call: Callable[[], int], unreachable: dict[str, str]) -> int:
    first = errands[0]
    with structlog.contextvars.bound_contextvars(request_id=first.request_id, errand=first.consequence):
        try:
            done = call()
        except NotYet as wait:
            _put_off(errands, wait.due_at)
            return 0
        except OSError as problem:  # the world outside: nothing to mend here
            log.warning("errand.put_off", errands=[errand.id for errand in errands], problem=_in_words(problem))
            if isinstance(problem, NO_ANSWER) or getattr(problem, "everyone", False):
                unreachable[first.consequence] = _in_words(problem)
            _fail(errands, _in_words(problem), final=getattr(problem, "final", False))
            return 0
        except Exception as problem:
            log.exception("errand.failed", errands=[errand.id for errand in errands])
            _fail(errands, _in_words(problem))
            return 0
        log.info("errand.done", errands=done, first=first.id)
        return done


def _in_words(problem: Exception) -> str:
    return "".join(traceback.format_exception_only(problem)).strip()


def _one(errand: Claimed, effect: Effect) -> int:
    if effect.way in APART:
        if not _renew([errand]):
            return 0
        fact = db.session.get_one(Fact, errand.fact_id)
        effect.call(fact, errand.person_id, errand.id)
        _delete([errand.id])
        return 1
    with transaction() as session:
        mine = session.scalar(select(Errand).where(Errand.id == errand.id).with_for_update())
        if mine is None:  # our lease ran out and another worker was here
            return 0
        effect.call(session.get_one(Fact, errand.fact_id), errand.person_id)
        session.delete(mine)
    return 1


def _many(errands: Sequence[Claimed], effect: Effect) -> int:
    ours = _renew(errands)
    numbers = [errand.fact_id for errand in errands if errand.id in ours]
    facts = db.session.scalars(select(Fact).where(Fact.id.in_(numbers))).all()
    effect.call(facts)
    _delete(ours)
    return len(ours)


def _renew(errands: Sequence[Claimed]) -> Sequence[int]:
    """Begin the lease of these errands (claimed together) anew; the ids of those that are still ours."""
    ours = Errand.id.in_([errand.id for errand in errands]) & (Errand.lease_until == errands[0].lease_until)
    with transaction() as session:
        fresh = update(Errand).where(ours).values(lease_until=now() + LEASE).returning(Errand.id)
        return session.scalars(fresh, **_PLAIN).all()


def still_at_it(errand_id: int) -> None:
    """Begin the lease of an errand anew, while what is long goes on; opens its own transaction."""
    with transaction() as session:
        session.execute(update(Errand).where(Errand.id == errand_id).values(lease_until=now() + LEASE), **_PLAIN)


def _delete(numbers: Sequence[int]) -> None:
    with transaction() as session:
        session.execute(delete(Errand).where(Errand.id.in_(numbers)), **_PLAIN)


def _release(errands: Sequence[Claimed]) -> None:
    """Free what was claimed and not begun, as if it had never been claimed."""
    ours = Errand.id.in_([errand.id for errand in errands]) & (Errand.lease_until == errands[0].lease_until)
    with transaction() as session:
        session.execute(update(Errand).where(ours).values(lease_until=None, tries=Errand.tries - 1), **_PLAIN)


def _put_off(errands: Sequence[Claimed], due_at: datetime) -> None:
    numbers = [errand.id for errand in errands]
    waits = update(Errand).where(Errand.id.in_(numbers))
    with transaction() as session:
        session.execute(waits.values(due_at=due_at, lease_until=None, tries=Errand.tries - 1), **_PLAIN)


def drop(numbers: Iterable[int]) -> None:
    """Forget errands that another has seen to; opens its own transaction."""
    _delete([*numbers])


def _fail(errands: Sequence[Claimed], problem: str, *, final: bool = False) -> None:
    """Put off with growing pauses: 10 s, 40 s, 90 s … and after the last try set aside for a human."""
    with transaction() as session:
        for errand in errands:
            pause = timedelta(seconds=10 * errand.tries**2) if errand.tries < 6 else timedelta(hours=12)
            later = update(Errand).where(Errand.id == errand.id).values(
                due_at=now() + pause,
                lease_until=None,
                problem=problem[:500],
                given_up_at=now() if final or errand.tries >= TRIES else None,
            )  # fmt: skip
            session.execute(later, **_PLAIN)


def waiting() -> int:
    """How many errands are due and not done: a growing number means that no worker is running."""
    due = (Errand.due_at <= now()) & Errand.given_up_at.is_(None)
    return db.session.scalar(select(func.count()).select_from(Errand).where(due)) or 0


@dataclass(frozen=True)
class Trouble:
    """An errand to the world outside that failed: it is tried again at ``due_at``, or was given up."""

    id: int
    consequence: str
    person_id: int | None
    tries: int
    problem: str
    due_at: datetime
    given_up: bool


def troubles(most: int = 100) -> Sequence[Trouble]:
    """Mail and the like that did not leave, the latest first."""
    outward = [name for name, effect in _effects.items() if effect.way == "outside"]
    failed = select(Errand).where(Errand.consequence.in_(outward), Errand.problem.is_not(None))
    rows = db.session.scalars(failed.order_by(Errand.id.desc()).limit(most)).all()
    return [
        Trouble(
            row.id, row.consequence, row.person_id, row.tries, row.problem or "", row.due_at,
            row.given_up_at is not None,
        )
        for row in rows
    ]  # fmt: skip


def try_again(numbers: Iterable[int]) -> int:
    """Let errands that failed be tried at once, as if for the first time; how many there were."""
    again = update(Errand).where(Errand.id.in_([*numbers]), Errand.problem.is_not(None))
    fresh = again.values(due_at=now(), given_up_at=None, lease_until=None, tries=0)
    done: int = db.session.execute(fresh, **_PLAIN).rowcount  # type: ignore[attr-defined]
    after_commit(ring)
    return done


def given_up() -> Sequence[tuple[str, str, int]]:
    """What was tried in vain for days: (consequence, problem, how many)."""
    lost = select(Errand.consequence, Errand.problem, func.count()).where(Errand.given_up_at.is_not(None))
    rows = db.session.execute(lost.group_by(Errand.consequence, Errand.problem).order_by(Errand.consequence))
    return [(name, problem or "", number) for name, problem, number in rows]


@dataclass(frozen=True, order=True)
class Due:
    """Something that the clock made due at ``at``: ``run(at)`` does it in the running transaction, or finds it done."""

    at: datetime
    order: int
    run: Callable[[datetime], object]

    @property
    def turn(self) -> tuple[datetime, int, str]:
        """What tells this turn from every other: when, and which function about which numbers."""
        plain = self.run.func if isinstance(self.run, partial) else self.run
        about = self.run.args if isinstance(self.run, partial) else ()
        name = getattr(plain, "__qualname__", repr(plain))
        return self.at, self.order, f"{name}({', '.join(str(one) for one in about if isinstance(one, int | str))})"


def tick(sources: Sequence[Callable[[datetime], Iterable[Due]]]) -> int:
    """Do everything that is due, in the order in which it fell due, each in its own transaction. Returns how many.

    What fails is logged and holds nothing else up: the next tick finds it again. What becomes due by what is done here
    (a late deadline fills a batch whose day is past too) is done as well.
    """
    moment = now()
    seen: set[tuple[datetime, int, str]] = set()
    while True:
        found = {item.turn: item for source in sources for item in source(moment)}
        fresh = sorted(found.keys() - seen)
        if not fresh:
            return len(seen)
        seen.update(fresh)
        for key in fresh:
            _take_turn(found[key])


def _take_turn(item: Due) -> None:
    try:
        with transaction():
            item.run(item.at)
    except Exception:
        log.exception("turn.failed", at=item.at.isoformat(), turn=item.turn[2])
