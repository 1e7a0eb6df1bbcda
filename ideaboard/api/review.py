"""The review desk: picks, cases, scorecards, decisions, progress."""

from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy import func, literal

from ideaboard.api import load, shapes
from ideaboard.api.calls import Ask, call
from ideaboard.api.ideas import detail, etag
from ideaboard.api.schemas import Detail, Given, Listed, Listing, Number, Slug, Text
from ideaboard.core.db import UtcDateTime, db
from ideaboard.core.errors import Denied, Invalid
from ideaboard.core.paging import Key, cut
from ideaboard.core.text import _
from ideaboard.domain import ideas, review
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.permissions import Can
from ideaboard.domain.review.models import Case

NEVER = datetime(9999, 12, 31, tzinfo=UTC)  # when cases without a clock are due: after all others


class CasesAsked(Listing):
    """Which cases."""

    state: Literal["open", "decided", "dropped", "all"] = "open"


class CaseOut(BaseModel):
    """An idea on the desk. `mean_score` is null until one's own scorecard is in, where the review is blind."""

    id: int
    idea: int
    title: str
    url: str
    board: str
    phase: Phase
    state: Literal["open", "decided", "dropped"]
    entered_at: datetime
    due_at: datetime | None
    supporters: int = Field(description="When it entered.")
    assessments: int
    mean_score: float | None
    round: int | None


class Pick(Given):
    """Why staff picks an idea."""

    reason: Text


class Into(Given):
    """The idea that another becomes part of."""

    into: Number


class Scorecard(Given):
    """A score for each criterion of the board and a recommendation; or, alone, a conflict of interest."""

    scores: dict[str, int] | None = None
    recommendation: Literal["accept", "decline", "unsure"] | None = None
    note: Text = ""
    conflict: Text | None = None


class AssessmentOut(BaseModel):
    """One's own scorecard."""

    scores: dict[str, int]
    recommendation: str | None
    note: str
    conflict: str | None
    at: datetime


class Verdict(Given):
    """A decision; a "no" always carries its reason."""

    outcome: Literal["accept", "decline", "carry_over", "return"]
    reason: Slug = Field(description="One of the board's rules: `review.reasons`.")
    statement: Text = Field(description="Markdown; everybody who supported the idea reads it.")


class VerdictOut(BaseModel):
    """What was decided, and where the idea stands now."""

    outcome: str
    reason: str
    statement: str
    statement_html: str
    at: datetime
    phase: Phase


class Progress(Given):
    """How an accepted idea goes on."""

    phase: Literal["making", "launched"]
    note: Text = Field(description="Markdown.")


class ProgressOut(BaseModel):
    """What was told."""

    phase: Phase
    note: str
    note_html: str
    at: datetime


def _reviews_somewhere(ask: Ask) -> None:
    """The list is for who reviews any board."""
    if not any(role.role in ("reviewer", "admin") for role in ask.by.roles):
        raise Denied(_("Only the product team can do this."))


@call(
    "GET", "/review", scopes=("review",), allow=_reviews_somewhere, query=CasesAsked, gives=Listed[CaseOut],
)  # fmt: skip
def index(ask: Ask) -> Listed[CaseOut]:
    """Cases on the boards one reviews, those due first."""
    asked = ask.query
    due = func.coalesce(Case.due_at, literal(NEVER, UtcDateTime()), type_=UtcDateTime()).label("due")
    query = review.cases(ask.by, None if asked.state == "all" else asked.state)
    page = cut(
        query.add_columns(due, Case.id.label("number")),
        [Key(due, "due", falling=False), Key(Case.id, "number", falling=False)],
        after=asked.cursor,
        limit=asked.limit,
        read=lambda ordered: db.session.execute(ordered).all(),
    )
    cases = [row[0] for row in page.rows]
    standings = review.standings(cases, ask.by)
    return Listed(items=[_told(case, standings[case.id]) for case in cases], next=page.after)


def _told(case: Case, standing: review.Standing) -> CaseOut:
    idea = case.idea
    return CaseOut(
        id=case.id, idea=idea.id, title=idea.title, url=shapes.absolute(f"/review/{idea.id}"), board=idea.board.slug,
        phase=idea.phase, state=case.state, entered_at=case.entered_at, due_at=case.due_at,
        supporters=case.supporters, assessments=standing.given, mean_score=standing.mean, round=case.round_id,
    )  # fmt: skip


