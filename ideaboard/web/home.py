"""The front page: ideas of all public boards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, request

from ideaboard.core.clock import now
from ideaboard.core.errors import NotVisible
from ideaboard.core.text import _
from ideaboard.domain import boards, ideas, stories
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas import Filter
from ideaboard.domain.lifecycle import PUBLIC, Phase
from ideaboard.web import previews, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import for_everybody
from ideaboard.web.cards import dressed_all
from ideaboard.web.me import me
from ideaboard.web.previews import FEW
from ideaboard.web.url import url

SORTS = ("trending", "new", "top", "closing")


@pages.get("/")
@for_everybody
def home() -> Response:
    """Ideas of all public boards, or those that were chosen."""
    shown = boards.shown(me())
    board = _chosen(request.args.get("board"), shown)
    chosen = Filter(board=board, phase=phase_asked(), tag=request.args.get("tag") or None)
    sort = sort_asked()
    after = request.args.get("after") or None
    at = now()
    page = stories.cards(me(), chosen, sort=sort, after=after, at=at, fair=True)
    return respond.page(
        "home",
        cards=dressed_all(page.rows),
        more=url.home(**(asked() | {"after": page.after})) if page.after else None,
        boards=shown,
        board=board,
        chosen=chosen,
        phase_names=phase_names(),
        sort=sort,
        tabs=sort_tabs(url.home),
        few=ideas.count_on(board, me()) < FEW if board else is_young(shown),
        preview=previews.of_board(board) if board else previews.of_home(),
        told=[] if after else stories.in_action(me(), limit=3, at=at).rows,
    )


def is_young(shown: Iterable[Board]) -> bool:
    """Whether there are so few ideas on ``shown`` that figures and tabs would only show how few."""
    return sum(one.ideas for one in shown) < FEW


def sort_asked() -> str:
    """The order that was asked for; trending for anything we do not know."""
    sort = request.args.get("sort", "")
    return sort if sort in SORTS else SORTS[0]


def phase_asked() -> Phase | None:
    """The phase that was asked for; one that is not public is nowhere listed."""
    phase = request.args.get("phase")
    if not phase:
        return None
    if phase not in PUBLIC:
        raise NotVisible(_("There is no such list."))
    return Phase(phase)


def phase_names() -> dict[str, str]:
    """What phases are called across boards."""
    return {
        Phase.GATHERING: _("Gathering support"),
        Phase.REVIEW: _("In review"),
        Phase.ACCEPTED: _("Accepted"),
        Phase.MAKING: _("In the making"),
        Phase.LAUNCHED: _("Launched"),
        Phase.DECLINED: _("Declined"),
        Phase.EXPIRED: _("Ended"),
        Phase.MERGED: _("Merged"),
    }


def asked() -> dict[str, Any]:
    """What the address says of this list, without the place in it."""
    return {key: value for key in ("sort", "board", "phase", "tag", "kind") if (value := request.args.get(key))}


def sort_tabs(address: Any) -> list[tuple[str, str, str]]:
    """(key, words, address) of the orders; what was chosen beside stays."""
    words = {"trending": _("Trending"), "new": _("New"), "top": _("Top"), "closing": _("Closing soon")}
    return [(key, words[key], address(**(asked() | {"sort": None if key == SORTS[0] else key}))) for key in SORTS]


def _chosen(slug: str | None, shown: Any) -> Board | None:
    if not slug:
        return None
    for board in shown:
        if board.slug == slug:
            return board
    raise NotVisible(_("There is no such board here."))
