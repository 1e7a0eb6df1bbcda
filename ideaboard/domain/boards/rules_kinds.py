"""The kinds of values in the rules: numbers within bounds, names, days, moments, money; what each may be."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from ideaboard.core.text import _, clean
from ideaboard.domain.boards import calendar, money

MANY = 1_000_000_000  # the largest count of anything in the rules
LONG = 3650  # the longest time in days

PROSE = "prose"  # marks text of many lines for the form

_UNSEEN = re.compile("[\x00-\x1f\x7f]")


def _printable(text: str) -> str:
    if _UNSEEN.search(text):
        raise ValueError(_("This may not contain control characters."))
    return text


def whole_when_it_is(number: float) -> float:
    """2500.0 is kept as 2500, so that a document reads back as it was written."""
    return int(number) if number.is_integer() else number


def distinct(items: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(set(items)) != len(items):
        raise ValueError(_("Something is here twice."))
    return items


def ascending(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(numbers)))


def _written(amount: Any) -> Any:
    """An amount may be sent as a whole number; it is kept as the decimal string it is."""
    return str(amount) if isinstance(amount, int) and not isinstance(amount, bool) else amount


Count = Annotated[int, Field(ge=0, le=MANY)]
Positive = Annotated[int, Field(ge=1, le=MANY)]
Days = Annotated[int, Field(ge=0, le=LONG)]
Number = Annotated[float, Field(ge=0, le=MANY), AfterValidator(whole_when_it_is)]
Signed = Annotated[float, Field(ge=-MANY, le=MANY), AfterValidator(whole_when_it_is)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
KeyOrNone = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_-]{0,39})?$")]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_printable)
]
Label = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), AfterValidator(_printable)
]
Hint = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), AfterValidator(_printable)]
Headings = Annotated[tuple[Words, ...], AfterValidator(distinct)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=50_000), AfterValidator(clean), PROSE]
Handle = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), AfterValidator(_printable)
]
Zone = Annotated[str, AfterValidator(calendar.checked_timezone)]
CutDay = Annotated[str, AfterValidator(calendar.checked_day)]
Moment = Annotated[str | int, AfterValidator(calendar.checked_moment)]
Amount = Annotated[str, BeforeValidator(_written), AfterValidator(money.checked_amount)]
Currency = Annotated[str, AfterValidator(money.checked_currency)]
Percent = Annotated[str, BeforeValidator(_written), AfterValidator(money.checked_percent)]

Metric = Literal["supporters", "points", "mean"]
Act = Literal["submit", "edit", "comment", "vote"]
GrantKind = Literal["credit", "cash", "voucher", "royalty", "copies", "points", "contract"]
End = Literal["expired", "declined", "withdrawn", "removed"]
Visibility = Literal["public", "members", "private"]
