"""Advice for a new board: a gate that fits the visitors one expects, and rules for a team of one. All of it is pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ideaboard.domain.boards.rules import Document

VOTERS = (
    0.09  # of all visitors: J. Nielsen, "Participation Inequality: The 90-9-1 Rule", 2006 (9 % contribute a little)
)
STANDS_OUT = 0.1  # of those, behind one idea that deserves a review: our assumption
FEWEST = 3
MOST_VISITORS = 1_000_000_000
ALONE: Document = {"review": {"reviewers": 1}, "reward": {"approvers": 1}}


def suggested_supporters(visitors: int) -> int:
    """How many supporters should lead into review with ``visitors`` a month: 9 % vote, a tenth of them for a good idea.

    The result is the next lower of 1, 2, 5, 10, 20, 50 …, and at least three.
    """
    wanted = int(visitors * VOTERS * STANDS_OUT)
    step, best = 1, 1
    while step <= wanted:
        best = max(part * step for part in (1, 2, 5) if part * step <= wanted)
        step *= 10
    return max(FEWEST, best)


def counts_votes(document: Mapping[str, Any]) -> bool:
    """Whether a number of votes leads into review: else there is no gate to suggest."""
    gate = document["gate"]
    return gate["metric"] in ("supporters", "points") and not gate["top"]


def fitted(document: Mapping[str, Any], visitors: int) -> Document:
    """Changes that bring the gate of ``document`` to the suggestion, and its milestones and extensions with it."""
    if not counts_votes(document):
        return {}
    gate = document["gate"]
    worth = document["ballot"]["points"] if gate["metric"] == "points" else 1
    goal = suggested_supporters(visitors) * worth
    part = goal / gate["at_least"]
    marks = sorted({_part_of(mark, part, goal) for mark in gate["milestones"]} - {goal})
    earned = {_part_of(one["at"], part, goal): one for one in reversed(document["clock"]["extend"])}
    extend = [{**one, "at": at} for at, one in sorted(earned.items())]
    return {"gate": {"at_least": goal, "milestones": marks}, "clock": {"extend": extend}}


def _part_of(mark: float, part: float, goal: int) -> int:
    return min(goal, max(1, round(mark * part)))
