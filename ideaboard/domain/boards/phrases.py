"""Pieces of sentences in the reader's language: numbers, lists, days of the year, grants, reasons, labels of stages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import flask_babel
from babel.dates import format_skeleton, get_day_names, get_month_names
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from flask import current_app, has_app_context

from ideaboard.core.text import _, ngettext
from ideaboard.domain.boards import calendar
from ideaboard.domain.boards.calendar import WEEKDAYS
from ideaboard.domain.boards.rules_tables import N_, Clock, Criterion, EntryKind, FormField, Grant, Rules

REASONS: dict[str, str] = {
    "does_not_fit": N_("It does not fit what we do"),
    "too_costly": N_("It would cost too much"),
    "already_planned": N_("We are already planning this"),
    "already_exists": N_("This already exists"),
    "not_feasible": N_("We cannot make it work"),
    "licence": N_("We cannot get the licence"),
    "unsafe": N_("It would not be safe"),
    "duplicate": N_("Somebody had this idea before"),
    "criteria_not_met": N_("It does not meet the criteria"),
    "too_early": N_("It is too early for this"),
    "other": N_("Another reason"),
}


def stage(rules: Rules, phase: str) -> str:
    """What people read for ``phase`` on this board; the house's own labels come in the reader's language."""
    return _(str(getattr(rules.stages, phase)))


def reason_name(key: str) -> str:
    """A reason as people read it; a board's own key becomes words."""
    return _(REASONS[key]) if key in REASONS else key.replace("_", " ").replace("-", " ").capitalize()


def criterion_name(criterion: Criterion) -> str:
    """A criterion as reviewers read it; the house's own come in the reader's language."""
    return _(criterion.name)


def field_label(field: FormField) -> str:
    """What an extra field is called; the presets' own come in the reader's language."""
    return _(field.label)


def opens_again(clock: Clock, act: str, at: datetime, opened_at: datetime) -> str:
    """A sentence that says when the board's calendar allows ``act`` next; empty when it never does again."""
    opening = calendar.next_opening(clock.phases, act, at, opened_at=opened_at, timezone=clock.timezone)
    if opening is None:
        return ""
    day = opening.astimezone(ZoneInfo(clock.timezone)).date().isoformat()
    return _("That opens on %(day)s.", day=day)


def kind_name(kind: EntryKind) -> str:
    """What one entry of a kind is called."""
    return _(kind.name)


def share_words(kind: EntryKind) -> str:
    """What the button says that begins an entry of a kind."""
    return _(kind.share) if kind.share else _("Share: %(kind)s", kind=kind_name(kind))


def describe_grant(grant: Grant) -> str:
    """What a grant gives, as part of a sentence: "1 % of net sales", "10 copies", "credit by name"."""
    count = grant.number or 0
    if grant.kind in ("cash", "voucher"):
        sum_ = amount(grant.amount or "0", grant.currency or "EUR")
        return _("%(sum)s in cash", sum=sum_) if grant.kind == "cash" else _("a voucher of %(sum)s", sum=sum_)
    if grant.kind == "royalty":
        return _("%(percent)s %% of net sales", percent=number(float(grant.percent or 0)))
    if grant.kind == "copies":
        return ngettext("%(count)s copy", "%(count)s copies", count, count=number(count))
    if grant.kind == "points":
        return ngettext("%(count)s point", "%(count)s points", count, count=number(count))
    return _("credit by name") if grant.kind == "credit" else _("a contract")


def number(value: float) -> str:
    """A number with the reader's separators."""
    return str(format_decimal(value, locale=locale()))


def amount(units: str, currency: str) -> str:
    """Money as the reader writes it."""
    return str(format_currency(units, currency, locale=locale()))


def listed(parts: Sequence[str], style: str = "standard") -> str:
    """ "a, b and c", or with ``style="or"`` "a, b or c"."""
    return str(format_list(parts, style=style, locale=locale()))  # type: ignore[arg-type]


def days(count: int) -> str:
    """ "60 days"."""
    return ngettext("%(count)s day", "%(count)s days", count, count=number(count))


def cut_day(batch: str) -> str:
    """A batch's day as people say it: "1 May", "the first Monday of January", "every Monday"."""
    if batch in WEEKDAYS:
        return _("every %(weekday)s", weekday=_weekday(batch))
    if batch.startswith("first-"):
        _first, weekday, month = batch.split("-")
        name = get_month_names("wide", locale=locale())[int(month)]
        return _("the first %(weekday)s of %(month)s", weekday=_weekday(weekday), month=name)
    month, day = batch.split("-")
    return str(format_skeleton("MMMMd", date(2001, int(month), int(day)), locale=locale()))


def locale() -> Any:
    """The reader's locale; English outside an app."""
    known = has_app_context() and "babel" in current_app.extensions
    return (flask_babel.get_locale() if known else None) or "en"


def _weekday(name: str) -> str:
    return str(get_day_names("wide", locale=locale())[WEEKDAYS.index(name)])
