"""Rings: accounts that vote for the same ideas again and again. Pure: who voted for what in, communities out.

Two people may well like the same ideas. How much their agreement says depends on how many others of that board like
each idea and on how much the two vote anyway: whoever votes for nearly everything good agrees with everybody. So for
each idea the chance that an independent voter of that activity likes it is weighed against that of somebody who
follows the other (a log likelihood ratio, in nats; J. Neyman, E. Pearson 1933). Pairs beyond a bound are edges of a
graph; its communities (Louvain: V. Blondel et al. 2008) are rings when most of their pairs are edges.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import combinations
from math import log

import networkx as nx

from ideaboard.domain.integrity.hands import Pattern

LEAST = 5  # members
SHARED = 5  # ideas that two of them have in common
FOLLOWS = 0.85  # how likely somebody who follows another votes for what the other votes for
SURE = 11.0  # nats on both sides together: one in sixty thousand pairs of strangers
DENSE = 0.6  # of all pairs are edges
CORE = 0.6  # of the members voted for it: an idea the ring stands behind
MATTERS = 0.1  # of an idea's votes are theirs: below that nobody lifts it
COMMON = 400  # voters of an idea from which on sharing it tells nothing, and costs much


@dataclass(frozen=True)
class Board:
    """How a board votes: ``votes`` in all, and ``voters`` of each idea."""

    votes: int
    voters: Mapping[int, int]

    def chance(self, idea_id: int, activity: int) -> float:
        """That somebody with so many votes here voted for this idea, whatever others do."""
        return min(0.95, activity * self.voters[idea_id] / self.votes)


def rings(votes: Mapping[int, Set[int]], boards: Mapping[int, int]) -> list[Pattern]:
    """``votes``: person → ideas; ``boards``: idea → its board. A pattern for each idea that a ring stands behind."""
    graph = nx.Graph()
    known = _boards(votes, boards)
    graph.add_edges_from(_edges(votes, boards, known))
    found = []
    for members in _communities(graph):
        for idea_id, number in _behind(members, votes).items():
            all_votes = known[boards[idea_id]].voters[idea_id]
            if number >= max(LEAST, CORE * len(members), MATTERS * all_votes):
                people = frozenset(person for person in members if idea_id in votes[person])
                evidence = {"accounts": len(people), "members": len(members), "ideas": _shared(members, votes)}
                found.append(Pattern(idea_id, people, evidence))
    return found


def _edges(
    votes: Mapping[int, Set[int]], boards: Mapping[int, int], known: Mapping[int, Board]
) -> Iterable[tuple[int, int]]:
    """Pairs that agree beyond chance."""
    for (one, other), shared in _pairs(votes, known, boards).items():
        if shared >= SHARED:
            nats = _follows(votes[one], votes[other], known, boards) + _follows(votes[other], votes[one], known, boards)
            if nats >= SURE:
                yield one, other


def _boards(votes: Mapping[int, Set[int]], boards: Mapping[int, int]) -> Mapping[int, Board]:
    voters: dict[int, Counter[int]] = defaultdict(Counter)
    for liked in votes.values():
        for idea_id in liked:
            voters[boards[idea_id]][idea_id] += 1
    return {board: Board(number.total(), number) for board, number in voters.items()}


def _pairs(
    votes: Mapping[int, Set[int]], known: Mapping[int, Board], boards: Mapping[int, int]
) -> Mapping[tuple[int, int], int]:
    """How many ideas two people share, those that all like left out."""
    voters: dict[int, list[int]] = defaultdict(list)
    for person, liked in votes.items():
        if len(liked) >= SHARED:
            for idea_id in liked:
                if known[boards[idea_id]].voters[idea_id] <= COMMON:
                    voters[idea_id].append(person)
    together: Counter[tuple[int, int]] = Counter()
    for people in voters.values():
        together.update(combinations(sorted(people), 2))
    return together


def _follows(mine: Set[int], theirs: Set[int], known: Mapping[int, Board], boards: Mapping[int, int]) -> float:
    """How much more likely ``mine`` is of somebody who follows ``theirs`` than of a stranger as active (nats)."""
    activity = Counter(boards[idea_id] for idea_id in mine)
    nats = 0.0
    for idea_id in theirs:
        chance = known[boards[idea_id]].chance(idea_id, activity[boards[idea_id]])
        chance = max(chance, 1e-3)
        nats += log(FOLLOWS / chance) if idea_id in mine else log((1 - FOLLOWS) / (1 - chance))
    return nats / 2


def _communities(graph: nx.Graph) -> Iterable[frozenset[int]]:
    for part in nx.connected_components(graph):
        if len(part) < LEAST:
            continue
        for community in nx.community.louvain_communities(graph.subgraph(part), seed=1):
            if len(community) >= LEAST and nx.density(graph.subgraph(community)) >= DENSE:
                yield frozenset(community)


def _behind(members: Iterable[int], votes: Mapping[int, Set[int]]) -> Mapping[int, int]:
    found: dict[int, int] = defaultdict(int)
    for person in members:
        for idea_id in votes[person]:
            found[idea_id] += 1
    return found


def _shared(members: frozenset[int], votes: Mapping[int, Set[int]]) -> int:
    return sum(number >= CORE * len(members) for number in _behind(members, votes).values())
