"""How trust grows, and what watches posts: pure tables and pure functions."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideaboard.domain.moderation import trust, watching
from ideaboard.domain.moderation.trust import Record
from ideaboard.domain.moderation.watching import Watch

RECORDS = st.builds(
    Record,
    posts=st.integers(0, 2_000),
    days=st.integers(0, 4_000),
    clean_days=st.none() | st.integers(0, 4_000),
    upheld=st.integers(0, 5_000),
    dismissed=st.integers(0, 5_000),
)


@pytest.mark.parametrize(
    ("record", "level"),
    [
        (Record(), "new"),
        (Record(posts=3, days=1), "new"),
        (Record(posts=3, days=2), "known"),
        (Record(posts=3, days=2, clean_days=29), "new"),
        (Record(posts=15, days=30), "trusted"),
        (Record(posts=15, days=30, clean_days=89), "known"),
    ],
)
def test_a_level_is_reached_when_all_its_conditions_hold(record: Record, level: str) -> None:
    assert trust.level(record).key == level


def test_somebody_new_weighs_exactly_one_report() -> None:
    assert trust.weight(Record()) == trust.ONE
    assert trust.weight(Record(upheld=8)) == 180
    assert trust.weight(Record(dismissed=8)) == 20
    assert trust.weight(Record(posts=15, days=30)) == 133


@given(RECORDS, st.integers(2, 100))
def test_no_weight_lets_one_person_hide_a_post_alone(record: Record, most: int) -> None:
    assert 1 <= trust.weight(record) < 2 * trust.ONE
    assert not trust.enough([trust.weight(record)], most)


@given(RECORDS)
def test_a_report_that_was_upheld_never_weighs_less(record: Record) -> None:
    more = Record(record.posts, record.days, record.clean_days, record.upheld + 1, record.dismissed)
    assert trust.weight(more) >= trust.weight(record)


def test_the_boards_number_of_new_people_hides_a_post_and_zero_never_does() -> None:
    assert not trust.enough([100, 100], 3)
    assert trust.enough([100, 100, 100], 3)
    assert trust.enough([100], 1)
    assert not trust.enough([20], 1)
    assert not trust.enough([199] * 50, 0)


def kinds(watch: Watch, text: str, html: str = "", *, free_links: bool = False) -> list[tuple[str, str]]:
    return [(one.kind, one.found) for one in watching.doubts(watch, text, html, free_links=free_links)]


@pytest.mark.parametrize("text", ["Win at the CASINO!", "ｃａｓｉｎｏ", "ca\u00adsino", "cásino, now", "x (casino)"])
def test_a_word_is_found_however_it_is_dressed_up(text: str) -> None:
    assert kinds(Watch(words=("casino",)), text) == [("word", "casino")]


def test_a_word_is_a_whole_word() -> None:
    assert kinds(Watch(words=("ass",)), "A class of its own, on the grass") == []
    assert kinds(Watch(words=("赌场",)), "最好的赌场在这里") == [("word", "赌场")]


def test_domains_count_with_what_is_below_them() -> None:
    html = (
        '<a href="https://shop.spam.example/x">a</a> <a href="https://notspam.example">b</a> <a href="/ideas/1">c</a>'
    )
    assert kinds(Watch(domains=("spam.example",)), "", html) == [("domain", "spam.example")]
    assert kinds(Watch(domains=("other.example",)), "", html) == []


def test_newcomers_have_so_many_links_and_others_any_number() -> None:
    html = '<a href="https://a.example">a</a>' * 3
    assert kinds(Watch(links=2), "", html) == [("links", "3")]
    assert kinds(Watch(links=3), "", html) == []
    assert kinds(Watch(links=0), "", html, free_links=True) == []
    assert kinds(Watch(links=None), "", html) == []


def test_a_pattern_that_would_stall_others_takes_no_time() -> None:
    watch = Watch(patterns=(r"(a+)+$", r"(x+x+)+y", r"free\s+money"))
    began = time.perf_counter()
    assert kinds(watch, "a" * 29_000 + "!" + "x" * 900) == []
    assert time.perf_counter() - began < 5  # a backtracking engine would take longer than the universe is old
    assert kinds(watch, "FREE   money") == [("pattern", r"free\s+money")]


@pytest.mark.parametrize("pattern", ["(", r"(a)\1", "(?=x)", "a{100000}", "x" * 300])
def test_what_re2_cannot_match_is_no_pattern(pattern: str) -> None:
    assert not watching.is_pattern(pattern)


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("https://www.Spam.example/buy?x=1", "spam.example"), ("*.spam.example", "spam.example"),
        ("münchen.de", "xn--mnchen-3ya.de"),
    ],
)  # fmt: skip
def test_a_domain_is_taken_from_what_people_type(typed: str, domain: str) -> None:
    assert watching.domain_of(typed) == domain
    assert watching.is_domain(domain)
