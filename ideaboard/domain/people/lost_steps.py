"""Phone and recovery codes are lost: whoever answers for the site lets a person in by one step again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, union

from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.errors import Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.events import AppRemoved, PasskeyRemoved
from ideaboard.domain.people.credentials import AuthenticatorApp, Passkey, RecoveryCode
from ideaboard.domain.people.models import Person
from ideaboard.domain.people.sessions import end_others
from ideaboard.domain.permissions import Can


def with_two_steps(people: Collection[int]) -> set[int]:
    """Which of these people have an app or a passkey."""
    app = select(AuthenticatorApp.person_id).where(
        AuthenticatorApp.person_id.in_(people), AuthenticatorApp.confirmed_at.is_not(None)
    )
    passkey = select(Passkey.person_id).where(Passkey.person_id.in_(people))
    return set(db.session.scalars(union(app, passkey)))


@action(Can.MANAGE_PEOPLE, lock="self")
def take_away_two_steps(person: Person, *, by: Person, at: datetime) -> None:
    """Forget the app, passkeys and recovery codes of somebody who lost them; their sessions end, and they are told.

    Whoever does it makes sure first who asks: from then on a password or a mailed code is enough. Raises ``Refused``
    when there is nothing to take away.
    """
    if person.id not in with_two_steps([person.id]):
        raise Refused(_("They sign in with one step already."))
    for passkey in db.session.scalars(select(Passkey.id).where(Passkey.person_id == person.id)).all():
        record(PasskeyRemoved(person_id=person.id, passkey_id=passkey), by=by, at=at)
    app = select(AuthenticatorApp.confirmed_at).where(AuthenticatorApp.person_id == person.id)
    if db.session.scalar(app) is not None:
        record(AppRemoved(person_id=person.id), by=by, at=at)
    for kind in (AuthenticatorApp, Passkey, RecoveryCode):
        db.session.execute(delete(kind).where(kind.person_id == person.id))
    end_others(person, by=by, at=at)
