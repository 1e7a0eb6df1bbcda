"""The PostgreSQL engine: the schema ``search``, who may write to it, and how it is made anew beside the old one."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from psycopg import errors
from sqlalchemy import Engine as Database

from ..interface import (
    EVERYWHERE,
    Document,
    Found,
    Health,
    Hit,
    IndexBusy,
    IndexUnavailable,
    Progress,
    Query,
    Scope,
    Suggestion,
)
from . import tables
from .asking import alike, answer, marks_of, suggestions
from .lexicon import TableLexicon
from .tables import NEXT, SCHEMA, Rows, counts_of, rows_of

log = logging.getLogger(__name__)
T = TypeVar("T")

PATIENCE = 10.0  # seconds a writer waits for another
LOCK = 7_305_123  # the number of the advisory lock; any, but always the same
MISSING = (errors.UndefinedTable, errors.InvalidSchemaName, errors.UndefinedColumn, errors.DataCorrupted)
DOCUMENT = "(id, board_id, phase, language, votes, created, length, tags, vector)"
TEXT = "(id, title, body, weights, counted)"


class PostgresqlEngine:
    """An index inside ``database``; see ``interface.Engine``. Its connections are its own, never the session's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, documents: Iterable[Document]) -> None:
        latest = {document.id: document for document in documents}
        if latest:
            self._replace(list(latest), [rows_of(document) for document in latest.values() if document.listed])

    def remove(self, ids: Iterable[int]) -> None:
        gone = list(set(ids))
        if gone:
            self._replace(gone, [])

    def rebuild(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        with self._writing() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {NEXT} CASCADE; CREATE SCHEMA {NEXT}")
            cursor.execute(tables.TABLES.format(schema=NEXT))
            done = _fill(cursor, documents, progress)
            cursor.execute(tables.INDEXES.format(schema=NEXT))
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; ALTER SCHEMA {NEXT} RENAME TO {SCHEMA}")
        return done

    def search(self, query: Query) -> Found:
        return self._read(lambda cursor: answer(cursor, query))

    def highlights(self, text: str, ids: Iterable[int]) -> dict[int, Mapping[str, str]]:
        return self._read(lambda cursor: marks_of(cursor, text, ids))

    def similar(self, title: str, body: str, scope: Scope = EVERYWHERE, limit: int = 5) -> list[Hit]:
        return self._read(lambda cursor: alike(cursor, title, body, scope, limit))

    def suggest(self, prefix: str, scope: Scope = EVERYWHERE, limit: int = 8) -> list[Suggestion]:
        return self._read(lambda cursor: suggestions(cursor, prefix, scope, limit))

    def health(self) -> Health:
        try:
            said, there = self._read(_sizes)
        except IndexUnavailable as why:
            return Health(ok=False, problem=str(why))
        if said != there:
            return Health(ok=False, documents=there, problem=f"the index counts {said} documents and holds {there}")
        return Health(ok=True, documents=there, segments=1)

    def tidy(self) -> None:
        """PostgreSQL tidies up by itself, but for the words that nobody says any more. Raises when rows are missing."""
        said, there = self._read(_sizes)
        if said != there:
            raise IndexUnavailable(f"the index counts {said} documents and holds {there}")
        with self._writing() as cursor:
            cursor.execute(f"DELETE FROM {SCHEMA}.lexicon WHERE holding <= 0")

    def close(self) -> None:
        """The pool belongs to the database."""

    def _read(self, question: Callable[[Any], T]) -> T:
        connection = self._database.raw_connection()
        try:
            return question(connection.cursor())
        except MISSING as fault:
            raise IndexUnavailable(f"there is no index ({_line(fault)})") from fault
        finally:
            connection.rollback()
            connection.close()

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        """One transaction of the one writer. Raises ``IndexBusy`` when another still writes after ``PATIENCE``."""
        connection = self._database.raw_connection()
        try:
            cursor: Any = connection.cursor()
            _wait(cursor)
            yield cursor
            connection.commit()
        except MISSING as fault:
            raise IndexUnavailable(f"there is no index ({_line(fault)})") from fault
        finally:
            connection.rollback()
            connection.close()

    def _replace(self, gone: list[int], rows: list[Rows]) -> None:
        """Take ``gone`` out and put ``rows`` in, in one commit."""
        with self._writing() as cursor:
            TableLexicon(cursor)  # of this format, or no index at all
            counts: Counter[tuple[str, str]] = Counter()
            cursor.execute(f"DELETE FROM {SCHEMA}.texts WHERE id = ANY(%s) RETURNING counted", (gone,))
            for (counted,) in cursor.fetchall():
                counts.subtract(counts_of(counted) + Counter({(tables.TOTAL, tables.DOCUMENTS): 1}))
            cursor.execute(f"DELETE FROM {SCHEMA}.documents WHERE id = ANY(%s) RETURNING length", (gone,))
            counts[tables.TOTAL, tables.LENGTHS] -= sum(length for (length,) in cursor.fetchall())
            _put_in(cursor, SCHEMA, rows)
            for row in rows:
                counts.update(row.counts)
            _count(cursor, {entry: count for entry, count in counts.items() if count})


def _wait(cursor: Any) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (LOCK,))
        if cursor.fetchone()[0]:
            return
        if time.monotonic() > until:
            raise IndexBusy("another process is writing the index")
        time.sleep(0.05)


def _fill(cursor: Any, documents: Iterable[Document], progress: Progress | None) -> int:
    """Put all of them into the next schema, a hundred at a time; returns how many."""
    counts: Counter[tuple[str, str]] = Counter()
    seen: set[int] = set()
    waiting: list[Rows] = []
    for document in documents:
        if document.listed and document.id not in seen:
            seen.add(document.id)
            waiting.append(rows_of(document))
            counts.update(waiting[-1].counts)
        if len(waiting) == 100:
            _put_in(cursor, NEXT, waiting)
            waiting = []
            if progress:
                progress(len(seen))
    _put_in(cursor, NEXT, waiting)
    counts[tables.TOTAL, tables.FORMAT_ENTRY] = int(tables.FORMAT)
    with cursor.copy(f"COPY {NEXT}.lexicon (kind, word, holding) FROM STDIN") as copy:
        for (kind, word), count in counts.items():
            copy.write_row((kind, word, count))
    if progress:
        progress(len(seen))
    return len(seen)


def _put_in(cursor: Any, schema: str, rows: list[Rows]) -> None:
    with cursor.copy(f"COPY {schema}.documents {DOCUMENT} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row.document)
    with cursor.copy(f"COPY {schema}.texts {TEXT} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row.text)


def _count(cursor: Any, counts: Mapping[tuple[str, str], int]) -> None:
    kinds, words = [kind for kind, _ in counts], [word for _, word in counts]
    cursor.execute(
        f"INSERT INTO {SCHEMA}.lexicon AS kept (kind, word, holding) SELECT kind, word, holding"
        " FROM unnest(%s::text[], %s::text[], %s::bigint[]) AS new (kind, word, holding)"
        " ON CONFLICT (kind, word) DO UPDATE SET holding = kept.holding + excluded.holding",
        (kinds, words, list(counts.values())),
    )


def _sizes(cursor: Any) -> tuple[int, int]:
    said = TableLexicon(cursor).size
    cursor.execute(f"SELECT count(*) FROM {SCHEMA}.documents JOIN {SCHEMA}.texts USING (id)")
    return said, int(cursor.fetchone()[0])


def _line(fault: Exception) -> str:
    return str(fault).splitlines()[0]
