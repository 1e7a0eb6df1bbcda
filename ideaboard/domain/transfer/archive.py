"""The whole house in one file: every table as JSON Lines, the uploads, and a manifest with a checksum for each.

The same rows give the same bytes on both databases, so an archive made on one is restored on the other, and what was
restored is read back and must give the same checksums before it is kept. The secret key and the search index are no
data of the house: the one stays with the installation, the other is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Connection, Date, Table, func, insert, select, text
from sqlalchemy.exc import StatementError

from ideaboard.core.clock import now
from ideaboard.core.db import UtcDateTime, db, dialect, transaction
from ideaboard.core.errors import Clash, Refused
from ideaboard.core.text import _

FORMAT = 1
AT_ONCE = 500
CHUNK = 1 << 20
SMALL = 10_000_000  # bytes of a member that may be as repetitive as it likes
RATIO_MAX = 200  # unpacked to packed; tables of our own come to 20
# what belongs to one running database, not to the house: PostgreSQL's transaction numbers mean nothing elsewhere
LEFT_OUT = {("facts", "xact")}
OLD_TRANSACTION = 0  # so that restored facts lie below every open transaction
_UPLOAD = re.compile(r"uploads/[0-9a-z._-]+(?:/[0-9a-z._-]+)*", re.IGNORECASE)

Progress = Callable[[str, int], object]  # what is being done, and one more row or file of it
Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One table in an archive: its rows, their checksum, and the highest number it ever gave."""

    rows: int
    sha256: str
    last_id: int


@dataclass
class Contents:
    """The manifest: what an archive holds. ``files`` is name below ``uploads/`` → SHA-256."""

    made_at: str
    schema: str
    tables: dict[str, Part] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)


# Out


def export(out: Path, uploads: Path, *, progress: Progress = lambda what, more: None) -> Contents:
    """Write everything into the zip file ``out`` (for its owner's eyes), as of one moment; returns the manifest."""
    waiting = out.with_name(out.name + ".part")
    handle = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            with _snapshot() as connection:
                contents = Contents(made_at=now().astimezone(UTC).isoformat(), schema=_schema(connection))
                for table in tables():
                    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as member:
                        contents.tables[table.name] = _dump(connection, table, member.write, progress)
            _pack(archive, uploads, contents, progress)
            manifest = {"format": FORMAT, **asdict(contents)}
            archive.writestr("manifest.json", json.dumps(manifest, indent=1, sort_keys=True))
        os.replace(waiting, out)
    except BaseException:
        waiting.unlink(missing_ok=True)
        raise
    return contents


def checksums() -> dict[str, Part]:
    """The checksum of every table as it is now."""
    with _snapshot() as connection:
        return {table.name: _dump(connection, table, _nowhere, _silent) for table in tables()}


def tables() -> list[Table]:
    """Every table of the house, those that others point at first."""
    return list(db.metadata.sorted_tables)


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """A connection that sees one moment however long it reads."""
    with db.engine.connect() as connection:
        if dialect() == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def _dump(connection: Connection, table: Table, write: Callable[[bytes], object], progress: Progress) -> Part:
    """Every row of ``table`` in the order of its key as a line of JSON; always the same bytes for the same row."""
    columns, key = _columns(table), list(table.primary_key.columns)
    query = select(*columns).order_by(*key).execution_options(yield_per=AT_ONCE)
    digest, count = hashlib.sha256(), 0
    for values in connection.execute(query):
        row = {column.name: _plain(value) for column, value in zip(columns, values, strict=True)}
        line = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
        digest.update(line)
        write(line)
        count += 1
        progress(table.name, 1)
    return Part(count, digest.hexdigest(), _last_id(connection, table))


def _columns(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if (table.name, column.name) not in LEFT_OUT]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _numbered(table: Table) -> bool:
    return table.autoincrement_column is not None


