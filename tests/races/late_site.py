"""The real app with short leases and an effect that takes its time: what a worker is killed in the middle of.

Run by ``FLASK_APP=tests.races.late_site`` as a process of its own.
"""

from __future__ import annotations

import time
from datetime import timedelta

from sqlalchemy import update

from ideaboard import create_app
from ideaboard.core import jobs
from ideaboard.core.db import db
from ideaboard.core.events import Fact
from ideaboard.core.jobs import in_rows
from ideaboard.domain.people.models import Person

SLOWLY = 0.02  # seconds


@in_rows
def count_up(fact: Fact, person_id: int | None) -> None:
    """Slow, in a transaction, and not to be done twice."""
    db.session.execute(update(Person).where(Person.id == person_id).values(inbox_seen=Person.inbox_seen + 1))
    time.sleep(SLOWLY)


jobs.LEASE = timedelta(seconds=2)
jobs.AT_ONCE = 20
app = create_app()
