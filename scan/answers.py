"""What every answer must be, whoever asked: sealed by headers, silent about the inside, not kept for others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie

import requests

HIGH, MEDIUM, LOW = 3, 2, 1
HEADERS = {
    "Content-Security-Policy": re.compile(r"default-src 'none'(?!.*unsafe-)(?=.*frame-ancestors 'none')"),
    "X-Content-Type-Options": re.compile(r"nosniff$"),
    "X-Frame-Options": re.compile(r"DENY$"),
    "Referrer-Policy": re.compile(r"(strict-origin-when-cross-origin|same-origin|no-referrer)$"),
    "Cache-Control": re.compile(r"."),
}
INSIDE = re.compile(
    r"Traceback \(most recent call last\)|File \"/|(sqlalchemy|werkzeug|jinja2|psycopg|sqlite3|flask)\.\w+\.?\w*Error"
    r"|OperationalError|\$argon2id?\$|BEGIN [A-Z ]*PRIVATE KEY"
)
LOOSE_COOKIES = {"theme", "language"}  # colours and words; a script of ours changes the colours itself

Problem = tuple[int, str]


def problems(answer: requests.Response) -> Iterator[Problem]:
    """What is wrong with it by itself: (level, what)."""
    if answer.status_code >= 500:
        yield HIGH, f"answered {answer.status_code}"
    for name, form in HEADERS.items():
        if not form.match(answer.headers.get(name, "")):
            yield MEDIUM, f"{name} is {answer.headers.get(name)!r}"
    for name in ("Server", "X-Powered-By"):
        if re.search(r"\d", answer.headers.get(name, "")):
            yield LOW, f"{name} tells a version: {answer.headers[name]}"
    yield from _cookies(answer)
    if readable(answer) and (told := INSIDE.search(answer.text)):
        yield HIGH, f"tells of the inside: {told[0]}"


def readable(answer: requests.Response) -> bool:
    """Whether it is text."""
    kind = answer.headers.get("Content-Type", "")
    return kind.startswith("text/") or "json" in kind or "xml" in kind


def is_page(answer: requests.Response) -> bool:
    """Whether it is HTML."""
    return answer.headers.get("Content-Type", "").startswith("text/html")


def for_all(answer: requests.Response) -> bool:
    """Whether caches between the site and its readers may give it to others."""
    return "public" in answer.headers.get("Cache-Control", "")


def _cookies(answer: requests.Response) -> Iterator[Problem]:
    for line in answer.raw.headers.getlist("Set-Cookie"):
        for name, cookie in SimpleCookie(line).items():
            if not cookie.value:
                continue  # forgotten, not set
            if name not in LOOSE_COOKIES and not cookie["httponly"]:
                yield MEDIUM, f"the cookie {name} can be read by scripts"
            if cookie["samesite"].lower() not in ("lax", "strict"):
                yield MEDIUM, f"the cookie {name} is sent along from other sites"
        if for_all(answer):
            yield MEDIUM, "sets a cookie on an answer that caches may keep"
