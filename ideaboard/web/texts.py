"""Pages of words: privacy and terms, which admins may write themselves; and small things every site answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, request
from markupsafe import Markup

from ideaboard.core.text import render_markdown
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import for_everybody
from ideaboard.web.language import remember
from ideaboard.web.site import site
from ideaboard.web.url import inside, url


@pages.get("/privacy")
@for_everybody
def privacy() -> Response:
    """What is kept about people, and why."""
    own = site().privacy
    return respond.page("privacy", own=Markup(render_markdown(own)) if own else None)


@pages.get("/terms")
@for_everybody
def terms() -> Response:
    """What one agrees to."""
    own = site().terms
    return respond.page("terms", own=Markup(render_markdown(own)) if own else None)


@pages.get("/theme")
def theme() -> Response:
    """Choose the colours: a cookie of one's own browser, and back to where one was."""
    to = request.args.get("to", "auto")
    came_from = urlsplit(request.referrer or "")
    path = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    back = inside(path) if came_from.netloc == request.host else None
    answer = respond.to(back or url.home(), status=302)
    remember(answer, "theme", to if to in ("light", "dark") else None)
    return answer


@pages.get("/robots.txt")
@for_everybody
def robots() -> Response:
    """What search engines may leave aside."""
    closed = (
        "/account",
        "/inbox",
        "/signin",
        "/signup",
        "/forgot",
        "/review",
        "/admin",
        "/search",
        "/flags/",
        "/theme",
    )
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "Disallow: /ideas/*/vote"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@pages.get("/favicon.ico")
def favicon() -> Response:
    """For browsers that ask without reading the page."""
    known: Any = current_app.jinja_env.globals["assets"]
    answer = respond.to(known.icon.url, status=302)
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


@pages.get("/.well-known/change-password")
def change_password_here() -> Response:
    """Where password managers look."""
    return respond.to(url.account("") + "#password", status=302)
