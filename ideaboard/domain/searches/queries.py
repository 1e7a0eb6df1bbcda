"""Questions about searches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select

from ideaboard.core.db import db
from ideaboard.domain.boards.models import Board
from ideaboard.domain.people.models import Person
from ideaboard.domain.searches.models import SavedSearch, WordRule


def saved_by(person: Person) -> Sequence[tuple[SavedSearch, Board | None]]:
    """What somebody wants to hear of, the newest first."""
    mine = select(SavedSearch).where(SavedSearch.person_id == person.id).order_by(SavedSearch.id.desc())
    rows = db.session.scalars(mine).all()
    named = {one.board_id for one in rows if one.board_id}
    boards = {one.id: one for one in db.session.scalars(select(Board).where(Board.id.in_(named)))} if named else {}
    return [(one, boards.get(one.board_id or 0)) for one in rows]


def waiting(before: datetime, most: int) -> Sequence[SavedSearch]:
    """Saved searches that were not looked at since ``before``, those that wait longest first."""
    there = select(SavedSearch).where(SavedSearch.looked_at < before).order_by(SavedSearch.looked_at, SavedSearch.id)
    return db.session.scalars(there.limit(most)).all()


def rules_of(board_id: int | None) -> Sequence[WordRule]:
    """What was written for one board alone, or for the whole site."""
    where = WordRule.board_id.is_(None) if board_id is None else WordRule.board_id == board_id
    return db.session.scalars(select(WordRule).where(where).order_by(WordRule.id)).all()


def wordings_for(board_id: int | None) -> tuple[Mapping[str, tuple[str, ...]], frozenset[str]]:
    """For a search on a board, or on all: word → its synonyms, and the words that say nothing."""
    here = or_(WordRule.board_id.is_(None), WordRule.board_id == (board_id or 0))
    synonyms: dict[str, set[str]] = defaultdict(set)
    stops: set[str] = set()
    for rule in db.session.scalars(select(WordRule).where(here)):
        if rule.kind == "stop":
            stops |= set(rule.words)
            continue
        for word in rule.words:
            synonyms[word] |= set(rule.words) - {word}
    return {word: tuple(sorted(others)) for word, others in synonyms.items()}, frozenset(stops)
