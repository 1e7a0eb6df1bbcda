"""The odds so far: how far a board's ideas came, and whether the company kept its own clock. All of it is public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, select

from ideaboard.core.db import db
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import PUBLIC, Phase
from ideaboard.domain.review.models import Case, Decision

ANSWERS = timedelta(days=365)
YES = frozenset({Phase.ACCEPTED, Phase.MAKING, Phase.LAUNCHED})


@dataclass(frozen=True)
class Answers:
    """Decisions of a year: how many, the days half of them took, and how many kept the promised date."""

    made: int
    days: float
    kept: int
    promised: int


@dataclass(frozen=True)
class Odds:
    """Of a board's public ideas (what was merged counts with its target): how many came how far."""

    shared: int
    reviewed: int
    accepted: int
    launched: int
    answers: Answers | None
    overdue: int  # answers that were promised by now and are still missing


def odds(board_id: int, at: datetime) -> Odds:
    """The odds of one board, in four queries."""
    phases = _phases(board_id)
    shown = [Idea.board_id == board_id, Idea.phase.in_(PUBLIC - {Phase.MERGED})]
    reviewed = select(func.count(func.distinct(Case.idea_id))).join(Idea, Idea.id == Case.idea_id).where(*shown)
    late = select(func.count()).select_from(Case).join(Idea, Idea.id == Case.idea_id)
    late = late.where(*shown, Case.state == "open", Case.due_at < at)
    return Odds(
        shared=sum(phases.values()),
        reviewed=db.session.scalar(reviewed) or 0,
        accepted=sum(phases.get(phase, 0) for phase in YES),
        launched=phases.get(Phase.LAUNCHED, 0),
        answers=answers([board_id], at).get(board_id),
        overdue=db.session.scalar(late) or 0,
    )


def _phases(board_id: int) -> Mapping[str, int]:
    """Served by ix_ideas_board_phase."""
    there = select(Idea.phase, func.count().label("n")).where(
        Idea.board_id == board_id, Idea.phase.in_(PUBLIC - {Phase.MERGED})
    )
    return {row.phase: row.n for row in db.session.execute(there.group_by(Idea.phase))}


def answers(board_ids: Sequence[int], at: datetime) -> dict[int, Answers]:
    """How these boards answered in the last year; boards without an answer are left out."""
    decided = (
        select(Idea.board_id, Case.entered_at, Case.due_at, Decision.at)
        .join(Case, Case.id == Decision.case_id)
        .join(Idea, Idea.id == Decision.idea_id)
        .where(Idea.board_id.in_(board_ids), Decision.at > at - ANSWERS, Decision.outcome != "carry_over")
    )
    found: dict[int, list[tuple[float, bool | None]]] = {}
    for board_id, entered_at, due_at, made_at in db.session.execute(decided):
        kept = made_at <= due_at if due_at is not None else None
        found.setdefault(board_id, []).append(((made_at - entered_at) / timedelta(days=1), kept))
    return {board_id: _of(some) for board_id, some in found.items()}


def _of(some: Sequence[tuple[float, bool | None]]) -> Answers:
    return Answers(
        made=len(some),
        days=round(median(days for days, _kept in some), 1),
        kept=sum(1 for _days, kept in some if kept),
        promised=sum(1 for _days, kept in some if kept is not None),
    )
