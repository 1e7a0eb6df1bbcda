"""The demo's crowd: what they are called, when and how they vote. Pure, and the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta


def names(count: int, first: Sequence[str], last: Sequence[str], chance: random.Random) -> list[str]:
    """``count`` different names."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[f"{chance.choice(first)} {chance.choice(last)}"] = None
    return list(found)


def awake(moment: datetime, chance: random.Random) -> datetime:
    """``moment``, or if everybody sleeps then, a moment of the following morning or forenoon."""
    if 6 <= moment.hour < 23:
        return moment
    morning = moment.replace(hour=6, minute=0) + timedelta(days=1 if moment.hour >= 23 else 0)
    return morning + timedelta(minutes=chance.uniform(0, 300))


def moments(
    count: int, start: datetime, end: datetime, chance: random.Random, *, talked_about: float | None = None
) -> list[datetime]:
    """``count`` moments between the two, in order: a rush at first, a long middle, one day of being talked about.

    ``talked_about`` is when that day is, from 0 (start) to 1 (end); otherwise chance says.
    """
    span = (end - start).total_seconds()
    if span <= 0:
        return [start] * count
    peak, width = chance.uniform(0.25, 0.95) if talked_about is None else talked_about, min(86_400.0, span * 0.2)
    rush, middle = (0.4, 0.78) if talked_about is None else (0.3, 0.6)
    found = []
    for _number in range(count):
        kind = chance.random()
        if kind < rush:
            place = min(chance.expovariate(1 / (span * 0.14)), span * chance.uniform(0.3, 1))
        elif kind < middle:
            place = chance.uniform(0, span)
        else:
            place = peak * span + chance.gauss(0, width / 2)
        place = min(max(place, 0), span)
        found.append(min(awake(start + timedelta(seconds=place), chance), end))
    return sorted(found)


def scores(count: int, mean: float, low: int, high: int, chance: random.Random) -> list[int]:
    """``count`` scores between ``low`` and ``high`` whose mean is as close to ``mean`` as whole scores allow."""
    given = [min(high, max(low, round(chance.gauss(mean, 1.15)))) for _number in range(count)]
    wanted = round(mean * count)
    while sum(given) != wanted:
        place, step = chance.randrange(count), 1 if sum(given) < wanted else -1
        if low <= given[place] + step <= high:
            given[place] += step
    return given
