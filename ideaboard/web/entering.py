"""From a first proof to being inside: at once, or by a second step when the account has one."""

from __future__ import annotations

from typing import Any

from flask import Response, session
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid
from ideaboard.core.text import N_, _, ngettext
from ideaboard.domain import people
from ideaboard.domain.people.models import Person
from ideaboard.web import intents, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.carried import Carried, onward, opened
from ideaboard.web.me import begin_session, end_session
from ideaboard.web.url import url

HALFWAY = 600  # seconds between the two steps


class SecondStep(Carried):
    code = StringField(
        N_("Code from your app"),
        [InputRequired(), Length(max=60)],
        description=N_("Lost the app? One of your recovery codes does as well."),
    )


def enter(person: Person, way: str, form: Any, *, two_steps: bool = False) -> Response:
    """Let in who has proved who they are by ``way``, and do what they came for; or ask for the second step."""
    if not two_steps and people.asks_second_step(person):
        end_session()
        session["halfway"] = {"person": person.id, "way": way, "since": int(now().timestamp())}
        return onward("second_step", "/signin/second", form, SecondStep, **_asked(person))
    begin_session(person, way, two_steps=two_steps)
    return intents.complete(form.intent.data, form.next.data)


@pages.route("/signin/second", methods=["GET", "POST"])
def second_step() -> Response:
    """The code of the app, or a recovery code."""
    person, form = halfway(), opened(SecondStep)
    if person is None:
        return respond.to(url.signin(form.next.data or url.home()))
    way = session["halfway"]["way"]
    if form.is_submitted() and form.validate():
        with respond.filled(form):
            left = _use(person, form.code.data)
            begin_session(person, way, two_steps=True)
            answer = intents.complete(form.intent.data, form.next.data)
            if left is not None:
                respond.say(_left_words(left), "info")
            return answer
    return respond.page("second_step", respond.status_of(form), form=form, action="/signin/second", **_asked(person))


def halfway() -> Person | None:
    """Who has taken the first step just now, and not the second."""
    if "halfway" not in session or now().timestamp() - session["halfway"]["since"] > HALFWAY:
        return None
    return db.session.get(Person, session["halfway"]["person"])


def _use(person: Person, given: str) -> int | None:
    """Take the code; gives how many recovery codes are left when it was one of them. Raises ``Invalid``."""
    with transaction():  # a wrong one counts
        here = db.session.get_one(Person, person.id)
        if people.use_app(here, given, at=now()):
            return None
        if people.use_recovery_code(here, given, at=now()):
            return people.recovery_codes_left(here)
    raise Invalid("code", _("This code does not fit, or was used already. Wait for the next one, and try again."))


def _left_words(left: int) -> str:
    if not left:
        return _("That was your last recovery code. Make new ones in your account, under “Two steps”.")
    return ngettext(
        "One recovery code is left. Make new ones in your account, under “Two steps”.",
        "%(num)s recovery codes are left.",
        left,
    )


def _asked(person: Person) -> dict[str, bool]:
    return {"has_app": people.has_app(person), "has_passkey": people.has_passkey(person)}
