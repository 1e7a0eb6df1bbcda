"""Pages of words: privacy and terms, which admins may write themselves; and small things every site answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, request
from markupsafe import Markup

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.errors import NotVisible
from ideaboard.core.text import _, render_markdown
from ideaboard.domain import people
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import for_everybody
from ideaboard.web.language import remember
from ideaboard.web.me import signed_in
from ideaboard.web.url import inside, url


@pages.get("/<any(privacy,terms):kind>")
@pages.get("/<any(privacy,terms):kind>/<id:number>")
@for_everybody
def legal_text(kind: str, number: int | None = None) -> Response:
    """What is kept about people, or what one agrees to: as it holds, or in an earlier version."""
    every = people.versions(kind)
    shown = every[0] if every and number is None else next((one for one in every if one.number == number), None)
    if shown is None and number is not None:
        raise NotVisible(_("There is no such version of this text."))
    own = Markup(render_markdown(shown.text)) if shown and shown.text else None
    return respond.page(kind, own=own, shown=shown, versions=every, kind=kind)


@pages.route("/account/terms", methods=["GET", "POST"])
def accept_terms() -> Response:
    """Accept the texts as they are now; who would rather not finds data and the way out beside it."""
    person = signed_in()
    if request.method == "POST":
        with transaction():
            people.accept_legal(signed_in(), by=signed_in(), at=now())
        return respond.back(url.home(), _("Thank you."))
    texts = [(kind, people.latest(kind)) for kind in ("terms", "privacy")]
    return respond.page("accept_terms", texts=texts, person=person, next=inside(request.args.get("next")))


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
