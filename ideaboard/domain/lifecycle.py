"""TABLE: where an idea may go next. Phases are few and fixed; boards have their own words for them (stages)."""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    """Where an idea stands. Code branches on phases, people read stages."""

    DRAFT = "draft"
    SCREENING = "screening"
    RETURNED = "returned"
    GATHERING = "gathering"
    REVIEW = "review"
    ACCEPTED = "accepted"
    MAKING = "making"
    LAUNCHED = "launched"
    DECLINED = "declined"
    EXPIRED = "expired"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


P = Phase

NEXT: dict[Phase, frozenset[Phase]] = {
    P.DRAFT: frozenset({P.SCREENING, P.GATHERING, P.WITHDRAWN}),
    P.SCREENING: frozenset({P.GATHERING, P.RETURNED, P.WITHDRAWN, P.REMOVED}),
    P.RETURNED: frozenset({P.SCREENING, P.GATHERING, P.REVIEW, P.WITHDRAWN, P.REMOVED}),
    P.GATHERING: frozenset({P.REVIEW, P.EXPIRED, P.RETURNED, P.MERGED, P.WITHDRAWN, P.REMOVED}),
    P.REVIEW: frozenset({P.ACCEPTED, P.DECLINED, P.RETURNED, P.MERGED, P.WITHDRAWN, P.REMOVED}),
    P.ACCEPTED: frozenset({P.MAKING, P.LAUNCHED, P.REMOVED}),
    P.MAKING: frozenset({P.LAUNCHED, P.REMOVED}),
    P.LAUNCHED: frozenset({P.REMOVED}),
    P.DECLINED: frozenset({P.REMOVED}),
    P.EXPIRED: frozenset({P.MERGED, P.REMOVED}),
    # an undo leads back to the phase that was left (Idea.left_phase), nowhere else
    P.MERGED: frozenset({P.GATHERING, P.REVIEW, P.EXPIRED}),
    P.REMOVED: frozenset(set(Phase) - {P.DRAFT, P.REMOVED}),
    P.WITHDRAWN: frozenset(),
}

# phases that everybody may see on a public board
PUBLIC = frozenset({P.GATHERING, P.REVIEW, P.ACCEPTED, P.MAKING, P.LAUNCHED, P.DECLINED, P.EXPIRED, P.MERGED})
# phases in which an idea is still on its way
OPEN = frozenset({P.DRAFT, P.SCREENING, P.RETURNED, P.GATHERING, P.REVIEW})
DECIDED = frozenset({P.ACCEPTED, P.MAKING, P.LAUNCHED, P.DECLINED})

ENDED_BY = ("deadline", "silence", "cut", "not_selected")


def may_move(start: Phase, to: Phase) -> bool:
    """Whether an idea in ``start`` may go to ``to``."""
    return to in NEXT[start]
