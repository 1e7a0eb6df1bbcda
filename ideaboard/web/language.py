"""The language of pages: an address that begins with it, remembered in a cookie of one's own browser."""

from __future__ import annotations

from flask import Response, current_app, request

from ideaboard.core.languages import LANGUAGES
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.url import inside, url

YEAR = 365 * 86_400


@pages.get(f"/<any({','.join(LANGUAGES)}):to>/")
@pages.get(f"/<any({','.join(LANGUAGES)}):to>/<path:path>")
def language(to: str, path: str = "") -> Response:
    """Any page in this language: remember it, and on to the page."""
    asked = request.query_string.decode(errors="replace")
    answer = respond.to(inside(f"/{path}{'?' if asked else ''}{asked}") or url.home(), status=302)
    remember(answer, "language", to)
    return answer


def remember(answer: Response, key: str, value: str | None) -> None:
    """Keep a choice in this browser for a year; None forgets it."""
    if value is None:
        answer.delete_cookie(key)
        return
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(key, value, max_age=YEAR, samesite="Lax", secure=secure)
