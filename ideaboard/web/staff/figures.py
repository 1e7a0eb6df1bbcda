"""The numbers of a case, as sentences: how support came, when, and from whom. Never a bare coefficient."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from ideaboard.core.db import db
from ideaboard.core.text import _, ngettext
from ideaboard.domain import ideas
from ideaboard.domain.boards.phrases import number
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.votes.models import Vote
from ideaboard.web.filters import day

ENOUGH = 10  # below so many ballots a share says nothing
NEWCOMER = timedelta(days=1)
POINTS = 160  # as many points as a drawing can show

Point = tuple[datetime, float]


@dataclass(frozen=True)
class Ballot:
    """One ballot as the figures look at it."""

    value: int
    cast_at: datetime
    ended_at: datetime | None
    joined_at: datetime


@dataclass(frozen=True)
class Picture:
    """What is drawn of the vote: ``points`` oldest first, the gate's line, and where milestones were reached."""

    points: Sequence[Point]
    label: str
    unit: str
    gate: float | None
    milestones: Sequence[tuple[datetime, float, str]]


def ballots(idea: Idea) -> list[Ballot]:
    """Every ballot that ever counted on ``idea`` or on what was merged into it, oldest first, in one query."""
    family = [idea.id, *ideas.family(idea)]
    cast = select(Vote.value, Vote.cast_at, Vote.ended_at, Person.created_at).join(Person, Person.id == Vote.person_id)
    rows = db.session.execute(
        cast.where(Vote.idea_id.in_(family), Vote.held_for.is_(None)).order_by(Vote.cast_at, Vote.id)
    )
    return [Ballot(*row) for row in rows]


def sentences(idea: Idea, cast: Sequence[Ballot], at: datetime) -> list[str]:
    """What a reviewer should know of the vote on ``idea``, most telling first."""
    if idea.rules.ballot.kind == "none":
        return [_("Nobody votes on this board: your scorecards decide.")]
    return [sentence for sentence in _told(idea, cast, at) if sentence]


def _told(idea: Idea, cast: Sequence[Ballot], at: datetime) -> Iterator[str | None]:
    living = [ballot for ballot in cast if ballot.ended_at is None]
    yield _recently(cast, at)
    if len(living) >= ENOUGH:
        yield _crowded(living)
        yield _newcomers(living)
        yield _against(idea, living)
    yield _taken_back(cast, at)
    if idea.carried_up or idea.carried_down:
        carried = idea.carried_up + idea.carried_down
        yield ngettext(
            "%(n)s vote was carried over from before.", "%(n)s votes were carried over from before.", carried,
            n=number(carried),
        )  # fmt: skip


def _recently(cast: Sequence[Ballot], at: datetime) -> str:
    """Supporters who came, less those who left, in seven days."""
    since = at - timedelta(days=7)
    came = sum(1 for ballot in cast if ballot.value > 0 and ballot.cast_at > since)
    left = sum(1 for ballot in cast if ballot.value > 0 and ballot.ended_at is not None and ballot.ended_at > since)
    if came == left:
        return _("No new supporters in the last 7 days")
    sign = "+" if came > left else "−"
    return ngettext(
        "%(sign)s%(n)s supporter in the last 7 days", "%(sign)s%(n)s supporters in the last 7 days",
        abs(came - left), sign=sign, n=number(abs(came - left)),
    )  # fmt: skip


def _crowded(living: Sequence[Ballot]) -> str:
    """The largest share of all ballots that came within one hour."""
    most, begins = busiest_hour([ballot.cast_at for ballot in living])
    share = tenths(most, len(living))
    if share < 2:
        return _("Votes came in evenly: never more than 1 in 10 within one hour")
    return _("%(n)s in 10 votes came in one hour, on %(day)s", n=share, day=day(begins).striptags())


