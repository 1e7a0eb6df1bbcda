"""The one way out: judged by address, whatever the name, and bounded in time and size. The servers here are real."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests
import trustme

from ideaboard.core import outgoing
from ideaboard.core.addresses import is_public
from ideaboard.core.outgoing import Unreachable, fetch

Answer = Callable[[BaseHTTPRequestHandler], None]


class Other:
    """Somebody else's server on this machine: answers by path, and remembers what it was asked."""

    def __init__(self, answers: dict[str, Answer], context: ssl.SSLContext | None = None) -> None:
        self.asked: list[tuple[str, str, str]] = []
        other = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                other.asked.append((self.command, self.path, self.headers.get("Host", "")))
                answers[self.path](self)

            do_POST = do_GET  # noqa: N815 (http.server's own name)

            def log_message(self, *_words: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_port
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"


@pytest.fixture
def other() -> Iterator[Callable[..., Other]]:
    """``other({path: answer})`` starts a server."""
    started: list[Other] = []

    def start(answers: dict[str, Answer], context: ssl.SSLContext | None = None) -> Other:
        made = Other(answers, context)
        threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        started.append(made)
        return made

    yield start
    for made in started:
        made.server.shutdown()
        made.server.server_close()


def says(body: bytes, status: int = 200, **headers: str) -> Answer:
    """Answer with this."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def leads_to(url: str) -> Answer:
    """Answer with a redirect."""
    return says(b"", 302, Location=url)


@contextmanager
def names(monkeypatch: pytest.MonkeyPatch, **answers: list[list[str]]) -> Iterator[list[str]]:
    """A name server: each name gives its answers one after the other, the last for good. Gives what was asked."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[tuple[object, ...]]:
        asked.append(host)
        left = answers[host.replace(".", "_")]
        addresses = left.pop(0) if len(left) > 1 else left[0]
        kinds = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in addresses]
        return [
            (kind, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port))
            for kind, address in zip(kinds, addresses, strict=True)
        ]

    monkeypatch.setattr(outgoing, "_resolve", resolve)
    yield asked


NOT_PUBLIC = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.1.1.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%lo", "fc00::1", "fd12:3456::1", "fec0::1",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::8.8.8.8",
    "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::1", "2001:0:7f00:1::", "2001:db8::1", "100::1", "3fff::1",
    "5f00::1",
)  # fmt: skip


@pytest.mark.parametrize("address", [*NOT_PUBLIC, "", "example.com", "127.1", "0x7f000001", "2130706433"])
def test_no_address_of_a_private_or_special_network_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00::1"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "017700000001", "0", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_this_machine_is_not_asked_however_its_address_is_written(other: Callable[..., Other], host: str) -> None:
    there = other({"/": says(b"secret")})
    with pytest.raises(Unreachable):
        fetch(f"http://{host}:{there.port}/")
    assert there.asked == []


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_a_name_that_leads_into_a_private_network_is_not_connected_to(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with names(monkeypatch, evil_example=[["8.8.8.8", address]]), pytest.raises(Unreachable, match="private network"):
        fetch("http://evil.example/")


def test_a_host_that_the_installation_names_is_asked(other: Callable[..., Other]) -> None:
    there = other({"/": says(b"hello")})
    answer = fetch(f"{there.url}/", allow=[there.url])
    assert (answer.status_code, answer.content) == (200, b"hello")


def test_naming_a_host_names_no_other_port_of_it(other: Callable[..., Other]) -> None:
    named, beside = other({"/": says(b"hello")}), other({"/": says(b"secret")})
    with pytest.raises(Unreachable, match="private network"):
        fetch(f"{beside.url}/", allow=[named.url])
    assert beside.asked == []


def test_a_redirect_is_followed_and_judged_again(other: Callable[..., Other]) -> None:
    secret = other({"/": says(b"secret")})
    there = other({"/in": leads_to("/home"), "/home": says(b"home"), "/out": leads_to(f"{secret.url}/")})
    assert fetch(f"{there.url}/in", allow=[there.url]).content == b"home"
    with pytest.raises(Unreachable, match="private network"):
        fetch(f"{there.url}/out", allow=[there.url])
    assert secret.asked == []


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "gopher://127.0.0.1:25/", "ftp://127.0.0.1/", "http://a:b@c/"]
)
def test_a_redirect_to_anything_but_a_web_address_is_refused(other: Callable[..., Other], target: str) -> None:
    there = other({"/": leads_to(target)})
    with pytest.raises(Unreachable):
        fetch(f"{there.url}/", allow=[there.url])


