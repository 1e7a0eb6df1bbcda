"""What every sentence and letter is written with: translation, days, numbers, what a reward is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from babel.dates import format_date
from flask import current_app
from markupsafe import Markup

from ideaboard.core.text import _, ngettext
from ideaboard.domain.boards import phrases
from ideaboard.domain.boards.money import decimal_units
from ideaboard.domain.boards.rules import reason_name
from ideaboard.domain.rewards.models import Reward

FLAGS: dict[str, Callable[[], str]] = {
    "spam": lambda: _("advertising"),
    "off_topic": lambda: _("off topic"),
    "abusive": lambda: _("abusive"),
    "duplicate": lambda: _("there is such an idea already"),
    "unsafe": lambda: _("unsafe"),
    "personal_data": lambda: _("somebody's personal data"),
    "rights": lambda: _("somebody else's rights"),
    "other": lambda: _("another reason"),
}


def render(template: str, words: dict[str, Any], *, html: bool) -> str:
    """A template of ours with ``words``: without what pages know, since there may be no request."""
    both = {
        "_": marked if html else _,
        "ngettext": marked_number if html else ngettext,
        "day": day,
        "number": phrases.number,
        "reason_name": reason_name,
        "flag_name": flag_name,
        "reward_words": reward_words,
    }
    return current_app.jinja_env.get_template(template).render(both | words)


def marked(source: str, **variables: object) -> Markup:
    """A translated sentence as HTML: what is filled in is escaped unless it is HTML itself."""
    return Markup(_(source)) % variables if variables else Markup(_(source))


def marked_number(singular: str, plural: str, num: int, **variables: object) -> Markup:
    """The same for a number of things."""
    escaped = {name: Markup.escape(value) for name, value in variables.items()}
    return Markup(ngettext(singular, plural, num, **escaped))


def day(at: datetime | None) -> str:
    """ "3 May 2026"."""
    if at is None:
        return ""
    pattern = "d MMMM y" if language().startswith("en") else "long"
    return str(format_date(at.astimezone(UTC).date(), pattern, locale=phrases.locale()))


def language() -> str:
    """The reader's language, as HTML names it."""
    return str(phrases.locale()).replace("_", "-")


def flag_name(reason: str) -> str:
    """What somebody finds wrong."""
    return FLAGS[reason]() if reason in FLAGS else reason.replace("_", " ")


def reward_words(reward: Reward) -> str:
    """What one maker gets: "€1,000.00", "a voucher of €500.00", "0.5 % of net sales"."""
    if reward.amount is not None and reward.currency is not None:
        sum_ = phrases.amount(decimal_units(reward.amount, reward.currency), reward.currency)
        return sum_ if reward.kind == "cash" else _("a voucher of %(sum)s", sum=sum_)
    count = reward.number or 0
    if reward.kind == "royalty":
        return _("%(percent)s %% of net sales", percent=phrases.number((reward.basis_points or 0) / 100))
    if reward.kind == "copies":
        return ngettext("%(count)s copy", "%(count)s copies", count, count=phrases.number(count))
    if reward.kind == "points":
        return ngettext("%(count)s point", "%(count)s points", count, count=phrases.number(count))
    return _("credit by name") if reward.kind == "credit" else _("a contract")
