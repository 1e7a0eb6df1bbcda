"""The review of one idea: scorecards, a decision, what was told afterwards."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import partial

from ideaboard.cli.demo.content import IdeaPlan
from ideaboard.cli.demo.memory import DAY, SEED, World
from ideaboard.domain import review


def plan_review(world: World, plan: IdeaPlan, enters: datetime, chance: random.Random) -> datetime | None:
    """Scorecards, decision, progress; when it was decided."""
    decided = None if plan.decided is None else max(world.ago(plan.decided, chance), enters + DAY)
    span = (decided or world.today) - enters
    for number in range(len(plan.cards)):
        at = enters + span * (0.3 + 0.25 * number + 0.1 * chance.random())
        world.past.plan(at, partial(_assess, world, plan, number))
    if plan.conflict:
        world.past.plan(enters + span * 0.2, partial(_step_aside, world, plan))
    if decided is None or plan.answer is None:
        return None
    world.past.plan(decided, partial(_decide, world, plan))
    last = decided
    for phase, days, words in (
        ("making", plan.making, plan.making_note),
        ("launched", plan.launched, plan.launched_note),
    ):
        if days is not None:
            last = max(world.ago(days, chance), last + timedelta(hours=2))
            world.past.plan(last, partial(_progress, world, plan, phase, words))
    return decided


def _assess(world: World, plan: IdeaPlan, number: int, at: datetime) -> None:
    card, idea = plan.cards[number], world.ideas[plan.key]
    chance = random.Random(f"{SEED}:{plan.key}:{card.by}")
    rules = idea.rules.review
    given = {each.key: min(rules.scale, max(1, card.level + chance.choice((-1, 0, 0, 1)))) for each in rules.criteria}
    review.assess(idea, by=world.by(card.by), at=at, scores=given, recommendation=card.recommendation, note=card.note)


def _step_aside(world: World, plan: IdeaPlan, at: datetime) -> None:
    who, why = plan.conflict
    review.declare_conflict(world.ideas[plan.key], why, by=world.by(who), at=at)


def _decide(world: World, plan: IdeaPlan, at: datetime) -> None:
    answer, idea = plan.answer, world.ideas[plan.key]
    if answer is None:
        return
    reason = answer.reason or idea.rules.review.reasons[0]
    review.decide(
        idea, by=world.by(answer.by), at=at, outcome=answer.outcome, reason=reason, statement=answer.statement
    )


def _progress(world: World, plan: IdeaPlan, phase: str, words: str, at: datetime) -> None:
    if plan.answer is not None:
        review.progress(world.ideas[plan.key], by=world.by(plan.answer.by), at=at, phase=phase, note=words)
