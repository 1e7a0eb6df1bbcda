"""Money and percentages as the rules write them: decimal strings, kept as whole minor units and basis points."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from babel.core import get_global

from ideaboard.core.text import _

_AMOUNT = re.compile(r"^\d{1,12}(\.\d{1,4})?\Z", re.ASCII)
_PERCENT = re.compile(r"^\d{1,3}(\.\d{1,2})?\Z", re.ASCII)


def exponent(currency: str) -> int:
    """How many decimals ``currency`` has: 2 for EUR, 0 for JPY, 3 for KWD (CLDR's table, over ISO 4217)."""
    fractions = get_global("currency_fractions")
    return int(fractions.get(currency, fractions["DEFAULT"])[0])


def minor_units(amount: str, currency: str) -> int:
    """``amount`` in decimal units as whole minor units; raises ``ValueError`` where the currency has fewer decimals."""
    scaled = Decimal(amount).scaleb(exponent(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(_("%(currency)s does not have so many decimals.", currency=currency))
    return int(scaled)


def decimal_units(minor: int, currency: str) -> str:
    """Whole minor units as the decimal string people and programs read: 4950 EUR is "49.50"."""
    return f"{Decimal(minor).scaleb(-exponent(currency)):f}"


def checked_amount(amount: str) -> str:
    """``amount`` itself when it is a positive decimal number; raises ``ValueError`` with a sentence."""
    if not _AMOUNT.match(amount) or not Decimal(amount):
        raise ValueError(_("Write an amount of money as a number, such as 2000 or 49.50."))
    return amount


def checked_percent(percent: str) -> str:
    """``percent`` itself when it is above 0 and at most 100, in hundredths; raises ``ValueError`` with a sentence."""
    if not _PERCENT.match(percent) or not 0 < Decimal(percent) <= 100:
        raise ValueError(_("Write per cent as a number above 0 and up to 100, such as 1 or 2.5."))
    return percent


def checked_currency(currency: str) -> str:
    """``currency`` itself when it is a known three-letter code; raises ``ValueError`` with a sentence."""
    if currency not in _currencies():
        raise ValueError(_("Write a currency by its three letters, such as EUR or USD."))
    return currency


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    return frozenset(get_global("all_currencies"))
