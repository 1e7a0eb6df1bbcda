"""The doorbell and the clock (Huey): wakes the worker when errands were written, and every minute."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from flask import Flask
from huey import Huey, RedisHuey, SqliteHuey, crontab

from ideaboard.core import jobs
from ideaboard.core.jobs import Due
from ideaboard.core.locks import alone

log = structlog.get_logger("queue")
Source = Callable[[datetime], Iterable[Due]]
Chore = Callable[[], object]
GATHER = 0.3  # seconds in which bells that ring together are one
FULL = 6  # tasks waiting: more bells would say nothing new
NO_END = 10**9


class Lane:
    """Runs the errands of one lane, one thread at a time; a bell that rings meanwhile makes it look again."""

    def __init__(self, app: Flask, only: jobs.Lane) -> None:
        self.app, self.only = app, only
        self._busy = threading.Lock()
        self._again = threading.Event()

    def run(self) -> None:
        """Work off what is due, unless another thread is at it."""
        self._again.set()
        while self._again.is_set() and self._busy.acquire(blocking=False):
            try:
                self._again.clear()
                time.sleep(GATHER)
                with self.app.app_context():
                    jobs.work_off(NO_END, only=self.only, stopping=self.app.extensions["stopping"].is_set)
            finally:
                self._busy.release()


def prepare(app: Flask, due: Sequence[Source], chores: Sequence[Chore] = ()) -> None:
    """Hang the bell and the clock into ``app``: ``app.extensions["bell"]`` rings, ``["huey"]`` is for the worker.

    ``due``: what the clock makes due. ``chores``: what every tick looks after (the index).
    """
    huey = _queue(app)
    app.extensions["huey"] = huey
    app.extensions["due"], app.extensions["chores"] = due, chores
    app.extensions["stopping"] = threading.Event()
    inside, outside, long = Lane(app, "inside"), Lane(app, "outside"), Lane(app, "long")

    @huey.task(name="errands")  # type: ignore[untyped-decorator]
    def errands() -> None:
        inside.run()

    @huey.task(name="letters")  # type: ignore[untyped-decorator]
    def letters() -> None:
        outside.run()

    @huey.task(name="long")  # type: ignore[untyped-decorator]
    def longer() -> None:
        long.run()

    @huey.periodic_task(crontab(minute="*"), name="minute")  # type: ignore[untyped-decorator]
    def minute() -> None:
        with app.app_context():
            run_clock(app)
        errands()
        letters()
        longer()

    def ring() -> None:
        if huey.pending_count() < FULL:
            errands()
            letters()
            longer()

    app.extensions["bell"] = ring


@dataclass(frozen=True)
class Ran:
    """What a tick did: turns of the clock, and errands."""

    turns: int
    errands: int


def run_due(app: Flask, *, patience: float = 0.0) -> Ran | None:
    """Everything that is due now, once: the clock's work, then the errands. None when another process is at it."""
    with alone("tick", Path(app.config["INSTANCE_PATH"]), patience=patience) as mine:
        if not mine:
            log.info("tick.elsewhere")
            return None
        return Ran(_clock(app), jobs.work_off())


def run_clock(app: Flask) -> int | None:
    """The clock's work alone, under the same lock. The worker's errands need no lock: they are claimed one by one."""
    with alone("tick", Path(app.config["INSTANCE_PATH"])) as mine:
        return _clock(app) if mine else None


def _clock(app: Flask) -> int:
    done = jobs.tick(app.extensions["due"])
    for chore in app.extensions["chores"]:
        try:
            chore()
        except Exception:
            log.exception("chore.failed", chore=repr(chore))
    return done


def _queue(app: Flask) -> Huey:
    if app.config["REDIS_URL"]:
        return RedisHuey("ideaboard", url=app.config["REDIS_URL"], results=False)
    file = Path(app.config["INSTANCE_PATH"]) / "queue.sqlite3"
    try:
        return _embedded(file)
    except sqlite3.OperationalError:
        raise  # locked, or the folder cannot be written: not ours to mend
    except sqlite3.DatabaseError as damage:  # a power cut may do this; only bells are in it, the errands are safe
        log.warning("queue.made_anew", problem=str(damage))
        for part in (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
            part.unlink(missing_ok=True)
        return _embedded(file)


def _embedded(file: Path) -> Huey:
    return SqliteHuey("ideaboard", filename=str(file), results=False, fsync=False, timeout=10)
