"""A past to be told in order: steps at moments, carried out oldest first with the clock held at each.

Facts, and with them the public log and every inbox, therefore stand in the order in which they would have happened.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import count

from sqlalchemy import delete, select

from ideaboard.core.clock import freeze
from ideaboard.core.db import db
from ideaboard.core.events import Fact
from ideaboard.core.jobs import Errand
from ideaboard.effects import notify

Step = Callable[[datetime], object]


class Past:
    """Collects steps; ``tell`` carries them out."""

    def __init__(self) -> None:
        self._steps: list[tuple[datetime, int, Step]] = []
        self._number = count()

    def plan(self, at: datetime, step: Step) -> datetime:
        """``step(at)`` is to happen then; of steps of the same moment the one planned first comes first."""
        self._steps.append((at, next(self._number), step))
        return at

    def tell(self, progress: Callable[[int, int], object]) -> None:
        """Carry everything out inside the running transaction; ``progress(done, of)`` is called now and then."""
        ordered = sorted(self._steps, key=lambda step: step[:2])
        for done, (at, _number, step) in enumerate(ordered):
            with freeze(at):
                step(at)
                _fill_inboxes()
            if done % 50 == 0:
                progress(done, len(ordered))
        progress(len(ordered), len(ordered))


def _fill_inboxes() -> None:
    """Run what follows later at once, as the worker would have then: inboxes only.

    No mail leaves for what never happened, and the search index is made in one go at the end; so the other errands go.
    """
    written = db.session.execute(select(Errand.consequence, Errand.fact_id, Errand.person_id).order_by(Errand.id)).all()
    for consequence, fact_id, person_id in written:
        room, name = consequence.split(".")
        if room == "notify" and name.startswith("tell"):
            getattr(notify, name)(db.session.get_one(Fact, fact_id), person_id)
    if written:
        db.session.execute(delete(Errand), execution_options={"synchronize_session": False})
