"""What the team says of a pattern."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.text import _
from ideaboard.domain import votes
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.integrity.models import Suspect, Suspicion
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can

ACTS = {"hold": "held", "release": "released", "discard": "discarded"}


@action(Can.JUDGE_VOTES)
def settle(idea: Idea, suspicion_id: int, act: str, *, by: Person, at: datetime) -> int:
    """``hold``, ``release`` or ``discard`` the votes of a pattern on ``idea``. Returns how many ballots changed.

    The verbs of votes record it. Raises ``Refused`` when there is no such pattern here, or it was thrown out already.
    """
    if act not in ACTS:
        raise Invalid("act", _("Hold, release or throw out: choose one."))
    found = db.session.scalar(select(Suspicion).where(Suspicion.id == suspicion_id).with_for_update())
    if found is None or found.idea_id != idea.id or found.state == "discarded":
        raise Refused(_("This was settled already."))
    people = db.session.scalars(select(Suspect.person_id).where(Suspect.suspicion_id == found.id)).all()
    verbs = {"hold": votes.hold, "release": votes.release, "discard": votes.discard}
    changed = verbs[act](idea, people, by=by, at=at)
    found.state, found.settled_at, found.settled_by_id = ACTS[act], at, by.id
    return changed
