"""A board's own calendar: deadlines, batch cuts and phases in its time zone, right across summer-time changes.

Days are counted on the wall clock: 60 days after 12:30 is 12:30, whatever the clocks did in between. Everything
takes and returns aware datetimes; what is returned is UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from ideaboard.core.text import _

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FIXED = re.compile(r"^(\d{2})-(\d{2})\Z", re.ASCII)
_FIRST = re.compile(rf"^first-({'|'.join(WEEKDAYS)})-(0[1-9]|1[0-2])\Z", re.ASCII)
_LATEST = 36_500  # days after opening that a phase may be given as


class Window(Protocol):
    """A stretch of time as the rules write it (``rules.clock.phases``)."""

    @property
    def opens(self) -> str | int: ...
    @property
    def closes(self) -> str | int: ...
    @property
    def allows(self) -> Sequence[str]: ...


AnyWindow = TypeVar("AnyWindow", bound=Window)


# Deadlines


def deadline(published_at: datetime, gather_days: int, timezone: str) -> datetime | None:
    """The moment an idea published at ``published_at`` stops gathering; None where there is no deadline (0 days)."""
    return extended(published_at, gather_days, timezone) if gather_days else None


def extended(moment: datetime, days: int, timezone: str) -> datetime:
    """``moment`` moved by ``days`` on the wall clock of ``timezone``: added to the old deadline, not to today.

    A wall time the clocks skip becomes the same time before the change; one they repeat stays on its side of it.
    """
    zone = ZoneInfo(timezone)
    local = moment.astimezone(zone)
    moved = local.replace(tzinfo=None) + timedelta(days=days)
    return moved.replace(tzinfo=zone, fold=local.fold).astimezone(UTC)


# Batches


def next_cut(batches: Iterable[str], after: datetime, timezone: str) -> datetime | None:
    """The first cut strictly after ``after``, None without batches.

    A cut is the local midnight at the start of its day: who came at 23:59 belongs to this batch, at 00:01 to the next.
    """
    zone = ZoneInfo(timezone)
    local = after.astimezone(zone).date()
    cuts = (_midnight(day, zone) for batch in batches for day in _days(batch, local))
    return min((cut for cut in cuts if cut > after), default=None)


def cohort_end(batches: Sequence[str], deadline: datetime, timezone: str) -> datetime:
    """When ideas that close together are compared: at the first batch not before ``deadline``, else on Monday."""
    return next_cut(batches or ("monday",), deadline - timedelta(microseconds=1), timezone) or deadline


def checked_day(batch: str) -> str:
    """``batch`` itself when it names a day: ``05-01``, ``first-monday-01``, or ``monday`` for every week."""
    fixed = _FIXED.match(batch)
    if batch in WEEKDAYS or _FIRST.match(batch) or (fixed and _every_year(int(fixed[1]), int(fixed[2]))):
        return batch
    raise ValueError(
        _(
            "“%(day)s” is not a day: write month and day (05-01), the first weekday of a month (first-monday-01) "
            "or a weekday for every week (monday).",
            day=batch[:40],
        )
    )


def _every_year(month: int, day: int) -> bool:
    """Whether every year has this day (29 February does not count)."""
    try:
        return bool(date(2001, month, day))
    except ValueError:
        return False


def _days(batch: str, near: date) -> Iterator[date]:
    """Days of ``batch`` from before ``near`` to at least one cut after it."""
    if batch in WEEKDAYS:
        start = near - timedelta(days=near.weekday()) + timedelta(days=WEEKDAYS.index(batch))
        yield from (start + timedelta(weeks=weeks) for weeks in (0, 1, 2))
        return
    for year in (near.year, near.year + 1):
        yield _day_in(batch, year)


def _day_in(batch: str, year: int) -> date:
    if first := _FIRST.match(batch):
        start = date(year, int(first[2]), 1)
        return start + timedelta(days=(WEEKDAYS.index(first[1]) - start.weekday()) % 7)
    month, day = batch.split("-")
    return date(year, int(month), int(day))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of ``day``; where the clocks skip midnight, the moment they do."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


# Phases of the whole board


def moment(written: str | int, opened_at: datetime, timezone: str) -> datetime:
    """A moment of the rules in UTC: days after the board opened, a date (its first moment), or a time.

    A time without an offset is on the wall clock of ``timezone``; one with an offset is what it says.
    """
    if isinstance(written, int):
        return extended(opened_at, written, timezone)
    read = datetime.fromisoformat(written)
    return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(timezone))).astimezone(UTC)


def phase_at(phases: Iterable[AnyWindow], at: datetime, *, opened_at: datetime, timezone: str) -> AnyWindow | None:
    """The phase the board is in at ``at``: open at its first moment, closed at its last; None between phases."""
    for phase in phases:
        if moment(phase.opens, opened_at, timezone) <= at < moment(phase.closes, opened_at, timezone):
            return phase
    return None


def allows(phases: Sequence[Window], act: str, at: datetime, *, opened_at: datetime, timezone: str) -> bool:
    """Whether the board's calendar allows ``act`` (submit, edit, comment, vote) at ``at``; without phases it does."""
    if not phases:
        return True
    phase = phase_at(phases, at, opened_at=opened_at, timezone=timezone)
    return phase is not None and act in phase.allows