def _last_id(connection: Connection, table: Table) -> int:
    """The highest number ever given: numbers of rows that are gone are not given again after a restore either."""
    if not _numbered(table):
        return 0
    if dialect() == "sqlite":
        given = connection.scalar(text("select seq from sqlite_sequence where name = :name"), {"name": table.name})
    else:
        sequence = connection.scalar(text("select pg_get_serial_sequence(:name, 'id')"), {"name": f'"{table.name}"'})
        given = connection.scalar(text(f"select case when is_called then last_value else 0 end from {sequence}"))
    highest = connection.scalar(select(func.max(table.c.id)))
    return max(int(given or 0), int(highest or 0))


def _pack(archive: zipfile.ZipFile, uploads: Path, contents: Contents, progress: Progress) -> None:
    for path in sorted(uploads.rglob("*")) if uploads.exists() else ():
        name = path.relative_to(uploads).as_posix()
        if path.is_file() and not path.name.startswith(".") and _UPLOAD.fullmatch(f"uploads/{name}"):
            with path.open("rb") as source, archive.open(f"uploads/{name}", "w", force_zip64=True) as member:
                contents.files[name] = _copied(source, member.write)
            progress("uploads", 1)


def _copied(source: IO[bytes], write: Callable[[bytes], object]) -> str:
    digest = hashlib.sha256()
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        write(chunk)
    return digest.hexdigest()


def _schema(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


# Back


def restore(archive_path: Path, uploads: Path, *, progress: Progress = lambda what, more: None) -> Contents:
    """Fill an empty, migrated database and the uploads folder from an archive; everything or nothing.

    Raises ``Refused`` when the database is not empty, the archive is damaged or of another version, or when what was
    written does not read back the same.
    """
    try:
        with zipfile.ZipFile(archive_path) as archive:
            _must_be_sane(archive)
            contents = _manifest(archive)
            return _restored(archive, contents, uploads, progress)
    except Clash as fault:  # a row points at one that is not in the archive
        raise _damaged(fault.__cause__) from fault
    except StatementError as fault:
        raise _damaged(fault.orig) from fault
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as fault:
        raise _damaged(fault) from fault


def _damaged(fault: BaseException | None) -> Refused:
    return Refused(_("This is not a whole archive of ideaboard: %(fault)s", fault=str(fault).partition("\n")[0]))


def _must_be_sane(archive: zipfile.ZipFile) -> None:
    """A member that unpacks to far more than its own size was made to fill a disk, not by ``export``."""
    for member in archive.infolist():
        if member.file_size > SMALL and member.file_size > RATIO_MAX * member.compress_size:
            raise ValueError(f"{member.filename} unpacks to {member.file_size} bytes out of {member.compress_size}")


def _manifest(archive: zipfile.ZipFile) -> Contents:
    document = json.loads(archive.read("manifest.json"))
    if document.pop("format") != FORMAT:
        raise Refused(_("This archive was made by a version of ideaboard that this one does not know."))
    parts = {name: Part(**part) for name, part in document.pop("tables").items()}
    return Contents(tables=parts, **document)


def _restored(archive: zipfile.ZipFile, contents: Contents, uploads: Path, progress: Progress) -> Contents:
    written: list[Path] = []
    try:
        with transaction() as session:
            connection = session.connection()
            _check_schema(connection, contents)
            _must_be_empty(connection)
            for table in reversed(tables()):
                connection.execute(table.delete())
            for table in tables():
                _fill(connection, table, archive, contents.tables[table.name], progress)
            _compare(connection, contents)
            written += _unpack(archive, contents, uploads, progress)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return contents


def _check_schema(connection: Connection, contents: Contents) -> None:
    here = _schema(connection)
    if not here:
        raise Refused(_("This database has no tables yet: run “flask init” first."))
    if here != contents.schema or set(contents.tables) != {table.name for table in tables()}:
        raise Refused(
            _(
                "The archive has the schema %(theirs)s, this database %(ours)s: restore with the version that made it.",
                theirs=contents.schema,
                ours=here,
            )
        )


def _must_be_empty(connection: Connection) -> None:
    """No people but the house, no board, nothing that belongs to them. (Settings that a start makes do not count.)"""
    for table in tables():
        if table.name == "site_settings":
            continue
        rows = select(func.count()).select_from(table)
        if table.name == "people":
            rows = rows.where(table.c.kind != "system")
        if connection.scalar(rows):
            raise Refused(_("The database is not empty: an archive is only restored into an empty one."))


def _fill(connection: Connection, table: Table, archive: zipfile.ZipFile, part: Part, progress: Progress) -> None:
    with archive.open(f"tables/{table.name}.jsonl") as lines:
        found = (_read(table, json.loads(line)) for line in lines)
        for batch in _batches(_targets_first(table, found)):
            connection.execute(insert(table), batch)
            progress(table.name, len(batch))
    if _numbered(table) and part.last_id:
        _go_on_from(connection, table, part.last_id)


def _read(table: Table, row: Row) -> Row:
    """A line's values as the columns want them."""
    values = {column.name: _typed(column, row[column.name]) for column in _columns(table)}
    if table.name == "facts":
        values["xact"] = OLD_TRANSACTION if dialect() == "postgresql" else None
    return values


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value


def _targets_first(table: Table, rows: Iterable[Row]) -> Iterator[Row]:
    """Rows that point at others of their table (an answer, a merged idea) come after those."""
    pointers = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    if not pointers:
        yield from rows
        return
    there: set[int] = set()
    waiting: dict[int, list[Row]] = {}
    for row in rows:
        ready = [row]
        while ready:
            one = ready.pop()
            missing = next((one[name] for name in pointers if one[name] is not None and one[name] not in there), None)
            if missing is not None:
                waiting.setdefault(missing, []).append(one)
                continue
            there.add(one["id"])
            yield one
            ready += waiting.pop(one["id"], [])
    if waiting:
        raise ValueError(f"{table.name} points at rows that are not there")


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, AT_ONCE)):
        yield batch


