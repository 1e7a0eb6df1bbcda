"""The internal review: how an idea gets there, and how it is judged."""

from ideaboard.domain.review.actions import OUTCOMES, RECOMMENDATIONS, assess, decide, declare_conflict, note, progress
from ideaboard.domain.review.history import history_of
from ideaboard.domain.review.models import Assessment, Case, CaseNote, Decision, ProgressNote
from ideaboard.domain.review.queries import (
    Standing,
    answer_due,
    cases,
    decision_of,
    decisions_of,
    notes_of,
    progress_of,
    standings,
)
from ideaboard.domain.review.rehearsal import Outcome, Rehearsal, rehearse
from ideaboard.domain.review.routing import (
    close,
    deadlines_due,
    drop_case,
    drops_due,
    open_case,
    pick,
    qualify,
    qualify_after_merge,
    reopen_case,
    route,
    route_if_qualified,
)

__all__ = [
    "OUTCOMES", "RECOMMENDATIONS", "Assessment", "Case", "CaseNote", "Decision", "Outcome", "ProgressNote",
    "Rehearsal", "Standing", "answer_due", "assess", "cases", "close", "deadlines_due", "decide", "decision_of",
    "decisions_of", "declare_conflict", "drop_case", "drops_due", "history_of", "note", "notes_of", "open_case",
    "pick", "progress", "progress_of", "qualify", "qualify_after_merge", "rehearse", "reopen_case", "route",
    "route_if_qualified", "standings",
]  # fmt: skip
