"""The doorbell and the clock (Huey): wakes the worker when errands were written, and every minute."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

import structlog
from flask import Flask
from huey import Huey, RedisHuey, SqliteHuey, crontab

from ideaboard.core import jobs
from ideaboard.core.jobs import Due

log = structlog.get_logger("queue")
Source = Callable[[datetime], Iterable[Due]]
GATHER = 0.3  # seconds in which bells that ring together are one


def prepare(app: Flask, due: Sequence[Source]) -> None:
    """Hang the bell and the clock into ``app``: ``app.extensions["bell"]`` rings, ``["huey"]`` is for the worker."""
    huey = _queue(app)
    app.extensions["huey"] = huey
    app.extensions["due"] = due

    @huey.task(name="errands")  # type: ignore[untyped-decorator]
    def errands() -> None:
        time.sleep(GATHER)
        with app.app_context():
            jobs.work_off()

    @huey.periodic_task(crontab(minute="*"), name="minute")  # type: ignore[untyped-decorator]
    def minute() -> None:
        with app.app_context():
            run_due(app)

    def ring() -> None:
        if not huey.pending_count():
            errands()

    app.extensions["bell"] = ring


def run_due(app: Flask) -> int | None:
    """Everything that is due now, once: the clock's work, then the errands. None when another process is at it."""
    with jobs.alone("tick", Path(app.config["INSTANCE_PATH"])) as mine:
        if not mine:
            log.info("tick.elsewhere")
            return None
        done = jobs.tick(app.extensions["due"])
        return done + jobs.work_off()


def _queue(app: Flask) -> Huey:
    if app.config["REDIS_URL"]:
        return RedisHuey("ideaboard", url=app.config["REDIS_URL"], results=False)
    file = Path(app.config["INSTANCE_PATH"]) / "queue.sqlite3"
    return SqliteHuey("ideaboard", filename=str(file), results=False, fsync=False, timeout=10)
