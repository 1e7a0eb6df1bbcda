"""Worlds of voters for tests: honest ones that are hard, and brigades planted in them. Everything from one seed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from ideaboard.domain.integrity.hands import Ballot, Pattern, bursts, few_hands
from ideaboard.domain.integrity.rings import rings

START = datetime(2026, 9, 1, tzinfo=UTC)
IDEAS, BOARDS, DAYS = 120, 4, 28


@dataclass
class Voter:
    """Somebody who votes; ``honest`` is what the judge does not know."""

    number: int
    joined_at: datetime
    address: str
    device: str | None
    honest: bool = True
    posts: int = 0


@dataclass
class World:
    """Voters and their votes: (voter, idea) → moment."""

    seed: int
    random: Random = field(init=False)
    voters: list[Voter] = field(default_factory=list)
    votes: dict[tuple[int, int], datetime] = field(default_factory=dict)
    numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.random = Random(self.seed)

    def voter(self, joined_at: datetime, address: str = "", device: str | None = "", *, honest: bool = True) -> Voter:
        """Somebody new; an address and a browser of their own unless they are given."""
        number = next(self.numbers)
        made = Voter(
            number, joined_at, address or f"home {number}", f"own {number}" if device == "" else device, honest
        )
        self.voters.append(made)
        return made

    def vote(self, voter: Voter, idea: int, at: datetime) -> None:
        """The first vote counts."""
        self.votes.setdefault((voter.number, idea), at)

    def some_day(self) -> datetime:
        """Any moment of the world."""
        return START + timedelta(seconds=self.random.uniform(0, DAYS * 86_400))

    def popular(self) -> int:
        """An idea, the popular ones more often (Zipf)."""
        return min(IDEAS - 1, int(self.random.paretovariate(0.7)) - 1)

    def of_board(self, board: int) -> int:
        """An idea of one board, the popular ones more often."""
        while True:
            idea = self.popular()
            if idea % BOARDS == board:
                return idea

    # judged

    def judged(self) -> tuple[float, float]:
        """How much of the planted votes is held, and how much of the honest ones."""
        found = self.patterns()
        held = {(person, one.idea_id) for one in found if one.sure for person in one.people} & self.votes.keys()
        honest = {voter.number for voter in self.voters if voter.honest}
        planted = [key for key in self.votes if key[0] not in honest and key[1] in self.targets]
        real = [key for key in self.votes if key[0] in honest]
        caught = sum(key in held for key in planted) / len(planted) if planted else 1.0
        return caught, sum(key in held for key in real) / len(real)

    targets: set[int] = field(default_factory=set)

    def patterns(self) -> list[Pattern]:
        """What both judges find."""
        mine = {voter.number: voter for voter in self.voters}
        number: dict[int, int] = defaultdict(int)
        liked: dict[int, set[int]] = defaultdict(set)
        for person, idea in self.votes:
            number[person] += 1
            liked[person].add(idea)
        ballots = [
            Ballot(
                person, idea, at, mine[person].joined_at, mine[person].address, mine[person].device,
                acts=number[person] - 1 + mine[person].posts,
            )
            for (person, idea), at in self.votes.items()
        ]  # fmt: skip
        return few_hands(ballots) + bursts(ballots) + rings(liked, {idea: idea % BOARDS for idea in range(IDEAS)})


def honest_world(seed: int) -> World:
    """A site of two thousand people with all that is easily mistaken for a brigade."""
    world = World(seed)
    random = world.random
    for _person in range(1_500):  # people as they come: half of them new, a few votes each
        old = random.random() < 0.5
        joined = START - timedelta(days=random.uniform(5, 400)) if old else world.some_day()
        who = world.voter(joined)
        who.posts = random.choice((0, 0, 0, 1, 2))
        for _vote in range(min(30, int(random.paretovariate(1.1)))):
            world.vote(who, world.popular(), max(joined, world.some_day()))
    _households(world)
    _mobile_network(world)
    _class_room(world)
    _newsletter(world)
    _enthusiasts(world)
    _kiosk(world)
    return world


def _households(world: World) -> None:
    for home in range(60):  # two to four people at one address, often on one tablet, who like some of the same things
        shared = {world.popular() for _idea in range(3)}
        joined = world.some_day()
        for _person in range(world.random.randint(2, 4)):
            device = f"tablet {home}" if world.random.random() < 0.4 else ""
            who = world.voter(joined + timedelta(minutes=world.random.uniform(0, 90)), f"house {home}", device)
            for idea in [one for one in shared if world.random.random() < 0.7] or [world.popular()]:
                world.vote(who, idea, who.joined_at + timedelta(minutes=world.random.uniform(0, 60)))


def _mobile_network(world: World) -> None:
    for _person in range(150):  # strangers behind six addresses of one provider
        who = world.voter(world.some_day(), f"network {world.random.randrange(6)}")
        for _vote in range(world.random.randint(1, 4)):
            world.vote(who, world.popular(), who.joined_at + timedelta(minutes=world.random.uniform(0, 600)))


def _class_room(world: World) -> None:
    for room in range(3):  # a lesson: everybody signs up at once and votes for the teacher's idea
        began = world.some_day()
        idea = 20 + room
        for pupil in range(24):
            tablet = f"tablet {room} {pupil % 12}" if room == 2 else ""  # in the third two share a tablet
            who = world.voter(began + timedelta(seconds=world.random.uniform(0, 360)), f"school {room}", tablet)
            world.vote(who, idea, who.joined_at)
            if room != 1 and world.random.random() < 0.6:  # and looks around, but for the second class
                world.vote(who, world.popular(), who.joined_at + timedelta(minutes=world.random.uniform(1, 20)))


def _newsletter(world: World) -> None:
    for fan in range(150):  # a maker tells the fans: all new, all for one idea within a day, and gone
        who = world.voter(START + timedelta(days=9, hours=world.random.expovariate(0.3)))
        if fan % 10 == 0:
            who.address = f"network {world.random.randrange(6)}"
        world.vote(who, 30, who.joined_at)


def _enthusiasts(world: World) -> None:
    for board in range(BOARDS):  # a dozen on each board who vote for nearly everything good there
        best = sorted({world.of_board(board) for _try in range(40)})
        for _person in range(12):
            who = world.voter(START - timedelta(days=100))
            for idea in best:
                if world.random.random() < 0.75:
                    world.vote(who, idea, world.some_day())


def _kiosk(world: World) -> None:
    for _person in range(40):  # a library's one computer
        who = world.voter(world.some_day(), "library", "library's browser")
        for _vote in range(world.random.randint(1, 3)):
            world.vote(who, world.popular(), who.joined_at + timedelta(minutes=world.random.uniform(0, 20)))


# brigades: each plants its votes for an idea that few know


def lazy(world: World) -> None:
    """One person, one browser, account after account."""
    at, target = world.some_day(), _target(world)
    for _account in range(25):
        at += timedelta(seconds=world.random.uniform(60, 240))
        world.vote(world.voter(at, "lair", "lair's browser", honest=False), target, at)


def careful(world: World) -> None:
    """One address, a fresh browser each time, some minutes apart."""
    at, target = world.some_day(), _target(world)
    for _account in range(30):
        at += timedelta(minutes=world.random.uniform(1, 12))
        world.vote(world.voter(at, "lair", honest=False), target, at)


def script(world: World) -> None:
    """A program: one address, fresh browsers, seconds apart."""
    at, target = world.some_day(), _target(world)
    for _account in range(60):
        at += timedelta(seconds=world.random.uniform(1, 5))
        world.vote(world.voter(at, "lair", honest=False), target, at)


def slow_drip(world: World) -> None:
    """One address, one account a day."""
    target = _target(world)
    for day in range(20):
        at = START + timedelta(days=day, hours=world.random.uniform(0, 24))
        world.vote(world.voter(at, "lair", honest=False), target, at)


def rented(world: World) -> None:
    """A handful of rented addresses, fresh browsers, within two hours."""
    began, target = world.some_day(), _target(world)
    for account in range(50):
        at = began + timedelta(minutes=world.random.uniform(0, 120))
        world.vote(world.voter(at, f"rented {account % 9}", honest=False), target, at)


def disguised(world: World) -> None:
    """The same, and each account votes for two popular ideas besides."""
    began, target = world.some_day(), _target(world)
    for account in range(40):
        at = began + timedelta(minutes=world.random.uniform(0, 240))
        who = world.voter(at, f"rented {account % 8}", honest=False)
        world.vote(who, target, at)
        for _vote in range(2):
            world.vote(who, world.popular(), at + timedelta(minutes=5))


def hijacked(world: World) -> None:
    """Half of the accounts are aged ones that were taken over, behind the same four addresses."""
    began, target = world.some_day(), _target(world)
    for account in range(40):
        at = began + timedelta(minutes=world.random.uniform(0, 240))
        aged = account % 2
        who = world.voter(at - timedelta(days=60 if aged else 0), f"rented {account // 2 % 4}", honest=False)
        world.vote(who, target, at)
        if aged:
            world.vote(who, world.popular(), START)


def ring(world: World) -> None:
    """Aged accounts, each at home, that lift eight ideas of theirs together, and vote for some popular ones."""
    targets = world.random.sample(range(50, IDEAS - 1), 8)
    world.targets |= set(targets)
    for _member in range(14):
        who = world.voter(START - timedelta(days=world.random.uniform(40, 90)), honest=False)
        who.posts = 1
        for idea in targets:
            if world.random.random() < 0.97:
                world.vote(who, idea, world.some_day())
        for _vote in range(world.random.randint(0, 2)):
            world.vote(who, world.popular(), world.some_day())


ATTACKS = (lazy, careful, script, slow_drip, rented, disguised, hijacked, ring)


def _target(world: World) -> int:
    target = world.random.randrange(60, IDEAS - 1)  # the last one stands for the long tail, and is popular
    world.targets.add(target)
    return target
