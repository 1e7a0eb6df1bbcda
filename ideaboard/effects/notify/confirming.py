"""The mail that proves an address."""

from __future__ import annotations

from typing import Any

from flask import current_app

from ideaboard.core.clock import now
from ideaboard.core.db import db
from ideaboard.core.events import Fact
from ideaboard.core.jobs import outside
from ideaboard.domain import people
from ideaboard.domain.people.models import Code, Person
from ideaboard.effects.notify.mailing import compose, send_from_the_house


@outside
def mail_confirmation(fact: Fact, person_id: int | None, errand_id: int) -> None:
    """Send code and link to whoever asked for them, while they are of use."""
    code = db.session.get_one(Code, fact.data["code_id"])
    person = db.session.get(Person, code.person_id) if code.person_id else None
    done = person is None or person.confirmed_at is not None or person.email != code.email
    if person is None or done or code.created_at + people.CONFIRM_LIVES < now():
        return
    words: dict[str, Any] = {
        "digits": people.digits(code),
        "hours": int(people.CONFIRM_LIVES.total_seconds() // 3600),
        "link": f"{current_app.config['PUBLIC_URL']}/confirm/{people.linked(code)}",
        "switches": None,  # asked for, so there is nothing to switch off
    }
    send_from_the_house(compose("mails/confirm", code.email, person.name, errand_id, words))
