"""Tallies counted anew from the votes, for all ideas at once, beside what the ideas' rows say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import case, func, select

from ideaboard.cli.checks.finding import Finding, counted
from ideaboard.core.db import db
from ideaboard.domain import votes
from ideaboard.domain.boards import rulebook
from ideaboard.domain.boards.models import Board, RulesVersion
from ideaboard.domain.boards.rules import Ballot, Rules
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.votes.ballots import Tally, carried
from ideaboard.domain.votes.models import Vote

AT_ONCE = 5_000
COLUMNS = (
    Idea.id, Idea.board_id, Idea.rules_id, Idea.kind, Idea.carried_up, Idea.carried_down,
    *(getattr(Idea, name) for name in votes.TALLIED),
)  # fmt: skip


def tallies() -> Iterable[Finding]:
    """Whether every stored tally is what its ballots add up to."""
    ballots = _Ballots()
    families = set(db.session.scalars(select(Idea.merged_into_id).where(Idea.merged_into_id.is_not(None)).distinct()))
    drift: list[str] = []
    seen, last = 0, 0
    while rows := db.session.execute(select(*COLUMNS).where(Idea.id > last).order_by(Idea.id).limit(AT_ONCE)).all():
        last = rows[-1].id
        seen += len(rows)
        cast = _cast(rows[0].id, last)
        for row in rows:
            if row.id in families:  # people count once over the ideas merged into it: few, so one by one
                expected = votes.recounted(db.session.get_one(Idea, row.id))
            else:
                expected = _expected(ballots.of(row), cast.get(row.id), row)
            drift += _differences(row, expected)
    yield from counted("tallies", drift, f"{seen} ideas recounted from their votes, all right")


def _cast(first: int, last: int) -> Mapping[int, Any]:
    """Ballots that count, by idea: how many, for, against, and their sum."""
    up, down = (func.sum(case((sign, 1), else_=0)) for sign in (Vote.value > 0, Vote.value < 0))
    living = select(
        Vote.idea_id, func.count().label("n"), up.label("up"), down.label("down"), func.sum(Vote.value).label("sum")
    ).where(*votes.COUNTS, Vote.idea_id.between(first, last))
    return {row.idea_id: row for row in db.session.execute(living.group_by(Vote.idea_id))}


def _expected(ballot: Ballot, cast: Any, row: Any) -> Tally:
    total = carried(ballot, row.carried_up, row.carried_down)
    if cast is None:
        return total
    n, up, down, sum_ = int(cast.n), int(cast.up), int(cast.down), int(cast.sum)
    if ballot.kind == "score":
        return total + Tally(ballots=n, supporters=n, votes_up=n, score_sum=sum_)
    points = sum_ if ballot.kind == "budget" else sum_ * ballot.points
    return total + Tally(ballots=n, supporters=up, votes_up=up, votes_down=down, points=points)


def _differences(row: Any, expected: Tally) -> list[str]:
    return [
        f"idea {row.id} says {name} {getattr(row, name)}, its votes say {getattr(expected, name)}"
        for name in votes.TALLIED
        if getattr(row, name) != getattr(expected, name)
    ]


class _Ballots:
    """The ballot each idea is voted by: that of its frozen rules."""

    def __init__(self) -> None:
        current = select(RulesVersion).join(
            Board, (Board.id == RulesVersion.board_id) & (Board.rules_number == RulesVersion.number)
        )
        self._live = {version.board_id: version for version in db.session.scalars(current)}
        self._made: dict[tuple[int, int | None, str], Rules] = {}

    def of(self, row: Any) -> Ballot:
        key = (row.board_id, row.rules_id, row.kind)
        if key not in self._made:
            live = self._live[row.board_id]
            frozen = db.session.get_one(RulesVersion, row.rules_id) if row.rules_id else live
            self._made[key] = rulebook.in_force(frozen, live, row.kind)
        return self._made[key].ballot
