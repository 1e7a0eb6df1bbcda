"""What people look for in vain, whether the hint while sharing is of use, and what words mean here."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid
from ideaboard.core.text import _
from ideaboard.domain import searches
from ideaboard.domain.boards.models import Board
from ideaboard.domain.permissions import Can
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import may, needs
from ideaboard.web.staff import show
from ideaboard.web.url import url, with_query


@pages.route("/admin/search", methods=["GET", "POST"])
def admin_search() -> Response:
    """Read it; change what words mean on a board, or, for admins of the site, on all."""
    person = show.team(Can.MANAGE_BOARDS)
    mine = show.boards_of(person, Can.MANAGE_BOARDS)
    board = _board(mine)
    if request.method == "GET":
        return _page(mine, board, _written(board), {})
    typed = {name: request.form.get(name, "")[:50_000] for name in ("synonyms", "stops")}
    try:
        with transaction():
            searches.keep_wordings(board, typed["synonyms"], typed["stops"], by=person)
    except Invalid as no:
        db.session.rollback()
        return _page(mine, board, typed, no.errors)
    to = with_query(url.admin("search"), {"board": board.slug if board else None})
    return respond.to(to, _("Saved. The next search knows."))


def _board(mine: object) -> Board | None:
    """The board that is meant; none: all of them, which only an admin of the site may change."""
    slug = request.values.get("board", "")
    boards = list(mine)  # type: ignore[call-overload]
    found = next((one for one in boards if one.slug == slug), None)
    if found is None and not slug and not may(Can.MANAGE_SITE) and boards:
        found = boards[0]
    if found is None:
        needs(Can.MANAGE_SITE)
    else:
        needs(Can.MANAGE_BOARDS, found)
    return found


def _written(board: Board | None) -> Mapping[str, str]:
    rules = searches.rules_of(board.id if board else None)
    groups = [", ".join(rule.words) for rule in rules if rule.kind == "synonym"]
    stops = [word for rule in rules if rule.kind == "stop" for word in rule.words]
    return {"synonyms": "\n".join(groups), "stops": "\n".join(stops)}


def _page(mine: object, board: Board | None, typed: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    everywhere = may(Can.MANAGE_SITE)
    return show.page(
        "search",
        422 if errors else 200,
        boards=mine,
        board=board,
        typed=typed,
        errors=errors,
        everywhere=everywhere,
        lost=searches.lost_searches(now()) if everywhere else (),
        hints=searches.deflection(now()) if everywhere else None,
    )