def test_redirects_have_an_end_and_may_be_left_to_the_caller(other: Callable[..., Other]) -> None:
    there = other({"/": leads_to("/")})
    with pytest.raises(Unreachable, match="too many redirects"):
        fetch(f"{there.url}/", allow=[there.url])
    assert len(there.asked) == outgoing.REDIRECTS + 1
    assert fetch(f"{there.url}/", allow=[there.url], redirects=0).status_code == 302


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "gopher://8.8.8.8/", "//8.8.8.8/", "http://", "http://u:p@8.8.8.8/", "x"]
)
def test_only_plain_web_addresses_are_asked(url: str) -> None:
    with pytest.raises(Unreachable):
        fetch(url)


def test_a_name_is_resolved_once_so_that_rebinding_changes_nothing(
    other: Callable[..., Other], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = other({"/": says(b"judged")})
    url = f"http://rebinding.example:{there.port}"
    with names(monkeypatch, rebinding_example=[["127.0.0.1"], ["169.254.169.254"]]) as asked:
        assert fetch(f"{url}/", allow=[url]).content == b"judged"
        assert asked == ["rebinding.example"]  # the connection did not ask a second time
        with pytest.raises(Unreachable, match="private network"):  # the next request is judged for itself
            fetch(f"{url}/")
        assert asked == ["rebinding.example"] * 2


def test_the_name_stays_in_the_host_header_and_in_the_certificate(
    other: Callable[..., Other], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("shop.example").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    there = other({"/": says(b"safe")}, context)
    local = [["127.0.0.1"]]
    with names(monkeypatch, shop_example=local, other_example=local):
        url = f"https://shop.example:{there.port}"
        assert fetch(f"{url}/", allow=[url], trust=str(tmp_path / "ca.pem")).content == b"safe"
        assert there.asked == [("GET", "/", f"shop.example:{there.port}")]
        wrong = f"https://other.example:{there.port}"
        with pytest.raises(Unreachable, match="certificate"):
            fetch(f"{wrong}/", allow=[wrong], trust=str(tmp_path / "ca.pem"))
        with pytest.raises(Unreachable, match="certificate"):
            fetch(f"{url}/", allow=[url])
        with pytest.raises(Unreachable, match="certificate"):
            fetch(f"{url}/", allow=[url], trust=False)


def test_an_answer_has_a_largest_size_also_when_it_is_packed(other: Callable[..., Other]) -> None:
    bomb = gzip.compress(b"0" * 30_000_000)
    there = other({"/plain": says(b"0" * 2_000), "/packed": says(bomb, Content_Encoding="gzip")})
    assert len(fetch(f"{there.url}/plain", allow=[there.url], largest=2_000).content) == 2_000
    for path in ("/plain", "/packed"):
        with pytest.raises(Unreachable, match="more than is taken"):
            fetch(f"{there.url}{path}", allow=[there.url], largest=1_999)


@pytest.mark.parametrize("drip", [b"X-Slow: 1\r\n", b"HTTP/1.1 200 OK\r\n\r\n0"])
def test_an_answer_that_drips_ends_at_its_time(other: Callable[..., Other], drip: bytes) -> None:
    def slowly(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(drip if drip.startswith(b"HTTP") else b"HTTP/1.1 200 OK\r\n")
        for _ in range(80):
            try:
                handler.wfile.write(b"X-Slow: 1\r\n")
            except OSError:
                return
            time.sleep(0.05)

    there = other({"/": slowly})
    began = time.monotonic()
    with pytest.raises(Unreachable, match="in time"):
        fetch(f"{there.url}/", allow=[there.url], seconds=0.4)
    assert time.monotonic() - began < 2


def test_what_does_not_answer_is_said_in_words(other: Callable[..., Other]) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(Unreachable, match="cannot be reached"):
        fetch(f"{url}/", allow=[url])
    there = other({"/": lambda handler: handler.wfile.write(b"not HTTP at all\r\n\r\n")})
    with pytest.raises(Unreachable, match="cannot be reached"):
        fetch(f"{there.url}/", allow=[there.url])


def test_a_body_is_sent_and_an_error_is_an_answer(other: Callable[..., Other]) -> None:
    there = other({"/": says(b"no", 500)})
    answer = fetch(f"{there.url}/", method="POST", body=b"{}", headers={"X-Kind": "a"}, allow=[there.url])
    assert (answer.status_code, answer.text) == (500, "no")
    assert there.asked[0][0] == "POST"


def test_a_proxy_of_the_environment_is_not_asked(other: Callable[..., Other], monkeypatch: pytest.MonkeyPatch) -> None:
    proxy, there = other({}), other({"/": says(b"direct")})
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    assert fetch(f"{there.url}/", allow=[there.url]).content == b"direct"
    assert proxy.asked == []


def test_a_librarys_session_is_guarded_too(other: Callable[..., Other]) -> None:
    there, secret = other({"/": says(b"named")}), other({"/": says(b"secret")})
    session = outgoing.guard(requests.Session(), allow=[there.url])
    assert session.get(f"{there.url}/").text == "named"
    with pytest.raises(Unreachable, match="private network"):
        session.get(f"{secret.url}/", verify=False)
    assert secret.asked == []
