"""Boards that are joined: what is agreed to first, coming in, going again, and invitations."""

from __future__ import annotations

from flask import Response, request

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, NotVisible, Refused
from ideaboard.core.text import _, clean, render_markdown
from ideaboard.domain import boards
from ideaboard.domain.boards.models import Board, BoardInvitation
from ideaboard.domain.people.models import Person
from ideaboard.web import load, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import me, signed_in
from ideaboard.web.url import inside, url


@pages.route("/boards/<slug>/agreement", methods=["GET", "POST"])
def agreement(slug: str) -> Response:
    """The wording people accept on a board; accepting it is kept with its hash."""
    board = load.board(slug)
    if board.terms_digest is None:
        raise NotVisible(_("There is nothing to accept on this board."))
    if request.method == "GET":
        return _agreement(board)
    person, back = signed_in(), inside(request.form.get("next")) or url.board(board.slug)
    try:
        with transaction():
            boards.accept_terms(load.board(slug), by=person, at=now(), digest=request.form.get("digest") or None)
    except Refused as no:
        db.session.rollback()
        return _agreement(load.board(slug), no)
    return respond.to(back, _("Thank you. What you agreed to stays readable in your account."))


def _agreement(board: Board, no: Refused | None = None) -> Response:
    person = me()
    return respond.page(
        "agreement",
        no.status if no else 200,
        board=board,
        wording=render_markdown(clean(boards.text_of(board.rules.terms))),
        accepted=person is not None and boards.has_accepted(board, person),
        problem=no.sentence if no else None,
        next=inside(request.values.get("next")) or "",
    )


@pages.post("/boards/<slug>/membership")
def membership(slug: str) -> Response:
    """Join a board or ask to; or leave it."""
    person = signed_in()
    if request.form.get("leave"):
        with transaction():
            boards.leave_board(load.board(slug), by=person, at=now())
        return respond.to(url.boards(), _("You are no longer a member. What you shared stays yours."))
    with transaction():
        board = load.board(slug)
        held = boards.join_board(board, by=person, at=now(), accept=bool(request.form.get("accept_terms")) or None)
        state = held.state
    said = _("Welcome in.") if state == "member" else _("You asked to join. The team decides, and you hear of it.")
    return respond.to(url.board(slug), said)


@pages.route("/join/<key>", methods=["GET", "POST"])
def join_by_link(key: str) -> Response:
    """An invitation: what it is to, and the way in. It outlasts a sign-up."""
    invitation, board = _invited(key)
    if request.method == "GET":
        return _invitation(invitation, board, key)
    person = signed_in()
    try:
        with transaction():
            invitation, board = _invited(key)
            boards.join_board(
                board, by=person, at=now(), accept=bool(request.form.get("accept_terms")) or None, invitation=invitation
            )
    except (Invalid, Refused) as no:
        db.session.rollback()
        invitation, board = _invited(key)
        return _invitation(invitation, board, key, no)
    return respond.to(url.board(board.slug), _("Welcome in."))


def _invited(key: str) -> tuple[BoardInvitation, Board]:
    invitation = boards.invitation_of(key)
    if invitation is None:
        raise NotVisible(_("There is no such invitation."))
    return invitation, db.session.get_one(Board, invitation.board_id)


def _invitation(invitation: BoardInvitation, board: Board, key: str, no: Invalid | Refused | None = None) -> Response:
    person = me()
    return respond.page(
        "invitation",
        no.status if no else 200,
        board=board,
        key=key,
        good=boards.is_good(invitation, person, now()),
        inviter=db.session.get_one(Person, invitation.by_id),
        wording=render_markdown(clean(boards.text_of(board.rules.terms))) if board.gated else "",
        accepted=not board.gated or (person is not None and boards.has_accepted(board, person)),
        until=invitation.expires_at,
        problem=next(iter(no.errors.values())) if isinstance(no, Invalid) else no.sentence if no else None,
    )
