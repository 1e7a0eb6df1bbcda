"""Searches that found nothing: what people wanted and nobody has said yet. Counted by day, without a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select, update

from ideaboard.core.db import db
from ideaboard.core.text import one_line
from ideaboard.domain.searches.models import LostSearch

WORDS_MAX = 60  # longer ones are no search that comes again, and may say who somebody is
DAYS = 30
MOST = 50
A_DAY = 2_000  # different searches that are kept of one day


class Lost(NamedTuple):
    """Words, how often they found nothing in the last days, and how often in as many days before."""

    words: str
    times: int
    before: int


def note_lost(words: str, *, at: datetime) -> None:
    """Count a search that found nothing. What looks like an address or a number of somebody is left out."""
    words = one_line(words).lower()
    if not words or len(words) > WORDS_MAX or "@" in words or sum(map(str.isdigit, words)) > 4:
        return
    day = at.date()
    counted = update(LostSearch).where(LostSearch.day == day, LostSearch.words == words)
    if db.session.execute(counted.values(times=LostSearch.times + 1)).rowcount:  # type: ignore[attr-defined]
        return
    if (db.session.scalar(select(func.count()).select_from(LostSearch).where(LostSearch.day == day)) or 0) < A_DAY:
        db.session.add(LostSearch(day=day, words=words, times=1))
        db.session.flush()


def lost_searches(at: datetime) -> Sequence[Lost]:
    """The most frequent ones of the last ``DAYS`` days, with their trend."""
    middle, begin = (at - timedelta(days=DAYS)).date(), (at - timedelta(days=2 * DAYS)).date()
    new: Counter[str] = Counter()
    old: Counter[str] = Counter()
    rows = db.session.execute(select(LostSearch.day, LostSearch.words, LostSearch.times).where(LostSearch.day > begin))
    for day, words, times in rows:
        (new if day > middle else old)[words] += times
    return [
        Lost(words, times, old[words]) for words, times in sorted(new.items(), key=lambda one: (-one[1], one[0]))[:MOST]
    ]
