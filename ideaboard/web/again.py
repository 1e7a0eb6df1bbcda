"""Proving once more who one is, before something dangerous (see ``sudo``), or a second step where one is missing."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import Length

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid
from ideaboard.core.text import N_, _
from ideaboard.domain import people
from ideaboard.domain.people.models import Person
from ideaboard.web import intents, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.carried import Carried, opened
from ideaboard.web.intents import Intent
from ideaboard.web.me import my_session, signed_in
from ideaboard.web.passkeys import place

WRONG_CODE = N_("This code does not fit, or is too old. Check the newest mail, or ask for another code.")
WRONG_APP_CODE = N_("This code does not fit, or was used already. Wait for the next one, and try again.")
WRONG_PASSKEY = N_("This passkey is not one of yours.")


class Again(Carried):
    """One of the proofs is enough; where two steps are asked for, one that is a second step."""

    second = HiddenField()
    password = PasswordField(N_("Password"), [Length(max=500)])
    code = StringField(N_("Code from the mail"), [Length(max=40)])
    app = StringField(N_("Code from your app"), [Length(max=60)])


@pages.route("/signin/again", methods=["GET", "POST"])
def prove_again() -> Response:
    """One's password, a passkey, a code of the app, or one that is mailed now."""
    person, form = signed_in(), opened(Again)
    if request.method == "GET":
        form.second.data = "1" if request.args.get("second") else ""
        return _page(person, form)
    if "mail" in request.form and person.email:
        with transaction():
            people.ask_code(person.email, by=signed_in(), at=now(), purpose="again")
        return _page(signed_in(), form, mailed=True)
    if form.validate():
        with respond.filled(form):
            _prove(person, form)
            return intents.complete(form.intent.data, form.next.data)
    return _page(signed_in(), form)


def ask(intent: Intent) -> Response:
    """The same page in place of what was about to be done, which waits in a hidden field."""
    form = Again(formdata=None)
    form.intent.data = intents.sealed(intent)
    return _page(signed_in(), form, 401)


def _prove(person: Person, form: Any) -> None:
    """Note the proof in one's session; raises ``Invalid`` when it is none."""
    session, at = my_session(), now()
    second = bool(request.form.get("credential") or form.app.data)
    if request.form.get("credential"):
        _check_passkey(person)
    elif form.app.data:
        _check_app(person, form.app.data)
    elif form.second.data:
        raise Invalid("app", _("Type what your app shows, or use a passkey."))
    elif form.code.data:
        _check_mailed(person, form.code.data)
    else:
        _check_password(person, form.password.data or "")
    with transaction():
        people.prove(session.id, at=at, two_steps=second)


def _check_passkey(person: Person) -> None:
    here, number = place(), person.id
    with transaction():  # here and below: a wrong answer is used up too
        proved = people.use_passkey(request.form["credential"], here, at=now())
    if proved is None or proved.id != number:
        raise Invalid("", str(WRONG_PASSKEY))


def _check_app(person: Person, given: str) -> None:
    with transaction():
        here = db.session.get_one(Person, person.id)
        proved = people.use_app(here, given, at=now()) or people.use_recovery_code(here, given, at=now())
    if not proved:
        raise Invalid("app", str(WRONG_APP_CODE))


def _check_mailed(person: Person, given: str) -> None:
    address = person.email or ""
    with transaction():
        proved = people.use_code(address, given, at=now(), purpose="again")
        if proved is not None:
            people.prove_address(db.session.get_one(Person, person.id), at=now())
    if proved is None:
        raise Invalid("code", str(WRONG_CODE))


def _check_password(person: Person, given: str) -> None:
    hashed = person.password_hash
    db.session.rollback()  # the check takes its time; nothing is held meanwhile
    if not people.fits(hashed, given):
        raise Invalid("password", _("This is not your password."))


def _page(person: Person, form: Any, status: int | None = None, *, mailed: bool = False) -> Response:
    second = bool(form.second.data)
    return respond.page(
        "prove_again",
        status or respond.status_of(form),
        form=form,
        person=person,
        second=second,
        mailed=(mailed or bool(form.code.data)) and not second,
        has_password=person.password_hash is not None and not second,
        has_app=people.has_app(person),
        has_passkey=people.has_passkey(person),
    )
