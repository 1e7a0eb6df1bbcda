"""The scan finds faults that are there: a small site with one of each is walked."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest
import requests
from flask import Flask, Response, make_response, request
from werkzeug.serving import make_server

from scan.crawl import Crawl
from scan.findings import Finding
from scan.markup import SIDEWAYS
from scan.site import Looker, listening

SEALED = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin", "Cache-Control": "private, no-store",
}  # fmt: skip


def faulty() -> Flask:
    """A site with the faults a walk must find; ``/sound`` has none."""
    site = Flask("faulty")

    @site.get("/")
    def home() -> str:
        return '<a href="/sound">1</a><a href="/ideas/7">2</a><script src="https://elsewhere.example/a.js"></script>'

    @site.get("/sound")
    def sound() -> str:
        return "<p>Nothing wrong here.</p>"

    @site.get("/broken")
    def broken() -> tuple[str, int]:
        return "Traceback (most recent call last)", 500

    @site.get("/bare")
    def bare() -> Response:
        answer = make_response("bare")
        answer.headers["Content-Security-Policy"] = "default-src 'none'; script-src 'unsafe-inline'"
        answer.set_cookie("session", "x")
        return answer

    @site.get("/mine")
    def mine() -> Response:
        answer = make_response(request.headers.get("Cookie", ""))
        answer.headers["Cache-Control"] = "public, max-age=60"
        return answer

    @site.get("/away")
    def away() -> Response:
        return Response(status=302, headers={"Location": "https://elsewhere.example/"})

    @site.route("/form", methods=["GET", "POST"])
    def form() -> str:
        return '<form method="post" action="/form"><input name="words"></form>'

    @site.get("/ideas/<int:number>")
    def idea(number: int) -> str:
        return f"<p>{number}</p>"

    @site.get("/ideas/<int:number>/hidden")
    def hidden(number: int) -> tuple[str, int]:
        return f"<p>{number}</p>", 503

    @site.after_request
    def seal(answer: Response) -> Response:
        for name, value in SEALED.items():
            answer.headers.setdefault(name, value)
        return answer

    return site


@pytest.fixture(scope="module")
def found() -> Iterator[list[Finding]]:
    site = faulty()
    server = make_server("127.0.0.1", 0, site)
    Thread(target=server.serve_forever, daemon=True).start()
    at = f"http://127.0.0.1:{server.server_port}"
    walked = Crawl(Looker("customer", at, "session=me"), Looker("visitor", at, "session="), site.url_map)
    walked.walk()
    yield walked.found
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", "loads https://elsewhere.example/a.js from elsewhere"),
        ("/broken", "answered 500"),
        ("/broken", "tells of the inside: Traceback (most recent call last)"),
        ("/bare", "Content-Security-Policy is \"default-src 'none'; script-src 'unsafe-inline'\""),
        ("/bare", "the cookie session can be read by scripts"),
        ("/bare", "the cookie session is sent along from other sites"),
        ("/mine", "caches may keep what a visitor does not see"),
        ("/away", "leads away, to https://elsewhere.example/"),
        ("/form", "has no token"),
        ("/form", "form without a token answered 200"),
        ("/ideas/7/hidden", "answered 503"),
    ],
)
def test_the_walk_finds_what_is_wrong(found: list[Finding], path: str, said: str) -> None:
    assert [one for one in found if one.address.endswith(path) and said in one.said and one.fails]


def test_the_walk_has_nothing_to_say_of_a_sound_page(found: list[Finding]) -> None:
    assert not [one for one in found if one.fails and one.address.endswith(("/sound", "/ideas/7"))]


def test_the_ear_hears_what_is_asked_of_it_but_not_wapitis_own_questions() -> None:
    with listening() as ear:
        requests.get(f"{ear.address}get_ssrf.php?session_id=1", timeout=5)
        requests.post(f"{ear.address}ssrf/1/2/3/", timeout=5)
        assert ear.heard == ["POST /ssrf/1/2/3/"]


def test_wapiti_is_not_shown_the_buttons_that_turn_a_form_aside(client) -> None:
    page = client.get("/signin").get_data()
    shown = SIDEWAYS.sub(b"", page)
    assert b'name="switch"' in page
    assert b'name="switch"' not in shown
    assert shown.count(b'type="submit"') >= 1
