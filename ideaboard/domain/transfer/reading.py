"""From a CSV file to ideas and comments with typed values; nothing here knows the database.

A file that is malformed is refused whole (``Malformed`` names its line). A row whose values cannot be taken becomes a
``Fault`` with its line and a sentence, and the others go on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from ideaboard.core.errors import Invalid
from ideaboard.core.text import _, clean, one_line
from ideaboard.domain.transfer.csvfile import Malformed, Record, records, text_of
from ideaboard.domain.transfer.markup import markdown_from_html, markdown_from_text

__all__ = [
    "COMMENTS", "IDEAS", "Columns", "CommentRow", "Fault", "IdeaRow", "Malformed", "Row", "comment_rows", "idea_rows",
    "mapping_of", "markdown_from_html", "markdown_from_text", "rows",
]  # fmt: skip

ID_MAX = 200
COUNT_MAX = 10**12
TAG_MAX = 60

PHASES = {
    "gathering": ["", "open", "new", "active", "published", "gathering", "unconfirmed", "reopened", "submitted"],
    "review": ["review", "in review", "under review", "reviewing", "assigned", "considering"],
    "accepted": ["accepted", "approved", "planned", "selected"],
    "making": ["making", "in progress", "started", "in development", "partially implemented"],
    "launched": ["launched", "done", "completed", "implemented", "delivered", "shipped", "released", "fixed"],
    "declined": ["declined", "rejected", "not planned", "wontfix", "won't fix"],
    "expired": ["expired", "closed", "archived", "reviewed", "resolved", "verified", "ended"],
    "withdrawn": ["withdrawn"],
}
FIELDS = re.compile(r"fields\.[a-z][a-z0-9_-]{0,39}")  # a column for an extra field of the board's form
_PHASE_OF = {word: phase for phase, words in PHASES.items() for word in words}


class Columns(NamedTuple):
    """The columns one kind of file may have, and those it must have."""

    known: tuple[str, ...]
    required: tuple[str, ...]


IDEAS = Columns(
    known=(
        "id", "title", "body", "body_format", "author", "created_at", "votes_up", "votes_down", "comment_count",
        "category", "tags", "status",
    ),
    required=("id", "title"),
)  # fmt: skip
COMMENTS = Columns(
    known=("id", "idea_id", "parent_id", "author", "body", "body_format", "created_at"),
    required=("id", "idea_id", "body"),
)


class Row(NamedTuple):
    """The values of one record by our columns' names; ``line`` is where it begins in the file."""

    line: int
    values: dict[str, str]


class Fault(NamedTuple):
    """What could not be taken, or was taken otherwise, and why."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class IdeaRow:
    """One idea as it comes: texts clean, ``body`` in Markdown, counts whole, moments aware (None where not said)."""

    line: int
    id: str
    title: str
    body: str
    author: str
    created_at: datetime | None
    votes_up: int
    votes_down: int
    comment_count: int | None
    category: str
    tags: tuple[str, ...]
    phase: str
    fields: dict[str, str]  # extra fields by their key, as they came


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One comment as it comes; ``parent_id`` is empty at top level."""

    line: int
    id: str
    idea_id: str
    parent_id: str
    author: str
    body: str
    created_at: datetime | None


# Rows


def mapping_of(pairs: Iterable[str]) -> dict[str, str]:
    """``theirs=ours`` pairs as a mapping; raises ``Invalid`` for what is no pair and for columns we do not know."""
    mapping: dict[str, str] = {}
    known = (*IDEAS.known, *COMMENTS.known)
    for pair in pairs:
        theirs, sign, ours = (part.strip() for part in pair.rpartition("="))
        if not theirs or not sign or not (ours in known or FIELDS.fullmatch(ours)):
            known_words = ", ".join(dict.fromkeys(known))
            raise Invalid(
                "map", _("“%(pair)s” is not theirs=ours. Our columns are: %(known)s.", pair=pair, known=known_words)
            )
        mapping[theirs] = ours
    twice = [ours for ours, times in Counter(mapping.values()).items() if times > 1]
    if twice:
        raise Invalid("map", _("Two columns are mapped to “%(column)s”.", column=twice[0]))
    return mapping


def rows(path: Path, mapping: Mapping[str, str] | None = None, columns: Columns = IDEAS) -> Iterator[Row]:
    """The rows of a CSV file; everything is read before the first one is given out, so a malformed file gives none.

    ``mapping`` renames their columns to ours; columns that are not ours are left out. Raises ``Malformed``.
    """
    found = records(text_of(path))
    header = next(found, None)
    if header is None:
        raise Malformed(_("The file is empty."))
    names = _names(header, mapping or {}, columns)
    return iter([_row(record, names) for record in found])


def _names(header: Record, mapping: Mapping[str, str], columns: Columns) -> list[str]:
    """What each column is called here; empty for those nobody asks for."""
    theirs = [name.strip() for name in header.fields]
    twice = [name for name, times in Counter(theirs).items() if times > 1 and name]
    if twice:
        raise Malformed(_("Line 1: the column “%(name)s” occurs twice.", name=twice[0]), 1)
    missing = [name for name, ours in mapping.items() if name not in theirs and ours in columns.known]
    if missing and columns is IDEAS:
        raise Malformed(_("There is no column “%(name)s” to map.", name=missing[0]), 1)
    taken = {ours for name, ours in mapping.items() if name in theirs}
    names = [mapping.get(name, "" if name in taken else name) for name in theirs]
    for required in columns.required:
        if required not in names:
            found = ", ".join(one_line(name)[:40] for name in theirs[:30])
            raise Malformed(
                _("Line 1: the column “%(name)s” is missing. The columns are: %(found)s.", name=required, found=found),
                1,
            )
    extra = columns is IDEAS
    return [name if name in columns.known or (extra and FIELDS.fullmatch(name)) else "" for name in names]


