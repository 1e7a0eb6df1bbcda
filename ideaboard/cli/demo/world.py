"""The demo world: its content turned into rows through the domain's own verbs, ending today; the same every day."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from flask import current_app

from ideaboard.cli.demo import crowd
from ideaboard.cli.demo.content import BoardPlan, Company, Portrait, load
from ideaboard.cli.demo.desk import plan_clock, plan_desk
from ideaboard.cli.demo.memory import DAY, SEED, World
from ideaboard.cli.demo.studio import Studio
from ideaboard.cli.demo.ways import plan_idea
from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.domain import boards, people
from ideaboard.effects import search

LIGHT = 400
AGE = timedelta(days=430)
INTRUDER = "Capsule King"

Progress = Callable[[str, int, int], object]


def build(progress: Progress) -> Company:
    """Build the demo world into an empty database. ``progress(stage, done, of)`` hears how far it is."""
    world = World(load(), now())
    studio = Studio(Path(current_app.config["UPLOADS"]))
    try:
        _order_pictures(world, studio)
        # one password for everybody: hashed once, before the transaction
        password = people.hash_password(world.company.password)
        with transaction():
            _plan(world, password)
            world.past.tell(partial(progress, "Telling the past"))
            studio.deliver(partial(progress, "Drawing"))
    except BaseException:
        studio.throw_away()
        raise
    finally:
        studio.close()
    search.rebuild_all()
    return world.company


def _order_pictures(world: World, studio: Studio) -> None:
    for number, person in enumerate(world.company.people):
        world.faces[person.handle] = studio.face(person.face, number)
    for plan in world.company.ideas:
        for number, picture in enumerate(plan.pictures):
            world.pictures[plan.key, number] = studio.picture(picture)


# The plan


def _plan(world: World, password: str) -> None:
    start = world.today - AGE
    _plan_people(world, start, password)
    for board in world.company.boards:
        world.past.plan(start + 2 * DAY, partial(_open_board, world, board))
    for idea in world.company.ideas:
        plan_idea(world, idea)
    plan_clock(world)
    plan_desk(world)


def _plan_people(world: World, start: datetime, password: str) -> None:
    chance = random.Random(SEED)
    for number, portrait in enumerate(world.company.people):
        at = start + timedelta(hours=number)
        world.joined[portrait.handle] = world.past.plan(at, partial(_join, world, portrait, password))
    for number, name in enumerate(_names(world, chance)):
        early = number < LIGHT * 0.6
        at = start + DAY * (2 + 20 * chance.random()) if early else start + DAY * (22 + 395 * chance.random())
        handle = f"light-{number}"
        world.joined[handle] = world.past.plan(crowd.awake(at, chance), partial(_join_lightly, world, handle, name))
    intruder = next(plan for plan in world.company.ideas if plan.author == "light")
    world.past.plan(world.ago(intruder.days + 0.5, chance), partial(_join_lightly, world, "light", INTRUDER))


def _names(world: World, chance: random.Random) -> list[str]:
    return crowd.names(LIGHT, world.company.first_names, world.company.last_names, chance)


def _join(world: World, portrait: Portrait, password: str, at: datetime) -> None:
    person = people.join(portrait.name, portrait.email, password, at=at, confirmed=True)
    person = people.edit(
        person, by=person, name=portrait.name, bio=portrait.bio, face=world.faces[portrait.handle].file,
        handle=None if person.handle == portrait.handle else portrait.handle,
    )  # fmt: skip
    world.people[portrait.handle] = person
    if portrait.staff:
        people.give_role(person, portrait.staff, by=people.house(), at=at)
    if portrait.staff == "admin":
        company = world.company
        values: dict[str, object] = {"demo": True, "name": company.name, "question": company.question}
        people.set_site(None, by=person, values=values)


def _join_lightly(world: World, handle: str, name: str, at: datetime) -> None:
    world.people[handle] = people.join(name, None, None, at=at, confirmed=True)


def _open_board(world: World, plan: BoardPlan, at: datetime) -> None:
    admin = next(person.handle for person in world.company.staff if person.staff == "admin")
    world.boards[plan.slug] = boards.open_board(
        None,
        plan.slug,
        by=world.by(admin),
        at=at,
        preset=plan.preset,
        title=plan.title,
        intro=plan.intro,
        changes=plan.rules,
    )
