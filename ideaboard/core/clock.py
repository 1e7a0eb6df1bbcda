"""The one clock. Everything that asks for the time asks here, so tests can hold it still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


@contextmanager
def freeze(moment: datetime) -> Iterator[datetime]:
    """Hold the clock at ``moment`` (aware) inside the ``with``."""
    token = _frozen.set(moment)
    try:
        yield moment
    finally:
        _frozen.reset(token)
