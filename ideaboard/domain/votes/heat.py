"""Trending as one stored number: the time of the single vote that would weigh as much as all votes together.

With S = Σ value·2^((t-t0)/h) over living votes, heat is sign(S) times t0 + h·log2|S|, in whole milliseconds since
1970; 0 where S is 0. It needs no nightly rewrite: every S halves at the same pace, so the order between two ideas
changes only with a vote. (Exponential decay, written forward in time.)

Only heat is stored, so each step rounds to a millisecond; a step that adds leaves at most half a millisecond more
error. A step that cancels enlarges it: ``cancelled`` tells when to count afresh from the votes.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp2, expm1, fsum, log, log2

DAY_MS = 86_400_000
LOST = log2(1e-6)  # below this part of its former weight, what is left of S is mostly rounding


def add(heat: int, value: float, at_ms: int, half_life_days: float) -> int:
    """``heat`` with one more vote of ``value`` (in supporters; may be negative), cast at ``at_ms``."""
    if not value:
        return heat
    half_life = half_life_days * DAY_MS
    vote_sign, vote_time = (1 if value > 0 else -1), at_ms + half_life * log2(abs(value))
    if not heat:
        return _heat(vote_sign, vote_time)
    heat_sign, heat_time = (1 if heat > 0 else -1), float(abs(heat))
    return _together(heat_sign, heat_time, vote_sign, vote_time, half_life)


def subtract(heat: int, value: float, at_ms: int, half_life_days: float) -> int:
    """``heat`` without a vote of ``value`` that was cast at ``at_ms`` (its own time, not now)."""
    return add(heat, -value, at_ms, half_life_days)


def from_votes(votes: Iterable[tuple[float, int]], half_life_days: float) -> int:
    """Heat counted afresh from living votes, each ``(value, at_ms)``; publishing counts as one vote of 1."""
    cast = [(value, at_ms) for value, at_ms in votes if value]
    if not cast:
        return 0
    half_life = half_life_days * DAY_MS
    latest = max(at_ms for _, at_ms in cast)
    total = fsum(value * exp2((at_ms - latest) / half_life) for value, at_ms in cast)
    return _heat(1 if total > 0 else -1, latest + half_life * log2(abs(total))) if total else 0


def cancelled(before: int, after: int, half_life_days: float) -> bool:
    """Whether a step from ``before`` to ``after`` left so little that heat should be counted afresh from the votes."""
    if not before or before == after:
        return False
    return not after or abs(after) - abs(before) < half_life_days * DAY_MS * LOST


def _together(sign: int, time: float, other_sign: int, other_time: float, half_life: float) -> int:
    """Two weights as one; reckoned from the heavier, so that nothing overflows whatever lies between them."""
    if other_time > time:
        sign, time, other_sign, other_time = other_sign, other_time, sign, time
    behind = (other_time - time) / half_life  # half-lives, never positive
    if sign == other_sign:
        return _heat(sign, time + half_life * log2(1 + exp2(behind)))
    left = -expm1(behind * log(2))  # 1 - 2^behind, exact also for weights that nearly cancel
    return _heat(sign, time + half_life * log2(left)) if left else 0


def _heat(sign: int, time: float) -> int:
    """A weight as it is stored; one so small that its time lies before 1970 is as good as nothing."""
    return sign * max(1, round(time))
