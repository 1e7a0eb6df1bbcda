"""Where a site asks its team for two steps, nobody of the team goes on with one: the pages lead to the other."""

from __future__ import annotations

from flask import Response, request

from ideaboard.core.errors import Denied
from ideaboard.core.text import _
from ideaboard.domain import people
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import me, my_session
from ideaboard.web.site import site
from ideaboard.web.url import inside, url, with_query

# what is open meanwhile: signing in and out, one's own account, and what every page needs
OPEN = (
    "/account",
    "/signin",
    "/signout",
    "/theme",
    "/language",
    "/faces/",
    "/privacy",
    "/terms",
    "/healthz",
    "/readyz",
)


@pages.before_request
def two_steps_first() -> Response | None:
    """Lead to the missing step; what was sent is refused in words, and its words are shown."""
    person = me()
    if person is None or not person.roles or not site().staff_two_steps or request.path.startswith(OPEN):
        return None
    why = people.missing_step(person, my_session())
    if why is None:
        return None
    if request.method != "GET":
        raise Denied(why)
    if people.has_app(person) or people.has_passkey(person):
        return respond.to(with_query("/signin/again", {"second": 1, "next": inside(request.full_path.rstrip("?"))}))
    return respond.to(
        url.account("security"), _("Set up an app or a passkey first: this site asks its team to."), "warn"
    )