def _go_on_from(connection: Connection, table: Table, last_id: int) -> None:
    names = {"name": table.name, "last": last_id}
    if dialect() == "postgresql":
        connection.execute(
            text("select setval(pg_get_serial_sequence(:quoted, 'id'), :last)"), {**names, "quoted": f'"{table.name}"'}
        )
        return
    connection.execute(text("delete from sqlite_sequence where name = :name"), names)
    connection.execute(text("insert into sqlite_sequence (name, seq) values (:name, :last)"), names)


def _compare(connection: Connection, contents: Contents) -> None:
    """What was written, read back, must be what the archive says."""
    for table in tables():
        part = contents.tables[table.name]
        found = _dump(connection, table, _nowhere, _silent)
        if (found.rows, found.sha256) != (part.rows, part.sha256):
            raise Refused(_("The table %(name)s does not give the checksum of the archive.", name=table.name))


def _unpack(archive: zipfile.ZipFile, contents: Contents, uploads: Path, progress: Progress) -> list[Path]:
    """The uploaded files, each checked; what was written is removed again when one is wrong."""
    written: list[Path] = []
    try:
        for name, sha256 in contents.files.items():
            if not _UPLOAD.fullmatch(f"uploads/{name}") or ".." in name.split("/"):
                raise ValueError(f"{name!r} is no name of an upload")
            path = uploads / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(f"uploads/{name}") as member, path.open("xb") as target:
                written.append(path)
                if _copied(member, target.write) != sha256:
                    raise ValueError(f"{name} is damaged")
            progress("uploads", 1)
    except FileExistsError as there:
        _remove(written)
        raise Refused(_("The uploads folder is not empty: an archive is only restored into an empty one.")) from there
    except BaseException:
        _remove(written)
        raise
    return written


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _nowhere(_line: bytes) -> None:
    return None


def _silent(_what: str, _more: int) -> None:
    return None
