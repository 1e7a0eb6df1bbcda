"""Who votes on one idea, what and when. Votes from which something follows are cast, the others come in bulk."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from ideaboard.cli.demo import crowd
from ideaboard.cli.demo.content import IdeaPlan
from ideaboard.cli.demo.memory import DAY, World
from ideaboard.domain import votes
from ideaboard.domain.transfer.bulk import votes_in_bulk

NEARLY = 82  # kits that need only a few more are what people talk about now
GATE = 100  # people, net: both boards with a counting gate have it there


@dataclass(frozen=True)
class Ballot:
    """Who votes what, when; ``told``: by the verb, because something follows from it."""

    who: str
    value: int
    at: datetime
    told: bool = False


def plan_votes(
    world: World, plan: IdeaPlan, published: datetime, gate: datetime | None, end: datetime, chance: random.Random
) -> None:
    first = published + timedelta(minutes=15)
    if plan.board == "prints":
        ballots = _scored(world, plan, first, end, chance)
    else:
        ballots = _supported(world, plan, first, gate, end, chance)
    waiting: list[Ballot] = []
    for ballot in ballots:
        if not ballot.told:
            waiting.append(ballot)
            continue
        if waiting:
            world.past.plan(waiting[-1].at, partial(_cast_many, world, plan, tuple(waiting)))
            waiting = []
        world.past.plan(ballot.at, partial(_cast, world, plan, ballot))
    if waiting:
        world.past.plan(waiting[-1].at, partial(_cast_many, world, plan, tuple(waiting)))
    if plan.phase == "gathering" and plan.board != "prints" and plan.up > 40:
        _plan_change_of_mind(world, plan, first, end, {ballot.who for ballot in ballots}, chance)


def _scored(world: World, plan: IdeaPlan, first: datetime, end: datetime, chance: random.Random) -> list[Ballot]:
    given = crowd.scores(plan.up, plan.mean, 0, 5, chance)
    return _given(world, plan, given, crowd.moments(plan.up, first, end, chance), chance)


def _supported(
    world: World, plan: IdeaPlan, first: datetime, gate: datetime | None, end: datetime, chance: random.Random
) -> list[Ballot]:
    """For and against; with a gate, the vote that carries the idea over it falls exactly then."""
    if gate is None:
        ups, downs = plan.up, plan.down
        values = [1] * ups + [-1] * downs
        chance.shuffle(values)
        lately = 0.99 if plan.board == "kits" and plan.up >= NEARLY else None
        times = crowd.moments(len(values), first, end, chance, talked_about=lately)
        ballots = _given(world, plan, values, times, chance)
    else:
        downs = round(plan.down * 0.6)
        before = [1] * (GATE + downs - 1) + [-1] * downs
        chance.shuffle(before)
        later = [1] * (plan.up - GATE - downs) + [-1] * (plan.down - downs)
        chance.shuffle(later)
        times = crowd.moments(len(before), first, gate - timedelta(minutes=20), chance)
        times += [gate, *crowd.moments(len(later), gate + timedelta(minutes=10), end, chance)]
        ballots = _given(world, plan, [*before, 1, *later], times, chance)
    # a merge makes the family pass milestones at other counts than its own
    all_told = plan.board == "kits" and any(other.into == plan.key for other in world.company.ideas)
    marks = {25, 50, 75} if plan.board == "kits" else set()
    return [_told(ballot, number, marks, gate, all_told) for number, ballot in enumerate(ballots, start=1)]


def _told(ballot: Ballot, number: int, marks: set[int], gate: datetime | None, all_told: bool) -> Ballot:
    told = all_told or number in marks or ballot.at == gate
    return Ballot(ballot.who, ballot.value, ballot.at, told)


def _given(
    world: World, plan: IdeaPlan, values: list[int], times: list[datetime], chance: random.Random
) -> list[Ballot]:
    """Deal the values out to people who had joined by then, each once, never to a maker or to staff."""
    staff = {person.handle for person in world.company.staff}
    never = {plan.author, *plan.team, *staff}
    crowd_ = [handle for handle in world.joined if handle not in never]
    chance.shuffle(crowd_)
    ballots = []
    for value, at in zip(values, times, strict=True):
        place = next((i for i, handle in enumerate(crowd_) if world.joined[handle] < at), None)
        if place is not None:
            ballots.append(Ballot(crowd_.pop(place), value, at))
    return ballots


def _cast(world: World, plan: IdeaPlan, ballot: Ballot, at: datetime) -> None:
    votes.cast(world.ideas[plan.key], by=world.by(ballot.who), value=ballot.value, at=at)


def _cast_many(world: World, plan: IdeaPlan, ballots: tuple[Ballot, ...], at: datetime) -> None:
    votes_in_bulk(world.ideas[plan.key], [(world.by(each.who).id, each.value, each.at) for each in ballots])


def _plan_change_of_mind(
    world: World, plan: IdeaPlan, first: datetime, end: datetime, voted: set[str], chance: random.Random
) -> None:
    """Somebody supports the idea and takes it back a day later, so that the ledger shows one."""
    free = [handle for handle in world.joined if handle.startswith("light-") and handle not in voted]
    who = next((handle for handle in free if world.joined[handle] < first), None)
    if who is None or end - first < 3 * DAY:
        return
    begun = first + (end - first) * chance.uniform(0.2, 0.6)
    world.past.plan(begun, partial(_cast, world, plan, Ballot(who, 1, begun)))
    world.past.plan(begun + DAY, lambda at: votes.take_back(world.ideas[plan.key], by=world.by(who), at=at))
