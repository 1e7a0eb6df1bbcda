"""When an idea has passed, how far it is, what milestones earn, and who is best."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideaboard.core.errors import Invalid
from ideaboard.domain.boards import rules
from ideaboard.domain.boards.rules import Rules
from ideaboard.domain.review import thresholds
from ideaboard.domain.review.thresholds import Contender
from ideaboard.domain.votes import ballots
from ideaboard.domain.votes.ballots import Tally

START = datetime(2027, 1, 1, tzinfo=UTC)
KINDS = {"supporters": "support", "points": "updown", "mean": "score", "none": "support"}


def gate(metric: str, **said: Any) -> Rules:
    return rules.parse(
        {"ballot": {"kind": KINDS[metric]}, "clock": {"gather_days": 7}, "gate": {"metric": metric, **said}}
    )


def of(board: Rules, *values: int) -> Tally:
    return ballots.tallied(board.ballot, values)


def test_the_supporter_who_makes_the_number_full_opens_the_gate():
    board = gate("supporters", at_least=3)

    assert not thresholds.qualifies(board, of(board, 1, 1))
    assert thresholds.qualifies(board, of(board, 1, 1, 1))


def test_points_count_for_and_against():
    board = gate("points", at_least=2)

    assert not thresholds.qualifies(board, of(board, 1, 1, -1))
    assert thresholds.qualifies(board, of(board, 1, 1, 1, -1))


def test_a_mean_is_compared_exactly_as_it_is_written():
    board = gate("mean", at_least=3.7)

    assert not thresholds.qualifies(board, Tally())
    assert thresholds.qualifies(board, Tally(ballots=10, score_sum=37))
    assert not thresholds.qualifies(board, Tally(ballots=100, score_sum=369))


def test_too_few_votes_do_not_pass():
    board = gate("mean", at_least=3, min_votes=3)

    assert not thresholds.qualifies(board, of(board, 5, 5))
    assert thresholds.qualifies(board, of(board, 5, 5, 3))


def test_no_number_passes_where_staff_pick_or_the_best_are_taken():
    assert not thresholds.qualifies(gate("none"), Tally(10**6, 10**6, 10**6, 0, 10**6))
    best = gate("supporters", top=10, at_least=2)
    assert not thresholds.qualifies(best, of(best, 1, 1, 1))
    assert thresholds.meets(best, of(best, 1, 1, 1))
    assert not thresholds.meets(best, of(best, 1))


@pytest.mark.parametrize(
    ("board", "values", "progress"),
    [
        (gate("supporters", at_least=4), [], 0),
        (gate("supporters", at_least=4), [1], 0.25),
        (gate("supporters", at_least=4), [1] * 9, 1),
        (gate("supporters", at_least=2, min_votes=4), [1, 1], 0.5),
        (gate("points", at_least=10), [-1, -1], 0),
        (gate("mean", at_least=4), [2, 4], 0.75),
        (gate("none"), [1, 1], 0),
        (gate("mean", top=10), [5], 0),
    ],
)
def test_progress_runs_from_nothing_to_the_gate(board, values, progress):
    assert thresholds.progress(board, of(board, *values)) == progress


@given(st.sampled_from(["supporters", "points"]), st.integers(1, 50), st.integers(0, 60), st.integers(0, 60))
def test_progress_is_full_exactly_when_the_idea_passes(metric, at_least, up, down):
    board = gate(metric, at_least=at_least)
    tally = of(board, *[1] * up, *([-1] * down if metric == "points" else []))
    progress = thresholds.progress(board, tally)

    assert 0 <= progress <= 1
    assert (progress == 1) == thresholds.qualifies(board, tally)


# Milestones


def test_milestones_passed_by_a_vote():
    board = rules.parse(rules.preset("lego-ideas"))

    assert thresholds.milestones_passed(board, 99, 100) == [100]
    assert thresholds.milestones_passed(board, 100, 101) == []
    assert thresholds.milestones_passed(board, 100, 99) == []
    assert thresholds.milestones_passed(board, 0, 6000) == [100, 1000, 5000]


def test_extra_time_is_a_milestone_even_when_it_is_not_celebrated():
    clock = {"gather_days": 9, "extend": [{"at": 7, "days": 3}]}
    board = rules.parse({"clock": clock, "gate": {"metric": "supporters", "at_least": 10, "milestones": [5]}})

    assert thresholds.milestones(board) == [5, 7]
    assert thresholds.extension_at(board, 7) == 3
    assert thresholds.extension_at(board, 5) == 0


def test_time_earned():
    board = rules.parse(rules.preset("lego-ideas"))

    assert thresholds.extensions(board, 99) == []
    assert thresholds.extensions(board, 100) == [365]
    assert thresholds.extensions(board, 5000) == [365, 182, 182]


@given(st.lists(st.integers(0, 7000), min_size=1, max_size=9).map(sorted))
def test_a_count_that_grows_passes_every_milestone_once(counts):
    board = rules.parse(rules.preset("lego-ideas"))
    passed = [
        milestone
        for before, after in zip([0, *counts], counts, strict=False)
        for milestone in thresholds.milestones_passed(board, before, after)
    ]
    assert passed == thresholds.milestones_passed(board, 0, counts[-1])


# The best and the weakest


def contender(number: int, value: int | str, ballots: int = 1, hours: int = 0) -> Contender:
    return Contender(number, Fraction(value), ballots, START + timedelta(hours=hours))


def test_ties_go_to_more_ballots_then_to_the_earlier_then_to_the_lower_number():
    rows = [
        contender(1, 4, ballots=5, hours=3),
        contender(2, 4, ballots=9, hours=9),
        contender(3, 4, ballots=5, hours=1),
        contender(4, 4, ballots=5, hours=3),
        contender(5, "9/2"),
        contender(6, 1),
    ]
    assert [one.idea_id for one in thresholds.top_n(rows, 4)] == [5, 2, 3, 1]


rows = st.lists(
    st.builds(contender, st.integers(1, 99), st.integers(0, 3), st.integers(1, 3), st.integers(0, 2)),
    unique_by=lambda one: one.idea_id,
)


@given(rows, st.integers(1, 12), st.randoms(use_true_random=False))
def test_the_best_are_exactly_so_many_whatever_the_order_they_come_in(contenders, n, dice):
    best = thresholds.top_n(contenders, n)
    dice.shuffle(contenders)

    assert thresholds.top_n(contenders, n) == best
    assert len(best) == min(n, len(contenders))
    others = [one for one in contenders if one not in best]
    assert all(taken.value >= left.value for taken in best for left in others)


def test_the_weakest_are_cut_when_enough_have_voted():
    board = rules.parse(rules.preset("threadless"))
    [drop] = board.clock.drop

    assert thresholds.weak(drop, Tally(ballots=20, score_sum=39))
    assert not thresholds.weak(drop, Tally(ballots=20, score_sum=40))
    assert not thresholds.weak(drop, Tally(ballots=19, score_sum=0))


# Scorecards


def test_a_scorecard_counts_by_its_weights():
    criteria = rules.parse(rules.preset("lego-ideas")).review.criteria  # 20 and 30

    assert thresholds.weighted_mean({"fit": 5, "play": 1}, criteria) == Fraction(13, 5)
    assert thresholds.weighted_mean({"play": 4}, criteria) == 4
    assert thresholds.weighted_mean({}, criteria) is None
    assert thresholds.weighted_mean({}, ()) is None


@given(st.lists(st.integers(1, 5), min_size=2, max_size=2))
def test_a_weighted_mean_lies_between_its_scores(scores):
    criteria = rules.parse(rules.preset("lego-ideas")).review.criteria
    mean = thresholds.weighted_mean(dict(zip(["fit", "play"], scores, strict=True)), criteria)
    assert mean is not None
    assert min(scores) <= mean <= max(scores)


@pytest.mark.parametrize(
    ("scores", "faults"),
    [
        ({"fit": 3, "play": 6}, {"scores.play"}),
        ({"fit": 0, "play": True}, {"scores.fit", "scores.play"}),
        ({"fit": 3}, {"scores.play"}),
        ({"fit": 3, "play": 3, "luck": 1}, {"scores.luck"}),
        ({"fit": "3", "play": 2.5}, {"scores.fit", "scores.play"}),
    ],
)
def test_a_scorecard_is_whole_and_within_the_scale(scores, faults):
    criteria = rules.parse(rules.preset("lego-ideas")).review.criteria

    assert thresholds.check_scores({"play": 1, "fit": 5}, criteria, 5) == {"fit": 5, "play": 1}
    with pytest.raises(Invalid) as refusal:
        thresholds.check_scores(scores, criteria, 5)
    assert set(refusal.value.errors) == faults
