"""Coming here: a shared link is remembered for a while, and each step people take is counted, without a name."""

from __future__ import annotations

from collections import Counter
from datetime import date
from threading import Lock
from time import monotonic

import structlog
from flask import Flask, Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import arrivals
from ideaboard.domain.people.models import Person
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.url import number_of, with_query

log = structlog.get_logger("pages")
VIA, DAYS = "via", 30  # the word in the address and the cookie; how long it is remembered
EVERY, MOST = 30.0, 500  # seconds, and steps, after which a process writes down what it has counted
STEPS = {  # (view, method) → the step, when the answer is what one came for
    ("home", "GET"): "seen", ("board", "GET"): "seen", ("search_page", "GET"): "seen", ("idea", "GET"): "opened",
    ("vote", "POST"): "voted", ("signup", "POST"): "signed_up", ("share", "POST"): "posted",
}  # fmt: skip
ROBOTS = ("bot", "crawl", "spider", "preview", "monitor", "curl", "wget", "python", "werkzeug")


class Counted:
    """What this process has counted and not written down yet."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[date, str]] = Counter()
        self._lock = Lock()
        self._since = monotonic()

    def add(self, step: str) -> Counter[tuple[date, str]] | None:
        """Count one; gives all when it is time to write them down, and begins anew."""
        with self._lock:
            self._counts[now().date(), step] += 1
            if self._counts.total() < MOST and monotonic() - self._since < EVERY:
                return None
            return self._begin_anew()

    def rest(self) -> Counter[tuple[date, str]]:
        """What is left, to be written down now."""
        with self._lock:
            return self._begin_anew()

    def _begin_anew(self) -> Counter[tuple[date, str]]:
        counts, self._counts, self._since = self._counts, Counter(), monotonic()
        return counts


@pages.before_request
def remember_link() -> Response | None:
    """Note whose link brought a visitor, and go on to the plain address."""
    word = request.args.get(VIA, "")
    if request.method != "GET" or not word:
        return None
    plain = {key: value for key, value in request.args.items() if key != VIA}
    answer = respond.to(with_query(request.path, plain), status=302)
    answer.headers["Cache-Control"] = "private, no-store"
    if arrivals.who_shares(word) is not None:
        about = (request.view_args or {}).get("number", 0)
        answer.set_cookie(
            VIA, f"{word}.{about}", max_age=DAYS * 86_400, httponly=True, samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )  # fmt: skip
        _count("shared")
    return answer


def arrived(person: Person) -> None:
    """Somebody has just signed up: whoever brought them is noted. Within the transaction that made the account."""
    word, _dot, number = request.cookies.get(VIA, "").partition(".")
    if word:
        about = number_of(number) or None
        arrivals.note_arrival(person, word, about, at=now())


def _count_step(response: Response) -> Response:
    view = (request.endpoint or "").removeprefix("pages.")
    step = STEPS.get((view, request.method))
    agent = request.user_agent.string.lower()
    fine = response.status_code == 200 if request.method == "GET" else response.status_code in (200, 303)
    if step and fine and agent and not any(sign in agent for sign in ROBOTS) and not _begun(view, response):
        _count(step)
    return response


def _begun(view: str, response: Response) -> bool:
    """Whether a form was only shown again, or a draft only kept."""
    if view == "share" and "keep" in request.form:
        return True
    return view in ("signup", "share") and request.method == "POST" and response.status_code != 303


def _count(step: str) -> None:
    counts = current_app.extensions["counted"].add(step)
    if counts:
        write_down(counts)


def write_down(counts: Counter[tuple[date, str]]) -> None:
    """Add to the day's numbers; when the database is busy they are lost, since nobody is to wait for them."""
    try:
        db.session.rollback()
        with transaction():
            arrivals.add_counts(counts)
    except SQLAlchemyError as busy:
        log.info("counts.lost", problem=type(busy).__name__, steps=counts.total())


def prepare(app: Flask) -> None:
    """Count what is answered."""
    app.extensions["counted"] = Counted()
    app.after_request(_count_step)
