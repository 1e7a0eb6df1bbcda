"""The way into review: over the gate, by the deadline, or picked by staff. Every way leads through ``route``, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import or_, select

from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.jobs import Due
from ideaboard.core.text import _, clean
from ideaboard.domain.boards import calendar
from ideaboard.domain.boards.models import Board
from ideaboard.domain.boards.rules import Rules
from ideaboard.domain.events import IdeaMerged, IdeaMoved, IdeaPicked, IdeaQualified, VoteCast
from ideaboard.domain.ideas import kinds_of_rules, move, reach
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people import house
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.domain.review import thresholds
from ideaboard.domain.review.models import Case
from ideaboard.domain.rounds import batch_for, enter
from ideaboard.domain.votes import metric, public, tally_at, tally_of

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
    """A merge may carry the target over milestones and over its gate."""
    idea = db.session.get_one(Idea, event.into)
    if idea.rules.ballot.reveal == "live":
        reach(idea, metric(idea), at)
    qualify(idea, at=at)


def qualify(idea: Idea, *, at: datetime) -> bool:
    """Route ``idea`` if it is gathering and passes its gate; boards that take the best N wait for the deadline."""
    if idea.phase != Phase.GATHERING or idea.rules.gate.top:
        return False
    if not thresholds.qualifies(idea.rules, tally_of(idea)):
        return False
    _route_by_number(idea, at)
    return True


def _route_by_number(idea: Idea, at: datetime) -> None:
    case = route(idea, by=house(), at=at)
    value = metric(idea) if public(idea) else None
    record(IdeaQualified(idea_id=idea.id, board_id=idea.board_id, case_id=case.id, value=value), by=house(), at=at)


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
    yield from _calendars_due(at)


def _calendars_due(at: datetime) -> Iterable[Due]:
    """Boards that take the best N when the last of their phases with a vote has closed."""
    boards = {board_id for board_id, _version, rules in kinds_of_rules(Phase.GATHERING) if _by_calendar(rules)}
    for board_id in sorted(boards):
        ends = vote_ends(db.session.get_one(Board, board_id))
        if ends is not None and ends <= at:
            yield Due(ends, 2, partial(close_cohort, board_id))


def _by_calendar(rules: Rules) -> bool:
    return bool(rules.gate.top) and not rules.clock.gather_days


def vote_ends(board: Board) -> datetime | None:
    """When the last phase of the board that allows votes closes; None without phases."""
    clock, opened = board.rules.clock, board.opens_at or board.created_at
    ends = [calendar.moment(phase.closes, opened, clock.timezone) for phase in clock.phases if "vote" in phase.allows]
    return max(ends, default=None)


def cohort_end(board: Board, deadline: datetime) -> datetime:
    """When the ideas of ``board`` that close together are compared."""
    return calendar.cohort_end(board.rules.review.batches, deadline, board.rules.clock.timezone)


def close(number: int, at: datetime) -> None:
    """The deadline of one idea: into review if it passes, else it ends; nothing when it moved meanwhile."""
    idea = locked(db.session.get_one(Idea, number))
    if not _is_over(idea, at) or _lives_on(idea, at):
        return
    if not qualify(idea, at=at):
        move(idea, Phase.EXPIRED, by=house(), at=at, ended_by="deadline")


def _is_over(idea: Idea, at: datetime) -> bool:
    return idea.phase == Phase.GATHERING and idea.deadline_at is not None and idea.deadline_at <= at


def _lives_on(idea: Idea, at: datetime) -> bool:
    """Whether a hidden tally has earned more time: it is told only now, when the old deadline has come."""
    reach(idea, metric(idea), at)
    return idea.deadline_at is not None and idea.deadline_at > at


def close_cohort(board_id: int, at: datetime) -> None:
    """The best N of the ideas of a board that closed together go to review, the others end.

    The ideas are locked one by one in the order of their ids, then the board: as every other way does. Who comes second
    finds them moved.
    """
    board = db.session.get_one(Board, board_id)
    ends = vote_ends(board)
    over = Idea.deadline_at <= at
    if ends is not None and ends <= at:
        over = or_(over, Idea.deadline_at.is_(None))
    late = select(Idea.id).where(Idea.board_id == board_id, Idea.phase == Phase.GATHERING, over).order_by(Idea.id)
    found = [locked(db.session.get_one(Idea, number)) for number in db.session.scalars(late).all()]
    together = [idea for idea in found if _closes_now(board, idea, at) and not _lives_on(idea, at)]
    chosen = best(together)
    for idea in together:
        if idea.id in chosen:
            _route_by_number(idea, at)
        else:
            move(idea, Phase.EXPIRED, by=house(), at=at, ended_by="not_selected")


def _closes_now(board: Board, idea: Idea, at: datetime) -> bool:
    if idea.phase != Phase.GATHERING or not idea.rules.gate.top or not idea.judged:
        return False
    if idea.deadline_at is None:
        return _by_calendar(idea.rules)
    return idea.deadline_at <= at and cohort_end(board, idea.deadline_at) <= at


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
    """Early cuts whose hour has come, by the rules each idea lives by."""
    for board_id, version_id, rules in kinds_of_rules(Phase.GATHERING):
        for place, drop in enumerate(rules.clock.drop):
            wait = timedelta(hours=drop.after_hours)
            ripe = select(Idea.id, Idea.published_at).where(
                Idea.board_id == board_id,
                Idea.rules_id == version_id,
                Idea.phase == Phase.GATHERING,
                Idea.drops_done == place,
                Idea.published_at <= at - wait,
            )
            for number, published_at in db.session.execute(ripe.limit(500)):
                if published_at is not None:
                    yield Due(published_at + wait, 1, partial(drop_if_weak, number, place))


def drop_if_weak(number: int, place: int, at: datetime) -> None:
    """Judge one early cut of one idea, once, by the votes of its hour: a late clock counts no later ones."""
    idea = locked(db.session.get_one(Idea, number))
    rules = idea.rules.clock.drop
    if idea.phase != Phase.GATHERING or idea.drops_done != place or place >= len(rules):
        return
    idea.drops_done = place + 1
    if thresholds.weak(rules[place], tally_at(idea, at)):
        move(idea, Phase.EXPIRED, by=house(), at=at, ended_by="cut")
