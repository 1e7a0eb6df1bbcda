"""The list of the review desk: cases by what is to be done next, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from ideaboard.core.db import db
from ideaboard.core.text import _, ngettext
from ideaboard.domain import review
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can, may
from ideaboard.domain.review.models import Case
from ideaboard.domain.review.queries import Standing
from ideaboard.domain.rounds.models import Round
from ideaboard.web.filters import day

MOST = 200
DONE = 30
SOON = 14  # days from which on a due date is counted in days


@dataclass(frozen=True)
class Row:
    """One case in the list."""

    idea: Idea
    supporters: int
    given: int
    needed: int
    due: str
    late: bool
    batch: datetime | None
    mine: bool  # whether one's own scorecard is in
    outcome: str | None


@dataclass(frozen=True)
class Group:
    """Cases with the same thing to do next."""

    key: str
    words: str
    hint: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Desk:
    """The whole list; ``cut``: there are more cases than are shown."""

    groups: Sequence[Group]
    open: int
    late: int
    cut: bool


def of(person: Person, at: datetime, board: Board | None = None) -> Desk:
    """Everything on the desk of ``person``, those due first."""
    found = _open(person, board)
    shown = found[:MOST]
    standings = review.standings(shown, person) if shown else {}
    batches = _batches(shown)
    sorted_: dict[str, list[Row]] = {"score": [], "decide": [], "wait": []}
    for case in shown:
        standing = standings[case.id]
        sorted_[next_of(case, standing, person)].append(_row(case, standing, batches, at))
    groups = [Group(key, *_words(key), rows) for key, rows in sorted_.items()]
    done = _done(person, board)
    late = sum(row.late for group in groups for row in group.rows)
    return Desk([*groups, Group("done", *_words("done"), done)], len(shown), late, len(found) > MOST)


def next_of(case: Case, standing: Standing, person: Person) -> str:
    """What ``person`` does next about a case: score, decide, or wait."""
    aside = standing.mine is not None and standing.mine.conflict is not None
    if not aside and standing.given >= case.idea.rules.review.reviewers and may(person, Can.DECIDE, case.idea):
        return "decide"
    if standing.mine is None and may(person, Can.ASSESS, case.idea):
        return "score"
    return "wait"


def _words(key: str) -> tuple[str, str]:
    return {
        "score": (_("Score"), _("Your scorecard is missing")),
        "decide": (_("Decide"), _("All scorecards are in")),
        "wait": (_("Waiting for others"), _("You did your part")),
        "done": (_("Done"), _("Decided lately")),
    }[key]


def _open(person: Person, board: Board | None) -> Sequence[Case]:
    cases = _on(review.cases(person, "open"), board)
    soonest = (Case.due_at.is_(None), Case.due_at, Case.id)
    return db.session.scalars(cases.order_by(*soonest).limit(MOST + 1)).all()


def _on(cases: Select[Case], board: Board | None) -> Select[Case]:
    return cases if board is None else cases.where(Case.idea_id.in_(select(Idea.id).where(Idea.board_id == board.id)))


def _done(person: Person, board: Board | None) -> list[Row]:
    lately = _on(review.cases(person, "decided"), board).order_by(Case.closed_at.desc(), Case.id.desc())
    cases = db.session.scalars(lately.limit(DONE)).all()
    made = review.decisions_of([case.idea_id for case in cases])
    return [
        Row(
            case.idea,
            case.idea.supporters,
            0,
            0,
            case.idea.stage,
            False,
            case.closed_at,
            True,
            made[case.idea_id].outcome,
        )
        for case in cases
        if case.idea_id in made
    ]


def _row(case: Case, standing: Standing, batches: Mapping[int, datetime], at: datetime) -> Row:
    needed = case.idea.rules.review.reviewers
    words, late = due_words(case.due_at, at)
    batch = batches.get(case.round_id or 0)
    return Row(
        case.idea, case.idea.supporters, standing.given, needed, words, late, batch, standing.mine is not None, None
    )


def _batches(cases: Sequence[Case]) -> Mapping[int, datetime]:
    numbers = {case.round_id for case in cases if case.round_id is not None}
    if not numbers:
        return {}
    rows = db.session.execute(select(Round.id, Round.cut_at).where(Round.id.in_(numbers)))
    return {row.id: row.cut_at for row in rows}


def due_words(due_at: datetime | None, at: datetime) -> tuple[str, bool]:
    """When an answer is due, in words, and whether it is late."""
    if due_at is None:
        return _("no date promised"), False
    days = (due_at.date() - at.date()).days
    if due_at < at:
        late = max(1, -days)
        return ngettext("overdue for %(n)s day", "overdue for %(n)s days", late, n=late), True
    if days == 0:
        return _("due today"), False
    if days <= SOON:
        return ngettext("due tomorrow", "due in %(n)s days", days, n=days), False
    return _("due %(day)s", day=day(due_at).striptags()), False
