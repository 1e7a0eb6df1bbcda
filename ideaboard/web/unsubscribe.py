"""Where the link in a letter leads: by one button, or one request of the mail program, its kind comes no more."""

from __future__ import annotations

from flask import Response, request

from ideaboard.core.db import transaction
from ideaboard.core.errors import NotVisible
from ideaboard.core.text import N_, _
from ideaboard.domain import people
from ideaboard.web import respond
from ideaboard.web.blueprint import pages

KINDS = {
    "screening": N_("when somebody had a first look at an idea of mine"),
    "answers": N_("when an idea I made or supported gets an official answer"),
    "decisions": N_("when an idea I made or supported is decided or launched"),
    "invitations": N_("when somebody invites my address to an idea or a board"),
    "endings": N_("when a vote ends without a decision"),
    "followed": N_("the same about ideas I only follow or discussed"),
}


@pages.route("/unsubscribe/<carried>", methods=["GET", "POST"])
def unsubscribe(carried: str) -> Response:
    """Turn a kind of letters off. Opening the link alone does nothing: scanners open links too."""
    found = people.of_link(carried)
    if found is None:
        raise NotVisible(
            _("This link is not one of ours, or not whole. You choose what comes by mail in your account.")
        )
    person, kind = found
    if request.method == "POST":
        with transaction():
            people.switch_off(person, kind)
    return respond.page("unsubscribe", done=request.method == "POST", words=KINDS[kind])
