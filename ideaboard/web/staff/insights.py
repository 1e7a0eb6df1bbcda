"""How it goes, board by board: where ideas stand, how many come, and how fast the company answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, request
from sqlalchemy import func, select

from ideaboard.core.clock import now
from ideaboard.core.db import db
from ideaboard.core.errors import NotVisible
from ideaboard.core.text import N_, _
from ideaboard.domain import arrivals, stories
from ideaboard.domain.boards import rules
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.permissions import Can
from ideaboard.domain.review.models import Case
from ideaboard.web.blueprint import pages
from ideaboard.web.home import is_young
from ideaboard.web.previews import FEW
from ideaboard.web.staff import desk, show

WEEKS = 26
LATE = 20
DAYS = 14
STEP_WORDS = {
    "seen": N_("Lists seen"), "opened": N_("Ideas opened"), "shared": N_("Came by a shared link"),
    "signed_up": N_("Signed up"), "voted": N_("Votes"), "posted": N_("Ideas written"),
}  # fmt: skip


@dataclass(frozen=True)
class Insight:
    """What is told of one board."""

    board: Board
    phases: Sequence[tuple[str, str, int]]
    weeks: Sequence[tuple[datetime, int]]
    answers: stories.Answers | None
    promise: int
    late: Sequence[tuple[Idea, str]]

    @property
    def ideas(self) -> int:
        """How many there are in all."""
        return sum(count for _phase, _words, count in self.phases)

    @property
    def submitted(self) -> int:
        """How many came in these weeks."""
        return sum(count for _week, count in self.weeks)


@pages.get("/insights")
def insights() -> Response:
    """Each board one works for, in a handful of queries however many there are."""
    person, at = show.team(Can.SEE_INSIGHTS), now()
    mine = show.boards_of(person, Can.SEE_INSIGHTS)
    slug = request.args.get("board")
    shown = [board for board in mine if board.slug == slug] if slug else mine
    if slug and not shown:
        raise NotVisible(_("There is no such board here."))
    everywhere = show.everywhere(person) and not slug
    return show.page(
        "insights", insights=of(shown, at), weeks=WEEKS, admin=any(r.role == "admin" for r in person.roles),
        ways=arrivals.days(at, DAYS) if everywhere and not is_young(mine) else (), steps=STEP_WORDS, few=FEW,
    )  # fmt: skip


def of(boards: Sequence[Board], at: datetime) -> list[Insight]:
    """What is told of ``boards``."""
    numbers = [board.id for board in boards]
    phases, weeks, answers, late = (
        _phases(numbers),
        _weeks(numbers, at),
        stories.answers(numbers, at),
        _late(numbers, at),
    )
    return [
        Insight(
            board=board,
            phases=[(p, rules.stage(board.rules, p), phases[board.id, p]) for p in Phase if (board.id, p) in phases],
            weeks=weeks[board.id],
            answers=answers.get(board.id),
            promise=board.rules.review.answer_days,
            late=late.get(board.id, []),
        )
        for board in boards
    ]


def _phases(numbers: Sequence[int]) -> dict[tuple[int, str], int]:
    counted = select(Idea.board_id, Idea.phase, func.count().label("n")).where(
        Idea.board_id.in_(numbers), Idea.phase != Phase.DRAFT
    )
    rows = db.session.execute(counted.group_by(Idea.board_id, Idea.phase))
    return {(row.board_id, row.phase): row.n for row in rows}


def _weeks(numbers: Sequence[int], at: datetime) -> dict[int, list[tuple[datetime, int]]]:
    """Ideas handed in each week (Monday to Sunday, UTC), the running one last."""
    monday = (at - timedelta(days=at.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    begin = monday - timedelta(weeks=WEEKS - 1)
    counts: dict[int, list[int]] = {number: [0] * WEEKS for number in numbers}
    came = select(Idea.board_id, Idea.submitted_at).where(Idea.board_id.in_(numbers), Idea.submitted_at >= begin)
    for board_id, submitted_at in db.session.execute(came):
        place = (submitted_at - begin).days // 7 if submitted_at else WEEKS
        if place < WEEKS:
            counts[board_id][place] += 1
    return {
        number: [(begin + timedelta(weeks=place), count) for place, count in enumerate(some)]
        for number, some in counts.items()
    }


def _late(numbers: Sequence[int], at: datetime) -> dict[int, list[tuple[Idea, str]]]:
    """Answers that are overdue, the oldest first; served by ix_cases_state_due_at."""
    overdue = select(Case).join(Idea, Idea.id == Case.idea_id)
    overdue = overdue.where(Case.state == "open", Case.due_at < at, Idea.board_id.in_(numbers)).order_by(Case.due_at)
    found: dict[int, list[tuple[Idea, str]]] = defaultdict(list)
    for case in db.session.scalars(overdue.limit(200)):
        if len(found[case.board_id]) < LATE:
            found[case.board_id].append((case.idea, desk.due_words(case.due_at, at)[0]))
    return found
