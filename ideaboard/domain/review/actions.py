"""Verbs of the review desk: assess, note, decide, and tell how it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select

from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _, clean, render_markdown
from ideaboard.domain.events import AssessmentGiven, CaseNoted, IdeaDecided, IdeaLaunched, IdeaProgressed
from ideaboard.domain.ideas import move, send_back
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.domain.review import thresholds
from ideaboard.domain.review.models import Assessment, Case, CaseNote, Decision, ProgressNote
from ideaboard.domain.review.routing import open_case
from ideaboard.domain.rounds import Round, batch_for, enter, leave

RECOMMENDATIONS = ("accept", "decline", "unsure")
OUTCOMES = ("accept", "decline", "carry_over", "return")
TEXT_MAX = 5_000


@action(Can.ASSESS, lock="self")
def assess(
    idea: Idea, *, by: Person, at: datetime, scores: Mapping[str, int], recommendation: str, note: str = ""
) -> Assessment:
    """Hand in (or replace) one's scorecard: a score for each criterion of the board, 1 to its scale."""
    given = thresholds.check_scores(scores, idea.rules.review.criteria, idea.rules.review.scale)
    if recommendation not in RECOMMENDATIONS:
        raise Invalid("recommendation", _("Recommend to accept, to decline, or say that you are unsure."))
    note = _text("note", note, needed=False)
    mine = _my_assessment(_the_case(idea), by, at)
    mine.scores, mine.recommendation, mine.note = given, recommendation, note
    mine.conflict, mine.at = None, at
    return _handed_in(idea, mine, by, at)


@action(Can.ASSESS, lock="self")
def declare_conflict(idea: Idea, conflict: str, *, by: Person, at: datetime) -> Assessment:
    """Step aside: one knows the maker, say. No score of one's own counts then, and one decides nothing here."""
    conflict = _text("conflict", conflict)
    mine = _my_assessment(_the_case(idea), by, at)
    mine.conflict, mine.scores, mine.recommendation, mine.note, mine.at = conflict, {}, None, "", at
    return _handed_in(idea, mine, by, at)


@action(Can.ASSESS)
def note(idea: Idea, body: str, *, by: Person, at: datetime) -> CaseNote:
    """Leave a note for colleagues."""
    body = _text("body", body)
    written = CaseNote(case_id=_the_case(idea).id, author=by, body=body, at=at)
    db.session.add(written)
    db.session.flush()
    record(CaseNoted(idea_id=idea.id, board_id=idea.board_id, note_id=written.id), by=by, at=at)
    return written


