"""Verbs of searches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _, one_line
from ideaboard.domain.boards.models import Board
from ideaboard.domain.events import SearchMatched
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.domain.searches.models import SavedSearch, WordRule

WORDS_MAX = 100
MOST = 20  # saved by one person
LINES_MOST, LINE_MOST, WORD_MAX = 200, 12, 40


@action(Can.EDIT_SELF, lock="self")
def save_search(person: Person, words: str, board: Board | None, *, by: Person, at: datetime) -> SavedSearch:
    """Hear of ideas that fit ``words`` from now on; saving it again changes nothing."""
    words = one_line(words)
    if not words or len(words) > WORDS_MAX:
        raise Invalid("q", _("Save a search of at most %(n)s characters.", n=WORDS_MAX))
    board_id = board.id if board else None
    mine = select(SavedSearch).where(SavedSearch.person_id == person.id)
    there = db.session.scalar(mine.where(SavedSearch.words == words, SavedSearch.board_id == board_id))
    if there is not None:
        return there
    if (db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0) >= MOST:
        raise Refused(_("You have %(n)s saved searches. Forget one first.", n=MOST))
    saved = SavedSearch(person_id=person.id, words=words, board_id=board_id, saved_at=at, looked_at=at)
    db.session.add(saved)
    db.session.flush()
    return saved


@action(Can.EDIT_SELF)
def forget_search(person: Person, number: int, *, by: Person) -> None:
    """Hear no more of it; again changes nothing."""
    db.session.execute(delete(SavedSearch).where(SavedSearch.id == number, SavedSearch.person_id == person.id))


def tell_of_match(saved: SavedSearch, idea: Idea, *, by: Person, at: datetime) -> None:
    """A new idea fits a saved search (for the clock)."""
    matched = SearchMatched(person_id=saved.person_id, idea_id=idea.id, board_id=idea.board_id, search_id=saved.id)
    record(matched, by=by, at=at)


@action(Can.MANAGE_BOARDS)
def keep_board_wordings(board: Board, synonyms: str, stops: str, *, by: Person) -> None:
    """What words mean on ``board``; see ``keep_wordings``."""
    _keep(board.id, _synonyms(synonyms), _stops(stops))


@action(Can.MANAGE_SITE)
def keep_site_wordings(site: None, synonyms: str, stops: str, *, by: Person) -> None:
    """What words mean everywhere."""
    _keep(None, _synonyms(synonyms), _stops(stops))


def keep_wordings(board: Board | None, synonyms: str, stops: str, *, by: Person) -> None:
    """Replace what words mean on ``board`` (None: on all): ``synonyms``, a group a line with commas between, and the
    words that say nothing, a line each. Raises ``Invalid``."""
    if board is None:
        keep_site_wordings(None, synonyms, stops, by=by)
    else:
        keep_board_wordings(board, synonyms, stops, by=by)


def _keep(board_id: int | None, groups: Sequence[list[str]], stops: list[str]) -> None:
    where = WordRule.board_id.is_(None) if board_id is None else WordRule.board_id == board_id
    db.session.execute(delete(WordRule).where(where))
    db.session.add_all(WordRule(board_id=board_id, kind="synonym", words=group) for group in groups)
    if stops:
        db.session.add(WordRule(board_id=board_id, kind="stop", words=stops))
    db.session.flush()


def _synonyms(typed: str) -> list[list[str]]:
    groups = [_group(line) for line in _lines(typed, "synonyms")]
    for group in groups:
        if not 2 <= len(group) <= LINE_MOST:
            said = _("Write two to %(n)s words a line, with commas between.", n=LINE_MOST)
            raise Invalid("synonyms", said)
    return groups


def _group(line: str) -> list[str]:
    return list(dict.fromkeys(_word(word, "synonyms") for word in line.split(",") if word.strip()))


def _stops(typed: str) -> list[str]:
    return list(dict.fromkeys(_word(word, "stops") for word in _lines(typed, "stops")))


def _lines(typed: str, field: str) -> list[str]:
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if len(lines) > LINES_MOST:
        raise Invalid(field, _("At most %(n)s lines, please.", n=LINES_MOST))
    return lines


def _word(typed: str, field: str) -> str:
    word = one_line(typed).lower()
    if not word or len(word) > WORD_MAX or " " in word:
        raise Invalid(field, _("“%(word)s” is not one word.", word=typed.strip()[:WORD_MAX]))
    return word
