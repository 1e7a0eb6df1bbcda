"""How pages write numbers, days and money. What is asked again and again is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from flask import Flask
from markupsafe import Markup

from ideaboard.core.text import language
from ideaboard.domain.boards.money import decimal_units


def number(value: float | None) -> str:
    """1234 → "1,234"; whole floats without a point."""
    if value is None:
        return "–"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _number(value, language())


def day(at: datetime | date | None) -> Markup:
    """A day as people write it, in a ``<time>`` that machines read."""
    return _time("", at) if at else Markup("")


def ago(at: datetime | date | None) -> Markup:
    """The same; where a script runs it says "2 hours ago". The page itself stays the same for everybody."""
    return _time(" data-ago", at) if at else Markup("")


def money(minor: int, currency: str = "EUR") -> str:
    """Whole minor units as people write money."""
    return str(format_currency(decimal_units(minor, currency), currency, locale=language()))


def _time(mark: str, at: datetime | date) -> Markup:
    if isinstance(at, datetime):
        at = at.astimezone(UTC).replace(microsecond=0)
        exact = at.isoformat().replace("+00:00", "Z")
        return Markup(f'<time datetime="{exact}"{mark}>{_day(at.date(), language())}</time>')
    return Markup(f'<time datetime="{at.isoformat()}">{_day(at, language())}</time>')


@lru_cache(maxsize=4096)
def _number(value: float, language: str) -> str:
    return str(format_decimal(value, locale=language))


@lru_cache(maxsize=4096)
def _day(at: date, language: str) -> str:
    return str(format_date(at, "d MMM y" if language.startswith("en") else "medium", locale=language))


def prepare(app: Flask) -> None:
    """Hang the filters into the templates."""
    filters: dict[str, Any] = {"number": number, "date": day, "ago": ago, "money": money}
    app.jinja_env.filters |= filters