@call(
    "POST", "/ideas/{number}/pick", scopes=("review",), load=load.idea, can=Can.PICK, takes=Pick, gives=Detail,
    headers=etag, refuses=(409,), counts="write",
)  # fmt: skip
def pick(ask: Ask) -> Detail:
    """Staff pick: take a gathering idea to review, with a reason."""
    review.pick(ask.subject, ask.body.reason, by=ask.by, at=ask.at)
    return detail(ask)


@call(
    "POST", "/ideas/{number}/merge", scopes=("moderate", "review"), load=load.idea, can=Can.MERGE, takes=Into,
    gives=Detail, headers=etag, refuses=(409,), counts="write",
)  # fmt: skip
def merge(ask: Ask) -> Detail:
    """Make an idea part of another on the same board. Its votes stay where they are; people are counted once."""
    into = ideas.find(ask.body.into, ask.by)
    if into is None:
        raise Invalid("into", _("There is no such idea."))
    ideas.merge(ask.subject, into, by=ask.by, at=ask.at)
    return detail(ask)


@call(
    "DELETE", "/ideas/{number}/merge", scopes=("moderate", "review"), load=load.idea, can=Can.MERGE, gives=Detail,
    headers=etag, refuses=(409,), counts="write",
)  # fmt: skip
def unmerge(ask: Ask) -> Detail:
    """Undo a merge: the idea stands alone again, in the phase it left."""
    ideas.unmerge(ask.subject, by=ask.by, at=ask.at)
    return detail(ask)


@call(
    "PUT", "/ideas/{number}/assessment", scopes=("review",), load=load.idea, can=Can.ASSESS, takes=Scorecard,
    gives=AssessmentOut, refuses=(409,), counts="write",
)  # fmt: skip
def assess(ask: Ask) -> AssessmentOut:
    """Hand in or replace one's scorecard, or declare a conflict of interest."""
    card = ask.body
    if card.conflict is not None:
        made = review.declare_conflict(ask.subject, card.conflict, by=ask.by, at=ask.at)
    else:
        scores, recommendation = _whole(card)
        made = review.assess(
            ask.subject, by=ask.by, at=ask.at, scores=scores, recommendation=recommendation, note=card.note
        )
    return AssessmentOut(
        scores=made.scores, recommendation=made.recommendation, note=made.note, conflict=made.conflict, at=made.at
    )


def _whole(card: Scorecard) -> tuple[dict[str, int], str]:
    missing: dict[str, Any] = {"scores": card.scores, "recommendation": card.recommendation}
    errors = {name: _("This is needed here.") for name, value in missing.items() if value is None}
    if errors:
        raise Invalid.many(errors)
    return card.scores or {}, card.recommendation or ""


@call(
    "PUT", "/ideas/{number}/decision", scopes=("review",), load=load.idea, can=Can.DECIDE, takes=Verdict,
    gives=VerdictOut, refuses=(409,), counts="write",
)  # fmt: skip
def decide(ask: Ask) -> VerdictOut:
    """Decide a case, with a reason and a statement."""
    new = ask.body
    made = review.decide(
        ask.subject, by=ask.by, at=ask.at, outcome=new.outcome, reason=new.reason, statement=new.statement
    )
    return VerdictOut(
        outcome=made.outcome, reason=made.reason, statement=made.statement, statement_html=made.statement_html,
        at=made.at, phase=ask.subject.phase,
    )  # fmt: skip


@call(
    "PUT", "/ideas/{number}/progress", scopes=("review",), load=load.idea, can=Can.PROGRESS, takes=Progress,
    gives=ProgressOut, refuses=(409,), counts="write",
)  # fmt: skip
def progress(ask: Ask) -> ProgressOut:
    """Tell how an accepted idea goes on."""
    made = review.progress(ask.subject, by=ask.by, at=ask.at, phase=ask.body.phase, note=ask.body.note)
    return ProgressOut(phase=made.phase, note=made.note, note_html=made.note_html, at=made.at)