@action(Can.DECIDE, lock="self")
def decide(idea: Idea, *, by: Person, at: datetime, outcome: str, reason: str, statement: str) -> Decision:
    """Decide a case, with a reason and a statement that everybody reads.

    Raises ``Invalid`` without them (a "no" always carries its reason), ``Refused`` when the idea is not in review any
    more, when assessments are missing, or when one declared a conflict of interest.
    """
    statement = _check_decision(idea, outcome, reason, statement)
    case = _the_case(idea)
    _ready(idea, case, by)
    decision = Decision(
        case_id=case.id, idea_id=idea.id, outcome=outcome, reason=reason, statement=statement,
        statement_html=render_markdown(statement), by=by, at=at,
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    decided = IdeaDecided(idea_id=idea.id, board_id=idea.board_id, decision_id=decision.id, outcome=outcome)
    _CARRY_OUT[outcome](idea, case, by, at)
    db.session.flush()
    record(decided, by=by, at=at)
    return decision


@action(Can.PROGRESS, lock="self")
def progress(idea: Idea, *, by: Person, at: datetime, phase: str, note: str) -> ProgressNote:
    """Tell how an accepted idea goes on: in the making, or launched."""
    if phase not in (Phase.MAKING, Phase.LAUNCHED):
        raise Invalid("phase", _("An accepted idea is next in the making, or launched."))
    note = _text("note", note)
    here = Phase(idea.phase)
    if here not in (Phase.ACCEPTED, Phase.MAKING, Phase.LAUNCHED) or (here == Phase.LAUNCHED and phase == Phase.MAKING):
        raise Refused(_("Only an accepted idea can be made; this one is “%(stage)s”.", stage=idea.stage))
    told = ProgressNote(idea_id=idea.id, phase=phase, note=note, note_html=render_markdown(note), by_id=by.id, at=at)
    db.session.add(told)
    db.session.flush()
    if here != phase:
        move(idea, Phase(phase), by=by, at=at)
        if phase == Phase.LAUNCHED:
            record(IdeaLaunched(idea_id=idea.id, board_id=idea.board_id), by=by, at=at)
    if phase == Phase.MAKING or here == phase:
        record(IdeaProgressed(idea_id=idea.id, board_id=idea.board_id, note_id=told.id), by=by, at=at)
    return told


def _check_decision(idea: Idea, outcome: str, reason: str, statement: str) -> str:
    errors = {}
    if outcome not in OUTCOMES:
        errors["outcome"] = _("Decide to accept, decline, carry over or return.")
    if reason not in idea.rules.review.reasons:
        errors["reason"] = _("Choose the reason: %(all)s.", all=", ".join(idea.rules.review.reasons))
    text = clean(statement).strip()
    if not text or len(text) > TEXT_MAX:
        errors["statement"] = _("Write the answer that everybody will read (at most %(n)s characters).", n=TEXT_MAX)
    if errors:
        raise Invalid.many(errors)
    return text


def _ready(idea: Idea, case: Case, by: Person) -> None:
    needed = idea.rules.review.reviewers
    scored = (
        select(func.count()).select_from(Assessment).where(Assessment.case_id == case.id, Assessment.conflict.is_(None))
    )
    have = db.session.scalar(scored) or 0
    if have < needed:
        raise Refused(
            _("%(have)s of %(needed)s scorecards are in: a decision needs them all.", have=have, needed=needed)
        )
    mine = select(Assessment.conflict).where(Assessment.case_id == case.id, Assessment.reviewer_id == by.id)
    if db.session.scalar(mine):
        raise Refused(_("You declared a conflict of interest, so colleagues decide."))


def _the_case(idea: Idea) -> Case:
    case = open_case(idea.id)
    if case is None:
        raise Refused(_("This idea is not in review: it is “%(stage)s”.", stage=idea.stage))
    return case


def _my_assessment(case: Case, by: Person, at: datetime) -> Assessment:
    mine = db.session.scalar(select(Assessment).where(Assessment.case_id == case.id, Assessment.reviewer_id == by.id))
    return mine or Assessment(case_id=case.id, reviewer=by)


def _handed_in(idea: Idea, mine: Assessment, by: Person, at: datetime) -> Assessment:
    db.session.add(mine)
    db.session.flush()
    record(AssessmentGiven(idea_id=idea.id, board_id=idea.board_id, case_id=mine.case_id), by=by, at=at)
    return mine


def _text(field: str, text: str, *, needed: bool = True) -> str:
    text = clean(text).strip()
    if needed and not text:
        raise Invalid(field, _("Write something first."))
    if len(text) > TEXT_MAX:
        raise Invalid(field, _("At most %(n)s characters, please.", n=TEXT_MAX))
    return text


def _close(case: Case, at: datetime) -> None:
    case.state, case.closed_at = "decided", at
    db.session.flush()


def _accept(idea: Idea, case: Case, by: Person, at: datetime) -> None:
    _close(case, at)
    move(idea, Phase.ACCEPTED, by=by, at=at)


def _decline(idea: Idea, case: Case, by: Person, at: datetime) -> None:
    _close(case, at)
    move(idea, Phase.DECLINED, by=by, at=at)


def _return(idea: Idea, case: Case, by: Person, at: datetime) -> None:
    _close(case, at)
    send_back(idea, by=by, at=at)


def _carry_over(idea: Idea, case: Case, by: Person, at: datetime) -> None:
    """The idea stays in review; its case goes on in the next batch, with a new clock where there is one."""
    last = db.session.get(Round, case.round_id) if case.round_id else None
    if last is not None:
        leave(last.id, idea, at=at)
    round_ = batch_for(idea.board, max(at, last.cut_at) if last else at)
    if round_ is not None:
        enter(round_, idea, at=at)
        case.round_id = round_.id
    days = idea.rules.review.answer_days
    case.due_at = (round_.cut_at if round_ else at) + timedelta(days=days) if days else None
    db.session.flush()


_CARRY_OUT = {"accept": _accept, "decline": _decline, "return": _return, "carry_over": _carry_over}