def busiest_hour(moments: Sequence[datetime]) -> tuple[int, datetime]:
    """How many of ``moments`` (ascending, at least one) fall into the fullest hour, and when it begins."""
    hour = timedelta(hours=1)
    return max(((bisect_left(moments, one + hour) - place, one) for place, one in enumerate(moments)), key=_by_count)


def _by_count(one: tuple[int, datetime]) -> int:
    return one[0]


def _newcomers(living: Sequence[Ballot]) -> str:
    new = sum(1 for ballot in living if ballot.cast_at - ballot.joined_at < NEWCOMER)
    share = tenths(new, len(living))
    if share < 1:
        return _("Nearly all voters were members before")
    if share > 9:
        return _("Nearly all voters joined on the day they voted")
    return _("%(n)s in 10 voters joined on the day they voted", n=share)


def _against(idea: Idea, living: Sequence[Ballot]) -> str | None:
    if idea.rules.ballot.kind != "updown":
        return None
    share = tenths(sum(1 for ballot in living if ballot.value < 0), len(living))
    return _("%(n)s in 10 votes are against it", n=share) if share else _("Hardly anybody is against it")


def _taken_back(cast: Sequence[Ballot], at: datetime) -> str | None:
    gone = sum(1 for ballot in cast if ballot.ended_at is not None)
    if not gone:
        return None
    return ngettext("%(n)s vote was changed or taken back", "%(n)s votes were changed or taken back", gone, n=gone)


def tenths(part: int, whole: int) -> int:
    """``part`` of ``whole`` in tenths, to the nearest."""
    return round(10 * part / whole) if whole else 0


# The drawing


def picture(idea: Idea, cast: Sequence[Ballot], at: datetime) -> Picture | None:
    """The vote over time by what the board's gate counts; None with fewer than two moments."""
    gate = idea.rules.gate
    metric = "points" if gate.metric == "points" else "supporters"
    points = _lifted(curve(cast, metric, idea.rules.ballot.points), float(getattr(idea, metric)))
    if len(points) < 2:
        return None
    words = {"points": (_("Points over time"), _("points")), "supporters": (_("Supporters over time"), _("supporters"))}
    counted = gate.metric == metric
    marks = [*gate.milestones, gate.at_least] if counted else []
    return Picture(
        points=thinned([*points, (at, points[-1][1])] if at > points[-1][0] else points),
        label=words[metric][0],
        unit=words[metric][1],
        gate=gate.at_least if counted and not gate.top else None,
        milestones=[(*found, number(found[1])) for mark in marks if (found := first_at(points, mark))],
    )


def curve(cast: Sequence[Ballot], metric: str, worth: int) -> list[Point]:
    """The tally after every change, oldest first; each ballot that is positive counts one supporter."""
    changes: list[tuple[datetime, float]] = []
    for ballot in cast:
        weight = float(ballot.value * worth if metric == "points" else ballot.value > 0)
        changes.append((ballot.cast_at, weight))
        if ballot.ended_at is not None:
            changes.append((ballot.ended_at, -weight))
    total, points = 0.0, []
    for moment, weight in sorted(changes):
        total += weight
        points.append((moment, total))
    return points


def _lifted(points: list[Point], now: float) -> list[Point]:
    """The curve raised so that it ends at the tally as it is: votes carried over have no day of their own."""
    raise_by = max(0.0, now - points[-1][1]) if points else 0.0
    return [(moment, max(0.0, value + raise_by)) for moment, value in points]


def first_at(points: Sequence[Point], mark: float) -> Point | None:
    """The first point that reaches ``mark``, if it is more than nothing."""
    return next(((moment, value) for moment, value in points if mark > 0 and value >= mark), None)


def thinned(points: Sequence[Point]) -> list[Point]:
    """At most ``POINTS`` of them, the first and the last included, in whole numbers."""
    step = max(1, -(-len(points) // POINTS))
    kept: list[Any] = [*points[::step]]
    if kept[-1] != points[-1]:
        kept.append(points[-1])
    return [(moment, int(value) if value == int(value) else round(value, 2)) for moment, value in kept]
