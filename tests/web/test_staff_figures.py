"""The numbers of a case: pure functions over ballots."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ideaboard.web.staff import figures
from ideaboard.web.staff.figures import Ballot

START = datetime(2026, 3, 1, tzinfo=UTC)


def ballot(hours: float, value: int = 1, until: float | None = None) -> Ballot:
    """A ballot cast so many hours after the start."""
    ended = START + timedelta(hours=until) if until is not None else None
    return Ballot(value, START + timedelta(hours=hours), ended, START)


def test_the_curve_rises_with_each_supporter_and_falls_when_one_leaves() -> None:
    cast = [ballot(1), ballot(2, until=5), ballot(3, value=-1), ballot(4)]
    assert [value for _at, value in figures.curve(cast, "supporters", 1)] == [1, 2, 2, 3, 2]
    assert [value for _at, value in figures.curve(cast, "points", 10)] == [10, 20, 10, 20, 10]


def test_the_busiest_hour_is_found() -> None:
    moments = [START + timedelta(minutes=minutes) for minutes in (0, 59, 60, 61, 62, 300)]
    assert figures.busiest_hour(moments) == (4, moments[1])


def test_shares_are_told_in_tenths() -> None:
    assert [figures.tenths(part, 24) for part in (0, 1, 10, 24)] == [0, 0, 4, 10]
    assert figures.tenths(0, 0) == 0


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=2_000))
def test_a_drawing_keeps_its_ends_and_has_few_points(hours: list[int]) -> None:
    points = figures.curve([ballot(hour) for hour in sorted(hours)], "supporters", 1)
    drawn = figures.thinned(points)
    assert len(drawn) <= figures.POINTS + 1
    assert drawn[0] == points[0]
    assert drawn[-1] == points[-1]


def test_a_milestone_stands_where_it_was_reached() -> None:
    points = figures.curve([ballot(hour) for hour in range(5)], "supporters", 1)
    assert figures.first_at(points, 3) == (START + timedelta(hours=2), 3)
    assert figures.first_at(points, 99) is None
    assert figures.first_at(points, 0) is None
