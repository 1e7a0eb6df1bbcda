"""The questions of the house: ask the engine, and check every hit against what the visitor may see before it is shown.

Public ideas are in the index. Boards for members and private boards are searched in the database, by the same condition
that decides what is a 404; so nothing about them can show in totals, counts or suggestions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from ideaboard.core.db import db
from ideaboard.core.paging import decode, encode
from ideaboard.domain import searches
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.ideas.queries import Filter, cards, listed, sees
from ideaboard.domain.people.models import Person

from .asking import DEEPEST
from .beginnings import continued
from .database import beginning, matching
from .highlights import excerpt, marked
from .index import engine
from .interface import Found, Hit, IndexUnavailable, Query, Scope, Sort, Suggestion
from .parsing import parse
from .pending import still_public

_SIGNS = re.compile('["\u201c\u201d\u201e:-]')
SORTS: dict[str, Sort] = {"relevance": "relevance", "new": "new", "support": "support", "top": "support"}


@dataclass(frozen=True, slots=True)
class Result:
    """An idea that was found: ``idea`` is a row of ``ideas.cards``; ``highlights`` is safe HTML for title and body."""

    idea: Any
    score: float
    highlights: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Results:
    """One page. ``boards`` (by id), ``phases`` and ``languages`` count all matches; ``fallback``: the
    database answered instead of the index, more plainly; ``cut``: time or words ran out."""

    items: tuple[Result, ...] = ()
    total: int = 0
    boards: Mapping[int, int] = field(default_factory=dict)
    phases: Mapping[str, int] = field(default_factory=dict)
    did_you_mean: str | None = None
    next: str | None = None
    fallback: bool = False
    cut: bool = False
    languages: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)
    ages: Mapping[str, int] = field(default_factory=dict)


def find(
    text: str,
    *,
    seen_by: Person | None,
    board: Board | None = None,
    phase: str | None = None,
    tag: str | None = None,
    author: str | None = None,
    sort: str = "relevance",
    limit: int = 20,
    cursor: str | None = None,
    language: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    begun: bool = False,
) -> Results:
    """Ideas for ``text``; ``sort`` is relevance, new or support; ``language`` a two-letter tag, ``since`` and ``until``
    bound the day of publication; ``begun``: the last word is still being typed, and stands for words that begin so.
    Raises ``Invalid`` for a damaged cursor only."""
    offset = min(DEEPEST, max(0, decode(cursor, [False])[0])) if cursor else 0
    boards = None if board is None else (board.id,)
    scope = still_public(Scope(boards, phase or None, tag or None, author or None, language or None, since, until))
    synonyms, stops = searches.wordings_for(board.id if board is not None else None)
    query = Query(text, scope, max(1, min(limit, 100)), offset, SORTS.get(sort, "relevance"), synonyms, stops)
    visible = _visible(seen_by, board)
    if board is not None and not board.open_to_all:
        return _from_database(query, visible, fallback=False)
    try:
        query, last = continued(query, engine()) if begun else (query, "")
        found = _by_support(query, visible) if query.sort == "support" else engine().search(query)
    except IndexUnavailable:
        return _from_database(query, visible, fallback=True)
    return _checked(query, replace(found, did_you_mean=_meant(query, found, last)), visible)


def similar(
    title: str,
    body: str,
    *,
    seen_by: Person | None,
    board: Board | None = None,
    limit: int = 5,
    but: int | None = None,
    marked: bool = False,
) -> list[Result]:
    """Ideas like one with this title and body, ``score`` from 0 to 1; without the idea ``but``. ``marked``: with
    highlights of the first words that they share."""
    scope, visible = Scope(None if board is None else (board.id,)), _visible(seen_by, board)
    if board is not None and not board.open_to_all:
        hits = _hits_in_database(title, scope, visible, limit + 1)
    else:
        try:
            hits = engine().similar(title, body, scope, limit + 1)
            marks = engine().highlights(_plain(f"{title} {body}"), [hit.id for hit in hits]) if marked else {}
            hits = [replace(hit, highlights=marks.get(hit.id, {})) for hit in hits]
        except IndexUnavailable:
            hits = _hits_in_database(title, scope, visible, limit + 1)
    rows = _rows([hit.id for hit in hits if hit.id != but], and_(visible, within_board(board)))
    return [Result(rows[hit.id], hit.score, hit.highlights) for hit in hits if hit.id in rows][:limit]


def related(idea: Idea, *, seen_by: Person | None, limit: int = 4) -> list[Result]:
    """Ideas close to ``idea``, on any public board."""
    return similar(idea.title, idea.body, seen_by=seen_by, limit=limit, but=idea.id)


def suggest(prefix: str, *, seen_by: Person | None, board: Board | None = None, limit: int = 8) -> list[Suggestion]:
    """Titles that continue what is being typed."""
    scope, visible = Scope(None if board is None else (board.id,)), _visible(seen_by, board)
    if board is not None and not board.open_to_all:
        return beginning(prefix, visible, scope, limit)
    try:
        found = engine().suggest(prefix, scope, limit)
    except IndexUnavailable:
        return beginning(prefix, visible, scope, limit)
    titles: dict[int, str] = {
        row.id: row.title
        for row in db.session.execute(
            select(Idea.id, Idea.title).where(visible, within_board(board), Idea.id.in_([one.id for one in found]))
        )
    }
    return [Suggestion(one.id, titles[one.id]) for one in found if one.id in titles]


def within_board(board: Board | None) -> ColumnElement[bool]:
    """On ``board``, or anywhere."""
    return Idea.id == Idea.id if board is None else Idea.board_id == board.id


def _visible(seen_by: Person | None, board: Board | None) -> ColumnElement[bool]:
    """What a list of this board shows this visitor, and nothing that is not visible to them at all."""
    return and_(sees(seen_by), listed(seen_by, Filter(board=board)))


def _checked(query: Query, found: Found, visible: ColumnElement[bool]) -> Results:
    """Only what is visible at this moment; what the index did not know yet is taken out of the counts as well."""
    rows = _rows([hit.id for hit in found.hits], and_(visible, _still(query.scope)))
    items = tuple(Result(rows[hit.id], hit.score, hit.highlights) for hit in found.hits if hit.id in rows)
    end = query.offset + len(found.hits)
    more = bool(found.hits) and end < min(found.total, DEEPEST)
    return Results(
        items=items,
        total=found.total - (len(found.hits) - len(items)),
        boards=found.boards,
        phases=found.phases,
        did_you_mean=found.did_you_mean,
        next=encode([end]) if more else None,
        cut=found.cut,
        languages=found.languages,
        tags=found.tags,
        ages=found.ages,
    )


def _meant(query: Query, found: Found, last: str) -> str | None:
    """Did you mean: not ``last``, which is only begun, and nothing while words may be those of what was taken away."""
    if found.did_you_mean is None or query.scope.but:
        return None
    if not last:
        return found.did_you_mean
    said = [*found.did_you_mean.rsplit(maxsplit=1)[:-1], last]
    return None if said == query.text.rsplit(maxsplit=1) else " ".join(said)


def _still(scope: Scope) -> ColumnElement[bool]:
    """The filters that a change since the last indexing may have made untrue."""
    phase = Idea.phase == scope.phase if scope.phase else Idea.id == Idea.id
    return phase if scope.board_ids is None else and_(phase, Idea.board_id.in_(scope.board_ids))


def _by_support(query: Query, visible: ColumnElement[bool]) -> Found:
    """The clear matches in the order of their support now: the index does not hear of single votes."""
    asked = replace(query, limit=DEEPEST, offset=0, marked=False)
    found = engine().search(asked)
    scores = {hit.id: hit.score for hit in found.hits}
    ordered = db.session.scalars(
        select(Idea.id)
        .where(visible, Idea.id.in_(scores))
        .order_by(Idea.merit.desc(), Idea.id.desc())
        .limit(query.limit)
        .offset(query.offset)
    ).all()
    marks = engine().highlights(" ".join((query.text, *chain(*query.synonyms.values()))), ordered)
    hits = tuple(Hit(id_, scores[id_], marks.get(id_, {})) for id_ in ordered)
    return replace(found, hits=hits)


def _from_database(query: Query, visible: ColumnElement[bool], *, fallback: bool) -> Results:
    parsed = parse(query.text, query.scope)
    narrowed = parsed.scope != query.scope
    matches = matching(parsed, visible, query.sort, query.limit, query.offset, narrowed=narrowed)
    rows = _rows([id_ for id_, _ in matches.scored], visible)
    items = tuple(
        Result(rows[id_], score, _plain_marks(rows[id_], parsed.words)) for id_, score in matches.scored if id_ in rows
    )
    end = query.offset + len(matches.scored)
    more = bool(matches.scored) and end < min(matches.total, DEEPEST)
    following = encode([end]) if more else None
    return Results(
        items, matches.total, matches.boards, matches.phases, next=following, fallback=fallback, cut=parsed.cut
    )


def _hits_in_database(title: str, scope: Scope, visible: ColumnElement[bool], limit: int) -> list[Hit]:
    words = parse(_plain(title), scope)
    return [Hit(id_, score) for id_, score in matching(words, visible, "relevance", limit, 0).scored]


def _plain(text: str) -> str:
    """``text`` as words alone: nothing in it is a filter, a quotation or a minus."""
    return _SIGNS.sub(" ", text)


def _plain_marks(row: Any, words: Sequence[str]) -> dict[str, str]:
    """Whole words marked, without stems (no language: no stemmer)."""
    return {"title": marked(row.title, words, ""), "body": excerpt(row.excerpt, words, "")}


def _rows(ids: Sequence[int], visible: ColumnElement[bool]) -> dict[int, Any]:
    """Cards of the ideas that may be seen, by id."""
    if not ids:
        return {}
    return {row.id: row for row in db.session.execute(cards(and_(visible, Idea.id.in_(ids))))}
