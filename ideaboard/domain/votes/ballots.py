"""Ballots: what a vote may say, what it adds to a tally, and who sees the tally. Pure: rules and whole numbers only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from fractions import Fraction

from ideaboard.core.errors import Invalid
from ideaboard.core.text import _, ngettext
from ideaboard.domain.boards.rules import Ballot


@dataclass(frozen=True, slots=True)
class Tally:
    """What the ballots on an idea add up to, or, as a difference, what a change of ballots changes.

    ``ballots`` counts people's votes; ``supporters`` those with a positive one (score: any); ``votes_up`` and
    ``votes_down`` the ballots for and against (a score or points given are for); ``points`` as the ballot weighs them;
    ``score_sum`` the sum of scores.
    """

    ballots: int = 0
    supporters: int = 0
    votes_up: int = 0
    votes_down: int = 0
    points: int = 0
    score_sum: int = 0

    def plus(self, value: int, ballot: Ballot) -> Tally:
        """With one more vote of ``value``."""
        return self + worth(ballot, value)

    def minus(self, value: int, ballot: Ballot) -> Tally:
        """With one vote of ``value`` less."""
        return self - worth(ballot, value)

    @property
    def merit(self) -> int:
        """The net number of people: positive minus negative ballots."""
        return self.votes_up - self.votes_down

    @property
    def mean(self) -> Fraction | None:
        """The mean score, exactly; None without a vote. Votes carried over have no score and do not count."""
        return Fraction(self.score_sum, self.ballots) if self.ballots else None

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    def __sub__(self, other: Tally) -> Tally:
        return Tally(*(mine - theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


NOTHING = Tally()


# What a vote may say


def check(ballot: Ballot, value: object) -> int:
    """``value`` as a vote in the ballot's own units (support 1; up/down ±1; score; points given).

    Raises ``Invalid("value", …)`` for what this ballot does not know.
    """
    if isinstance(value, int) and not isinstance(value, bool) and value in choices(ballot):
        return value
    raise Invalid("value", _what_it_knows(ballot))


def choices(ballot: Ballot) -> range | tuple[int, ...]:
    """Every value a vote can have, lowest first; empty where nobody votes."""
    if ballot.kind == "support":
        return (1,)
    if ballot.kind == "updown":
        return (-1, 1)
    if ballot.kind == "score":
        return range(ballot.range[0], ballot.range[1] + 1)
    return ballot.steps if ballot.kind == "budget" else ()


def _what_it_knows(ballot: Ballot) -> str:
    if ballot.kind == "support":
        return _("On this board a vote is 1.")
    if ballot.kind == "updown":
        return _("On this board a vote is 1 (for) or -1 (against).")
    if ballot.kind == "score":
        lowest, highest = ballot.range
        return _("Give a whole score from %(lowest)s to %(highest)s.", lowest=lowest, highest=highest)
    if ballot.kind == "budget":
        return _("You can give %(steps)s points.", steps=", ".join(str(step) for step in ballot.steps))
    return _("On this board nobody votes: the team judges.")


def check_budget(ballot: Ballot, given: int, value: int) -> int:
    """``value`` when it fits into the budget beside the ``given`` points; raises ``Invalid("value", …)`` otherwise."""
    left = ballot.budget - given
    if value > left:
        raise Invalid(
            "value",
            ngettext(
                "You have %(left)s of %(all)s point left.", "You have %(left)s of %(all)s points left.", ballot.budget,
                left=left, all=ballot.budget,
            ),
        )  # fmt: skip
    return value


# What it adds


def worth(ballot: Ballot, value: int) -> Tally:
    """What one vote of ``value`` adds to a tally."""
    if ballot.kind == "score":
        return Tally(ballots=1, supporters=1, votes_up=1, score_sum=value)
    up, down = int(value > 0), int(value < 0)
    points = value if ballot.kind == "budget" else value * ballot.points
    return Tally(ballots=1, supporters=up, votes_up=up, votes_down=down, points=points)


def delta(ballot: Ballot, before: int | None, after: int | None) -> Tally:
    """What changes when a person's living vote goes from ``before`` to ``after`` (None: no vote)."""
    gained = NOTHING if after is None else worth(ballot, after)
    return gained if before is None else gained - worth(ballot, before)


def tallied(ballot: Ballot, values: Iterable[int], *, carried_up: int = 0, carried_down: int = 0) -> Tally:
    """The tally counted afresh: living votes, one value for each person, and what was carried over."""
    total = carried(ballot, carried_up, carried_down)
    for value in values:
        total = total.plus(value, ballot)
    return total


def carried(ballot: Ballot, up: int, down: int) -> Tally:
    """What votes without voters, carried over by an import, add.

    They count as people everywhere; as ballots and points only where a vote is for or against, since nobody knows
    which score or how many points they would have been.
    """
    known = ballot.kind in ("support", "updown")
    return Tally(
        ballots=up + down if known else 0,
        supporters=up,
        votes_up=up,
        votes_down=down,
        points=(up - down) * ballot.points if known else 0,
    )


# What it weighs in trending


def weight(ballot: Ballot, value: int) -> float:
    """What a vote weighs in trending, in units of one supporter (-1 to 1); hidden tallies weigh nothing.

    A score weighs its place between lowest and highest, points given their part of the largest step.
    """
    if ballot.reveal != "live":
        return 0.0
    if ballot.kind == "score":
        lowest, highest = ballot.range
        return (value - lowest) / (highest - lowest)
    return value / ballot.steps[-1] if ballot.kind == "budget" else float(value)


# Who sees it


def revealed(ballot: Ballot, *, voted: bool, closed: bool, staff: bool) -> bool:
    """Whether someone sees the tally: who has ``voted`` or not, when voting is ``closed`` or not, ``staff`` or not."""
    if ballot.reveal == "live" or staff:
        return True
    if ballot.reveal == "staff":
        return False
    return closed or (voted and ballot.reveal == "after_own_vote")
