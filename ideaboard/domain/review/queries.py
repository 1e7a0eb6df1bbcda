"""Questions of the review desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from ideaboard.core.db import db
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.review import thresholds
from ideaboard.domain.review.models import Assessment, Case, CaseNote, Decision, ProgressNote


def cases(person: Person, state: str | None = "open") -> Select[Case]:
    """Cases on the boards ``person`` reviews, those due first; served by ix_cases_state_due_at."""
    found = select(Case)
    if state is not None:
        found = found.where(Case.state == state)
    boards = {role.board_id for role in person.roles if role.role in ("reviewer", "admin")}
    if None not in boards:
        found = found.where(Case.idea_id.in_(select(Idea.id).where(Idea.board_id.in_(boards))))
    return found


@dataclass(frozen=True)
class Standing:
    """What ``person`` may know of a case's scorecards."""

    given: int  # scorecards in, conflicts not counted
    mine: Assessment | None
    mean: float | None  # weighted, 1..scale; None until one's own is in where the review is blind
    others: Sequence[Assessment]  # empty until then
    mean_by_criterion: Mapping[str, float]


def standings(cases_: Sequence[Case], person: Person) -> dict[int, Standing]:
    """The scorecards of these cases as ``person`` may see them, in one query."""
    rows = db.session.scalars(
        select(Assessment).where(Assessment.case_id.in_([case.id for case in cases_])).order_by(Assessment.id)
    ).all()
    return {case.id: _standing(case, [row for row in rows if row.case_id == case.id], person) for case in cases_}


def _standing(case: Case, rows: Sequence[Assessment], person: Person) -> Standing:
    review = case.idea.rules.review
    mine = next((row for row in rows if row.reviewer_id == person.id), None)
    scored = [row for row in rows if row.conflict is None]
    if review.blind and mine is None and case.state == "open":
        return Standing(len(scored), None, None, (), {})
    means = {
        criterion.key: sum(row.scores[criterion.key] for row in scored if criterion.key in row.scores) / len(scored)
        for criterion in review.criteria
        if scored
    }
    cards = [thresholds.weighted_mean(row.scores, review.criteria) for row in scored]
    known = [card for card in cards if card is not None]
    mean = float(sum(known) / len(known)) if known else None
    return Standing(len(scored), mine, mean, [row for row in rows if row is not mine], means)


def notes_of(case: Case) -> Sequence[CaseNote]:
    """What colleagues noted, oldest first."""
    return db.session.scalars(select(CaseNote).where(CaseNote.case_id == case.id).order_by(CaseNote.id)).all()


def decision_of(idea_id: int) -> Decision | None:
    """The last decision on an idea."""
    made = select(Decision).where(Decision.idea_id == idea_id).order_by(Decision.id.desc()).limit(1)
    return db.session.scalar(made)


def decisions_of(ids: Sequence[int]) -> dict[int, Decision]:
    """The last decision on each of these ideas."""
    if not ids:
        return {}
    made = select(Decision).where(Decision.idea_id.in_(ids)).order_by(Decision.id)
    return {decision.idea_id: decision for decision in db.session.scalars(made)}


def progress_of(idea_id: int) -> Sequence[ProgressNote]:
    """What was told of an idea's making, oldest first."""
    told = select(ProgressNote).where(ProgressNote.idea_id == idea_id).order_by(ProgressNote.id)
    return db.session.scalars(told).all()


def answer_due(ids: Sequence[int]) -> dict[int, datetime]:
    """Until when an answer is promised, for ideas in review."""
    if not ids:
        return {}
    due = select(Case.idea_id, Case.due_at).where(
        Case.idea_id.in_(ids), Case.closed_at.is_(None), Case.due_at.is_not(None)
    )
    return {idea_id: due_at for idea_id, due_at in db.session.execute(due) if due_at is not None}
