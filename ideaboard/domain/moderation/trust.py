"""TABLE: how trust grows. Levels, what each asks for and what it unlocks: public, computed from rows, never hidden.

Reports weigh by the reporter's record: with u of them upheld and d dismissed, and a prior of ``prior`` (a, b), twice
the mean of the Beta posterior, 2 · (a + u) / (a + b + u + d). Somebody new weighs exactly one report. Nobody weighs
two, and a post is never hidden by one person where the board's number is more than one.
"""

from __future__ import annotations

from dataclasses import dataclass

ONE = 100  # a report of somebody new, in hundredths


@dataclass(frozen=True)
class Record:
    """What is known of a person, in counts: posts in sight, whole days here, days since something of theirs was taken
    down or they were suspended (None: never), reports upheld and dismissed."""

    posts: int = 0
    days: int = 0
    clean_days: int | None = None
    upheld: int = 0
    dismissed: int = 0


@dataclass(frozen=True)
class Level:
    """A level: the conditions, and what it unlocks."""

    key: str
    posts: int
    days: int
    clean_days: int
    links: bool  # any number of links
    unscored: bool  # the spam score sorts, but does not hold
    at_once: bool  # seen at once also where a board looks at newcomers' first posts
    prior: tuple[int, int]

    def reached(self, record: Record) -> bool:
        """Whether somebody with this record has it."""
        clean = record.clean_days is None or record.clean_days >= self.clean_days
        return record.posts >= self.posts and record.days >= self.days and clean


LEVELS = (
    Level("new", 0, 0, 0, links=False, unscored=False, at_once=False, prior=(1, 1)),
    Level("known", 3, 2, 30, links=True, unscored=True, at_once=False, prior=(1, 1)),
    Level("trusted", 15, 30, 90, links=True, unscored=True, at_once=True, prior=(2, 1)),
)


def level(record: Record) -> Level:
    """The highest level of which all conditions hold."""
    return [one for one in LEVELS if one.reached(record)][-1]


def weight(record: Record) -> int:
    """What a report of somebody with this record weighs, in hundredths: 1 to 199."""
    one, other = level(record).prior
    mean = (one + record.upheld) / (one + other + record.upheld + record.dismissed)
    return min(2 * ONE - 1, max(1, round(2 * ONE * mean)))


def enough(weights: list[int], most: int) -> bool:
    """Whether reports of these weights, one a person, hide a post on a board whose number is ``most`` (0: never)."""
    return most > 0 and len(weights) >= min(most, 2) and sum(weights) >= most * ONE
