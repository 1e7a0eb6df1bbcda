"""Gates: when an idea has passed, how far it is, what its milestones earn, and who is best. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import TypeGuard

from ideaboard.core.errors import Invalid
from ideaboard.core.text import _
from ideaboard.domain.boards.rules import Criterion, Drop, Rules
from ideaboard.domain.votes.ballots import Tally


def value(metric: str, tally: Tally) -> Fraction:
    """What ``metric`` (supporters, points, mean; none counts supporters) says of a tally; a mean without votes is 0."""
    if metric == "points":
        return Fraction(tally.points)
    if metric == "mean":
        return tally.mean or Fraction(0)
    return Fraction(tally.supporters)


# The gate


def qualifies(rules: Rules, tally: Tally) -> bool:
    """Whether the count alone sends an idea to review, now. Never where staff pick, or the best are taken."""
    return not rules.gate.top and meets(rules, tally)


def meets(rules: Rules, tally: Tally) -> bool:
    """Whether a tally fulfils the gate's number and least votes; this is who may be among the best at the deadline."""
    gate = rules.gate
    if gate.metric == "none" or tally.ballots < gate.min_votes:
        return False
    if gate.metric == "mean" and tally.mean is None:
        return False
    return value(gate.metric, tally) >= _exactly(gate.at_least)


def progress(rules: Rules, tally: Tally) -> float:
    """How far an idea is on its way to the gate, from 0 to 1; 0 where there is no number to reach.

    With ``min_votes`` both count: the one that is further from its goal.
    """
    gate = rules.gate
    if gate.metric == "none":
        return 0.0
    goals = [(value(gate.metric, tally), _exactly(gate.at_least)), (Fraction(tally.ballots), Fraction(gate.min_votes))]
    parts = [float(min(max(reached / goal, Fraction(0)), Fraction(1))) for reached, goal in goals if goal]
    return min(parts, default=0.0)


# Milestones


def milestones(rules: Rules) -> list[int]:
    """Every count that means something on the way: the gate's milestones and those that earn time, ascending."""
    return sorted({*rules.gate.milestones, *(extension.at for extension in rules.clock.extend)})


def milestones_passed(rules: Rules, before: float | Fraction, after: float | Fraction) -> list[int]:
    """The milestones between two counts of the gate's metric, ascending; empty when the count did not grow."""
    return [milestone for milestone in milestones(rules) if before < milestone <= after]


def extensions(rules: Rules, reached: float | Fraction) -> list[int]:
    """The days earned by a count of ``reached``, in the order in which they were earned."""
    earned = sorted(rules.clock.extend, key=lambda extension: extension.at)
    return [extension.days for extension in earned if extension.at <= reached]


def extension_at(rules: Rules, milestone: int) -> int:
    """The days this very milestone earns; 0 when it earns none."""
    return next((extension.days for extension in rules.clock.extend if extension.at == milestone), 0)


# The best and the weakest


@dataclass(frozen=True, slots=True)
class Contender:
    """An idea at the deadline: its count by the gate's metric, its number of ballots, and since when it is public."""

    idea_id: int
    value: Fraction
    ballots: int
    published_at: datetime


def top_n(contenders: Iterable[Contender], n: int) -> list[Contender]:
    """The best ``n``, best first, never more: ties go to more ballots, then to the earlier, then to the lower id."""
    return sorted(contenders, key=lambda one: (-one.value, -one.ballots, one.published_at, one.idea_id))[:n]


def weak(drop: Drop, tally: Tally) -> bool:
    """Whether an early cut takes an idea: enough votes to judge by, and below the line."""
    return tally.ballots >= drop.min_votes and value(drop.metric, tally) < _exactly(drop.below)


# Scorecards


def check_scores(scores: Mapping[str, object], criteria: Sequence[Criterion], scale: int) -> dict[str, int]:
    """A whole scorecard: for each criterion a whole number from 1 to ``scale``.

    Raises ``Invalid`` under ``scores.<criterion>`` for what is missing, unknown or out of bounds.
    """
    wrong = _("Give a whole number from 1 to %(scale)s.", scale=scale)
    known = {criterion.key for criterion in criteria}
    faults = {f"scores.{key}": _("This is not a criterion of this board.") for key in scores if key not in known}
    good = {key: score for key in known if _is_score(score := scores.get(key), scale)}
    faults |= {f"scores.{criterion.key}": wrong for criterion in criteria if criterion.key not in good}
    if faults:
        raise Invalid.many(faults)
    return {criterion.key: good[criterion.key] for criterion in criteria}


def weighted_mean(scores: Mapping[str, int], criteria: Sequence[Criterion]) -> Fraction | None:
    """The mean of a scorecard by the criteria's weights, exactly; None when no criterion was scored."""
    weighed = [(criterion.weight, scores[criterion.key]) for criterion in criteria if criterion.key in scores]
    weight = sum(weight for weight, _score in weighed)
    return Fraction(sum(weight * score for weight, score in weighed), weight) if weight else None


def _is_score(score: object, scale: int) -> TypeGuard[int]:
    return isinstance(score, int) and not isinstance(score, bool) and 1 <= score <= scale


@lru_cache(maxsize=1_000)
def _exactly(number: float) -> Fraction:
    """A number of the rules as it was written: 3.7 is 37/10, so that a mean of 3.7 reaches it."""
    return Fraction(str(number))
