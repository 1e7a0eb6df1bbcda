"""Declared shares: typed in per cent, kept in basis points of the whole, always summing to all of it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation

from ideaboard.core.errors import Invalid
from ideaboard.core.text import _

WHOLE = 10_000  # basis points


def basis_points(written: str | int | float, field: str = "share") -> int:
    """A percentage as people write it ("12.5", "12,5 %", 40) in basis points; raises ``Invalid`` for anything else."""
    text = str(written).replace("%", "").replace(",", ".").strip()
    try:
        points = Decimal(text) * 100 if len(text) < 12 and text.isascii() else Decimal("NaN")
    except InvalidOperation:
        points = Decimal("NaN")
    if not points.is_finite() or points != points.to_integral_value() or not 0 <= points <= WHOLE:
        raise Invalid(field, _("Write a share from 0 to 100 per cent, with at most two decimals."))
    return int(points)


def percent(points: int) -> str:
    """Basis points as per cent: "33.34", "50"."""
    return f"{Decimal(points) / 100:f}".rstrip("0").rstrip(".") if points % 100 else str(points // 100)


def equal(people: Collection[int]) -> dict[int, int]:
    """The same for everybody, by largest remainder: what is left over goes to the lowest ids, a basis point each."""
    each, left = divmod(WHOLE, len(people))
    return {person: each + (place < left) for place, person in enumerate(sorted(people))}


def declared(written: Mapping[int, str | int | float], makers: Collection[int]) -> dict[int, int]:
    """A share for each of the ``makers`` and for nobody else, summing to 100 per cent.

    Raises ``Invalid`` ("shares") when somebody is missing, or the sum is another one.
    """
    if set(written) != set(makers):
        raise Invalid("shares", _("Say a share for each maker, and for nobody else."))
    points = {person: basis_points(share, "shares") for person, share in written.items()}
    if sum(points.values()) != WHOLE:
        raise Invalid(
            "shares", _("Together the shares are %(sum)s per cent, not 100.", sum=percent(sum(points.values())))
        )
    return points
