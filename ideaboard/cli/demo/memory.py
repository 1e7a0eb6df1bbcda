"""What is being built: the plans on one side, the rows made so far on the other."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ideaboard.cli.demo import crowd
from ideaboard.cli.demo.content import Company
from ideaboard.cli.demo.past import Past
from ideaboard.cli.demo.studio import Stored
from ideaboard.domain.boards.models import Board
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person

SEED = 2011  # the year the company was founded
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


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
    due: set[datetime] = field(default_factory=set)  # when the clock has something to do

    def by(self, handle: str) -> Person:
        return self.people[handle]

    def ago(self, days: float, chance: random.Random) -> datetime:
        """So many days before today, at an hour at which people are awake."""
        return min(crowd.awake(self.today - timedelta(days=days), chance), self.today - timedelta(minutes=2))
