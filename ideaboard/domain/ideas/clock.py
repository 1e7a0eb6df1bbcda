"""What time and milestones do to an idea."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from ideaboard.core.actions import locked
from ideaboard.core.db import db
from ideaboard.core.events import Fact, record
from ideaboard.core.jobs import Due
from ideaboard.domain.boards import calendar
from ideaboard.domain.boards.models import Board
from ideaboard.domain.events import IdeaMilestone, VoteCast
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.ideas.moving import move
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people import house
from ideaboard.domain.people.models import Person


def note_milestones(event: VoteCast, *, by: Person, at: datetime) -> None:
    """A vote carried the idea over a milestone: say so once, and move the deadline by what the rules give for it."""
    if event.after <= event.before:
        return
    idea = db.session.get_one(Idea, event.idea_id)
    if idea.phase != Phase.GATHERING:
        return
    rules = idea.rules
    unit = 1_000 if rules.gate.metric == "mean" else 1  # a mean comes in thousandths
    marks = sorted({*rules.gate.milestones, *(extension.at for extension in rules.clock.extend)})
    passed = [mark for mark in marks if event.before < mark * unit <= event.after]
    if not passed:
        return
    noted = milestones_reached(idea)
    for mark in passed:
        if mark not in noted:  # reached before, lost by a vote taken back, and reached again: once is enough
            _reach(idea, mark, at)


def _reach(idea: Idea, mark: int, at: datetime) -> None:
    """By the house: the voter who happened to reach it stays unnamed, as in the ledger."""
    clock = idea.rules.clock
    days = next((extension.days for extension in clock.extend if extension.at == mark), 0)
    if days and idea.deadline_at is not None:
        idea.deadline_at = calendar.extended(idea.deadline_at, days, clock.timezone)
    record(IdeaMilestone(idea_id=idea.id, board_id=idea.board_id, reached=mark, days=days), by=house(), at=at)


def milestones_reached(idea: Idea) -> set[int]:
    """The milestones that have been noted for this idea."""
    facts = select(Fact).where(Fact.idea_id == idea.id, Fact.kind == IdeaMilestone.kind)
    return {int(fact.data["reached"]) for fact in db.session.scalars(facts)}


def silences_due(at: datetime) -> Iterable[Due]:
    """Ideas whose stage has not changed for as long as their board waits."""
    for board in db.session.scalars(select(Board)).unique():
        days = board.rules.clock.silence_days
        if days:
            since = at - timedelta(days=days)
            silent = select(Idea.id, Idea.moved_at).where(
                Idea.board_id == board.id, Idea.phase == Phase.GATHERING, Idea.moved_at <= since
            )
            for number, moved_at in db.session.execute(silent.limit(500)):
                yield Due(moved_at + timedelta(days=days), 3, partial(end_silent, number))


def end_silent(number: int, at: datetime) -> None:
    """End an idea after silence, unless it has moved meanwhile."""
    idea = locked(db.session.get_one(Idea, number))
    days = idea.rules.clock.silence_days
    if idea.phase == Phase.GATHERING and days and idea.moved_at + timedelta(days=days) <= at:
        move(idea, Phase.EXPIRED, by=house(), at=at, ended_by="silence")
