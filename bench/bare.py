"""The ceilings: what the same server does with next to nothing behind it.

``/bytes/<n>`` answers with n bytes; ``/update/<n>`` does so after one transaction that counts up one of 1,000 rows,
by the driver alone, in a database of the kind that is measured.
"""

from __future__ import annotations

import os
import random
import sqlite3
import threading
from collections.abc import Callable, Iterable
from typing import Any

import psycopg

URL = os.environ.get("BENCH_BARE_DATABASE", "")
ROWS = 1_000
_own = threading.local()


def prepare(url: str) -> None:
    """Make the counters in the database at ``url``."""
    connection = _open(url)
    connection.execute("create table if not exists bench_counters (id integer primary key, n integer not null)")
    cursor = connection.cursor()
    cursor.executemany(_marked(url, "insert into bench_counters values (?, 0)"), [(n + 1,) for n in range(ROWS)])
    connection.close()


def _marked(url: str, statement: str) -> str:
    """The drivers write parameters differently."""
    return statement.replace("?", "%s") if url.startswith("postgresql") else statement


def _open(url: str) -> Any:
    if url.startswith("postgresql"):
        return psycopg.connect(url, autocommit=True)
    connection = sqlite3.connect(url, isolation_level=None, timeout=10)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _update() -> None:
    if not hasattr(_own, "connection"):
        _own.connection = _open(URL)
    statement = _marked(URL, "update bench_counters set n = n + 1 where id = ?")
    _own.connection.execute(statement, (random.randrange(ROWS) + 1,))


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """WSGI."""
    _nothing, what, size = environ["PATH_INFO"].split("/")
    if what == "update":
        _update()
    body = b"x" * int(size)
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
