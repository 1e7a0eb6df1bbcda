"""What a vote may say, what it adds, and who sees the sum."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideaboard.core.errors import Invalid
from ideaboard.domain.boards.rules import Ballot
from ideaboard.domain.votes import ballots
from ideaboard.domain.votes.ballots import NOTHING, Tally

SUPPORT = Ballot(kind="support")
UPDOWN = Ballot(kind="updown", points=10)
SCORE = Ballot(kind="score", range=(0, 5), reveal="after_own_vote")
BUDGET = Ballot(kind="budget", budget=100, steps=(5, 20, 50))
NONE = Ballot(kind="none")
KINDS = [SUPPORT, UPDOWN, SCORE, BUDGET]


@st.composite
def histories(draw: st.DrawFn) -> tuple[Ballot, list[tuple[int, int | None]]]:
    """A ballot, and what people did one after the other: (person, the vote they now have or None)."""
    ballot = draw(st.sampled_from(KINDS))
    vote = st.none() | st.sampled_from(list(ballots.choices(ballot)))
    return ballot, draw(st.lists(st.tuples(st.integers(1, 5), vote)))


@pytest.mark.parametrize(
    ("ballot", "known"),
    [(SUPPORT, {1}), (UPDOWN, {-1, 1}), (SCORE, {0, 1, 2, 3, 4, 5}), (BUDGET, {5, 20, 50}), (NONE, set())],
)
def test_a_ballot_takes_its_own_values_and_no_others(ballot, known):
    for value in range(-60, 101):
        if value in known:
            assert ballots.check(ballot, value) == value
        else:
            with pytest.raises(Invalid) as refusal:
                ballots.check(ballot, value)
            assert set(refusal.value.errors) == {"value"}


@pytest.mark.parametrize("value", [None, True, 1.0, "1", [1], 10**40])
@pytest.mark.parametrize("ballot", KINDS)
def test_a_vote_is_a_whole_number(ballot, value):
    with pytest.raises(Invalid):
        ballots.check(ballot, value)


def test_the_hundred_and_first_coin_is_refused():
    assert ballots.check_budget(BUDGET, 80, 20) == 20
    with pytest.raises(Invalid):
        ballots.check_budget(BUDGET, 100, 5)


def test_what_votes_add():
    assert ballots.tallied(SUPPORT, [1, 1]) == Tally(ballots=2, supporters=2, votes_up=2, points=2)
    assert ballots.tallied(UPDOWN, [1, 1, -1]) == Tally(3, 2, 2, 1, 10)
    assert ballots.tallied(SCORE, [0, 5]) == Tally(ballots=2, supporters=2, votes_up=2, score_sum=5)
    assert ballots.tallied(BUDGET, [5, 50]) == Tally(ballots=2, supporters=2, votes_up=2, points=55)


def test_merit_is_the_net_number_of_people():
    assert ballots.tallied(UPDOWN, [1, 1, -1]).merit == 1
    assert ballots.tallied(SCORE, [0, 5]).merit == 2


def test_the_mean_is_exact_and_needs_a_vote():
    assert ballots.tallied(SCORE, [1, 2, 2]).mean == Fraction(5, 3)
    assert NOTHING.mean is None


def test_votes_carried_over_count_as_people_but_not_into_the_mean():
    assert ballots.tallied(UPDOWN, [1], carried_up=4, carried_down=2) == Tally(7, 5, 5, 2, 30)
    scored = ballots.tallied(SCORE, [3], carried_up=40)
    assert (scored.mean, scored.supporters, scored.merit) == (3, 41, 41)


@given(histories())
def test_a_tally_kept_by_differences_equals_a_recount(history):
    ballot, steps = history
    living: dict[int, int] = {}
    kept = NOTHING
    for person, after in steps:
        kept = kept + ballots.delta(ballot, living.pop(person, None), after)
        if after is not None:
            living[person] = after

    assert kept == ballots.tallied(ballot, living.values())
    assert kept.ballots == len(living)


@given(st.sampled_from(KINDS), st.data())
def test_what_is_taken_back_leaves_no_trace(ballot, data):
    value = data.draw(st.sampled_from(list(ballots.choices(ballot))))
    tally = ballots.tallied(ballot, data.draw(st.lists(st.sampled_from(list(ballots.choices(ballot))))))

    assert tally.plus(value, ballot).minus(value, ballot) == tally
    assert ballots.delta(ballot, value, value) == NOTHING
    assert ballots.delta(ballot, None, None) == NOTHING


def test_hidden_votes_weigh_nothing_in_trending_and_others_at_most_one_supporter():
    assert ballots.weight(SCORE, 5) == 0
    assert ballots.weight(Ballot(kind="score", range=(1, 5)), 5) == 1
    assert ballots.weight(BUDGET, 50) == 1
    assert ballots.weight(UPDOWN, -1) == -1
    assert ballots.weight(SUPPORT, 1) == 1


@pytest.mark.parametrize(
    ("reveal", "sees"),
    [
        ("live", {"anybody", "voter", "closed", "staff"}),
        ("after_own_vote", {"voter", "closed", "staff"}),
        ("after_close", {"closed", "staff"}),
        ("staff", {"staff"}),
    ],
)
def test_who_sees_the_count(reveal, sees):
    ballot = Ballot(reveal=reveal)
    for who in ("anybody", "voter", "closed", "staff"):
        seen = ballots.revealed(ballot, voted=who == "voter", closed=who == "closed", staff=who == "staff")
        assert seen == (who in sees), who
