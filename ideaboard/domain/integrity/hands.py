"""Few hands behind many accounts, told from what expires: addresses and devices. Pure: ballots in, patterns out.

An address alone proves nothing (a school, an office and a mobile network have one), so it counts with two more signs:
the accounts behind it are young, and they agree on one idea far more than young accounts elsewhere do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import comb
from statistics import median

import networkx as nx

YOUNG = timedelta(hours=72)  # how old an account was when it voted
LEAST = 5  # accounts: more than a family
CHANCE = 1e-6  # that so many honest strangers would agree by accident, at most
CROWD, MOST_OF, AT_ONCE = 20, 0.6, timedelta(hours=6)  # a burst: so many new ones, of all its votes, within
FEW = 4  # accounts for one idea at one place, where other places are as odd
ODD = 1e-4  # likewise
MANY_HANDS = (5.0, 30.0)  # seconds between two votes, typically: too fast for one person, too slow for a program


@dataclass(frozen=True)
class Ballot:
    """A vote on an idea, with what is known of its voter: ``acts`` counts votes on other ideas, posts and comments."""

    person_id: int
    idea_id: int
    at: datetime
    joined_at: datetime
    address: str
    device: str | None
    acts: int

    @property
    def young(self) -> bool:
        """Whether the account was made for this, as far as its age tells."""
        return self.at - self.joined_at <= YOUNG


@dataclass(frozen=True)
class Part:
    """A group of ``accounts`` that belong together, and which of their votes are on the idea at hand."""

    accounts: int
    there: Sequence[Ballot]


@dataclass(frozen=True)
class Pattern:
    """Votes on one idea that belong together, and why one may think so. ``sure``: enough to hold them; what is not may
    be a school class or a newsletter as well, and is only shown."""

    idea_id: int
    people: frozenset[int]
    evidence: Mapping[str, int]
    sure: bool = True


def few_hands(ballots: Iterable[Ballot]) -> list[Pattern]:
    """For each idea the young accounts that share addresses or devices and agree on it beyond chance.

    Groups are judged one by one, and the small ones among them together: whoever rents ten addresses spreads thin.
    """
    ballots = list(ballots)
    young = [ballot for ballot in ballots if ballot.young]
    everybody = {ballot.person_id for ballot in young}
    groups = list(_together(young))
    found = []
    for idea_id, there in _by_idea(young).items():
        parts = [Part(len(group), [one for one in there if one.person_id in group]) for group in groups]
        guilty = _guilty(parts, len(there), len(everybody))
        for sure in (True, False):
            votes = [ballot for part in guilty if _many_hands(part.there) is not sure for ballot in part.there]
            if votes:
                votes = _with_accomplices(votes, [one for one in ballots if one.idea_id == idea_id])
                found.append(Pattern(idea_id, frozenset(one.person_id for one in votes), _evidence(votes), sure))
    return found


def _with_accomplices(votes: Sequence[Ballot], of_idea: Sequence[Ballot]) -> list[Ballot]:
    """Votes on the same idea from the same places belong to them, however old their accounts are."""
    addresses = {one.address for one in votes}
    devices = {one.device for one in votes if one.device}
    return [one for one in of_idea if one in votes or one.address in addresses or one.device in devices]


def _guilty(parts: Sequence[Part], votes: int, everybody: int) -> Sequence[Part]:
    """Which groups agree beyond chance: each by itself, or, where all the others together do, the odd ones of them."""
    suspect = [part for part in parts if len(part.there) >= FEW]
    alone = [part for part in suspect if len(part.there) >= LEAST and _chance([part], votes, everybody) <= CHANCE]
    rest = [part for part in parts if part not in alone]
    left = votes - sum(len(part.there) for part in alone)
    if not rest or _chance(rest, left, everybody) > CHANCE:
        return alone
    return [part for part in suspect if part in alone or _chance([part], left, everybody) <= ODD]


def _chance(parts: Sequence[Part], votes: int, everybody: int) -> float:
    """How likely honest strangers agree as much as these groups do, given how many others voted for the idea."""
    agreeing, accounts = sum(len(part.there) for part in parts), sum(part.accounts for part in parts)
    elsewhere = (votes - agreeing + 1) / (everybody - accounts + 2)  # Laplace's rule of succession
    return at_least(agreeing, accounts, min(1.0, elsewhere))


def _together(ballots: Sequence[Ballot]) -> Iterable[frozenset[int]]:
    """People connected by an address or a device, directly or over others."""
    graph = nx.Graph()
    for ballot in ballots:
        for place in (f"address {ballot.address}", f"device {ballot.device}" if ballot.device else None):
            if place:
                graph.add_edge(ballot.person_id, place)
    for part in nx.connected_components(graph):
        people = frozenset(node for node in part if isinstance(node, int))
        if len(people) >= FEW:
            yield people


def _by_idea(ballots: Iterable[Ballot]) -> Mapping[int, list[Ballot]]:
    found: dict[int, list[Ballot]] = defaultdict(list)
    for ballot in ballots:
        found[ballot.idea_id].append(ballot)
    return found


def at_least(successes: int, tries: int, chance: float) -> float:
    """How likely ``tries`` independent tries with ``chance`` have that many successes or more (binomial tail)."""
    return sum(
        comb(tries, number) * chance**number * (1 - chance) ** (tries - number)
        for number in range(successes, tries + 1)
    )


def _many_hands(there: Sequence[Ballot]) -> bool:
    """Perhaps a class or a meeting: on many devices, faster than one person could, and slower than a program."""
    if len(there) < FEW:
        return False
    devices = {ballot.device for ballot in there if ballot.device}
    moments = sorted(ballot.at for ballot in there)
    gap = median((later - earlier).total_seconds() for earlier, later in pairwise(moments))
    return 2 * len(devices) >= len(there) and MANY_HANDS[0] <= gap < MANY_HANDS[1]


def bursts(ballots: Iterable[Ballot]) -> list[Pattern]:
    """Ideas whose votes came nearly all at once from new accounts that did nothing else: shown, never held, since those
    whom a newsletter brings look the same."""
    found = []
    for idea_id, there in _by_idea(ballots).items():
        new = sorted((one for one in there if one.young and one.acts == 0), key=lambda one: one.at)
        crowd = max((_within(new, place) for place in range(len(new))), key=len, default=[])
        if len(crowd) >= CROWD and len(crowd) >= MOST_OF * len(there):
            found.append(Pattern(idea_id, frozenset(one.person_id for one in crowd), _evidence(crowd), sure=False))
    return found


def _within(new: Sequence[Ballot], first: int) -> Sequence[Ballot]:
    """The votes of a few hours from this one on."""
    until = new[first].at + AT_ONCE
    return [one for one in new[first:] if one.at <= until]


def _evidence(there: Sequence[Ballot]) -> Mapping[str, int]:
    return {
        "accounts": len(there),
        "addresses": len({ballot.address for ballot in there}),
        "devices": len({ballot.device for ballot in there if ballot.device}),
        "only": sum(ballot.acts == 0 for ballot in there),
        "hours": max(1, round((max(b.at for b in there) - min(b.at for b in there)).total_seconds() / 3600)),
    }
