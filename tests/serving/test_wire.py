"""What goes over the wire, against the production server in a process of its own."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import echo
from tests.serving.wire import begin, content, rest, serving, status, tell

Server = tuple[int, "subprocess.Popen[bytes]"]
CHUNKED = "Transfer-Encoding: chunked"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The echo."""
    with serving("tests.serving.echo:served", tmp_path_factory.mktemp("echo") / "log") as running:
        yield running


@pytest.fixture
def port(server: Server) -> int:
    """Where it listens."""
    return server[0]


def test_what_was_asked_reaches_the_application_as_wsgi_says_it(port: int) -> None:
    seen = content(
        tell(port, "GET /a%20b/%C3%A9//c%2Fd?q=%25&x=%zz HTTP/1.1", "Accept: a", "Cookie: a=1", "Cookie: b=2")
    )
    told = {name: seen[name] for name in ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_HOST", "HTTP_COOKIE")}
    assert told == {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/a b/Ã©//c/d", "QUERY_STRING": "q=%25&x=%zz", "HTTP_HOST": "test",
        "HTTP_COOKIE": "a=1; b=2",
    }  # fmt: skip
    assert (seen["REMOTE_ADDR"], seen["SERVER_NAME"], seen["SERVER_PORT"]) == ("127.0.0.1", "127.0.0.1", str(port))
    assert (seen["SERVER_PROTOCOL"], seen["wsgi.url_scheme"], "CONTENT_LENGTH" in seen) == ("HTTP/1.1", "http", False)


def test_bytes_that_are_no_text_break_nothing(port: int) -> None:
    answer = rest(begin(port, b"GET /%ff?\xff HTTP/1.1\r\nHost: x\r\nX: caf\xe9\r\nConnection: close\r\n\r\n"))
    assert status(answer) in (200, 400)


def test_a_header_with_an_underscore_does_not_pass_for_one_with_a_hyphen(port: int) -> None:
    """Only proxies that are trusted may say ``X-Forwarded-For``, and they watch this name, not that."""
    seen = content(tell(port, "GET / HTTP/1.1", "X-Forwarded-For: 1.1.1.1", "X_Forwarded_For: 6.6.6.6"))
    assert seen["HTTP_X_FORWARDED_FOR"] == "1.1.1.1"


def test_repeated_headers_are_joined_and_repeated_cookies_set(port: int) -> None:
    answer = tell(port, "GET / HTTP/1.1", "X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 1.1.1.1")
    assert content(answer)["HTTP_X_FORWARDED_FOR"] == "6.6.6.6,1.1.1.1"
    assert answer.lower().count(b"set-cookie: ") == 2


def test_a_type_that_is_said_twice_is_still_a_type(port: int) -> None:
    """Else a form that some programs send so would be read as no form at all."""
    twice = ["Content-Type: text/plain", "Content-Type: text/html", "Content-Length: 1"]
    assert content(tell(port, "POST / HTTP/1.1", *twice, body=b"x"))["CONTENT_TYPE"] == "text/plain"


def test_a_body_in_chunks_arrives_with_its_length(port: int) -> None:
    body = b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
    seen = content(tell(port, "POST / HTTP/1.1", CHUNKED, "Content-Type: text/plain", body=body))
    assert (seen["body"], seen["CONTENT_LENGTH"], seen["CONTENT_TYPE"]) == ("hello world", "11", "text/plain")
    assert "HTTP_TRANSFER_ENCODING" not in seen


def test_a_large_body_arrives_whole(port: int) -> None:
    body = b"x" * echo.LARGEST
    assert content(tell(port, "POST / HTTP/1.1", f"Content-Length: {len(body)}", body=body))["body"] == body.decode()


def test_what_is_too_large_is_refused_before_it_is_read(port: int) -> None:
    """The echo is not Flask: it is handed the refusal, and answers anyway; the connection ends."""
    answer = tell(port, "POST / HTTP/1.1", f"Content-Length: {echo.LARGEST + 1}", close=False)
    assert content(answer)["ideaboard.refused"] == 413
    endless = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    assert b'"ideaboard.refused": 413' in tell(port, "POST / HTTP/1.1", CHUNKED, body=endless * 16, close=False)


def test_a_body_that_ends_early_reaches_nobody(port: int) -> None:
    for said in (b"Content-Length: 50\r\n\r\nhello", b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"):
        begin(port, b"POST / HTTP/1.1\r\nHost: x\r\n" + said).close()
    assert status(tell(port, "POST / HTTP/1.1", CHUNKED, body=b"5\r\nhello\r\nzz\r\n", close=False)) == 400
    assert status(tell(port, "GET / HTTP/1.1")) == 200


def test_two_lengths_smuggle_no_second_request(port: int) -> None:
    """Chunks count, and the connection ends after them, whatever a proxy in front believed."""
    hidden = b"0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = tell(port, "POST / HTTP/1.1", CHUNKED, f"Content-Length: {len(hidden)}", body=hidden, close=False)
    assert (answer.count(b"HTTP/1.1 "), content(answer)["body"]) == (1, "")


@pytest.mark.parametrize(
    "lines",
    [
        ["X: " + "a" * 100_000],
        [f"X-{number}: a" for number in range(500)],
        ["Content-Length: 5", "Content-Length: 6"],
        ["Content-Length: -5"],
        ["Content-Length: 99999999999999999999999"],
    ],
)
def test_headers_that_are_too_much_or_make_no_sense_are_refused(port: int, lines: list[str]) -> None:
    assert status(tell(port, "GET / HTTP/1.1", *lines, close=False)) in (400, 431)


def test_old_and_hasty_programs_are_answered(port: int) -> None:
    old = rest(begin(port, b"POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello"))
    assert (content(old)["body"], content(old)["SERVER_PROTOCOL"]) == ("hello", "HTTP/1.0")
    one = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
    answers = rest(begin(port, one + b"\r\nab" + one + b"\r\ncd" + one + b"Connection: close\r\n\r\nef"))
    assert [answers.find(b'"body": "' + word) > 0 for word in (b"ab", b"cd", b"ef")] == [True] * 3
    assert answers.find(b'"ab"') < answers.find(b'"cd"') < answers.find(b'"ef"')


def test_files_are_sent_whole_and_heads_without_content(port: int) -> None:
    text = Path(echo.__file__).read_bytes()
    assert tell(port, "GET /file HTTP/1.1", "Range: bytes=0-9").partition(b"\r\n\r\n")[2] == text
    answer = tell(port, "HEAD /file HTTP/1.1")
    assert f"content-length: {len(text)}".encode() in answer.lower()
    assert answer.endswith(b"\r\n\r\n")


def test_who_breaks_is_answered_and_the_threads_live_on(port: int) -> None:
    assert [status(tell(port, "GET /broken HTTP/1.1")) for _time in range(5)] == [500] * 5
    assert status(tell(port, "GET / HTTP/1.1")) == 200


def test_who_hangs_up_while_an_answer_is_made_takes_nothing_along(port: int) -> None:
    for _time in range(3):
        begin(port, b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n").close()
    assert status(tell(port, "GET / HTTP/1.1")) == 200


def test_what_is_being_answered_is_answered_when_the_server_is_told_to_end(tmp_path: Path) -> None:
    with serving("tests.serving.echo:served", tmp_path / "log") as (port, process):
        waiting = [begin(port, b"GET /wait HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") for _time in range(2)]
        late = begin(port, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe")
        assert status(tell(port, "GET / HTTP/1.1")) == 200  # they are being answered: this one came after them
        process.send_signal(signal.SIGTERM)
        assert [status(rest(each)) for each in waiting] == [200, 200]
        rest(late)
        assert process.wait(30) == 0
