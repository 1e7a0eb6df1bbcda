"""Plain sockets that say exactly what they are told, and a server for them to say it to."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.servers import end, free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 60.0  # seconds; who waits that long waits in vain


@contextmanager
def serving(
    target: str, log: Path, environ: Mapping[str, str] = os.environ
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The production server on ``target``: its port, and its process. It gives headers a second."""
    port = free_port()
    told = {"HOST": "127.0.0.1", "PORT": str(port), "WORKERS": "1", "GRANIAN_HTTP1_HEADER_READ_TIMEOUT": "1000"}
    with log.open("wb") as file:
        words = [sys.executable, "scripts/serve.py", target]
        process = subprocess.Popen(words, cwd=ROOT, env={**environ, **told}, stdout=file, stderr=file)
        try:
            wait_until(lambda: process.poll() is not None or _listens(port), "it listens", 90)
            yield port, process
        finally:
            end(process)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def begin(port: int, said: bytes) -> socket.socket:
    """A connection on which this was said, left open."""
    connection = socket.create_connection(("127.0.0.1", port), LONGEST)
    connection.sendall(said)
    return connection


def rest(connection: socket.socket) -> bytes:
    """All that comes until the server ends the connection."""
    got = b""
    try:
        while part := connection.recv(65_536):
            got += part
    except ConnectionResetError:
        pass  # it ended while we were still sending
    connection.close()
    return got


def tell(port: int, *lines: str, body: bytes = b"", close: bool = True) -> bytes:
    """One request; its answer as it came."""
    head = "\r\n".join([*lines, "Host: test", *(["Connection: close"] if close else []), "", ""])
    return rest(begin(port, head.encode("latin-1") + body))


def status(answer: bytes) -> int:
    """Of the first answer; 0 when the server said nothing."""
    return int(answer[9:12]) if answer else 0


def content(answer: bytes) -> Any:
    """The JSON of one answer."""
    return json.loads(answer.partition(b"\r\n\r\n")[2])
