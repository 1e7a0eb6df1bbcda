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
FEW = 4  # accounts for one idea at one place, where other places are as odd
ODD = 1e-4  # likewise
MANY_HANDS = 30.0  # seconds between two votes, typically: no single person signs up so fast
ONLY = 0.8  # of them did nothing else


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
    """Votes on one idea that belong together, and why one may think so."""

    idea_id: int
    people: frozenset[int]
    evidence: Mapping[str, int]


def few_hands(ballots: Iterable[Ballot]) -> list[Pattern]:
    """For each idea the young accounts that share addresses or devices and agree on it beyond chance.

    Groups are judged one by one, and the small ones among them together: whoever rents ten addresses spreads thin.
    """
    young = [ballot for ballot in ballots if ballot.young]
    everybody = {ballot.person_id for ballot in young}
    groups = list(_together(young))
    found = []
    for idea_id, there in _by_idea(young).items():
        parts = [Part(len(group), [one for one in there if one.person_id in group]) for group in groups]
        guilty = _guilty(parts, len(there), len(everybody))
        if guilty:
            votes = [ballot for part in guilty for ballot in part.there]
            found.append(Pattern(idea_id, frozenset(one.person_id for one in votes), _evidence(votes)))
    return found


def _guilty(parts: Sequence[Part], votes: int, everybody: int) -> Sequence[Part]:
    """Which groups agree beyond chance: each by itself, or, where all the others together do, the odd ones of them."""
    suspect = [part for part in parts if len(part.there) >= FEW and not _many_hands(part.there)]
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
    """A class or a meeting: everybody on a device of their own, faster than one person could, and not only for this."""
    devices = [ballot.device for ballot in there if ballot.device]
    moments = sorted(ballot.at for ballot in there)
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    own = len(set(devices)) == len(there)
    only = sum(ballot.acts == 0 for ballot in there) / len(there)
    return own and median(gaps) < MANY_HANDS and only < ONLY


def _evidence(there: Sequence[Ballot]) -> Mapping[str, int]:
    return {
        "accounts": len(there),
        "addresses": len({ballot.address for ballot in there}),
        "devices": len({ballot.device for ballot in there if ballot.device}),
        "only": sum(ballot.acts == 0 for ballot in there),
        "hours": max(1, round((max(b.at for b in there) - min(b.at for b in there)).total_seconds() / 3600)),
    }
