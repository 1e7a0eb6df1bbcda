"""What the clock, the staff and a few customers do around the ideas: batches, rewards, flags, opened inboxes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from ideaboard.cli.demo.memory import DAY, World
from ideaboard.domain import ideas, moderation, review, rewards, rounds
from ideaboard.effects import notify

DUE = (rounds.rounds_due, review.drops_due, review.deadlines_due, ideas.silences_due)


def plan_clock(world: World) -> None:
    """The clock acts where something falls due: an early cut or a deadline of an idea, a Monday's batch, and now."""
    for at in sorted(world.due):
        if at < world.today:
            world.past.plan(at, _tick)
    world.past.plan(world.today, _tick)


def _tick(at: datetime) -> None:
    due = sorted((item for source in DUE for item in source(at)), key=lambda item: (item.at, item.order))
    for item in due:
        item.run(item.at)


def plan_desk(world: World) -> None:
    today = world.today
    world.past.plan(today - 40 * DAY, partial(_approve, world, ("gull-shirt", "lighthouse")))
    world.past.plan(today - 8 * DAY, partial(_approve, world, ("whale-poster",)))
    world.past.plan(today - 38 * DAY, partial(_collect, world, "gull-shirt"))
    world.past.plan(today - 6 * DAY, partial(_collect, world, "whale-poster"))
    world.past.plan(today - 36 * DAY, partial(_pay, world, "gull-shirt"))
    for hours, flag in ((36, _flag_comment), (21, _flag_rights), (4, _flag_off_topic)):
        world.past.plan(today - timedelta(hours=hours), partial(flag, world))
    for person in world.company.people:
        seen = timedelta(hours=20) if person.staff else timedelta(days=3)
        world.past.plan(today - seen, partial(_open_inbox, world, person.handle))


def _rewards_of(world: World, keys: Iterable[str]) -> list[rewards.Reward]:
    return [reward for key in keys for reward in rewards.of_idea(world.ideas[key].id)]


def _approve(world: World, keys: Iterable[str], at: datetime) -> None:
    for reward in _rewards_of(world, keys):
        if reward.state == "proposed" and reward.person_id != world.by("zofia-lewandowska").id:
            rewards.approve(reward, by=world.by("ines-barros"), at=at)


def _collect(world: World, key: str, at: datetime) -> None:
    for reward in _rewards_of(world, [key]):
        if reward.state == "approved" and reward.kind == "cash":
            rewards.claim(reward, by=reward.person, at=at)


def _pay(world: World, key: str, at: datetime) -> None:
    for reward in _rewards_of(world, [key]):
        if reward.state == "claimed":
            rewards.pay(reward, by=world.by("ines-barros"), at=at)


def _flag_comment(world: World, at: datetime) -> None:
    words = "He means it kindly, but it started a row at table four and now it is starting one here."
    moderation.flag_comment(world.comments["oat-price", 2], "abusive", by=world.by("freya-lund"), at=at, note=words)


def _flag_rights(world: World, at: datetime) -> None:
    words = "I have seen the middle cat on a tin at the flea market. Could somebody check?"
    moderation.flag_idea(world.ideas["three-cats"], "rights", by=world.by("claire-dubois"), at=at, note=words)


def _flag_off_topic(world: World, at: datetime) -> None:
    words = "This is a café, not a kennel."
    moderation.flag_idea(world.ideas["dogs"], "off_topic", by=world.by("anton-kruse"), at=at, note=words)


def _open_inbox(world: World, handle: str, at: datetime) -> None:
    notify.mark_seen(world.by(handle))
