"""Voting: in place with a script, by a form without one, through sign-up for visitors."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, request

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.text import _
from ideaboard.domain import searches, stories, votes
from ideaboard.domain.ideas.models import Idea
from ideaboard.web import intents, load, respond, traces
from ideaboard.web.blueprint import pages
from ideaboard.web.cards import dressed
from ideaboard.web.me import me, signed_in
from ideaboard.web.url import inside, url

SIZES = ("row", "card", "big", "inside")


@pages.route("/ideas/<id:number>/vote", methods=["GET", "POST", "PUT", "DELETE"])
def vote(number: int) -> Response:
    """Give one's ballot, change it, or take it back. GET, which writes nothing, is where a visitor's link leads."""
    if request.method == "GET":
        return _asked(number)
    person = signed_in()
    try:
        with transaction():
            idea = load.idea(number)
            before = votes.living(idea, person)
            if _taking_back():
                votes.take_back(idea, by=person, at=now())
            else:
                traces.cast(idea, by=person, value=_value())
                if _value() > 0:
                    searches.chose(request.form.get("hint", "")[:64], "supported", idea.id)
    except (Refused, Invalid) as no:
        db.session.rollback()
        return _answer(load.idea(number), note=no.sentence, status=no.status)
    fresh = before is None and not _taking_back()
    return _answer(idea, fresh=fresh)


def _asked(number: int) -> Response:
    idea = load.idea(number)
    if me() is None:
        return intents.to_sign_up(intents.of_request(), url.idea(idea))
    card = dressed(stories.card(idea, me(), now()), 800)
    return respond.page("confirm_vote", idea=idea, card=card)


def _taking_back() -> bool:
    return request.method == "DELETE" or "withdraw" in request.form or request.form.get("_method") == "DELETE"


def _value() -> int:
    written = request.form.get("value", "1")
    try:
        return int(written[:6])
    except ValueError:
        raise Invalid("value", _("This is not a vote.")) from None


def _answer(idea: Idea, *, fresh: bool = False, note: str | None = None, status: int = 200) -> Response:
    """The vote as it stands now, in place; or the page it stands on."""
    size = request.values.get("size", "big")
    size = size if size in SIZES else "big"
    if not respond.wants_piece():
        if fresh:
            intents.remember_receipt(idea)
        return respond.to(_where(idea, size), note, "warn")
    card = dressed(stories.card(idea, me(), now()))
    number = card.supporters if fresh and card.held is None and card.ballot_kind == "support" else None
    return respond.fragment("vote", status, card=card, size=size, number=number, note=note)


def _where(idea: Idea, size: str) -> str:
    """The list somebody voted in, or the idea."""
    came_from = urlsplit(request.referrer or "")
    if size != "big" and came_from.netloc == request.host:
        path = inside(came_from.path + (f"?{came_from.query}" if came_from.query else ""))
        if path and not path.startswith("/sign"):
            return f"{path}#idea-{idea.id}"
    return url.idea(idea) + "#vote"
