"""Dividing a reward among makers, in whole units (minor units of money, copies, basis points): nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import floor

WHOLE = 10_000  # basis points in one


def by_largest_remainder(total: int, shares: Mapping[int, Fraction]) -> dict[int, int]:
    """Split ``total`` units by ``shares`` (person id → fraction, summing to 1) so that the parts sum to ``total``.

    Each gets the floor; the units left go to the largest remainders, ties to the lowest id (Hamilton's method).
    """
    if total < 0 or sum(shares.values()) != 1 or min(shares.values()) < 0:
        raise ValueError("a total of zero or more, and shares of zero or more that sum to one")
    exact = {person: total * share for person, share in shares.items()}
    parts = {person: floor(amount) for person, amount in exact.items()}
    left = total - sum(parts.values())
    for person in sorted(exact, key=lambda person: (parts[person] - exact[person], person))[:left]:
        parts[person] += 1
    return parts


def single(total: int, person: int) -> dict[int, int]:
    """All of it to one person."""
    return {person: total}


def leader(total: int, person: int) -> dict[int, int]:
    """All of it to the leader, who divides it outside of the house."""
    return {person: total}


def equal(total: int, people: Iterable[int]) -> dict[int, int]:
    """To all alike; the units left over go to the lowest ids."""
    makers = set(people)
    return by_largest_remainder(total, {person: Fraction(1, len(makers)) for person in makers})


def declared(total: int, basis_points: Mapping[int, int]) -> dict[int, int]:
    """As the makers declared: person id → basis points, summing to 10,000."""
    return by_largest_remainder(total, {person: Fraction(points, WHOLE) for person, points in basis_points.items()})


def divide(split: str, total: int, *, author: int, leads: int, basis_points: Mapping[int, int]) -> dict[int, int]:
    """Split ``total`` as the rules' ``split`` says (single, equal, declared, leader); parts of nothing are left out.

    ``author`` and ``leads`` are person ids; ``basis_points`` are the makers with their declared shares.
    """
    if split == "declared":
        parts = declared(total, basis_points)
    elif split == "equal":
        parts = equal(total, basis_points)
    else:
        parts = leader(total, leads) if split == "leader" else single(total, author)
    return {person: part for person, part in sorted(parts.items()) if part}


def portion(total: int, basis_points: int) -> int:
    """``basis_points`` of ``total`` whole units, rounded down: never more than was promised."""
    return total * basis_points // WHOLE


def as_basis_points(percents: Mapping[int, Fraction]) -> dict[int, int]:
    """Shares in per cent (summing to 100) as basis points that sum to 10,000, by largest remainder."""
    return by_largest_remainder(WHOLE, {person: percent / 100 for person, percent in percents.items()})
