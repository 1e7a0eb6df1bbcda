"""How many went how far: seen, opened, come by a shared link, signed up, voted, posted. By day, without names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from ideaboard.core.db import db, dialect
from ideaboard.domain.arrivals.models import DailyCount

STEPS = ("seen", "opened", "shared", "signed_up", "voted", "posted")
COUNTS = DailyCount.metadata.tables["daily_counts"]


@dataclass(frozen=True)
class Day:
    """One day's steps."""

    day: date
    steps: Mapping[str, int]


def add_counts(counts: Mapping[tuple[date, str], int]) -> None:
    """Add what a process has counted; rows that are there are added to, whoever else adds at the same time."""
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    for (day, step), number in sorted(counts.items()):
        row = insert(COUNTS).values(day=day, step=step, number=number)
        added = {"number": COUNTS.c.number + row.excluded.number}
        db.session.execute(row.on_conflict_do_update(index_elements=["day", "step"], set_=added))


def days(at: datetime, back: int = 28) -> Sequence[Day]:
    """The last days, the newest first, those without any visitor too."""
    first = (at - timedelta(days=back - 1)).date()
    found: dict[date, dict[str, int]] = defaultdict(lambda: dict.fromkeys(STEPS, 0))
    for row in db.session.execute(select(COUNTS.c.day, COUNTS.c.step, COUNTS.c.number).where(COUNTS.c.day >= first)):
        found[row.day][row.step] = row.number
    every = (at.date() - timedelta(days=number) for number in range(back))
    return [Day(day, found[day]) for day in every]
