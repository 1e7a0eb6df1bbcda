"""What is wrong with a single key of a document, in words: pydantic's findings as dotted path → sentence."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ideaboard.core.text import _
from ideaboard.domain.boards import calendar

_BRANCHES = {"str", "int"}  # a moment is text or a number of days: the path ends with the one that was tried


def sentences(error: ValidationError) -> dict[str, str]:
    """Every fault of ``error`` as path (such as ``gate.at_least``) → sentence, the first for each path."""
    found: dict[str, str] = {}
    for fault in error.errors(include_url=False):
        path, sentence = _told(fault)
        found.setdefault(path, sentence)
    return found


def _told(fault: ErrorDetails) -> tuple[str, str]:
    steps = [str(step) for step in fault["loc"]]
    if steps and steps[-1] in _BRANCHES:
        return ".".join(steps[:-1]), calendar.how_to_write_a_moment()
    return ".".join(steps) or "rules", _sentence(fault["type"], fault.get("ctx", {}))


def _sentence(kind: str, about: dict[str, Any]) -> str:
    if kind == "value_error":
        return str(about["error"])
    if kind == "literal_error":
        return _("Choose one of these: %(choices)s.", choices=str(about["expected"]).replace(" or ", ", "))
    return _bound(kind, about) or _shape(kind)


def _bound(kind: str, about: dict[str, Any]) -> str | None:
    if kind == "greater_than_equal":
        return _("This must be at least %(limit)s.", limit=f"{about['ge']:.15g}")
    if kind == "less_than_equal":
        return _("This can be at most %(limit)s.", limit=f"{about['le']:.15g}")
    if kind in ("too_long", "string_too_long"):
        return _("This is too long: at most %(limit)s.", limit=about["max_length"])
    if kind in ("too_short", "string_too_short"):
        return _("This may not be empty.")
    return None


def _shape(kind: str) -> str:
    if kind == "extra_forbidden":
        return _("There is no such rule.")
    if kind == "missing":
        return _("This is needed here.")
    if kind in ("int_type", "int_parsing", "int_from_float", "int_parsing_size"):
        return _("This must be a whole number.")
    if kind in ("float_type", "float_parsing", "finite_number"):
        return _("This must be a number.")
    if kind in ("bool_type", "bool_parsing"):
        return _("This must be true or false.")
    if kind == "string_type":
        return _("This must be text.")
    if kind == "string_pattern_mismatch":
        return _("Use a short name of small letters, digits, hyphens and underscores, beginning with a letter.")
    if kind in ("tuple_type", "list_type"):
        return _("This must be a list.")
    if kind in ("model_type", "model_attributes_type"):
        return _("This must be a table.")
    return _("This value cannot be taken here.")
