"""Keyset paging: a cursor is the sort values of the last row, so that page 1,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, and_, or_, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement

from ideaboard.core.db import UtcDateTime, db
from ideaboard.core.errors import Invalid
from ideaboard.core.text import _

R = TypeVar("R")
MOST = 2**63 - 1


@dataclass(frozen=True)
class Page(Generic[R]):
    """Some rows, and the cursor that leads on (None at the end)."""

    rows: Sequence[R]
    after: str | None


@dataclass(frozen=True)
class Key:
    """One sort column: falling by default; ``name`` reads its value from a row."""

    column: InstrumentedAttribute[Any] | ColumnElement[Any]
    name: str
    falling: bool = True


def encode(values: Sequence[Any]) -> str:
    """Sort values → cursor."""
    plain = [{"t": v.isoformat()} if isinstance(v, datetime) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(cursor: str, moments: Sequence[bool]) -> list[Any]:
    """Cursor → sort values (moments where ``moments`` says so, else whole numbers); raises ``Invalid``."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = [datetime.fromisoformat(v["t"]) if isinstance(v, dict) else v for v in values]
        if not all(_fits(value, moment) for value, moment in zip(values, moments, strict=True)):
            raise ValueError(cursor)
    except (ValueError, TypeError, KeyError, binascii.Error, UnicodeDecodeError) as wrong:
        raise Invalid("cursor", _("This page link is damaged. Start again from the first page.")) from wrong
    return values


def _fits(value: Any, moment: bool) -> bool:
    if moment:
        return isinstance(value, datetime) and value.tzinfo is not None
    return type(value) is int and abs(value) <= MOST


def cut(
    query: Select[*tuple[Any, ...]],
    keys: Sequence[Key],
    *,
    after: str | None,
    limit: int,
    read: Callable[[Select[*tuple[Any, ...]]], Sequence[Any]] | None = None,
) -> Page[Any]:
    """The next ``limit`` rows of ``query`` in the order of ``keys`` (the last one unique)."""
    ordered = _ordered(query, keys, after, limit + 1)
    rows = read(ordered) if read else db.session.execute(ordered).all()
    more = len(rows) > limit
    rows = rows[:limit]
    last = encode([getattr(rows[-1], key.name) for key in keys]) if more else None
    return Page(rows, last)


def cut_together(
    queries: Sequence[Select[*tuple[Any, ...]]], keys: Sequence[Key], *, after: str | None, limit: int
) -> Page[Any]:
    """The next ``limit`` rows of several queries as one list, where no index has all of them in this order.

    Each is cut by its own index first, so a page reads at most ``limit + 1`` rows of each.
    """
    parts = [_ordered(query, keys, after, limit + 1).subquery() for query in queries]
    whole = union_all(*(select(part) for part in parts)).subquery()
    return cut(select(whole), [Key(whole.c[key.name], key.name, key.falling) for key in keys], after=None, limit=limit)


def _ordered(
    query: Select[*tuple[Any, ...]], keys: Sequence[Key], after: str | None, limit: int
) -> Select[*tuple[Any, ...]]:
    ordered = query.order_by(*(key.column.desc() if key.falling else key.column.asc() for key in keys))
    if after:
        moments = [isinstance(key.column.type, UtcDateTime) for key in keys]
        ordered = ordered.where(_beyond(keys, decode(after, moments)))
    return ordered.limit(limit)


def _beyond(keys: Sequence[Key], values: Sequence[Any]) -> ColumnElement[bool]:
    """Rows that come after ``values``.

    (a, b) < (x, y) as one comparison: an index goes straight there, while ``a < x or (a = x and b < y)`` reads and
    drops every row of the pages before. Only where directions differ it is written out, within a bound on the first.
    """
    columns, falling = [key.column for key in keys], {key.falling for key in keys}
    if len(falling) == 1:
        there = tuple_(*columns)
        return there < values if falling.pop() else there > values
    steps = []
    for place, key in enumerate(keys):
        same = [earlier.column == value for earlier, value in zip(keys[:place], values[:place], strict=True)]
        passed = key.column < values[place] if key.falling else key.column > values[place]
        steps.append(and_(*same, passed))
    first = columns[0] <= values[0] if keys[0].falling else columns[0] >= values[0]
    return and_(first, or_(*steps))
