"""Proving once more who one is, before something dangerous (see ``sudo``)."""

from __future__ import annotations

from flask import Response, request
from wtforms import PasswordField, StringField
from wtforms.validators import Length

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid
from ideaboard.core.text import N_, _
from ideaboard.domain import people
from ideaboard.domain.people.models import Person
from ideaboard.web import intents, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.entrance import Carried
from ideaboard.web.intents import Intent
from ideaboard.web.me import my_session, signed_in
from ideaboard.web.url import inside

WRONG_CODE = N_("This code does not fit, or is too old. Check the newest mail, or ask for another code.")


class Again(Carried):
    """One of the proofs is enough."""

    password = PasswordField(N_("Password"), [Length(max=500)])
    code = StringField(N_("Code from the mail"), [Length(max=40)])


@pages.route("/signin/again", methods=["GET", "POST"])
def prove_again() -> Response:
    """One's password, or a code that is mailed now."""
    person, form = signed_in(), Again()
    if request.method == "GET":
        form.next.data = inside(request.args.get("next")) or ""
        return _page(person, form)
    if "mail" in request.form:
        return _mailed(person, form)
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


def _mailed(person: Person, form: Again) -> Response:
    if person.email:
        with transaction():
            people.ask_code(person.email, by=signed_in(), at=now(), purpose="again")
    return _page(signed_in(), form, mailed=True)


def _prove(person: Person, form: Again) -> None:
    """Note the proof in one's session; raises ``Invalid`` when it is none."""
    session = my_session()
    email, hashed, code = person.email or "", person.password_hash, (form.code.data or "").strip()
    if code:
        with transaction():  # a wrong one counts
            proved = people.use_code(email, code, at=now(), purpose="again") is not None
        if not proved:
            raise Invalid("code", str(WRONG_CODE))
    else:
        db.session.rollback()
        if not people.fits(hashed, form.password.data or ""):
            raise Invalid("password", _("This is not your password."))
    with transaction():
        people.prove(session.id, at=now())


def _page(person: Person, form: Again, status: int | None = None, *, mailed: bool = False) -> Response:
    return respond.page(
        "prove_again",
        status or respond.status_of(form),
        form=form,
        person=person,
        mailed=mailed or bool(form.code.data),
        has_password=person.password_hash is not None,
    )
