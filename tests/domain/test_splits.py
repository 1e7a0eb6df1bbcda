"""Rewards are divided to the last cent, fairly and always the same way."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideaboard.domain.rewards import splits

totals = st.integers(0, 10**12)
weights = st.dictionaries(st.integers(1, 10**6), st.integers(0, 1000), min_size=1, max_size=12).filter(
    lambda shares: sum(shares.values()) > 0
)


def fractions(shares: dict[int, int]) -> dict[int, Fraction]:
    return {person: Fraction(weight, sum(shares.values())) for person, weight in shares.items()}


@given(totals, weights)
def test_parts_sum_to_the_total_and_nobody_is_off_by_a_whole_unit(total, shares):
    parts = splits.by_largest_remainder(total, fractions(shares))

    assert sum(parts.values()) == total
    assert set(parts) == set(shares)
    for person, share in fractions(shares).items():
        assert abs(parts[person] - total * share) < 1


@given(totals, weights, st.randoms(use_true_random=False))
def test_the_order_of_makers_does_not_matter(total, shares, dice):
    people = list(shares)
    dice.shuffle(people)
    shuffled = {person: fractions(shares)[person] for person in people}
    assert splits.by_largest_remainder(total, shuffled) == splits.by_largest_remainder(total, fractions(shares))


@given(totals, weights)
def test_who_has_the_larger_share_never_gets_less(total, shares):
    parts = splits.by_largest_remainder(total, fractions(shares))
    ranked = sorted(shares, key=lambda person: (shares[person], -person))
    assert [parts[person] for person in ranked] == sorted(parts.values())


def test_units_left_over_go_to_the_largest_remainders_then_to_the_lowest_numbers():
    assert splits.equal(100, [9, 3, 7]) == {3: 34, 7: 33, 9: 33}
    assert splits.declared(10, {1: 3333, 2: 3333, 3: 3334}) == {1: 3, 2: 3, 3: 4}
    assert splits.declared(2001, {1: 5000, 2: 5000}) == {1: 1001, 2: 1000}


@given(totals, st.sets(st.integers(1, 10**6), min_size=1, max_size=20))
def test_equal_parts_differ_by_at_most_one(total, people):
    parts = splits.equal(total, people).values()
    assert max(parts) - min(parts) <= 1


@pytest.mark.parametrize("shares", [{}, {1: 9999}, {1: 5000, 2: 5001}, {1: 10_001, 2: -1}])
def test_shares_that_do_not_make_a_whole_are_refused(shares):
    with pytest.raises(ValueError):
        splits.declared(100, shares)


def test_nothing_is_divided_below_nothing():
    with pytest.raises(ValueError):
        splits.equal(-1, [1])


@pytest.mark.parametrize(
    ("split", "parts"),
    [
        ("single", {1: 101}),
        ("leader", {2: 101}),
        ("equal", {1: 34, 2: 34, 3: 33}),
        ("declared", {1: 76, 2: 25}),
    ],
)
def test_a_reward_is_divided_as_the_rules_say_and_parts_of_nothing_are_left_out(split, parts):
    makers = {1: 7500, 2: 2500, 3: 0}
    assert splits.divide(split, 101, author=1, leads=2, basis_points=makers) == parts


def test_a_portion_is_never_more_than_was_promised():
    assert splits.portion(199, 100) == 1
    assert splits.portion(200, 100) == 2


def test_percentages_become_basis_points_that_make_a_whole():
    third = Fraction(100, 3)
    assert splits.as_basis_points({1: third, 2: third, 3: third}) == {1: 3334, 2: 3333, 3: 3333}
