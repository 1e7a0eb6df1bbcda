"""TABLE: what is asked, and what each is compared with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count

from bench.load import Request
from bench.seed import Seeded

Asking = Callable[[Seeded, int], Iterator[Request]]


@dataclass(frozen=True)
class Case:
    """A kind of request. ``ceiling``: ``bytes`` or ``update``, what the bare server does for each of them."""

    name: str
    ask: Asking
    ceiling: str = "bytes"


_fresh = count(1)  # no address that has to be rendered is asked twice, so that no cache answers


def _signed_in(seeded: Seeded, number: int) -> tuple[tuple[str, str], ...]:
    return (("Cookie", seeded.sessions[number % len(seeded.sessions)]),)


def _token(seeded: Seeded, number: int) -> tuple[tuple[str, str], ...]:
    bearer = f"Bearer {seeded.tokens[number % len(seeded.tokens)]}"
    return (("Authorization", bearer), ("Content-Type", "application/json"))


def _idea(seeded: Seeded, number: int) -> str:
    id_, slug = seeded.ideas[number * 7 % len(seeded.ideas)]
    return f"/ideas/{id_}/{slug}"


def list_cached(seeded: Seeded, port: int) -> Iterator[Request]:
    """The front page as most visitors get it."""
    while True:
        yield Request("GET", "/")


def list_rendered(seeded: Seeded, port: int) -> Iterator[Request]:
    """The front page, made anew for each request."""
    for number in _fresh:
        yield Request("GET", f"/?fresh={number}")


def list_signed_in(seeded: Seeded, port: int) -> Iterator[Request]:
    """The front page of members, which is never cached."""
    for number in _fresh:
        yield Request("GET", "/", _signed_in(seeded, number))


def list_unchanged(seeded: Seeded, port: int) -> Iterator[Request]:
    """The front page asked for again by a browser that has it."""
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/")
    answer = connection.getresponse()
    tag = answer.headers["ETag"]
    connection.close()
    while True:
        yield Request("GET", "/", (("If-None-Match", tag),), expect=304)


def idea_cached(seeded: Seeded, port: int) -> Iterator[Request]:
    """One much-read idea."""
    while True:
        yield Request("GET", _idea(seeded, 1))


def idea_rendered(seeded: Seeded, port: int) -> Iterator[Request]:
    """Ideas all over the place, each made anew."""
    for number in _fresh:
        yield Request("GET", f"{_idea(seeded, number)}?fresh={number}")


def idea_signed_in(seeded: Seeded, port: int) -> Iterator[Request]:
    """The same for members."""
    for number in _fresh:
        yield Request("GET", _idea(seeded, number), _signed_in(seeded, number))


def search(seeded: Seeded, port: int) -> Iterator[Request]:
    """Two words of a title, rendered."""
    words = seeded.words
    for number in _fresh:
        pair = f"{words[number % len(words)]}+{words[number * 5 % len(words)]}"
        yield Request("GET", f"/search?q={pair}&fresh={number}")


def api_list(seeded: Seeded, port: int) -> Iterator[Request]:
    """Twenty ideas as JSON."""
    while True:
        yield Request("GET", "/api/v1/ideas")


_votes = count()


def vote(seeded: Seeded, port: int) -> Iterator[Request]:
    """Members vote, each once on each idea."""
    body = json.dumps({"value": 1}).encode()
    many = len(seeded.ideas)
    for number in _votes:
        id_, _slug = seeded.ideas[number % many]
        yield Request("PUT", f"/api/v1/ideas/{id_}/vote", _token(seeded, number // many), body)


def comment(seeded: Seeded, port: int) -> Iterator[Request]:
    """Members say something."""
    for number in _fresh:
        id_, _slug = seeded.ideas[number * 7 % len(seeded.ideas)]
        body = json.dumps({"body": f"This is comment **{number}**, and I mean it."}).encode()
        yield Request("POST", f"/api/v1/ideas/{id_}/comments", _token(seeded, number), body, expect=201)


CASES = (
    Case("list, visitor, cached", list_cached),
    Case("list, visitor, rendered", list_rendered),
    Case("list, signed in", list_signed_in),
    Case("list, visitor, 304", list_unchanged),
    Case("idea, visitor, cached", idea_cached),
    Case("idea, visitor, rendered", idea_rendered),
    Case("idea, signed in", idea_signed_in),
    Case("search, rendered", search),
    Case("API list", api_list),
    Case("API vote", vote, "update"),
    Case("API comment", comment, "update"),
)
