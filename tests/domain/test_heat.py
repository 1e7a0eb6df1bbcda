"""Stored heat equals the formula, orders by it, and knows when to be counted afresh."""

from __future__ import annotations

import random
from fractions import Fraction
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideaboard.domain.votes import heat

T0 = 1_750_000_000_000
DAY = heat.DAY_MS
times = st.integers(T0, T0 + 400 * DAY)
half_lives = st.sampled_from([0.5, 1, 7, 30])
weights = st.sampled_from([1.0, 0.2, 0.6, 10.0])
votes = st.tuples(weights, times)


def one_by_one(cast: list[tuple[float, int]], half_life: float) -> int:
    kept = 0
    for value, at in cast:
        kept = heat.add(kept, value, at, half_life)
    return kept


@given(times, half_lives)
def test_the_first_vote_is_its_own_time(at, half_life):
    assert heat.add(0, 1, at, half_life) == at
    assert heat.add(0, -1, at, half_life) == -at
    assert heat.add(at, 0, at, half_life) == at


def test_two_votes_at_once_are_one_vote_a_half_life_later():
    assert heat.from_votes([(1, T0), (1, T0)], 7) == T0 + 7 * DAY
    assert heat.from_votes([(1, T0)] * 8, 7) == T0 + 21 * DAY


@given(st.lists(votes, max_size=4), half_lives)
def test_heat_kept_vote_by_vote_equals_the_formula(cast, half_life):
    assert abs(one_by_one(cast, half_life) - heat.from_votes(cast, half_life)) <= 2


@given(st.lists(votes, max_size=60), half_lives)
def test_each_vote_adds_at_most_half_a_millisecond_of_rounding(cast, half_life):
    assert abs(one_by_one(cast, half_life) - heat.from_votes(cast, half_life)) <= 1 + len(cast) / 2


def test_long_histories_stay_close():
    dice = random.Random(7)
    cast = sorted((T0 + dice.randrange(300 * DAY), dice.choice([1.0, 0.5])) for _ in range(5000))
    kept = one_by_one([(value, at) for at, value in cast], 7)
    assert abs(kept - heat.from_votes([(value, at) for at, value in cast], 7)) <= 20


@given(st.lists(votes, min_size=1, max_size=12), st.randoms(use_true_random=False), half_lives)
def test_the_order_of_votes_does_not_matter(cast, dice, half_life):
    shuffled = cast[:]
    dice.shuffle(shuffled)
    assert heat.from_votes(cast, half_life) == pytest.approx(heat.from_votes(shuffled, half_life), abs=1)


@given(st.lists(votes, min_size=1, max_size=8), st.lists(votes, min_size=1, max_size=8), half_lives)
def test_ideas_are_ordered_as_the_formula_orders_them(one, other, half_life):
    """The sums themselves, from a time near both, unless they are too close to tell apart in milliseconds."""
    latest = max(at for _, at in one + other)
    sums = [sum(value * 2 ** ((at - latest) / (half_life * DAY)) for value, at in cast) for cast in (one, other)]
    heats = [heat.from_votes(cast, half_life) for cast in (one, other)]
    if min(sums) > 0 and abs(log2(sums[0]) - log2(sums[1])) * half_life * DAY > 3:
        assert (sums[0] > sums[1]) == (heats[0] > heats[1])


@given(times, st.integers(1, DAY), half_lives)
def test_at_equal_weight_the_later_vote_is_hotter(at, later, half_life):
    assert heat.add(0, 1, at + later, half_life) > heat.add(0, 1, at, half_life)


@given(st.lists(votes, min_size=1, max_size=12), votes, half_lives)
def test_a_vote_for_never_cools_and_a_vote_against_never_warms(cast, vote, half_life):
    before = heat.from_votes(cast, half_life)
    assert heat.add(before, *vote, half_life) >= before
    assert heat.subtract(before, *vote, half_life) <= before


@given(st.lists(votes, min_size=1, max_size=12), votes, half_lives)
def test_taking_a_vote_back_restores_heat_or_asks_for_a_fresh_count(cast, vote, half_life):
    before = heat.from_votes(cast, half_life)
    with_it = heat.add(before, *vote, half_life)
    back = heat.subtract(with_it, *vote, half_life)

    if not heat.cancelled(with_it, back, half_life):
        left = 2 ** min(0.0, (abs(back) - with_it) / (half_life * DAY))  # what remains of the weight
        assert abs(back - before) <= 2 + 3 / left
        assert (back > 0) == (before > 0)


def test_what_cancels_whole_is_nothing():
    assert heat.subtract(heat.add(0, 1, T0, 7), 1, T0, 7) == 0
    assert heat.from_votes([(1, T0), (-1, T0)], 7) == 0
    assert heat.from_votes([], 7) == 0


def test_more_against_than_for_is_below_nothing():
    assert heat.from_votes([(1, T0), (-1, T0), (-1, T0)], 7) == -T0
    assert heat.from_votes([(1, T0), (-1, T0 + DAY)], 7) < 0


def test_a_fresh_count_is_asked_for_below_a_millionth():
    kept = heat.add(heat.add(0, 1, T0, 1), 1, T0 + 25 * DAY, 1)  # the later vote weighs 2^25 times the first
    left = heat.subtract(kept, 1, T0 + 25 * DAY, 1)

    assert heat.cancelled(kept, left, 1)
    assert heat.cancelled(T0, 0, 1)
    assert not heat.cancelled(0, T0, 1)
    assert not heat.cancelled(T0, T0 - 19 * DAY, 1)
    assert heat.cancelled(T0, T0 - 20 * DAY, 1)
    assert not heat.cancelled(T0, T0, 1)


@pytest.mark.parametrize("distance", [10**6, 10**9, 10**12])
def test_votes_ages_apart_overflow_nothing(distance):
    assert heat.add(T0, 1, T0 + distance * 1000, 0.04) >= T0
    assert heat.from_votes([(1, T0), (1, T0 + distance * 1000)], 0.04) >= T0
    assert heat.subtract(T0 + distance * 1000, 1, T0, 0.04) > 0


def test_the_formula_on_paper():
    """One vote, and three a half-life later: S = 1 + 3·2 = 7, so heat is log2 7 half-lives after the first."""
    expected = T0 + 7 * DAY * log2(Fraction(7))
    assert heat.from_votes([(1, T0)] + [(1, T0 + 7 * DAY)] * 3, 7) == round(expected)
