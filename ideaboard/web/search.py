"""Finding ideas by words."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, jsonify, request

from ideaboard.core.clock import now
from ideaboard.domain import boards, stories
from ideaboard.domain.boards.models import Board
from ideaboard.domain.lifecycle import PUBLIC, Phase
from ideaboard.effects import search
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import for_everybody
from ideaboard.web.cards import dressed_all
from ideaboard.web.home import phase_names
from ideaboard.web.me import me
from ideaboard.web.url import url

SORTS = ("relevance", "new", "support")
WORDS_MAX = 300


@pages.get("/search")
@for_everybody
def search_page() -> Response:
    """Ideas for the words that were typed, by board and phase if wished."""
    words = request.args.get("q", "")[:WORDS_MAX].strip()
    shown = boards.shown(me())
    board = _board(request.args.get("board"), shown)
    phase = request.args.get("phase")
    phase = phase if phase in PUBLIC else None
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else SORTS[0]
    found = search.Results()
    if words:
        found = search.find(
            words, seen_by=me(), board=board, phase=phase, sort=sort, cursor=request.args.get("after") or None
        )
    cards = dressed_all(stories.made([item.idea for item in found.items], me(), now()))
    asked = {"q": words, "board": board.slug if board else None, "phase": phase, "sort": request.args.get("sort")}
    return respond.page(
        "search",
        words=words,
        found=found,
        cards=cards,
        marks={item.idea.id: item.highlights for item in found.items},
        boards=[(one, found.boards.get(one.id, 0)) for one in shown],
        phases=[(key, found.phases[key]) for key in Phase if found.phases.get(key)],
        phase_names=phase_names(),
        board=board,
        phase=phase,
        sort=sort,
        asked=asked,
        more=url.search(**(asked | {"after": found.next})) if found.next else None,
    )


@pages.get("/search/suggestions")
@for_everybody
def suggestions() -> Response:
    """Titles that continue what is being typed."""
    prefix = request.args.get("q", "")[:100].strip()
    found = search.suggest(prefix, seen_by=me()) if len(prefix) >= 2 else []
    if respond.wants_piece():
        return respond.fragment("suggestions", found=found)
    return jsonify([{"id": one.id, "title": one.title} for one in found])


def _board(slug: str | None, shown: Sequence[Board]) -> Board | None:
    return next((board for board in shown if board.slug == slug), None) if slug else None
