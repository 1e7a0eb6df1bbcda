"""The mail that proves an address; or tells its owner that somebody signs up with it."""

from __future__ import annotations

from typing import Any

from flask import current_app

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.events import Fact
from ideaboard.core.jobs import outside
from ideaboard.core.text import speaking
from ideaboard.domain import people
from ideaboard.domain.people.models import Code, Person
from ideaboard.effects.notify.mailing import compose, send_from_the_house


@outside
def mail_confirmation(fact: Fact, person_id: int | None, errand_id: int) -> None:
    """Send code and link to whoever asked for them, while they are of use."""
    code = db.session.get(Code, fact.data["code_id"])  # gone with whoever left meanwhile
    person = db.session.get(Person, code.person_id) if code is not None and code.person_id else None
    if code is None or person is None:
        return
    done = person.confirmed_at is not None or person.address != code.email
    if done or code.created_at + people.CONFIRM_LIVES < now():
        return
    base, owner = current_app.config["PUBLIC_URL"], people.by_email(code.email)
    words: dict[str, Any] = {
        "digits": people.digits(code),
        "hours": int(people.CONFIRM_LIVES.total_seconds() // 3600),
        "switches": None,  # asked for, so there is nothing to switch off
    }
    if owner is None or owner.id == person.id:
        words["link"] = f"{base}/confirm/{people.linked(code)}"
        send_from_the_house(compose("mails/confirm", code.email, person.name, errand_id, words))
    elif _told(code, owner, errand_id):
        words["link"] = f"{base}/signin"  # no link that confirms: it would bring a stranger's votes along
        with speaking(owner.language):
            letter = compose("mails/taken", code.email, owner.name, errand_id, words)
        send_from_the_house(letter)


def _told(code: Code, owner: Person, errand_id: int) -> bool:
    with transaction():
        return people.told_owner(db.session.get_one(Code, code.id), owner, errand_id, at=now())
