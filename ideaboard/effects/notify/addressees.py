"""Whom errands that write letters are for, for whoever has to find out why one did not leave."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from ideaboard.core.db import db
from ideaboard.core.events import Fact
from ideaboard.core.jobs import Errand
from ideaboard.domain.boards.models import BoardInvitation
from ideaboard.domain.ideas.models import MakerInvitation
from ideaboard.domain.people.models import Code, Person, TeamInvitation

BY_ADDRESS = {  # consequence → what in the fact's data names the row that has the address
    "notify.mail_code": ("code_id", Code),
    "notify.mail_confirmation": ("code_id", Code),
    "notify.mail_address_changed": ("code_id", Code),
    "notify.mail_invitation": ("invitation_id", BoardInvitation),
    "notify.mail_maker_invitation": ("invitation_id", MakerInvitation),
    "notify.mail_team_invitation": ("invitation_id", TeamInvitation),
}


def addressees(errands: Sequence[int]) -> dict[int, str]:
    """The address or, where that is gone, the name behind each of these errands."""
    there = select(Errand, Fact, Person).join(Fact, Fact.id == Errand.fact_id)
    rows = db.session.execute(there.outerjoin(Person, Person.id == Errand.person_id).where(Errand.id.in_(errands)))
    return {errand.id: _of(errand, fact, person) for errand, fact, person in rows}


def _of(errand: Errand, fact: Fact, person: Person | None) -> str:
    if person is not None:
        return person.email or person.name
    key, kind = BY_ADDRESS.get(errand.consequence, ("", None))
    row = db.session.get(kind, fact.data.get(key, 0)) if kind is not None else None
    return str(getattr(row, "email", None) or "")
