"""Voting as pages do it: the ballot, and where it came from."""

from __future__ import annotations

import secrets

from flask import Flask, Response, current_app, g, request
from flask_limiter.util import get_remote_address

from ideaboard.core import settings
from ideaboard.core.clock import now
from ideaboard.domain import integrity, votes
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person

COOKIE = "browser"  # random words, for nothing but telling one browser from another
LENGTH = 16


def cast(idea: Idea, *, by: Person, value: int) -> None:
    """Give ``by``'s ballot, and leave its trace."""
    votes.cast(idea, by=by, value=value, at=now())
    integrity.leave_trace(idea, by=by, at=now(), address=get_remote_address(), device=_device())


def _device() -> str:
    """The words in this browser's cookie; new ones where there are none, which ``_remember`` sends."""
    known = request.cookies.get(COOKIE, "")
    if not 16 <= len(known) <= 64:
        known = g.browser = secrets.token_urlsafe(LENGTH)
    return known


def _remember(response: Response) -> Response:
    if "browser" in g:
        days = int(settings.everything()["traces_days"])
        response.set_cookie(
            COOKIE, g.browser, max_age=days * 86_400, httponly=True, samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )  # fmt: skip
    return response


def prepare(app: Flask) -> None:
    """Send the cookie with the answer to a vote."""
    app.after_request(_remember)
