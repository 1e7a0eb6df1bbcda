"""The way into review: over the gate, by the deadline, or picked by staff. Every way leads through ``route``, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.jobs import Due
from ideaboard.core.text import _, clean
from ideaboard.domain.boards import calendar
from ideaboard.domain.boards.models import Board
from ideaboard.domain.events import IdeaMerged, IdeaMoved, IdeaPicked, IdeaQualified, VoteCast
from ideaboard.domain.ideas import move
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people import house
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.domain.review import thresholds
from ideaboard.domain.review.models import Case
from ideaboard.domain.rounds import batch_for, enter
from ideaboard.domain.votes import metric, tally_of

REASON_MAX = 1_000


def route(idea: Idea, *, by: Person, at: datetime, pick_reason: str | None = None) -> Case:
    """Open a case for ``idea`` and move it to review. The batch's cut starts the clock where there are batches."""
    review = idea.rules.review
    round_ = batch_for(idea.board, at)
    starts = round_.cut_at if round_ else at
    case = Case(
        idea=idea,
        round_id=round_.id if round_ else None,
        entered_at=at,
        due_at=starts + timedelta(days=review.answer_days) if review.answer_days else None,
        supporters=idea.supporters,
        pick_reason=pick_reason,
    )
    if round_ is not None:
        enter(round_, idea, at=at)
    db.session.add(case)
    move(idea, Phase.REVIEW, by=by, at=at)
    return case


def route_if_qualified(event: VoteCast, *, by: Person, at: datetime) -> None:
    """A vote was cast: the idea goes to review when it now passes its gate."""
    qualify(db.session.get_one(Idea, event.idea_id), at=at)


def qualify_after_merge(event: IdeaMerged, *, by: Person, at: datetime) -> None:
    """A merge may carry the target over its gate."""
    qualify(db.session.get_one(Idea, event.into), at=at)


def qualify(idea: Idea, *, at: datetime) -> bool:
    """Route ``idea`` if it is gathering and passes its gate; boards that take the best N wait for the deadline."""
    if idea.phase != Phase.GATHERING or idea.rules.gate.top:
        return False
    if not thresholds.qualifies(idea.rules, tally_of(idea)):
        return False
    value = metric(idea)
    case = route(idea, by=house(), at=at)
    record(IdeaQualified(idea_id=idea.id, board_id=idea.board_id, case_id=case.id, value=value), by=house(), at=at)
    return True


@action(Can.PICK, lock="self")
def pick(idea: Idea, reason: str, *, by: Person, at: datetime) -> Case:
    """Staff pick: take a gathering idea to review whatever its gate says. Needs a reason, which is public."""
    reason = clean(reason).strip()
    if not reason or len(reason) > REASON_MAX:
        raise Invalid("reason", _("Say in a sentence or two why you pick this idea."))
    if not idea.judged:
        raise Refused(_("This is no idea to be judged: it is there for ideas to build on or to answer."))
    if idea.phase != Phase.GATHERING:
        raise Refused(_("Only an idea that gathers support can be picked; this one is “%(stage)s”.", stage=idea.stage))
    case = route(idea, by=by, at=at, pick_reason=reason)
    record(IdeaPicked(idea_id=idea.id, board_id=idea.board_id, case_id=case.id), by=by, at=at)
    return case


def reopen_case(event: IdeaMoved, *, by: Person, at: datetime) -> None:
    """An idea that comes back to review (resubmitted, a merge or removal undone) gets a case again."""
    if event.to != Phase.REVIEW or event.start == Phase.GATHERING:
        return
    idea = db.session.get_one(Idea, event.idea_id)
    last = db.session.scalar(select(Case).where(Case.idea_id == idea.id).order_by(Case.id.desc()).limit(1))
    days = idea.rules.review.answer_days
    db.session.add(
        Case(
            idea=idea,
            round_id=last.round_id if last else None,
            entered_at=at,
            due_at=at + timedelta(days=days) if days else None,
            supporters=idea.supporters,
            pick_reason=last.pick_reason if last else None,
        )
    )
    db.session.flush()


def drop_case(event: IdeaMoved, *, by: Person, at: datetime) -> None:
    """An idea left review without a decision (withdrawn, removed, merged): its case is closed."""
    if event.start != Phase.REVIEW:
        return
    case = open_case(event.idea_id)
    if case is not None and event.to not in (Phase.ACCEPTED, Phase.DECLINED, Phase.RETURNED):
        case.state, case.closed_at = "dropped", at
        db.session.flush()


