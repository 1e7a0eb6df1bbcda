"""Where the link of an invitation to the team leads."""

from __future__ import annotations

from flask import Response, request

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import NotVisible
from ideaboard.core.text import N_, _
from ideaboard.domain import people
from ideaboard.domain.boards.models import Board
from ideaboard.domain.people.models import Person, TeamInvitation
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import private
from ideaboard.web.me import me, signed_in
from ideaboard.web.url import url

ROLES = {"moderator": N_("moderator"), "reviewer": N_("reviewer"), "admin": N_("admin")}


@pages.route("/team/<key>", methods=["GET", "POST"])
def join_team(key: str) -> Response:
    """Read who invites to what, and take the role."""
    invitation = _found(key)
    if request.method == "POST":
        with transaction():
            role = people.join_team(signed_in(), _found(key), by=signed_in(), at=now()).role
        return respond.to(url.home(), _("Welcome to the team: you are %(role)s now.", role=ROLES[role]))
    board = db.session.get(Board, invitation.board_id) if invitation.board_id else None
    return private(
        respond.page(
            "join_team",
            inviter=db.session.get_one(Person, invitation.by_id).name,
            role=ROLES[invitation.role],
            board=board,
            good=people.is_open(invitation, now()),
            until=invitation.expires_at,
            key=key,
            known=me() is not None,
        )
    )


def _found(key: str) -> TeamInvitation:
    invitation = people.team_invitation(key)
    if invitation is None:
        raise NotVisible(_("There is no such invitation."))
    return invitation
