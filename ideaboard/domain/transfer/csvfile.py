"""CSV as RFC 4180 has it, read strictly: a file with one fault is refused whole, and the fault's line is named.

Lenient readers go on after a stray quote and return rows made of halves of others; an import must not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ideaboard.core.errors import Invalid
from ideaboard.core.text import _

BYTES_MAX = 200_000_000

_FIELD = re.compile(r'"((?:[^"]|"")*+)"|([^",\r\n]*+)')
_END_OF_LINE = re.compile(r"\r\n|\n|\r")


class Malformed(Invalid):
    """The file is not what it should be; ``line`` (from 1) is the first one that is wrong, 0 when it is the whole."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__("file", sentence)
        self.line = line


class Record(NamedTuple):
    """One record and the line it begins on."""

    line: int
    fields: list[str]


def text_of(path: Path) -> str:
    """The file's text; raises ``Malformed`` unless it is UTF-8 (with or without a byte order mark)."""
    if path.stat().st_size > BYTES_MAX:
        raise Malformed(_("The file is too large: at most %(size)s MB.", size=BYTES_MAX // 1_000_000))
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise Malformed(_("Line %(line)s is not UTF-8. Please save the file as UTF-8.", line=line), line) from None


def records(text: str) -> Iterator[Record]:
    """The records of CSV text, blank lines left out; raises ``Malformed`` at the first character that is wrong."""
    at, line = 0, 1
    while at < len(text):
        record, at, lines = _record(text, at, line)
        if record.fields != [""]:
            yield record
        line += lines


def _record(text: str, at: int, line: int) -> tuple[Record, int, int]:
    """The record that begins at ``at``, where the next one begins, and how many lines it took."""
    fields: list[str] = []
    begin = at
    while True:
        match = _FIELD.match(text, at)
        if match is None or (match.end() == at and text.startswith('"', at)):
            raise _unclosed(text, begin, at, line)
        quoted = match[1]
        fields.append(match[2] if quoted is None else quoted.replace('""', '"'))
        at = match.end()
        if at < len(text) and text[at] == ",":
            at += 1
            continue
        end = _END_OF_LINE.match(text, at)
        if end is None and at < len(text):
            raise _stray(text, begin, at, line)
        at = end.end() if end else at
        return Record(line, fields), at, _lines(text, begin, at)


def _lines(text: str, begin: int, end: int) -> int:
    return sum(1 for _match in _END_OF_LINE.finditer(text, begin, end))


def _unclosed(text: str, begin: int, at: int, line: int) -> Malformed:
    wrong = line + _lines(text, begin, at)
    return Malformed(_("Line %(line)s: a quoted field begins here and is never closed.", line=wrong), wrong)


def _stray(text: str, begin: int, at: int, line: int) -> Malformed:
    wrong = line + _lines(text, begin, at)
    if text[at] == '"':
        says = _("Line %(line)s: a quotation mark inside a field that is not quoted.", line=wrong)
    else:
        says = _(
            "Line %(line)s: text after a closing quotation mark. Inside a quoted field it is written twice.",
            line=wrong,
        )
    if wrong != line:
        says += " " + _("The record begins on line %(line)s.", line=line)
    return Malformed(says, wrong)
