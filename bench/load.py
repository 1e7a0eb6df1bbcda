"""A bounded load: a few connections that ask, one after the other, until enough was asked or the time is over.

Plain sockets, kept open, and requests made beforehand: the client shares the machine with the server it measures.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

LONGEST = 30.0  # seconds to wait for one answer


@dataclass(frozen=True)
class Request:
    """One request as it goes over the wire, and the status it should be answered with."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    expect: int = 200

    def wire(self, host: str) -> bytes:
        """Its bytes."""
        length = [("Content-Length", str(len(self.body)))] if self.body else []
        lines = [f"{name}: {value}" for name, value in (("Host", host), *self.headers, *length)]
        return "\r\n".join([f"{self.method} {self.path} HTTP/1.1", *lines, "", ""]).encode() + self.body


@dataclass
class Round:
    """What one round saw; times in seconds."""

    took: float = 0.0
    times: list[float] = field(default_factory=list)
    errors: int = 0
    size: int = 0  # bytes of the last body

    @property
    def rps(self) -> float:
        """Good answers a second."""
        return len(self.times) / self.took if self.took else 0.0

    def percentile(self, part: float) -> float:
        """The time within which ``part`` of the answers came, in milliseconds."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] * 1_000 if ordered else 0.0


def middle(rounds: Sequence[Round]) -> tuple[float, float, float]:
    """Requests a second, p50 and p99 in ms: each the median over the rounds."""
    return (
        median(one.rps for one in rounds),
        median(one.percentile(0.50) for one in rounds),
        median(one.percentile(0.99) for one in rounds),
    )


def run(port: int, requests: Iterator[Request], *, at_once: int, most: int, seconds: float) -> Round:
    """Ask at most ``most`` requests over ``at_once`` connections for at most ``seconds``."""
    seen, lock = Round(), threading.Lock()
    waiting = [[next(requests) for _number in range(-(-most // at_once))] for _connection in range(at_once)]
    gate = threading.Barrier(at_once + 1)

    def ask(mine: list[Request]) -> None:
        times, errors, size = [], 0, 0
        with Connection(port) as connection:
            wires = [(each.wire(connection.host), each.expect) for each in mine]
            gate.wait()
            end = time.perf_counter() + seconds
            for wire, expected in wires:
                began = time.perf_counter()
                if began > end:
                    break
                try:
                    status, size = connection.ask(wire)
                except OSError:
                    status = 0
                    connection.open()
                if status == expected:
                    times.append(time.perf_counter() - began)
                else:
                    errors += 1
        with lock:
            seen.times += times
            seen.errors += errors
            seen.size = max(seen.size, size)

    threads = [threading.Thread(target=ask, args=(mine,)) for mine in waiting]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seen.took = time.perf_counter() - began
    return seen


class Connection:
    """A connection that is kept open."""

    def __init__(self, port: int) -> None:
        self.port, self.host = port, f"127.0.0.1:{port}"
        self.socket: socket.socket | None = None

    def __enter__(self) -> Connection:
        self.open()
        return self

    def __exit__(self, *_error: object) -> None:
        if self.socket is not None:
            self.socket.close()

    def open(self) -> None:
        """Connect, again if need be."""
        if self.socket is not None:
            self.socket.close()
        self.socket = socket.create_connection(("127.0.0.1", self.port), LONGEST)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, wire: bytes) -> tuple[int, int]:
        """Send a request; its answer's status and the size of its body. Raises ``OSError`` for a broken answer."""
        assert self.socket is not None
        self.socket.sendall(wire)
        head, body = b"", b""
        while b"\r\n\r\n" not in head:
            head += self._more()
        head, _end, body = head.partition(b"\r\n\r\n")
        status, length = int(head[9:12]), _length(head)
        left = length - len(body)
        while left > 0:
            left -= len(self._more())
        return status, length

    def _more(self) -> bytes:
        assert self.socket is not None
        got = self.socket.recv(65_536)
        if not got:
            raise ConnectionError("the server hung up")
        return got


def _length(head: bytes) -> int:
    """Of the body; all answers of granian but 204 and 304 carry it."""
    for line in head.split(b"\r\n")[1:]:
        name, _colon, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    if head[9:12] in (b"204", b"304"):
        return 0
    raise ConnectionError("an answer without a length")
