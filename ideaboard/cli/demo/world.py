"""The demo world: the content turned into rows through the domain's own verbs, ending today, the same for the same day."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from flask import current_app

from ideaboard.cli.demo import crowd
from ideaboard.cli.demo.content import BoardPlan, Company, IdeaPlan, Portrait, load
from ideaboard.cli.demo.draw.faces import draw_face
from ideaboard.cli.demo.past import Past
from ideaboard.cli.demo.pictures import draw
from ideaboard.core import files
from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.domain import boards, comments, ideas, moderation, people, review, rewards, rounds, votes
from ideaboard.domain.boards.models import Board
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.transfer.bulk import votes_in_bulk
from ideaboard.domain.transfer.crowd import hearts_in_bulk, share_among
from ideaboard.effects import notify, search

SEED = 2011  # the year the company was founded
LIGHT = 400
AGE = timedelta(days=430)
DAY = timedelta(days=1)
GATE = 100  # people, net: both boards with a counting gate have it there
INTRUDER = "Capsule King"
DUE = (rounds.cuts_due, review.drops_due, review.deadlines_due, ideas.silences_due)

Progress = Callable[[str, int, int], object]


@dataclass(frozen=True)
class Stored:
    """A picture in the uploads folder."""

    file: str
    width: int
    height: int


@dataclass
class World:
    """What is being built: plans on one side, rows on the other."""

    company: Company
    today: datetime
    past: Past = field(default_factory=Past)
    people: dict[str, Person] = field(default_factory=dict)
    joined: dict[str, datetime] = field(default_factory=dict)
    boards: dict[str, Board] = field(default_factory=dict)
    ideas: dict[str, Idea] = field(default_factory=dict)
    comments: dict[tuple[str, int], Comment] = field(default_factory=dict)
    faces: dict[str, Stored] = field(default_factory=dict)
    pictures: dict[tuple[str, int], Stored] = field(default_factory=dict)

    def by(self, handle: str) -> Person:
        return self.people[handle]

    def ago(self, days: float, chance: random.Random) -> datetime:
        """So many days before today, at an hour at which people are awake."""
        return min(crowd.awake(self.today - timedelta(days=days), chance), self.today - timedelta(minutes=2))


def build(progress: Progress) -> Company:
    """Build the demo world into an empty database. ``progress(stage, done, of)`` hears how far it is."""
    world = World(load(), now())
    folder = Path(current_app.config["UPLOADS"])
    try:
        _draw_all(world, folder, progress)
        # one password for everybody: hashed once, before the transaction
        password = people.hash_password(world.company.password)
        with transaction():
            _plan(world, password)
            world.past.tell(partial(progress, "Telling the past"))
    except BaseException:
        for stored in (*world.faces.values(), *world.pictures.values()):
            files.delete(folder, stored.file)
        raise
    search.rebuild_all()
    return world.company


# Pictures


def _draw_all(world: World, folder: Path, progress: Progress) -> None:
    wanted = [(plan.key, number, picture) for plan in world.company.ideas for number, picture in enumerate(plan.pictures)]
    of = len(wanted) + len(world.company.people)
    for done, (key, number, picture) in enumerate(wanted):
        world.pictures[key, number] = _store(folder, draw(picture))
        progress("Drawing", done, of)
    for done, person in enumerate(world.company.people):
        world.faces[person.handle] = _store(folder, draw_face(person.face, done))
        progress("Drawing", len(wanted) + done + 1, of)


def _store(folder: Path, drawing: bytes) -> Stored:
    picture = files.reencode(drawing, max_bytes=10_000_000)
    return Stored(files.store(folder, picture.data, f".{picture.format}"), picture.width, picture.height)


# The plan


def _plan(world: World, password: str) -> None:
    start = world.today - AGE
    _plan_people(world, start, password)
    for plan in world.company.boards:
        world.past.plan(start + 2 * DAY, partial(_open_board, world, plan))
    for plan in world.company.ideas:
        _plan_idea(world, plan)
    _plan_clock(world)
    _plan_staff_work(world)


def _plan_people(world: World, start: datetime, password: str) -> None:
    chance = random.Random(SEED)
    for number, portrait in enumerate(world.company.people):
        at = start + timedelta(hours=number)
        world.joined[portrait.handle] = world.past.plan(at, partial(_join, world, portrait, password))
    for number, name in enumerate(crowd.names(LIGHT, chance)):
        early = number < LIGHT * 0.6
        at = start + DAY * (2 + 20 * chance.random()) if early else start + DAY * (22 + 395 * chance.random())
        handle = f"light-{number}"
        world.joined[handle] = world.past.plan(crowd.awake(at, chance), partial(_join_lightly, world, handle, name))
    intruder = next(plan for plan in world.company.ideas if plan.author == "light")
    world.past.plan(world.ago(intruder.days + 0.5, chance), partial(_join_lightly, world, "light", INTRUDER))


def _join(world: World, portrait: Portrait, password: str, at: datetime) -> None:
    person = people.join(portrait.name, portrait.email, password, at=at)
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
    world.people[handle] = people.join(name, None, None, at=at)


def _open_board(world: World, plan: BoardPlan, at: datetime) -> None:
    admin = next(person.handle for person in world.company.staff if person.staff == "admin")
    world.boards[plan.slug] = boards.open_board(
        None, plan.slug, by=world.by(admin), at=at, preset=plan.preset, title=plan.title, intro=plan.intro, changes=plan.rules
    )  # fmt: skip


# One idea


def _plan_idea(world: World, plan: IdeaPlan) -> None:
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
    _plan_votes(world, plan, published, gate, votes_end, chance)
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
        ideas.attach(idea, by=author, at=begun, file=stored.file, width=stored.width, height=stored.height, alt=picture["alt"])
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
        return published + 119 * DAY, None
    if plan.routed is None:
        return recently, None
    gate = max(world.ago(plan.routed, chance), published + timedelta(hours=6))
    decided = _plan_review(world, plan, gate, chance)
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
    if plan.routed is not None:
        monday = deadline + DAY * (7 - deadline.weekday())
        enters = monday.replace(hour=2, minute=0, second=0)
        _plan_review(world, plan, enters, random.Random(f"{SEED}:{plan.key}:review"))
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


# Review


def _plan_review(world: World, plan: IdeaPlan, enters: datetime, chance: random.Random) -> datetime | None:
    """Scorecards, decision, progress; when it was decided."""
    decided = None if plan.decided is None else max(world.ago(plan.decided, chance), enters + DAY)
    span = (decided or world.today) - enters
    for number, card in enumerate(plan.cards):
        at = enters + span * (0.3 + 0.25 * number + 0.1 * chance.random())
        world.past.plan(at, partial(_assess, world, plan, number))
    if plan.conflict:
        world.past.plan(enters + span * 0.2, partial(_step_aside, world, plan))
    if decided is None or plan.answer is None:
        return None
    world.past.plan(decided, partial(_decide, world, plan))
    last = decided
    for phase, days, words in (("making", plan.making, plan.making_note), ("launched", plan.launched, plan.launched_note)):
        if days is not None:
            last = max(world.ago(days, chance), last + timedelta(hours=2))
            world.past.plan(last, partial(_progress, world, plan, phase, words))
    return decided


def _assess(world: World, plan: IdeaPlan, number: int, at: datetime) -> None:
    card, idea = plan.cards[number], world.ideas[plan.key]
    chance = random.Random(f"{SEED}:{plan.key}:{card.by}")
    rules = idea.rules.review
    given = {each.key: min(rules.scale, max(1, card.level + chance.choice((-1, 0, 0, 1)))) for each in rules.criteria}
    review.assess(
        idea, by=world.by(card.by), at=at, scores=given, recommendation=card.recommendation, note=card.note
    )


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


# Votes


@dataclass(frozen=True)
class Ballot:
    """Who votes what, when; ``told``: by the verb, because something follows from it."""

    who: str
    value: int
    at: datetime
    told: bool = False


def _plan_votes(
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
        ballots = _given(world, plan, values, crowd.moments(len(values), first, end, chance), chance)
    else:
        downs = round(plan.down * 0.6)
        before = [1] * (GATE + downs - 1) + [-1] * downs
        chance.shuffle(before)
        later = [1] * (plan.up - GATE - downs) + [-1] * (plan.down - downs)
        chance.shuffle(later)
        times = crowd.moments(len(before), first, gate - timedelta(minutes=20), chance)
        times += [gate, *crowd.moments(len(later), gate + timedelta(minutes=10), end, chance)]
        ballots = _given(world, plan, [*before, 1, *later], times, chance)
    all_told = any(other.into == plan.key for other in world.company.ideas)
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


def _plan_followers(world: World, plan: IdeaPlan, published: datetime, chance: random.Random) -> None:
    others = [person.handle for person in world.company.people if person.handle != plan.author]
    for handle in chance.sample(others, chance.randrange(2, 8)):
        at = min(published + timedelta(hours=chance.uniform(1, 60)), world.today - timedelta(minutes=1))
        world.past.plan(at, partial(_follow, world, plan, handle))


def _follow(world: World, plan: IdeaPlan, handle: str, at: datetime) -> None:
    ideas.follow(world.ideas[plan.key], by=world.by(handle), at=at)


# The clock, and what staff and customers do at the end


def _plan_clock(world: World) -> None:
    """The clock acts once a day at two in the morning, and now."""
    day = (world.today - AGE + 3 * DAY).replace(hour=2, minute=0, second=0, microsecond=0)
    while day < world.today:
        world.past.plan(day, _tick)
        day += DAY
    world.past.plan(world.today, _tick)


def _tick(at: datetime) -> None:
    due = sorted((item for source in DUE for item in source(at)), key=lambda item: (item.at, item.order))
    for item in due:
        item.run(item.at)


def _plan_staff_work(world: World) -> None:
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
