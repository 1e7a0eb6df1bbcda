"""Locks for the whole installation: who holds one is alone with it, whatever the number of processes and machines."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from sqlalchemy import text

from ideaboard.core.db import db, dialect


@contextmanager
def alone(name: str, folder: Path, *, patience: float = 0.0) -> Iterator[bool]:
    """Hold the lock ``name``; yields False when somebody else still has it after ``patience`` seconds.

    PostgreSQL: an advisory lock on a connection of its own (many machines); else a file in ``folder`` (one machine).
    A process that dies lets go of it in either case.
    """
    if dialect() != "postgresql":
        with open(folder / f"{name}.lock", "w") as file:
            yield _persist(lambda: _flocked(file), patience)
        return
    key = {"key": sum(ord(letter) << (8 * place) for place, letter in enumerate(name[:7]))}
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        got = _persist(lambda: bool(connection.scalar(text("select pg_try_advisory_lock(:key)"), key)), patience)
        try:
            yield got
        finally:
            if got:
                connection.execute(text("select pg_advisory_unlock(:key)"), key)


def _persist(attempt: Callable[[], bool], patience: float) -> bool:
    deadline = time.monotonic() + patience
    while not attempt():
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.05)
    return True


def _flocked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
