"""Who belongs to a board: members, requests, invitations and links; and who agreed to which wording."""

from __future__ import annotations

from flask import Response, request

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, No, Refused
from ideaboard.core.paging import Key, cut
from ideaboard.core.text import _
from ideaboard.domain import boards
from ideaboard.domain.boards.models import Acceptance, Board, Membership
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.web import load, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import needs, signed_in
from ideaboard.web.staff import show
from ideaboard.web.url import number_of, url


@pages.get("/admin/boards/<slug>/members")
def board_members(slug: str) -> Response:
    """Members, requests and invitations."""
    return _page(_board(slug))


@pages.post("/admin/boards/<slug>/members")
def change_members(slug: str) -> Response:
    """Let somebody in, turn somebody away, invite, make a link, or end an invitation."""
    person, board = signed_in(), _board(slug)
    try:
        with transaction():
            said = _act(load.board(slug), person)
    except (Invalid, Refused) as no:
        db.session.rollback()
        return _page(_board(slug), no)
    return respond.to(url.admin_board(board, "members"), said)


def _act(board: Board, by: Person) -> str:
    sent = request.form
    if sent.get("admit"):
        boards.admit(board, load.person(sent["admit"]), by=by, at=now())
        return _("They are in.")
    if sent.get("turn_away"):
        boards.turn_away(board, load.person(sent["turn_away"]), by=by, at=now())
        return _("They are no longer on the list.")
    if number_of(sent.get("withdraw")):
        boards.withdraw_board_invitation(board, number_of(sent["withdraw"]), by=by, at=now())
        return _("The invitation is good for nothing now.")
    if sent.get("link"):
        boards.invite_to_board(board, "", by=by, at=now())
        return _("Here is the link. Whoever has it can join.")
    if not sent.get("whom", "").strip():
        raise Invalid("whom", _("Write a handle or a mail address."))
    boards.invite_to_board(board, sent["whom"], by=by, at=now())
    return _("The invitation is on its way.")


@pages.get("/admin/boards/<slug>/agreements")
def board_agreements(slug: str) -> Response:
    """Who accepted which wording, newest first."""
    board = _board(slug)
    newest = boards.acceptances_on(board).add_columns(Acceptance.id.label("id"))
    page = cut(newest, [Key(Acceptance.id, "id")], after=request.args.get("after") or None, limit=100)
    return show.page(
        "agreements",
        board=board,
        rows=[(row[0], row[1]) for row in page.rows],
        more=f"{url.admin_board(board, 'agreements')}?after={page.after}" if page.after else None,
    )


def _page(board: Board, no: No | None = None) -> Response:
    page = cut(
        boards.members_of(board).add_columns(Membership.id.label("id")),
        [Key(Membership.id, "id")],
        after=request.args.get("after") or None,
        limit=100,
    )
    asked = db.session.execute(boards.members_of(board, "asked").order_by(Membership.id).limit(100)).all()
    return show.page(
        "members",
        no.status if no else 200,
        board=board,
        members=[(row[0], row[1]) for row in page.rows],
        more=f"{url.admin_board(board, 'members')}?after={page.after}" if page.after else None,
        asked=[(row[0], row[1]) for row in asked],
        invitations=[_told(invitation) for invitation in boards.invitations_to(board, now())],
        problem=next(iter(no.errors.values())) if isinstance(no, Invalid) else no.sentence if no else None,
        whom=request.form.get("whom", ""),
    )


def _told(invitation: boards.BoardInvitation) -> dict[str, object]:
    invited = db.session.get(Person, invitation.person_id) if invitation.person_id else None
    return {
        "id": invitation.id,
        "to": invited.name if invited else invitation.email or "",
        "link": url.absolute(f"/join/{boards.key_of(invitation)}"),
        "until": invitation.expires_at,
    }


def _board(slug: str) -> Board:
    board = load.board(slug)
    needs(Can.MANAGE_MEMBERS, board)
    return board
