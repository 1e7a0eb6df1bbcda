"""Deadlines, cuts and phases in a board's own time zone, across summer time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideaboard.domain.boards import calendar, rules

COPENHAGEN = "Europe/Copenhagen"
BATCHES = ("05-01", "09-01", "first-monday-01")
zones = st.sampled_from([COPENHAGEN, "UTC", "America/Havana", "Africa/Cairo", "Pacific/Apia", "Asia/Kathmandu"])
moments = st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


def local(text: str, zone: str = COPENHAGEN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


# Deadlines


def test_a_deadline_is_the_same_time_of_day_across_summer_time():
    published = local("2027-03-01T12:30")
    assert calendar.deadline(published, 60, COPENHAGEN) == local("2027-04-30T12:30")


def test_without_days_there_is_no_deadline():
    assert calendar.deadline(local("2027-03-01T12:30"), 0, COPENHAGEN) is None


def test_days_are_added_to_the_old_deadline():
    assert calendar.extended(local("2027-04-30T12:30"), 365, COPENHAGEN) == local("2028-04-29T12:30")


def test_a_deadline_in_the_hour_the_clocks_skip_falls_where_the_clocks_have_moved_to():
    assert calendar.extended(local("2027-03-27T02:30"), 1, COPENHAGEN) == local("2027-03-28T03:30")


def test_an_hour_that_comes_twice_is_met_the_first_time():
    assert calendar.extended(local("2027-10-30T02:30"), 1, COPENHAGEN) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@given(moments, st.integers(1, 3650), zones)
def test_a_deadline_is_so_many_days_away_give_or_take_the_clocks(published, days, zone):
    moved = calendar.extended(published, days, zone) - published
    assert abs(moved - timedelta(days=days)) <= timedelta(hours=26)  # a zone may jump over the date line


# Batches


@pytest.mark.parametrize(
    ("after", "cut"),
    [
        ("2027-04-30T23:59", "2027-05-01T00:00"),
        ("2027-05-01T00:00", "2027-09-01T00:00"),  # exactly at the cut: the next one
        ("2027-05-01T00:01", "2027-09-01T00:00"),
        ("2027-09-01T00:01", "2028-01-03T00:00"),
        ("2028-01-03T00:00", "2028-05-01T00:00"),
        ("2027-12-31T23:59", "2028-01-03T00:00"),
        ("2027-01-01T00:00", "2027-01-04T00:00"),
    ],
)
def test_the_last_supporter_before_midnight_belongs_to_this_batch_and_after_it_to_the_next(after, cut):
    assert calendar.next_cut(BATCHES, local(after), COPENHAGEN) == local(cut)


def test_the_cut_is_midnight_of_the_board_and_not_of_the_server():
    evening = datetime(2027, 4, 30, 22, 30, tzinfo=UTC)  # already 1 May in Copenhagen, still April in London
    assert calendar.next_cut(["05-01"], evening, COPENHAGEN) == local("2028-05-01T00:00")
    assert calendar.next_cut(["05-01"], evening, "UTC") == datetime(2027, 5, 1, tzinfo=UTC)


def test_a_weekday_is_every_week():
    assert calendar.next_cut(["monday"], local("2027-05-05T10:00"), COPENHAGEN) == local("2027-05-10T00:00")
    assert calendar.next_cut(["monday"], local("2027-05-09T23:59"), COPENHAGEN) == local("2027-05-10T00:00")
    assert calendar.next_cut(["monday"], local("2027-05-10T00:00"), COPENHAGEN) == local("2027-05-17T00:00")


def test_without_batches_there_is_no_cut():
    assert calendar.next_cut([], local("2027-05-05T10:00"), COPENHAGEN) is None


def test_where_the_clocks_skip_midnight_the_day_begins_when_they_do():
    cut = calendar.next_cut(["04-28"], datetime(2023, 4, 20, tzinfo=UTC), "Africa/Cairo")
    assert cut == datetime(2023, 4, 27, 22, 0, tzinfo=UTC)


days = st.sampled_from(["01-01", "05-01", "12-31", "first-monday-01", "first-sunday-12", "first-friday-06", "thursday"])


@given(st.lists(days, min_size=1), moments, zones)
def test_the_next_cut_is_in_the_future_and_none_lies_between(batches, after, zone):
    cut = calendar.next_cut(batches, after, zone)

    assert cut is not None
    assert after < cut <= after + timedelta(days=372)
    just_before = cut - timedelta(microseconds=1)
    assert calendar.next_cut(batches, max(after, just_before), zone) == cut


# Phases of the board


def test_days_dates_and_times_become_moments():
    opened = local("2027-03-01T12:00")

    assert calendar.moment(60, opened, COPENHAGEN) == local("2027-04-30T12:00")
    assert calendar.moment("2027-05-01", opened, COPENHAGEN) == local("2027-05-01T00:00")
    assert calendar.moment("2027-05-01T18:00", opened, COPENHAGEN) == local("2027-05-01T18:00")
    assert calendar.moment("2027-05-01T18:00Z", opened, COPENHAGEN) == datetime(2027, 5, 1, 18, tzinfo=UTC)


def test_a_phase_is_open_at_its_first_moment_and_closed_at_its_last():
    board = rules.parse(rules.preset("openideo"))
    opened = local("2027-03-01T12:00", "UTC")

    def may(act: str, at: str) -> bool:
        return calendar.allows(
            board.clock.phases, act, local(at, "UTC"), opened_at=opened, timezone=board.clock.timezone
        )

    assert not may("submit", "2027-03-01T11:59")
    assert may("submit", "2027-03-01T12:00")
    assert may("submit", "2027-04-19T11:59")
    assert not may("submit", "2027-04-19T12:00")  # refinement
    assert may("edit", "2027-04-19T12:00")
    assert not may("edit", "2027-05-03T12:00")  # evaluation: edits are locked, comments stay open
    assert may("comment", "2027-05-03T12:00")
    assert not may("comment", "2027-05-17T12:00")


def test_without_phases_everything_is_allowed():
    assert calendar.allows((), "vote", local("2027-05-01T00:00"), opened_at=local("2027-01-01"), timezone="UTC")


def test_the_clock_knows_when_the_next_phase_begins():
    phases, opened = rules.parse(rules.preset("openideo")).clock.phases, datetime(2027, 3, 1, tzinfo=UTC)

    def after(days: int) -> datetime | None:
        return calendar.next_change(phases, opened + timedelta(days=days), opened_at=opened, timezone="UTC")

    assert after(0) == opened + timedelta(days=21)
    assert after(21) == opened + timedelta(days=49)
    assert after(77) is None
