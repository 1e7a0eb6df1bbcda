"""Signing up, in and out, and the forgotten password. Nothing here tells whether an address is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid
from ideaboard.core.text import N_, _
from ideaboard.core.text import language as spoken
from ideaboard.domain import people
from ideaboard.web import arriving, intents, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.carried import Carried, onward, opened, show
from ideaboard.web.entering import enter
from ideaboard.web.intents import Intent
from ideaboard.web.me import begin_session, end_session, me
from ideaboard.web.url import url


class SignUp(Carried):
    name = StringField(N_("Your name"), [InputRequired(), Length(max=200)], description=N_("As others will see it."))
    email = EmailField(N_("E-mail"), [InputRequired(), Length(max=300)])
    password = PasswordField(
        N_("Password"),
        [InputRequired(), Length(max=500)],
        description=N_("At least 10 characters: three or four words that do not belong together are good."),
    )


class SignIn(Carried):
    email = EmailField(N_("E-mail"), [InputRequired(), Length(max=300)])
    password = PasswordField(N_("Password"), [InputRequired(), Length(max=500)])


class Forgot(Carried):
    email = EmailField(N_("E-mail"), [InputRequired(), Length(max=300)])


class Code(Carried):
    email = EmailField(N_("E-mail"), [InputRequired(), Length(max=300)])
    code = StringField(N_("Code from the mail"), [InputRequired(), Length(max=20)])
    password = PasswordField(
        N_("New password"),
        [Length(max=500)],
        description=N_("Only if you want another one. At least 10 characters."),
    )


@pages.route("/signup", methods=["GET", "POST"])
def signup() -> Response:
    """Become a member; what one was about to do is done at once."""
    form = opened(SignUp)
    if me() is not None:
        return intents.complete(form.intent.data, form.next.data)
    if _sent() and form.validate():
        with respond.filled(form):
            begin_session(_joined(form), "password")
            return intents.complete(form.intent.data, form.next.data)
    return show("signup", form)


def _joined(form: SignUp) -> people.Person:
    people.check_welcome(form.email.data)
    hashed = people.hash_password(form.password.data, (form.name.data, form.email.data))
    with transaction():
        person = people.sign_up(form.name.data, form.email.data, hashed, at=now(), language=spoken())
        arriving.arrived(person)
        return person


@pages.route("/signin", methods=["GET", "POST"])
def signin() -> Response:
    """Come back."""
    form = opened(SignIn)
    if me() is not None:
        return intents.complete(form.intent.data, form.next.data)
    if _sent() and form.validate():
        person = _known(form.email.data, form.password.data)
        if person is not None:
            return enter(person, "password", form)
        respond.put_errors(form, Invalid("password", _("This address and password do not belong together.")))
    return show("signin", form)


def _known(address: str, password: str) -> people.Person | None:
    """Whose address and password these are: its owner, or the last who claims it. Two checks, whoever there is."""
    found = people.who_may_enter(address)
    hashes = [person.password_hash if person is not None else None for person in found]
    db.session.rollback()  # the checks take their time; nothing is held meanwhile
    right = [people.fits(hashed, password) for hashed in hashes]
    return next((person for person, fits in zip(found, right, strict=True) if fits), None)


@pages.post("/signout")
def signout() -> Response:
    """Leave, here."""
    end_session()
    return respond.to(url.home())


@pages.route("/forgot", methods=["GET", "POST"])
def forgot() -> Response:
    """Have a code mailed. The answer is the same whether or not the address is known."""
    form = opened(Forgot)
    if _sent() and form.validate():
        with respond.filled(form):
            with transaction():
                people.ask_code(form.email.data, by=people.house(), at=now())
            return onward("forgot_code", "/forgot/code", form, Code)
    return show("forgot", form)


@pages.route("/forgot/code", methods=["GET", "POST"])
def forgot_code() -> Response:
    """Sign in by the code from the mail; who wants to chooses a new password besides."""
    form = opened(Code)
    if _sent() and form.validate():
        with respond.filled(form):
            chosen = form.password.data
            hashed = people.hash_password(chosen, (form.email.data,)) if chosen else None
            with transaction():  # a wrong code counts, so it is committed too
                person = people.sign_in_by_code(form.email.data, form.code.data, at=now())
                if person is not None and hashed is not None:
                    people.reset_password(person, hashed, at=now())
            if person is None:
                wrong = _("This code does not fit, or is too old. Check the newest mail, or ask for another code.")
                raise Invalid("code", wrong)
            if hashed:
                respond.say(_("Your new password is set."))
            return enter(person, "code", form)
    return show("forgot_code", form)


def sign_in_first(intent: Intent) -> Response:
    """The sign-in page with what was about to be done in a hidden field: after it, it is done."""
    form = SignIn(formdata=None)
    form.intent.data = intents.sealed(intent)
    return show("signin", form, 401, note=_("Please sign in to go on. Nothing you wrote is lost."))


def sign_up_first(token: str) -> Response:
    """The sign-up page with an intent too long for an address."""
    form = SignUp(formdata=None)
    form.intent.data = token
    return show("signup", form)


def _sent() -> bool:
    """Whether the form was sent, rather than carried over from the other entrance."""
    return request.method == "POST" and "switch" not in request.form


def _once_more(name: str, kind: Callable[[], Any]) -> Callable[[], Response]:
    """The entrance again, filled in, after its page was open for too long."""

    def stale() -> Response:
        form = kind()
        note = None if "switch" in request.form else _("This page was open for a long time. Please send it once more.")
        return show(name, form, 400 if note else 200, note=note)

    return stale


STALE: dict[str, Callable[[], Response]] = {
    "signup": _once_more("signup", SignUp),
    "signin": _once_more("signin", SignIn),
    "forgot": _once_more("forgot", Forgot),
    "forgot_code": _once_more("forgot_code", Code),
}
