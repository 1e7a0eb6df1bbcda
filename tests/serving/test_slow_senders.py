"""Who sends slowly, or never, over as many connections as they like does not keep the others waiting."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.servers import end, free_port, wait_until
from tests.serving.wire import LONGEST, ROOT, begin, rest, serving, status, tell

MANY = 40
HEAD = b"POST /signin HTTP/1.1\r\nHost: test\r\nContent-Type: application/x-www-form-urlencoded\r\n"
ANNOUNCED = HEAD + b"Content-Length: 500\r\n\r\nemail="


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A new site with nothing in it."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("IDEABOARD_")}
    return given | {"IDEABOARD_INSTANCE_PATH": str(tmp_path_factory.mktemp("site")), "IDEABOARD_DEMO": "0"}


def flask(environ: dict[str, str], *words: str) -> str:
    """One command; what it said."""
    command = [sys.executable, "-m", "flask", *words]
    return subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120, check=True
    ).stdout


@pytest.fixture(scope="module")
def tokens(environ: dict[str, str]) -> list[str]:
    """Of two people: one to share an idea, one to vote."""
    flask(environ, "init")
    flask(environ, "board", "create", "cafes", "--preset", "my-starbucks-idea")
    for name in ("Ada", "Bo"):
        flask(environ, "user", "create", "--email", f"{name}@corp.local", "--name", name, "--role", "admin")
    return [flask(environ, "user", "token", f"{name}@corp.local", "--name", "tests").strip() for name in ("Ada", "Bo")]


@pytest.fixture(scope="module")
def port(environ: dict[str, str], tokens: list[str]) -> Iterator[int]:
    """The site with two threads, and three seconds of grace."""
    log = Path(environ["IDEABOARD_INSTANCE_PATH"]) / "server.log"
    with serving("tests.serving.hasty_site:served", log, environ) as (port, _process):
        yield port


def ask(port: int, method: str, path: str, body: Any = None, token: str = "") -> tuple[int, str]:
    """As a program that knows how."""
    connection = HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def sign_in(port: int) -> tuple[int, str]:
    """As a browser, with a password that is not right."""
    connection = HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    connection.request("GET", "/signin")
    page = connection.getresponse()
    cookie, text = page.headers["Set-Cookie"].partition(";")[0], page.read().decode()
    token = re.search(r"""name=["']csrf_token["'][^>]*value=["']([^"']+)""", text)
    assert token
    fields = urlencode({"email": "ada@corp.local", "password": "not this one", "csrf_token": token[1]})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/signin", fields, headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def drip(connection: socket.socket, enough: threading.Event) -> None:
    """A byte a second, until the server has enough of it."""
    try:
        while not enough.wait(1):
            connection.sendall(b"x")
    except OSError:
        pass


def test_pages_votes_and_sign_ins_are_answered_while_others_stall(port: int, tokens: list[str]) -> None:
    heads = [begin(port, HEAD[:30]) for _number in range(MANY)]
    bodies = [begin(port, ANNOUNCED) for _number in range(MANY)]
    drips, enough = [begin(port, ANNOUNCED) for _number in range(4)], threading.Event()
    threads = [threading.Thread(target=drip, args=(each, enough)) for each in drips]
    for thread in threads:
        thread.start()
    try:
        idea = {"board": "cafes", "title": "Warm benches", "body": "For winter mornings."}
        made, said = ask(port, "POST", "/api/v1/ideas", idea, tokens[0])
        assert made == 201
        number = json.loads(said)["id"]
        assert ask(port, "PUT", f"/api/v1/ideas/{number}/vote", {"value": 1}, tokens[1])[0] == 200
        assert "Warm benches" in ask(port, "GET", "/")[1]
        refused, page = sign_in(port)
        assert (refused < 500, "csrf_token" in page) == (True, True)
        assert {status(rest(each)) for each in (*bodies, *drips)} == {408}
        assert {status(rest(each)) for each in heads} <= {0, 408}
    finally:
        enough.set()
        for thread in threads:
            thread.join()


def test_who_connects_and_says_nothing_is_hung_up_on(port: int) -> None:
    assert rest(begin(port, b"")) == b""


def test_refusals_are_pages_for_people_and_problems_for_programs(port: int) -> None:
    late = rest(begin(port, ANNOUNCED))
    assert (status(late), b"took too long to arrive" in late, b"<h1" in late) == (408, True, True)
    large = tell(port, "POST /signin HTTP/1.1", f"Content-Length: {64 * 1024 * 1024 + 1}", close=False)
    assert (status(large), b"too large to send" in large) == (413, True)
    program = tell(port, "POST /api/v1/ideas HTTP/1.1", "Content-Length: 9", close=False)
    assert (status(program), b"application/problem+json" in program) == (408, True)


def test_what_was_refused_is_counted_and_carries_an_id(port: int) -> None:
    answer = rest(begin(port, ANNOUNCED))
    assert b"x-request-id: " in answer.lower()
    counted = ask(port, "GET", "/metrics")[1]
    assert re.search(r'ideaboard_requests_total\{endpoint="pages.\w+",method="POST",status="408"\}', counted)


def test_giant_headers_are_refused_without_asking_the_site(port: int) -> None:
    giant = tell(port, "GET / HTTP/1.1", "Cookie: session=" + "a" * 100_000)
    many = tell(port, "GET / HTTP/1.1", *[f"X-{number}: a" for number in range(500)])
    assert {status(giant), status(many)} <= {400, 431}
    assert ask(port, "GET", "/healthz") == (200, "ok\n")


def test_an_ordinary_server_serves_the_wsgi_application(
    environ: dict[str, str], tokens: list[str], tmp_path: Path
) -> None:
    """For whoever has a proxy that waits for bodies."""
    port = free_port()
    words = ["granian", "--interface", "wsgi", "--port", str(port), "--no-ws", "wsgi:app"]
    process = subprocess.Popen([sys.executable, "-m", *words], cwd=ROOT, env=environ, stderr=subprocess.DEVNULL)

    def answers() -> bool:
        try:
            return ask(port, "GET", "/healthz") == (200, "ok\n")
        except OSError:
            return False

    try:
        wait_until(answers, "it answers", 90)
        assert ask(port, "GET", "/api/v1/me", token=tokens[0])[0] == 200
    finally:
        end(process)
