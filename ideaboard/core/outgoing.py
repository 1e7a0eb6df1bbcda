"""Every HTTP request the house sends out goes through here, so that nobody can send it to where they may not look.

A name is resolved once, each of its addresses is judged, and the connection goes to the address that was judged: an
answer of the name server that changes meanwhile (rebinding) changes nothing. The name stays in the ``Host`` header and
in the TLS handshake. Redirects are followed one by one and judged again. Time and size have bounds, a proxy from the
environment is not asked, and only ``http`` and ``https`` are spoken.

``fetch`` is for one request; ``guard`` puts the same gate before a library's own ``requests.Session`` (Authlib's).
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import closing, suppress
from functools import partial
from threading import Timer
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError, LocationParseError

from ideaboard.core.addresses import is_public
from ideaboard.core.text import _

SECONDS = 10.0  # one request and its answer, from the first byte to the last
LARGEST = 1_000_000  # bytes of an answer, unpacked
REDIRECTS = 5
AGENT = "ideaboard"
_PORTS = {"http": 80, "https": 443}

Resolve = Callable[[str, int], list[tuple[Any, ...]]]
AnySession = TypeVar("AnySession", bound=requests.Session)


class Unreachable(requests.RequestException):
    """A request that was not sent, or not answered as it should be; ``sentence`` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Forbidden(Exception):
    """An address that must not be asked. No ``OSError``: urllib3 takes those for trouble of the network."""


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    allow: Collection[str] = (),
    seconds: float = SECONDS,
    largest: int = LARGEST,
    redirects: int = REDIRECTS,
    trust: str | bool = True,
) -> requests.Response:
    """Send one request and give its answer, read to its end, whatever its status.

    ``allow`` holds URLs the installation's own configuration names: their host and port may be private. ``seconds``
    bounds each request of a chain of at most ``redirects``; ``largest`` each answer, in bytes. ``trust`` is a file of
    certificates to believe instead of the machine's. Raises :class:`Unreachable`.
    """
    with guard(requests.Session(), allow=allow, seconds=seconds, largest=largest, redirects=redirects) as session:
        try:
            return session.request(method, url, headers=headers, data=body, verify=trust, allow_redirects=redirects > 0)
        except requests.TooManyRedirects:
            raise Unreachable(_("It answered with too many redirects.")) from None
        except (requests.RequestException, ValueError) as trouble:
            raise _said(trouble) from trouble


def guard(
    session: AnySession,
    *,
    allow: Collection[str] = (),
    seconds: float = SECONDS,
    largest: int = LARGEST,
    redirects: int = REDIRECTS,
    resolve: Resolve | None = None,
) -> AnySession:
    """Put the gate before everything ``session`` sends, and give it back. What fails is :class:`Unreachable`."""
    gate = Gate(allow, seconds, largest, resolve or _resolve)
    session.trust_env = False  # no proxies, no .netrc
    session.max_redirects = max(1, redirects)  # requests looks one ahead even when it is not to follow
    session.headers["User-Agent"] = AGENT
    session.headers["Connection"] = "close"
    session.adapters.clear()
    for scheme in _PORTS:
        session.mount(f"{scheme}://", GatedAdapter(gate))
    return session


def _resolve(host: str, port: int) -> list[tuple[Any, ...]]:
    return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


class Gate:
    """What may be reached, how long it may take and how much may come back."""

    def __init__(self, allow: Collection[str], seconds: float, largest: int, resolve: Resolve) -> None:
        self.allowed = {place for place in map(_place, allow) if place is not None}
        self.seconds = seconds
        self.largest = largest
        self.resolve = resolve

    def open(self, host: str, port: int, *, until: float) -> socket.socket:
        """A connection to the first address of ``host`` that answers, once all its addresses are judged."""
        found = self.resolve(host, port)
        if (host.lower().rstrip("."), port) not in self.allowed:
            for *_unused, address in found:
                if not is_public(address[0]):
                    raise Forbidden
        failed: OSError = OSError("the name has no address")
        for family, kind, protocol, _canonical, address in found:
            try:
                return _connected(family, kind, protocol, address, until)
            except OSError as trouble:
                failed = trouble
        raise failed


def _connected(family: int, kind: int, protocol: int, address: tuple[Any, ...], until: float) -> socket.socket:
    made = socket.socket(family, kind, protocol)
    try:
        made.settimeout(max(0.01, until - time.monotonic()))
        made.connect(address)
    except OSError:
        made.close()
        raise
    return made


