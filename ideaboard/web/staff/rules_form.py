"""A board's rules as a form: generated from the vocabulary, read back into a document.

Names of inputs are the dotted paths errors are told under (``gate.at_least``, ``review.criteria.0.weight``). What
cannot be read as a number stays the text it is: the rules refuse it at its place, and nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from ideaboard.core.errors import Invalid
from ideaboard.core.text import _
from ideaboard.domain.boards import rules, rules_labels
from ideaboard.domain.boards.rules import TABLES, RuleField
from ideaboard.domain.boards.toml_writer import to_toml_text

SPARE = 2  # empty rows at the end of each list of tables
MOST_ROWS = 100
MOMENTS = ("opens", "closes")  # a date, or a number of days

FROZEN = frozenset({
    "clock.gather_days", "clock.extend", "clock.silence_days", "clock.drop", "review.criteria", "review.scale",
    "review.reviewers",
})  # fmt: skip
FROZEN_TABLES = frozenset({"ballot", "gate", "reward", "terms"})


@dataclass(frozen=True)
class Widget:
    """One key as the page draws it; ``rows`` are lists of widgets for lists of tables."""

    field: RuleField
    name: str
    label: str
    value: Any
    error: str | None
    frozen: bool = False
    rows: Sequence[Sequence[Widget]] = ()


@dataclass(frozen=True)
class Section:
    """One table of the document; ``open`` where something needs another look."""

    key: str
    words: str
    widgets: Sequence[Widget]
    open: bool = field(default=False)

    @property
    def frozen(self) -> bool:
        """Whether all of it stays as it was for ideas on their way."""
        return self.key in FROZEN_TABLES


# From the document to the page


def sections(document: Mapping[str, Any], errors: Mapping[str, str]) -> list[Section]:
    """The whole form, filled with ``document``."""
    found: dict[str, list[Widget]] = {}
    for one in rules.fields():
        value = document.get(one.table, {}).get(one.key)
        found.setdefault(one.table, []).append(_widget(one, one.path, value, errors))
    return [
        Section(table, _(TABLES[table]), widgets, any(path.startswith(f"{table}.") for path in errors))
        for table, widgets in found.items()
    ]


def _widget(one: RuleField, name: str, value: Any, errors: Mapping[str, str]) -> Widget:
    frozen = one.path in FROZEN
    if one.type == "rows":
        rows = value if isinstance(value, list) else []
        lines = [*rows, *({} for _spare in range(SPARE))]
        cells = [
            [_widget(column, f"{name}.{place}.{column.key}", row.get(column.key), errors) for column in one.columns]
            for place, row in enumerate(lines)
        ]
        return Widget(one, name, one.label, value, errors.get(name), frozen, cells)
    return Widget(one, name, one.label, _shown(one, value), _error(name, errors), frozen)


def label_of(path: str) -> str:
    """What people read for the place of an error: ``review.criteria.0.weight`` is the weight of a criterion."""
    return rules_labels.label(".".join(part for part in path.split(".") if not part.isdecimal()))


def _error(name: str, errors: Mapping[str, str]) -> str | None:
    within = (sentence for path, sentence in errors.items() if path == name or path.startswith(f"{name}."))
    return next(within, None)


def _shown(one: RuleField, value: Any) -> Any:
    """A value as an input shows it."""
    if one.type == "integers":
        return ", ".join(str(part) for part in value or ())
    if one.type == "texts":
        return "\n".join(str(part) for part in value or ())
    if one.type == "range":
        return [*(value or ()), "", ""][:2]
    if one.type == "choices":
        return [str(part) for part in value or ()]
    if one.type == "table":
        return value if isinstance(value, str) else to_toml_text({"": value}).partition("\n")[2] if value else ""
    return "" if value is None else value


def unplaced(shown: Sequence[Section], errors: Mapping[str, str]) -> list[str]:
    """Sentences that stand at no input of the page."""
    placed = {widget.error for section in shown for widget in _all(section.widgets)}
    return [sentence for sentence in errors.values() if sentence not in placed]


def _all(widgets: Sequence[Widget]) -> Iterator[Widget]:
    for widget in widgets:
        yield widget
        for row in widget.rows:
            yield from row


# From the page to the document


def read(form: MultiDict[str, str]) -> dict[str, dict[str, Any]]:
    """The tables that were sent (each names itself in ``table``), as changes to the rules."""
    sent = set(form.getlist("table"))
    document: dict[str, dict[str, Any]] = {table: {} for table in TABLES if table in sent}
    for one in rules.fields():
        if one.table in sent and _was_sent(one, form):
            document[one.table][one.key] = _read(one, one.path, form)
    return document


def _was_sent(one: RuleField, form: MultiDict[str, str]) -> bool:
    """Boxes that are not ticked and lists without rows say so by their absence, everything else by its name."""
    return one.type in ("switch", "choices", "rows") or one.path in form or f"{one.path}.0" in form


def _read(one: RuleField, name: str, form: MultiDict[str, str]) -> Any:
    text = form.get(name, "").strip()
    if one.type == "switch":
        return name in form
    if one.type == "choices":
        return form.getlist(name)
    if one.type == "range":
        return [_whole(form.get(f"{name}.{place}", "")) for place in (0, 1)]
    if one.type == "integers":
        return [_whole(part) for part in text.replace(";", ",").split(",") if part.strip()]
    if one.type == "texts":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if one.type == "rows":
        return _rows(one, name, form)
    if one.type == "table":
        return _table(text)
    return _single(one, text)


def _single(one: RuleField, text: str) -> Any:
    if one.type == "integer" or (one.key in MOMENTS and text.isdecimal()):
        return _whole(text)
    if one.type == "number":
        return _number(text)
    if one.type == "choice":
        return next((choice for choice in one.choices if str(choice) == text), text)
    return text


def _rows(one: RuleField, name: str, form: MultiDict[str, str]) -> list[dict[str, Any]]:
    """The rows in which something was written; a row that was emptied is gone."""
    begun = f"{name}."
    places = {key[len(begun) :].partition(".")[0] for key in form if key.startswith(begun)}
    numbers = sorted(int(place) for place in places if place.isdecimal() and len(place) < 4)[:MOST_ROWS]
    rows = [_row(one, f"{name}.{number}", form) for number in numbers]
    return [row for row in rows if any(value not in (False, []) for value in row.values())]


def _row(one: RuleField, name: str, form: MultiDict[str, str]) -> dict[str, Any]:
    cells = {column.key: _read(column, f"{name}.{column.key}", form) for column in one.columns}
    return {key: value for key, value in cells.items() if value != ""}


def _table(text: str) -> Any:
    if not text:
        return {}
    try:
        return rules.from_toml(text)
    except Invalid:
        return text


def _whole(text: str) -> int | str:
    text = text.strip()
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 16 else text


def _number(text: str) -> float | str:
    whole = _whole(text)
    if isinstance(whole, int):
        return whole
    try:
        return float(text)
    except ValueError:
        return text
