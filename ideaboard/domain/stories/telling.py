"""The story of an idea: what happened to it, where it stands, and what became of ideas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select

from ideaboard.core.db import db
from ideaboard.core.events import Fact
from ideaboard.core.paging import Key, Page, cut_together
from ideaboard.domain import ideas, review
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import DECIDED, Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.review.models import Decision
from ideaboard.domain.stories.card import Card
from ideaboard.domain.stories.lists import of_ids

LONGEST = 1_000  # the latest, where a long thread has more
QUIET = ("comment.posted", "comment.deleted", "moderation.ruled", "idea.submitted")


@dataclass(frozen=True)
class Moment:
    """One line of a timeline."""

    at: datetime
    kind: str
    actor_name: str | None  # None: the house itself
    actor_handle: str | None
    data: dict[str, Any]
    fact: Fact


def timeline(idea: Idea, *, everything: bool = False) -> Sequence[Moment]:
    """What happened to an idea, oldest first; served by ix_facts_idea_id_id.

    People are shown its turns; ``everything`` adds comments and rulings (for programs).
    """
    about = select(Fact, Person).outerjoin(Person, Person.id == Fact.actor_id)
    about = about.where(Fact.idea_id == idea.id, Fact.public)
    if not everything:
        about = about.where(Fact.kind.not_in(QUIET))
    rows = db.session.execute(about.order_by(Fact.id.desc()).limit(LONGEST)).all()
    return [_moment(fact, actor) for fact, actor in reversed(rows)]


def _moment(fact: Fact, actor: Person | None) -> Moment:
    known = actor is not None and actor.kind != "system"
    return Moment(
        fact.at,
        fact.kind,
        actor.name if known and actor else None,
        actor.handle if known and actor else None,
        fact.data,
        fact,
    )


@dataclass(frozen=True)
class Step:
    """One station on the way of an idea: ``state`` is done, now, todo or off (the way ended before it)."""

    key: str  # shared, gathering, review, decision, launched
    state: str
    at: datetime | None
    until: datetime | None  # the clock that runs at this station
    late: bool


def steps(idea: Idea, at: datetime) -> Sequence[Step]:
    """Where an idea stands: the same five stations for every idea, with the crowd's clock and the company's."""
    moved = _reached(idea)
    decision = review.decision_of(idea.id)
    due = review.answer_due([idea.id]).get(idea.id)
    here = _station(idea)
    decided_at = decision.at if decision and Phase(idea.phase) in DECIDED else None
    when = {
        "shared": idea.published_at or idea.submitted_at,
        "gathering": moved.get(Phase.GATHERING),
        "review": moved.get(Phase.REVIEW),
        "decision": decided_at,
        "launched": moved.get(Phase.LAUNCHED),
    }
    clocks = {"gathering": idea.deadline_at, "review": due}
    order = list(when)
    ended = idea.phase in (Phase.DECLINED, Phase.EXPIRED, Phase.WITHDRAWN, Phase.REMOVED, Phase.MERGED)
    found = []
    for place, key in enumerate(order):
        if place < order.index(here) or (place == order.index(here) and (ended or idea.phase == Phase.LAUNCHED)):
            state = "done"
        elif place == order.index(here):
            state = "now"
        else:
            state = "off" if ended else "todo"
        until = clocks.get(key) if state == "now" else None
        found.append(Step(key, state, when[key], until, until is not None and until < at))
    return found


def _station(idea: Idea) -> str:
    phase = Phase(idea.phase)
    if phase in (Phase.DRAFT, Phase.SCREENING, Phase.RETURNED):
        return "shared"
    if phase in (Phase.ACCEPTED, Phase.MAKING, Phase.DECLINED):
        return "decision"
    if phase == Phase.LAUNCHED:
        return "launched"
    if phase == Phase.REVIEW:
        return "review"
    return "gathering"


def _reached(idea: Idea) -> dict[Phase, datetime]:
    """When an idea first came to each phase."""
    moves = select(Fact.at, Fact.data).where(Fact.idea_id == idea.id, Fact.kind == "idea.moved").order_by(Fact.id)
    found: dict[Phase, datetime] = {}
    for at, data in db.session.execute(moves):
        found.setdefault(Phase(data["to"]), at)
    return found


@dataclass(frozen=True)
class Outcome:
    """What became of an idea: its card, the decision, and when."""

    card: Card
    decision: Decision | None
    at: datetime


def in_action(
    seen_by: Person | None, *, phase: Phase | None = None, after: str | None = None, limit: int = 20, at: datetime
) -> Page[Outcome]:
    """Ideas that were decided, made or launched, the latest turn first; served by ix_ideas_listed_phase_moved."""
    phases = [phase] if phase is not None else sorted(DECIDED)
    told = [select(Idea.id, Idea.moved_at).where(Idea.listed.is_(True), Idea.phase == one) for one in phases]
    page = cut_together(told, [Key(Idea.moved_at, "moved_at"), Key(Idea.id, "id")], after=after, limit=limit)
    numbers = [row.id for row in page.rows]
    decisions = review.decisions_of(numbers)
    cards = of_ids(numbers, seen_by, at)
    return Page([Outcome(card, decisions.get(card.id), card.moved_at) for card in cards], page.after)


def facts() -> Select[Fact]:
    """The public activity log: facts about boards and ideas that everybody may see."""
    seen = select(Idea.id).where(ideas.sees(None))
    boards = select(Board.id).where(Board.visibility == "public")
    return select(Fact).where(
        Fact.public,
        or_(Fact.idea_id.is_(None), Fact.idea_id.in_(seen)),
        or_(Fact.board_id.is_(None), Fact.board_id.in_(boards)),
    )