def _row(record: Record, names: list[str]) -> Row:
    if len(record.fields) != len(names):
        raise Malformed(
            _(
                "Line %(line)s: %(found)s fields where the first line has %(expected)s.",
                line=record.line,
                found=len(record.fields),
                expected=len(names),
            ),
            record.line,
        )
    return Row(record.line, {name: value for name, value in zip(names, record.fields, strict=True) if name})


# Values

R = TypeVar("R")


def idea_rows(found: Iterable[Row]) -> tuple[list[IdeaRow], list[Fault]]:
    """The ideas that can be taken and what cannot. An id that comes again is left out; it is a fault if it differs."""
    faults: list[Fault] = []

    def idea(row: Row) -> IdeaRow:
        values = row.values
        phase = _phase(values.get("status", ""))
        if phase is None:
            faults.append(
                Fault(
                    row.line, _("the status “%(status)s” is not known: taken as open", status=_short(values["status"]))
                )
            )
        return IdeaRow(
            line=row.line,
            id=_foreign_id(values, "id"),
            title=_title(values["title"]),
            body=_body(values),
            author=one_line(values.get("author", ""))[:ID_MAX],
            created_at=_moment(values.get("created_at", "")),
            votes_up=_count(values, "votes_up"),
            votes_down=_count(values, "votes_down"),
            comment_count=_count(values, "comment_count") if values.get("comment_count", "").strip() else None,
            category=one_line(values.get("category", ""))[:ID_MAX],
            tags=_tags(values.get("tags", "")),
            phase=phase or "gathering",
            fields={
                key.removeprefix("fields."): text for key, text in values.items() if FIELDS.fullmatch(key) and text
            },
        )

    return _taken(found, idea, faults), sorted(faults)


def comment_rows(found: Iterable[Row]) -> tuple[list[CommentRow], list[Fault]]:
    """The comments that can be taken and what cannot."""
    faults: list[Fault] = []

    def comment(row: Row) -> CommentRow:
        values = row.values
        body = _body(values)
        if not one_line(body):
            raise Invalid("body", _("the comment is empty"))
        return CommentRow(
            line=row.line,
            id=_foreign_id(values, "id"),
            idea_id=_foreign_id(values, "idea_id"),
            parent_id=one_line(values.get("parent_id", ""))[:ID_MAX],
            author=one_line(values.get("author", ""))[:ID_MAX],
            body=body,
            created_at=_moment(values.get("created_at", "")),
        )

    return _taken(found, comment, faults), sorted(faults)


def _taken(found: Iterable[Row], read: Callable[[Row], R], faults: list[Fault]) -> list[R]:
    """The rows that ``read`` takes; what it refuses goes to ``faults``, as do ids that come again with other values."""
    taken: list[R] = []
    seen: dict[str, dict[str, str]] = {}
    for row in found:
        earlier = seen.setdefault(row.values["id"].strip(), row.values)
        if earlier is not row.values:
            if earlier != row.values:
                faults.append(Fault(row.line, _("the id “%(id)s” was used before", id=_short(row.values["id"]))))
            continue
        try:
            taken.append(read(row))
        except Invalid as no:
            faults.append(Fault(row.line, no.sentence))
    return taken


def _foreign_id(values: Mapping[str, str], column: str) -> str:
    value = one_line(values[column])
    if not value or len(value) > ID_MAX:
        raise Invalid(column, _("the column “%(column)s” is empty or too long", column=column))
    return value


def _title(text: str) -> str:
    title = one_line(text)
    if not title:
        raise Invalid("title", _("the title is empty"))
    return title


def _body(values: Mapping[str, str]) -> str:
    """Markdown of whatever ``body_format`` says; text when it says nothing."""
    body, kind = values.get("body", ""), values.get("body_format", "").strip().lower() or "text"
    if kind == "html":
        return markdown_from_html(body)
    if kind in ("markdown", "md"):
        return clean(body).strip("\n")
    if kind in ("text", "plain"):
        return markdown_from_text(body)
    raise Invalid("body_format", _("the format “%(kind)s” is none of text, html, markdown", kind=_short(kind)))


def _moment(text: str) -> datetime | None:
    """An ISO 8601 moment in UTC; without a zone it is UTC, without a time midnight."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid("created_at", _("“%(text)s” is not a date (2026-05-01T12:00:00Z)", text=_short(text))) from None


def _count(values: Mapping[str, str], column: str) -> int:
    text = values.get(column, "").strip()
    if not text:
        return 0
    if not re.fullmatch(r"[0-9]{1,13}", text) or int(text) > COUNT_MAX:
        raise Invalid(column, _("“%(text)s” in “%(column)s” is not a count", text=_short(text), column=column))
    return int(text)


def _tags(text: str) -> tuple[str, ...]:
    """Tags parted by ``|`` or, where there is none, by commas; each once, whatever its case."""
    tags: dict[str, str] = {}
    for part in text.split("|" if "|" in text else ","):
        tag = one_line(part)[:TAG_MAX].strip()
        if tag:
            tags.setdefault(tag.casefold(), tag)
    return tuple(tags.values())


def _phase(status: str) -> str | None:
    return _PHASE_OF.get(re.sub(r"[\s_-]+", " ", status).strip().lower())


def _short(text: str) -> str:
    return one_line(text)[:40]