def next_opening(
    phases: Iterable[AnyWindow], act: str, after: datetime, *, opened_at: datetime, timezone: str
) -> datetime | None:
    """The first moment strictly after ``after`` at which a phase opens that allows ``act``."""
    opens = (moment(phase.opens, opened_at, timezone) for phase in phases if act in phase.allows)
    return min((opening for opening in opens if opening > after), default=None)


def next_change(phases: Iterable[Window], after: datetime, *, opened_at: datetime, timezone: str) -> datetime | None:
    """The first moment strictly after ``after`` at which a phase opens or closes."""
    written = (edge for phase in phases for edge in (phase.opens, phase.closes))
    edges = (moment(edge, opened_at, timezone) for edge in written)
    return min((edge for edge in edges if edge > after), default=None)


def overlap(phases: Sequence[AnyWindow], timezone: str) -> tuple[AnyWindow, AnyWindow] | None:
    """Two phases that are open at the same time, if there are any."""
    opened_at = datetime(2000, 1, 1, tzinfo=UTC)  # any will do: phases are written all as days or all as dates
    ordered = sorted(phases, key=lambda phase: moment(phase.opens, opened_at, timezone))
    for first, second in pairwise(ordered):
        if moment(second.opens, opened_at, timezone) < moment(first.closes, opened_at, timezone):
            return first, second
    return None


def lasts(phase: Window, timezone: str) -> timedelta:
    """How long ``phase`` is open; zero or less when it closes before it opens."""
    opened_at = datetime(2000, 1, 1, tzinfo=UTC)
    return moment(phase.closes, opened_at, timezone) - moment(phase.opens, opened_at, timezone)


def checked_moment(written: str | int) -> str | int:
    """``written`` itself when it is a number of days, a date or a time; raises ``ValueError`` with a sentence."""
    if isinstance(written, int):
        if 0 <= written <= _LATEST:
            return written
    elif _year(written) in range(1970, 2201):
        return written
    raise ValueError(how_to_write_a_moment())


def how_to_write_a_moment() -> str:
    """The sentence for a moment that cannot be read."""
    return _("Write a date (2027-05-01), a time (2027-05-01T18:00) or a number of days after the board opens.")


def _year(written: str) -> int | None:
    try:
        return datetime.fromisoformat(written).year
    except ValueError:
        return None


# Time zones


def checked_timezone(name: str) -> str:
    """``name`` itself when it is a time zone of the IANA database; raises ``ValueError`` with a sentence."""
    if name not in _timezones():
        raise ValueError(_("There is no time zone of this name; write one such as Europe/Copenhagen or UTC."))
    return name


@lru_cache(maxsize=1)
def _timezones() -> frozenset[str]:
    return frozenset(available_timezones())
