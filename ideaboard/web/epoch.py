"""The epoch of cached pages: it counts up when something was taken down, so that no cache shows it a moment longer.

Many processes on one machine share it as the size of a file, many machines as a counter in Redis.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, current_app
from redis import Redis
from sqlalchemy import event

from ideaboard.core.db import db
from ideaboard.core.events import Fact

GONE = frozenset({
    "idea.hidden", "idea.revised", "comment.deleted", "comment.changed", "person.suspended", "board.changed",
    "board.rules_changed", "moderation.ruled",
})  # fmt: skip
OUT_OF_SIGHT = frozenset({"removed", "withdrawn", "returned"})
KEY = "ideaboard:epoch"


class FileEpoch:
    """One byte for each time."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def now(self) -> int:
        """How often something was taken down so far."""
        try:
            return self.file.stat().st_size
        except FileNotFoundError:
            return 0

    def bump(self) -> None:
        """Something was taken down."""
        with self.file.open("ab") as file:
            file.write(b".")


class RedisEpoch:
    """A counter."""

    def __init__(self, redis: Any) -> None:
        self.redis = redis

    def now(self) -> int:
        """How often something was taken down so far."""
        return int(self.redis.get(KEY) or 0)

    def bump(self) -> None:
        """Something was taken down."""
        self.redis.incr(KEY)


def now() -> int:
    """The current epoch."""
    return int(current_app.extensions["epoch"].now())


def bump() -> None:
    """Forget every cached page."""
    current_app.extensions["epoch"].bump()


def prepare(app: Flask) -> None:
    """Give ``app`` its epoch."""
    if app.config["REDIS_URL"]:
        app.extensions["epoch"] = RedisEpoch(Redis.from_url(app.config["REDIS_URL"]))
    else:
        app.extensions["epoch"] = FileEpoch(Path(app.config["INSTANCE_PATH"]) / "epoch")


def _takes_down(fact: Fact) -> bool:
    return fact.kind in GONE or (fact.kind == "idea.moved" and fact.data.get("to") in OUT_OF_SIGHT)


@event.listens_for(db.session, "after_flush")
def _note(session: Any, _context: object) -> None:
    if any(isinstance(row, Fact) and _takes_down(row) for row in session.new):
        session.info["takes_down"] = True


@event.listens_for(db.session, "after_commit")
def _tell(session: Any) -> None:
    if session.info.pop("takes_down", False) and "epoch" in current_app.extensions:
        bump()


@event.listens_for(db.session, "after_rollback")
def _forget(session: Any) -> None:
    session.info.pop("takes_down", None)
