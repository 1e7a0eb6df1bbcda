"""The way of one idea: shared, looked at, discussed, and what becomes of it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import partial

from ideaboard.cli.demo import crowd
from ideaboard.cli.demo.content import IdeaPlan
from ideaboard.cli.demo.judging import plan_review
from ideaboard.cli.demo.memory import DAY, HOUR, SEED, World
from ideaboard.cli.demo.voting import plan_votes
from ideaboard.domain import comments, ideas, moderation, review
from ideaboard.domain.transfer.crowd import hearts_in_bulk, share_among


def plan_idea(world: World, plan: IdeaPlan) -> None:
    chance = random.Random(f"{SEED}:{plan.key}")
    shared = world.ago(plan.days, chance)
    world.past.plan(shared, partial(_share, world, plan))
    if plan.phase == "draft":
        return
    published = _plan_first_look(world, plan, shared, chance)
    if published is None:
        return
    said = _plan_talk(world, plan, shared, published, chance)
    votes_end, gate = _plan_way(world, plan, published, said, chance)
    plan_votes(world, plan, published, gate, votes_end, chance)
    _plan_followers(world, plan, published, chance)


def _share(world: World, plan: IdeaPlan, at: datetime) -> None:
    author = world.by(plan.author)
    begun = at - timedelta(minutes=25)
    idea = ideas.draft(world.boards[plan.board], by=author, at=begun, title=plan.title, body=plan.body, tags=plan.tags)
    world.ideas[plan.key] = idea
    if plan.team:
        share_among(idea, {world.by(handle): share * 100 for handle, share in plan.team.items()}, begun)
    for number, picture in enumerate(plan.pictures):
        stored = world.pictures[plan.key, number]
        ideas.attach(
            idea, by=author, at=begun, file=stored.file, width=stored.width, height=stored.height, alt=picture["alt"]
        )
    if plan.phase != "draft":
        ideas.submit(idea, by=author, at=at, accept=True)


def _plan_first_look(world: World, plan: IdeaPlan, shared: datetime, chance: random.Random) -> datetime | None:
    """When the idea became public; None when it did not. The café board looks at nothing first."""
    if plan.board == "cafes":
        return shared
    if plan.phase == "screening":
        return None
    at = min(shared + timedelta(minutes=chance.uniform(12, 75)), world.today - timedelta(minutes=1))
    outcome = "return" if plan.phase == "returned" else "publish"
    moderator = chance.choice([person.handle for person in world.company.staff if person.staff == "moderator"])

    def look(at: datetime) -> None:
        moderation.screen(world.ideas[plan.key], by=world.by(moderator), at=at, outcome=outcome, reason=plan.reason)

    world.past.plan(at, look)
    return at if outcome == "publish" else None


def _plan_talk(world: World, plan: IdeaPlan, shared: datetime, published: datetime, chance: random.Random) -> datetime:
    """Plan the comments and their hearts; the moment of the last one."""
    last = published
    for number, talk in enumerate(plan.talk):
        at = crowd.awake(shared + timedelta(days=talk.after), chance)
        last = min(max(at, last + timedelta(minutes=9)), world.today - timedelta(minutes=1))
        world.past.plan(last, partial(_say, world, plan, number))
    return last


def _say(world: World, plan: IdeaPlan, number: int, at: datetime) -> None:
    talk = plan.talk[number]
    parent = None if talk.to is None else world.comments[plan.key, talk.to]
    said = comments.post(
        world.ideas[plan.key], talk.words, by=world.by(talk.by), at=at, parent=parent, official=talk.official
    )
    world.comments[plan.key, number] = said
    chance = random.Random(f"{SEED}:{plan.key}:{number}")
    others = [person.id for handle, person in world.people.items() if handle != talk.by]
    hearts_in_bulk(said, chance.sample(others, min(talk.hearts, len(others))), at)


def _plan_way(
    world: World, plan: IdeaPlan, published: datetime, said: datetime, chance: random.Random
) -> tuple[datetime, datetime | None]:
    """Plan what staff and the author do; until when people vote, and when their votes carry the idea over the gate."""
    recently = world.today - timedelta(minutes=3)
    after_talk = said + timedelta(hours=1)
    if plan.withdrawn is not None:
        at = max(world.ago(plan.withdrawn, chance), after_talk)
        world.past.plan(at, lambda at: ideas.withdraw(world.ideas[plan.key], by=world.by(plan.author), at=at))
        return at - timedelta(minutes=30), None
    if plan.removed is not None:
        at = max(world.ago(plan.removed, chance), after_talk)
        world.past.plan(at, partial(_remove, world, plan))
        return at - timedelta(minutes=5), None
    if plan.merged is not None:
        at = max(world.ago(plan.merged, chance), after_talk)
        world.past.plan(at, partial(_merge, world, plan))
        return at - timedelta(minutes=30), None
    if plan.board == "prints":
        return _plan_week(world, plan, published, recently)
    if plan.phase == "expired":
        world.due.add(published + 120 * DAY + HOUR)
        return published + 119 * DAY, None
    if plan.routed is None:
        return recently, None
    gate = max(world.ago(plan.routed, chance), published + timedelta(hours=6))
    decided = plan_review(world, plan, gate, chance)
    if plan.pick:
        picker, why = plan.pick
        world.past.plan(gate, lambda at: review.pick(world.ideas[plan.key], why, by=world.by(picker), at=at))
        return decided or recently, None
    return decided or recently, gate


def _plan_week(
    world: World, plan: IdeaPlan, published: datetime, recently: datetime
) -> tuple[datetime, datetime | None]:
    """Prints: a week of scores, then the clock compares what closed together (weekly, on Mondays)."""
    deadline = published + 7 * DAY
    monday = (deadline + DAY * (7 - deadline.weekday())).replace(hour=2, minute=0, second=0, microsecond=0)
    world.due |= {published + DAY + HOUR, monday, monday + 7 * DAY}
    if plan.routed is not None:
        plan_review(world, plan, monday + HOUR, random.Random(f"{SEED}:{plan.key}:review"))
    first_day = plan.phase == "expired" and plan.mean < 2
    return min(published + (DAY if first_day else 7 * DAY) - timedelta(minutes=30), recently), None


def _remove(world: World, plan: IdeaPlan, at: datetime) -> None:
    moderator = world.by("malik-osei")
    moderation.remove(world.ideas[plan.key], plan.reason, by=moderator, at=at)
    until = world.today + 60 * DAY
    words = "The third advertisement this week, from an account made for it."
    moderation.suspend(world.by(plan.author), words, by=moderator, at=at, until=until)


def _merge(world: World, plan: IdeaPlan, at: datetime) -> None:
    moderator = next(talk.by for talk in plan.talk if talk.official)
    ideas.merge(world.ideas[plan.key], world.ideas[plan.into], by=world.by(moderator), at=at)


def _plan_followers(world: World, plan: IdeaPlan, published: datetime, chance: random.Random) -> None:
    others = [person.handle for person in world.company.people if person.handle != plan.author]
    for handle in chance.sample(others, chance.randrange(2, 8)):
        at = min(published + timedelta(hours=chance.uniform(1, 60)), world.today - timedelta(minutes=1))
        world.past.plan(at, partial(_follow, world, plan, handle))


def _follow(world: World, plan: IdeaPlan, handle: str, at: datetime) -> None:
    ideas.follow(world.ideas[plan.key], by=world.by(handle), at=at)
