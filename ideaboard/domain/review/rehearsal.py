"""A rehearsal: a board's history under other rules. What would have passed, when, and how many cases a month that is.

The ballots that were really cast are played again against the other rules' ballot, clock and gate; nothing is written.
History cannot say everything: once an idea's vote had really closed, nobody could vote any more. Where the other rules
would have gone on, the idea counts as ``open_end``, and says so. Of an idea and those merged into it, each person has
one ballot, as in the real tally; votes that came with an import count from the day of publication.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from ideaboard.domain.boards import calendar
from ideaboard.domain.boards.rules import Rules
from ideaboard.domain.review import thresholds
from ideaboard.domain.votes import ballots
from ideaboard.domain.votes.ballots import Tally


@dataclass(frozen=True, slots=True)
class Cast:
    """One ballot that was really cast, from when until when (None: it still lives)."""

    person_id: int
    value: int
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What really happened to one idea: its ballots in the order they were cast, and when its vote closed, if it did.

    ``passed_at``: when it really went to review; ``makers``: whose ballots count only where the rules allow it.
    """

    id: int
    title: str
    published_at: datetime
    casts: Sequence[Cast] = ()
    closed_at: datetime | None = None
    passed_at: datetime | None = None
    carried_up: int = 0
    carried_down: int = 0
    makers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would have become of one idea.

    ``end``: passed, deadline, cut, not_selected, silence, gathering (it still would), or open_end (nobody can say,
    since its vote really closed at ``at``). ``at`` is when; ``value`` the gate's metric then.
    """

    id: int
    title: str
    end: str
    at: datetime | None
    value: Fraction
    ballots: int
    published_at: datetime
    really_passed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """All outcomes, and how many cases would have reached the team in each month (``"2026-05"``)."""

    outcomes: Sequence[Outcome]
    months: Mapping[str, int]

    @property
    def passed(self) -> list[Outcome]:
        """What would have passed, in the order of time."""
        found = [one for one in self.outcomes if one.end == "passed"]
        return sorted(found, key=lambda one: (one.at or one.published_at, one.id))

    @property
    def really_passed(self) -> int:
        """How many of these ideas really passed."""
        return sum(one.really_passed_at is not None for one in self.outcomes)

    @property
    def ends(self) -> Mapping[str, int]:
        """How many ideas come to each end."""
        return Counter(one.end for one in self.outcomes)


def rehearse(rules: Rules, history: Iterable[Past], *, until: datetime) -> Rehearsal:
    """Play ``history`` under ``rules`` up to the moment ``until``."""
    alone = [_play(rules, past, until) for past in history]
    outcomes = _best_of_cohorts(rules, alone, until) if rules.gate.top else alone
    return Rehearsal(outcomes, _by_month(outcomes, rules.clock.timezone))


# One idea


@dataclass(slots=True)
class _Course:
    """An idea on its way through the rehearsal."""

    tally: Tally
    deadline: datetime | None
    drops: int = 0
    noted: int = 0  # milestones that have moved the deadline


def _play(rules: Rules, past: Past, until: datetime) -> Outcome:
    clock = rules.clock
    start = ballots.carried(rules.ballot, past.carried_up, past.carried_down)
    course = _Course(start, calendar.deadline(past.published_at, clock.gather_days, clock.timezone))
    _extend(rules, course)
    if thresholds.qualifies(rules, start):
        return _outcome(rules, past, course, "passed", past.published_at)
    for at, change in _changes(rules, past):
        if at > until:
            break
        if (end := _clock_until(rules, past, course, at)) is not None:
            return end
        course.tally += change
        _extend(rules, course)
        if thresholds.qualifies(rules, course.tally):
            return _outcome(rules, past, course, "passed", at)
    last = min(until, past.closed_at) if past.closed_at else until
    if (end := _clock_until(rules, past, course, last)) is not None:
        return end
    return _outcome(rules, past, course, "open_end" if past.closed_at else "gathering", past.closed_at)


def _changes(rules: Rules, past: Past) -> Iterator[tuple[datetime, Tally]]:
    """What each moment changes in the tally, in the order of time; ballots these rules do not know are left out."""
    known = set(ballots.choices(rules.ballot))
    moments: list[tuple[datetime, int, Tally]] = []
    for cast in past.casts:
        if cast.value not in known or (cast.person_id in past.makers and not rules.ballot.own_idea):
            continue
        worth = ballots.worth(rules.ballot, cast.value)
        moments.append((cast.at, 1, worth))
        if cast.until is not None:
            moments.append((cast.until, 0, ballots.NOTHING - worth))  # an end goes before the ballot that replaces it
    for at, _order, change in sorted(moments, key=lambda one: one[:2]):
        yield at, change


def _extend(rules: Rules, course: _Course) -> None:
    """Move the deadline by what the milestones reached for the first time give."""
    reached = thresholds.extensions(rules, thresholds.value(rules.gate.metric, course.tally))
    for days in reached[course.noted :]:
        if course.deadline is not None:
            course.deadline = calendar.extended(course.deadline, days, rules.clock.timezone)
    course.noted = max(course.noted, len(reached))


def _clock_until(rules: Rules, past: Past, course: _Course, at: datetime) -> Outcome | None:
    """What the clock does to the idea up to ``at``: early cuts, then deadline, then silence, each in its time."""
    while True:
        due = min(_due(rules, past, course), key=lambda one: (one[0], one[1]), default=None)
        if due is None or due[0] > at:
            return None
        when, _order, what = due
        if what == "cut":
            course.drops += 1
            if not thresholds.weak(rules.clock.drop[course.drops - 1], course.tally):
                continue
        return _outcome(rules, past, course, what, when)


def _due(rules: Rules, past: Past, course: _Course) -> Iterator[tuple[datetime, int, str]]:
    if course.drops < len(rules.clock.drop):
        yield past.published_at + timedelta(hours=rules.clock.drop[course.drops].after_hours), 1, "cut"
    if course.deadline is not None:
        yield course.deadline, 2, "deadline"
    if rules.clock.silence_days:
        yield past.published_at + timedelta(days=rules.clock.silence_days), 3, "silence"


def _outcome(rules: Rules, past: Past, course: _Course, end: str, at: datetime | None) -> Outcome:
    value = thresholds.value(rules.gate.metric, course.tally)
    if end == "deadline" and rules.gate.top and thresholds.meets(rules, course.tally):
        end = "contender"
    elif end == "deadline" and rules.gate.top:
        end = "not_selected"
    return Outcome(past.id, past.title, end, at, value, course.tally.ballots, past.published_at, past.passed_at)


# The best of those that close together


def _best_of_cohorts(rules: Rules, alone: Sequence[Outcome], until: datetime) -> list[Outcome]:
    cohorts: dict[datetime, list[Outcome]] = {}
    for one in alone:
        if one.end == "contender" and one.at is not None:
            cohorts.setdefault(calendar.cohort_end(rules.review.batches, one.at, rules.clock.timezone), []).append(one)
    decided = {}
    for ends, together in cohorts.items():
        chosen = {one.idea_id for one in thresholds.top_n(map(_contender, together), rules.gate.top)}
        for one in together:
            if ends > until:
                decided[one.id] = replace(one, end="gathering", at=None)
            else:
                decided[one.id] = replace(one, end="passed" if one.id in chosen else "not_selected", at=ends)
    return [decided.get(one.id, one) for one in alone]


def _contender(one: Outcome) -> thresholds.Contender:
    return thresholds.Contender(one.id, one.value, one.ballots, one.published_at)


def _by_month(outcomes: Sequence[Outcome], timezone: str) -> dict[str, int]:
    zone = ZoneInfo(timezone)
    passed = (one.at for one in outcomes if one.end == "passed" and one.at is not None)
    return dict(sorted(Counter(at.astimezone(zone).strftime("%Y-%m") for at in passed).items()))
