"""What time and milestones do to an idea."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from ideaboard.core.actions import locked
from ideaboard.core.db import db
from ideaboard.core.events import Fact, record
from ideaboard.core.jobs import Due
from ideaboard.domain.boards import calendar, rulebook
from ideaboard.domain.boards.models import Board, RulesVersion
from ideaboard.domain.boards.rules import Rules
from ideaboard.domain.events import IdeaMilestone, VoteCast
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.ideas.moving import move
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people import house
from ideaboard.domain.people.models import Person


def note_milestones(event: VoteCast, *, by: Person, at: datetime) -> None:
    """A vote carried the idea over a milestone: say so once, and move the deadline by what the rules give for it.

    Where the tally is hidden nothing is said yet, and the deadline moves when it comes: either would tell the tally.
    """
    if event.after <= event.before:
        return
    idea = db.session.get_one(Idea, event.idea_id)
    if idea.rules.ballot.reveal == "live" and len(_marks(idea, event.after)) > len(_marks(idea, event.before)):
        reach(idea, event.after, at)


def reach(idea: Idea, value: int, at: datetime) -> None:
    """Note every milestone up to ``value`` (of the gate's metric; a mean in thousandths) that was not noted yet."""
    marks = _marks(idea, value) if idea.phase == Phase.GATHERING else []
    noted = milestones_reached(idea) if marks else set()
    for mark in marks:
        if mark not in noted:  # reached before, lost by a vote taken back, and reached again: once is enough
            _reach(idea, mark, at)


def _marks(idea: Idea, value: int) -> list[int]:
    """The milestones up to ``value``, and the counts that earn time, in the value's own unit."""
    rules = idea.rules
    unit = 1_000 if rules.gate.metric == "mean" else 1
    marks = {*rules.gate.milestones, *(extension.at for extension in rules.clock.extend)}
    return sorted(mark for mark in marks if mark * unit <= value)


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
    """Ideas whose stage has not changed for as long as the rules they live by wait."""
    for board_id, version_id, rules in kinds_of_rules(Phase.GATHERING):
        days = rules.clock.silence_days
        if days:
            silent = select(Idea.id, Idea.moved_at).where(
                Idea.board_id == board_id, Idea.rules_id == version_id, Idea.phase == Phase.GATHERING,
                Idea.moved_at <= at - timedelta(days=days),
            )  # fmt: skip
            for number, moved_at in db.session.execute(silent.limit(500)):
                yield Due(moved_at + timedelta(days=days), 3, partial(end_silent, number))


def kinds_of_rules(phase: Phase) -> Iterator[tuple[int, int, Rules]]:
    """(board, version frozen at submission, the rules they make together) of the ideas in ``phase``."""
    pairs = select(Idea.board_id, Idea.rules_id).where(Idea.phase == phase, Idea.rules_id.is_not(None)).distinct()
    for board_id, version_id in db.session.execute(pairs.order_by(Idea.board_id, Idea.rules_id)).all():
        if version_id is None:
            continue
        board, frozen = db.session.get_one(Board, board_id), db.session.get_one(RulesVersion, version_id)
        yield board_id, version_id, rulebook.in_force(frozen, board.version)


def end_silent(number: int, at: datetime) -> None:
    """End an idea after silence, unless it has moved meanwhile."""
    idea = locked(db.session.get_one(Idea, number))
    days = idea.rules.clock.silence_days
    if idea.phase == Phase.GATHERING and days and idea.moved_at + timedelta(days=days) <= at:
        move(idea, Phase.EXPIRED, by=house(), at=at, ended_by="silence")
