"""The WSGI application behind granian's RSGI interface: bodies arrive first, then a thread of ours answers.

Granian's own WSGI interface gives a thread to each request before its body is there, without a limit of time, so that
as many slow senders as there are threads stop the site. Here a thread is taken only for what has arrived whole
(``arrivals``), and files are handed to the server by name, so that slow readers hold no thread either. Everything else
is answered in one piece.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from queue import SimpleQueue
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import structlog
from werkzeug.wsgi import FileWrapper

from ideaboard.core.arrivals import Arrivals, Refused

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from granian.rsgi import HTTPProtocol, Scope

REFUSED = "ideaboard.refused"  # in the environ: the status with which the application refuses what did not arrive
LEFT_OUT = ("transfer-encoding", "content-length", "range")  # headers: bodies are whole here, and so are answers
ONCE = ("CONTENT_TYPE",)  # whoever says it twice is taken at the first word: two joined would be no type at all
ALWAYS = {
    "SCRIPT_NAME": "", "wsgi.version": (1, 0), "wsgi.input_terminated": True, "wsgi.errors": sys.stderr,
    "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False, "wsgi.file_wrapper": FileWrapper,
}  # fmt: skip
log = structlog.get_logger("serving")


class Request(NamedTuple):
    """One that has arrived."""

    scope: Scope
    proto: HTTPProtocol
    body: IO[bytes] | None
    refused: int
    answered: asyncio.Future[None]


class Head:
    """How an answer begins: what WSGI calls ``start_response``."""

    def __call__(self, status: str, headers: list[tuple[str, str]], _error: Any = None, /) -> Callable[[bytes], object]:
        """The application may think again until it gives the first words."""
        self.status, self.headers = int(status[:3]), headers
        return _never

    def of(self, request: Request) -> list[tuple[str, str]]:
        """The headers; who is still sending is not waited for."""
        return [*self.headers, ("connection", "close")] if request.refused else self.headers


class Served:
    """``granian --interface rsgi module:name`` of one of these."""

    def __init__(self, app: WSGIApplication, *, threads: int, arrivals: Arrivals) -> None:
        self.app, self.threads, self.arrivals = app, threads, arrivals
        self.queue: SimpleQueue[Request] = SimpleQueue()

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """The server's process has begun. Daemons: the server itself waits for what is being answered."""
        self.loop = loop
        for number in range(self.threads):
            threading.Thread(target=self._work, name=f"answering-{number}", daemon=True).start()

    async def __rsgi__(self, scope: Scope, proto: HTTPProtocol) -> None:
        """Wait for the body, then for the answer."""
        headers, body, refused = scope.headers, None, 0
        length = headers.get("content-length")
        chunked = "transfer-encoding" in headers
        if chunked or length not in (None, "0"):
            try:
                body = await self.arrivals.whole(proto, None if length is None else int(length))
            except Refused as why:
                refused = why.status
        if refused == 400:  # nobody is left to read a page
            proto.response_str(400, [("content-type", "text/plain"), ("connection", "close")], "This ended early.\n")
            return
        answered = self.loop.create_future()
        self.queue.put(Request(scope, proto, body, refused, answered))
        try:
            await answered
        finally:
            if body is not None:
                self.arrivals.forget(body)

    def _work(self) -> None:
        while True:
            request = self.queue.get()
            try:
                self._answer(request)
            except BaseException:  # also what the server's own library panics with; a thread must not be lost
                log.exception("no answer", path=request.scope.path)
                request.proto.response_str(500, [("content-type", "text/plain")], "Something broke on our side.\n")
            with suppress(RuntimeError):  # the loop has ended meanwhile
                self.loop.call_soon_threadsafe(_end, request.answered)
            del request  # with its body, while this thread waits for the next

    def _answer(self, request: Request) -> None:
        head = Head()
        result = self.app(environ_of(request), head)
        try:
            if isinstance(result, FileWrapper) and isinstance(path := getattr(result.file, "name", None), str):
                request.proto.response_file(head.status, head.of(request), path)
            else:
                content = b"".join(result)
                request.proto.response_bytes(head.status, head.of(request), content)
        finally:
            _close(result)


def environ_of(request: Request) -> dict[str, Any]:
    """What WSGI calls a request."""
    scope = request.scope
    host, _colon, port = scope.server.rpartition(":")
    environ: dict[str, Any] = ALWAYS | {
        "REQUEST_METHOD": scope.method, "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string, "SERVER_NAME": host.strip("[]"), "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.0" if scope.http_version == "1" else f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"), "wsgi.url_scheme": scope.scheme,
        "wsgi.input": request.body or BytesIO(), REFUSED: request.refused,
    }  # fmt: skip
    for name, value in scope.headers.items():
        key = _key(name)
        if key and not (key in ONCE and key in environ):
            joint = "; " if key == "HTTP_COOKIE" else ","
            environ[key] = environ[key] + joint + value if key in environ else value
    environ.setdefault("HTTP_HOST", scope.authority or "")
    if request.body is not None:
        environ["CONTENT_LENGTH"] = str(request.body.seek(0, 2))
        request.body.seek(0)
    return environ


@lru_cache(512)
def _key(header: str) -> str:
    """Its name in the environ; none for what is left out, as is ``X_Forwarded_For``: it would pass for a proxy's."""
    if "_" in header or header in LEFT_OUT:
        return ""
    return "CONTENT_TYPE" if header == "content-type" else "HTTP_" + header.upper().replace("-", "_")


def _never(_words: bytes) -> None:
    raise NotImplementedError("answers are given as iterables")


def _close(result: Iterable[bytes]) -> None:
    if hasattr(result, "close"):
        result.close()


def _end(answered: asyncio.Future[None]) -> None:
    if not answered.done():
        answered.set_result(None)