def _place(url: str) -> tuple[str, int] | None:
    """Host and port of a URL, as the gate compares them."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    return parts.hostname.lower().rstrip("."), parts.port or _PORTS[parts.scheme]


class Deadline:
    """Ends a conversation when its time is up, however slowly its bytes drip: reads alone cannot see that."""

    def __init__(self, seconds: float) -> None:
        self.until = time.monotonic() + seconds
        self.passed = False
        self._timer = Timer(seconds, self._end)
        self._timer.daemon = True
        self._handles: list[socket.socket] = []

    def watch(self, connection: socket.socket) -> None:
        """Keep a second handle of it: TLS takes the first one over."""
        self._handles.append(socket.socket(fileno=os.dup(connection.fileno())))

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._timer.cancel()
        for handle in self._handles:
            handle.close()

    def _end(self) -> None:
        self.passed = True
        for handle in self._handles:
            with suppress(OSError):
                handle.shutdown(socket.SHUT_RDWR)


class _Gated:
    """What both kinds of connection do differently: they are opened by the gate."""

    def __init__(self, *args: Any, gate: Gate, deadline: Deadline, **options: Any) -> None:
        super().__init__(*args, **options)
        self.gate = gate
        self.deadline = deadline

    def _new_conn(self) -> socket.socket:
        """Called by urllib3 for the socket; it wraps it in TLS under the name that was asked for."""
        opened = self.gate.open(self._dns_host, self.port, until=self.deadline.until)  # type: ignore[attr-defined]
        self.deadline.watch(opened)
        return opened


class _PlainConnection(_Gated, HTTPConnection):
    pass


class _TLSConnection(_Gated, HTTPSConnection):
    pass


class _Pools(PoolManager):
    """Makes connections that know their gate and their deadline."""

    def __init__(self, gate: Gate, deadline: Deadline, **options: Any) -> None:
        super().__init__(**options)
        self.gate = gate
        self.deadline = deadline

    def _new_pool(
        self, scheme: str, host: str, port: int, request_context: dict[str, Any] | None = None
    ) -> HTTPConnectionPool:
        pool = super()._new_pool(scheme, host, port, request_context)
        kind = _TLSConnection if scheme == "https" else _PlainConnection
        pool.ConnectionCls = partial(kind, gate=self.gate, deadline=self.deadline)  # type: ignore[assignment]
        return pool


class _Once(HTTPAdapter):
    """requests' own adapter for one request, over connections that pass the gate."""

    def __init__(self, gate: Gate, deadline: Deadline) -> None:
        self.gate = gate
        self.deadline = deadline
        super().__init__()

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Called by ``HTTPAdapter`` when it is made."""
        self.poolmanager = _Pools(self.gate, self.deadline, num_pools=connections, maxsize=maxsize, **options)


class GatedAdapter(BaseAdapter):
    """Sends each request through the gate. Connections are not kept: every one is judged for itself."""

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self.gate = gate

    def send(self, request: requests.PreparedRequest, *_args: Any, **options: Any) -> requests.Response:
        """Send, read to the end within the bounds, close. Called by ``requests`` for each hop of a chain."""
        _judge(request.url or "")
        with Deadline(self.gate.seconds) as deadline, closing(_Once(self.gate, deadline)) as once:
            try:
                answer = once.send(
                    request, stream=True, timeout=self.gate.seconds, verify=_trusted(options.get("verify"))
                )
                answer._content = self._read(answer)
            except Forbidden:
                raise Unreachable(
                    _("That address leads into a private network, which is not asked from here.")
                ) from None
            except (requests.RequestException, HTTPError, OSError, ValueError) as trouble:
                raise (_too_slow() if deadline.passed else _said(trouble)) from trouble
        if deadline.passed:  # an answer without a length looks finished when it is cut off
            raise _too_slow()
        return answer

    def close(self) -> None:
        """Nothing is kept, so nothing is closed."""

    def _read(self, answer: requests.Response) -> bytes:
        held = bytearray()
        for piece in answer.iter_content(16_384):
            held += piece
            if len(held) > self.gate.largest:
                raise Unreachable(_("It answered with more than is taken."))
        return bytes(held)


def _trusted(asked: str | bool | None) -> str | bool:
    """The certificates to believe: those asked for, those the machine's owner names, or the usual ones. Never any."""
    return asked if isinstance(asked, str) else os.environ.get("SSL_CERT_FILE") or True


def _judge(url: str) -> None:
    """Refuse what is no plain web address; the host itself is judged by its addresses, when it is connected to."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Unreachable(_("That is not a web address: it has to begin with http:// or https://."))
    if parts.username is not None or parts.password is not None:
        raise Unreachable(_("A web address with a name and a password in it is not asked."))


def _too_slow() -> Unreachable:
    return Unreachable(_("It did not answer in time."))


def _said(trouble: Exception) -> Unreachable:
    """The trouble in words. Nothing of the answer is told: the reader may be the one who typed the address."""
    if isinstance(trouble, Unreachable):
        return trouble
    if isinstance(trouble, requests.exceptions.SSLError):
        return Unreachable(_("Its certificate is not valid for this address."))
    if isinstance(trouble, requests.Timeout | TimeoutError):
        return _too_slow()
    if isinstance(trouble, requests.exceptions.InvalidSchema | requests.exceptions.InvalidURL | LocationParseError):
        return Unreachable(_("That is not a web address: it has to begin with http:// or https://."))
    return Unreachable(_("It cannot be reached."))
