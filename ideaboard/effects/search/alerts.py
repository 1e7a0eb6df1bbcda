"""Saved searches: new ideas that fit are told, by the clock, a few minutes after they are public."""

from __future__ import annotations

from datetime import datetime, timedelta

from ideaboard.core import settings
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import people, searches
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.searches.models import SavedSearch

from .explaining import explain, says_all
from .finding import find

EVERY = timedelta(minutes=10)
INDEXED = timedelta(minutes=1)  # what is younger may not be in the index yet: the next look finds it
AT_ONCE = 300
MOST = 5  # new ideas that one search tells of at a time
LOOKED_AT = 100  # new ideas that say some of its words: few of them say all
KEY = "searches_looked_at"


def alert_if_due() -> bool:
    """For every tick: compare saved searches with what is new, each in a transaction of its own."""
    moment = now()
    last = str(settings.everything()[KEY])
    if last and datetime.fromisoformat(last) + EVERY > moment:
        return False
    until = moment - INDEXED
    numbers = [saved.id for saved in searches.waiting(until, AT_ONCE)]
    db.session.rollback()
    with transaction():
        settings.put(KEY, moment.isoformat())
    for number in numbers:
        with transaction():
            _look(db.session.get(SavedSearch, number), until, moment)
    return bool(numbers)


def _look(saved: SavedSearch | None, until: datetime, moment: datetime) -> None:
    if saved is None:
        return
    person = db.session.get_one(Person, saved.person_id)
    board = db.session.get(Board, saved.board_id) if saved.board_id else None
    found = find(
        saved.words, seen_by=person, board=board, sort="new", since=saved.looked_at, until=until, limit=LOOKED_AT
    )
    numbers = [item.idea.id for item in found.items]
    why = explain(numbers, saved.words, saved.board_id)
    fitting = [db.session.get_one(Idea, number) for number in numbers if says_all(why.get(number, ()))]
    for idea in [one for one in fitting if one.author_id != person.id][:MOST]:
        searches.tell_of_match(saved, idea, by=people.house(), at=moment)
    saved.looked_at = until
