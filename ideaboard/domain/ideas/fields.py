"""Extra fields of a board's form: what was filled in, checked and put into one spelling. Pure; files are apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

from ideaboard.core.errors import Invalid
from ideaboard.core.text import _, clean, one_line
from ideaboard.domain.boards.phrases import field_label
from ideaboard.domain.boards.rules import FormField

TEXT_MAX = 5_000
LINK_MAX = 2_000
NUMBER_MAX = 10**15

Filled = dict[str, Any]


def check(asked: Sequence[FormField], given: Mapping[str, Any], *, before: Mapping[str, Any]) -> Filled:
    """``before`` with what was ``given`` (key → value; None or "" empties a field).

    Raises ``Invalid`` with a sentence for each ``fields.<key>`` that cannot be taken. What is kept of fields the form
    no longer asks for stays as it is.
    """
    known = {field.key: field for field in asked}
    filled, errors = dict(before), {}
    for key, value in given.items():
        try:
            filled |= {key: _checked(known[key], value)} if key in known else _unknown(key)
        except ValueError as fault:
            errors[f"fields.{key}"] = str(fault)
    if errors:
        raise Invalid.many(errors)
    return {key: value for key, value in filled.items() if value is not None}


def missing(asked: Sequence[FormField], filled: Mapping[str, Any], files: Collection[str]) -> dict[str, str]:
    """A sentence for each ``fields.<key>`` that is needed and empty; ``files``: the keys of files there are."""
    there = {key for key, value in filled.items() if value is not None} | set(files)
    wanted = [field for field in asked if field.required and field.key not in there]
    return {f"fields.{field.key}": _("“%(field)s” is needed here.", field=field_label(field)) for field in wanted}


def words(filled: Mapping[str, Any]) -> list[str]:
    """The texts among what was filled in, to find an idea by."""
    return [
        value for value in filled.values() if isinstance(value, str) and not value.startswith(("http://", "https://"))
    ]


def _unknown(key: str) -> Filled:
    raise ValueError(_("There is no such field."))


def _checked(field: FormField, value: Any) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if field.kind == "file":
        raise ValueError(_("A file is sent by itself."))
    if field.kind == "number":
        return _number(value)
    if not isinstance(value, str):
        raise ValueError(_("This must be text."))
    if field.kind == "choice":
        return _choice(field, value)
    return _link(value) if field.kind == "link" else _text(value)


def _text(value: str) -> str | None:
    text = clean(value).strip()
    if len(text) > TEXT_MAX:
        raise ValueError(_("This has at most %(n)s characters.", n=TEXT_MAX))
    return text or None


def _choice(field: FormField, value: str) -> str:
    if value not in field.options:
        raise ValueError(_("Choose one of these: %(choices)s.", choices=", ".join(field.options)))
    return value


def _number(value: Any) -> int | float:
    """A number, or how people type one: a point or a comma before the decimals, no thousands marks."""
    if isinstance(value, str):
        value = _typed(value.strip().replace(",", "."))
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(_("This must be a number, such as 12 or 12.5."))
    if abs(value) > NUMBER_MAX:
        raise ValueError(_("This number is too large."))
    return int(value) if float(value).is_integer() else value


def _typed(text: str) -> float | None:
    plain = text.removeprefix("-")
    if len(plain) > 30 or not plain.isascii() or not plain.replace(".", "", 1).isdigit():
        return None
    return float(text)


def _link(value: str) -> str:
    address = one_line(value)
    try:
        parts = urlsplit(address)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and not set(address) & set(' <>"\\')
    except ValueError:
        fine = False
    if not fine or len(address) > LINK_MAX:
        raise ValueError(_("This must be an address that begins with https:// or http://."))
    return address
