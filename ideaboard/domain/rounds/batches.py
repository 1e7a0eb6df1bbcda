"""Batches: what qualifies for review between two cuts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from ideaboard.core.actions import locked
from ideaboard.core.db import db
from ideaboard.domain.boards import calendar
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.rounds.models import Entry, Round


def batch_for(board: Board, at: datetime) -> Round | None:
    """The batch that takes what qualifies at ``at``, made when it is the first; None on boards without batches.

    What came before local midnight of the cut's day is in this batch, what came after it in the next. What finds a
    batch full waits for the one after.
    """
    rules = board.rules
    if not rules.review.batches:
        return None
    locked(board)  # two ideas that qualify at once share one batch
    while True:
        cut_at = calendar.next_cut(rules.review.batches, at, rules.clock.timezone)
        if cut_at is None:
            return None
        found = _batch(board, cut_at)
        if not rules.review.capacity or _filled(found) < rules.review.capacity:
            return found
        at = cut_at


def _filled(round_: Round) -> int:
    """How many places of a batch are taken: an idea that was carried over has left its place."""
    taken = select(func.count()).select_from(Entry).where(Entry.round_id == round_.id, Entry.left_at.is_(None))
    return db.session.scalar(taken) or 0


def _batch(board: Board, cut_at: datetime) -> Round:
    there = select(Round).where(Round.board_id == board.id, Round.kind == "batch", Round.cut_at == cut_at)
    found = db.session.scalar(there)
    if found is None:
        found = Round(board_id=board.id, kind="batch", cut_at=cut_at)
        db.session.add(found)
        db.session.flush()
    return found


def enter(round_: Round, idea: Idea, *, at: datetime) -> Entry:
    """Let an idea enter a round; entering twice changes nothing."""
    entry = db.session.get(Entry, (round_.id, idea.id))
    if entry is None:
        entry = Entry(round_id=round_.id, idea_id=idea.id, entered_at=at)
        db.session.add(entry)
    entry.left_at = None
    db.session.flush()
    return entry


def leave(round_id: int, idea: Idea, *, at: datetime) -> None:
    """An idea is carried over: its place in this round is free again."""
    entry = db.session.get(Entry, (round_id, idea.id))
    if entry is not None and entry.left_at is None:
        entry.left_at = at
        db.session.flush()