def open_case(idea_id: int) -> Case | None:
    """The open case of an idea; served by uq_cases_open."""
    return db.session.scalar(select(Case).where(Case.idea_id == idea_id, Case.closed_at.is_(None)))


# What the clock does


def deadlines_due(at: datetime) -> Iterable[Due]:
    """Ideas whose time to gather is over; on boards that take the best N, cohorts that are complete."""
    late = select(Idea).where(Idea.phase == Phase.GATHERING, Idea.deadline_at <= at).order_by(Idea.deadline_at, Idea.id)
    cohorts: set[tuple[int, datetime]] = set()
    for idea in db.session.scalars(late.limit(2_000)):
        if idea.deadline_at is None:
            continue
        if not idea.rules.gate.top:
            yield Due(idea.deadline_at, 2, partial(close, idea.id))
            continue
        ends = cohort_end(idea.board, idea.deadline_at)
        if ends <= at and (idea.board_id, ends) not in cohorts:
            cohorts.add((idea.board_id, ends))
            yield Due(ends, 2, partial(close_cohort, idea.board_id))


def cohort_end(board: Board, deadline: datetime) -> datetime:
    """When the ideas of ``board`` that close together are compared."""
    return calendar.cohort_end(board.rules.review.batches, deadline, board.rules.clock.timezone)


def close(number: int, at: datetime) -> None:
    """The deadline of one idea: into review if it passes, else it ends; nothing when it moved meanwhile."""
    idea = locked(db.session.get_one(Idea, number))
    if idea.phase != Phase.GATHERING or idea.deadline_at is None or idea.deadline_at > at:
        return
    if not qualify(idea, at=at):
        move(idea, Phase.EXPIRED, by=house(), at=at, ended_by="deadline")


def close_cohort(board_id: int, at: datetime) -> None:
    """The best N of the ideas of a board that closed together go to review, the others end."""
    board = locked(db.session.get_one(Board, board_id))
    late = select(Idea).where(
        Idea.board_id == board.id, Idea.phase == Phase.GATHERING, Idea.deadline_at.is_not(None), Idea.deadline_at <= at
    )
    together = [
        locked(idea)
        for idea in db.session.scalars(late.order_by(Idea.id)).all()
        if idea.deadline_at and cohort_end(board, idea.deadline_at) <= at
    ]
    chosen = best(together)
    for idea in together:
        if idea.id in chosen:
            case = route(idea, by=house(), at=at)
            qualified = IdeaQualified(idea_id=idea.id, board_id=board.id, case_id=case.id, value=metric(idea))
            record(qualified, by=house(), at=at)
        else:
            move(idea, Phase.EXPIRED, by=house(), at=at, ended_by="not_selected")


def best(ideas: Sequence[Idea]) -> set[int]:
    """The ids of the top N by the gate's metric; ties go to more ballots, then to the earlier idea."""
    if not ideas:
        return set()
    gate = ideas[0].rules.gate
    contenders = [
        thresholds.Contender(
            idea.id, thresholds.value(gate.metric, tally_of(idea)), idea.ballots, idea.published_at or idea.created_at
        )
        for idea in ideas
        if thresholds.meets(idea.rules, tally_of(idea))
    ]
    return {contender.idea_id for contender in thresholds.top_n(contenders, gate.top)}


def drops_due(at: datetime) -> Iterable[Due]:
    """Early cuts whose hour has come."""
    for board in db.session.scalars(select(Board)):
        for place, drop in enumerate(board.rules.clock.drop):
            wait = timedelta(hours=drop.after_hours)
            ripe = select(Idea.id, Idea.published_at).where(
                Idea.board_id == board.id,
                Idea.phase == Phase.GATHERING,
                Idea.drops_done == place,
                Idea.published_at <= at - wait,
            )
            for number, published_at in db.session.execute(ripe.limit(500)):
                if published_at is not None:
                    yield Due(published_at + wait, 1, partial(drop_if_weak, number, place))


def drop_if_weak(number: int, place: int, at: datetime) -> None:
    """Judge one early cut of one idea, once."""
    idea = locked(db.session.get_one(Idea, number))
    rules = idea.rules.clock.drop
    if idea.phase != Phase.GATHERING or idea.drops_done != place or place >= len(rules):
        return
    idea.drops_done = place + 1
    if thresholds.weak(rules[place], tally_of(idea)):
        move(idea, Phase.EXPIRED, by=house(), at=at, ended_by="cut")
