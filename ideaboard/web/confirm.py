"""Proving one's address: by the code that was mailed, or by its link, which also works where one is not signed in."""

from __future__ import annotations

from flask import Response, flash, request
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.errors import Invalid, NotVisible
from ideaboard.core.text import N_, _
from ideaboard.domain import people
from ideaboard.domain.people.models import Person
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.carried import Carried
from ideaboard.web.entering import enter
from ideaboard.web.me import signed_in
from ideaboard.web.url import url


class Confirmation(FlaskForm):
    class Meta:
        csrf = False  # the blueprint asks for every form at once

    code = StringField(N_("Code from the mail"), [InputRequired(), Length(max=20)])


@pages.route("/confirm", methods=["GET", "POST"])
def confirm() -> Response:
    """Type the code that was mailed; the votes that waited count from then on."""
    person, form = signed_in(), Confirmation()
    number = person.id
    if request.method == "POST" and form.validate():
        with respond.filled(form):
            with transaction():  # a wrong code counts as a try, so it is committed too
                found = people.confirm(signed_in(), form.code.data, by=signed_in(), at=now())
            if found is None:
                wrong = _("This code does not fit, or is too old. Check the newest mail, or ask for another code.")
                raise Invalid("code", wrong)
            return respond.to(url.home(), _thanks()) if found.id == number else _recognised(found)
    return respond.page("confirm", respond.status_of(form), form=form, person=person)


def _recognised(owner: Person) -> Response:
    """They had an account with this address already: from here on they are in that one."""
    answer = enter(owner, "code", Carried(formdata=None))
    respond.say(_("You had an account with this address already. This is it, with what you did just now."))
    return answer


@pages.post("/confirm/code")
def confirm_again() -> Response:
    """Have another code mailed."""
    with transaction():
        people.ask_confirmation(signed_in(), by=signed_in(), at=now())
    return respond.to(url.confirm(), _("Another code is on its way. Only the newest one works."))


@pages.route("/confirm/<seal>", methods=["GET", "POST"])
def confirm_link(seal: str) -> Response:
    """Where the link of the mail leads: one button, since mail scanners open links too."""
    if people.code_of_link(seal) is None:
        raise NotVisible(_("This link is not one of ours, or not whole. Ask for another code."))
    if request.method == "POST":
        with transaction():
            person = people.confirm_by_link(seal, at=now())
        if person is None:
            flash(_("This link is too old. Ask for another code."), "warn")
            return respond.to(url.confirm())
        return respond.to(url.home(), _thanks())
    return respond.page("confirm_link", seal=seal)


def _thanks() -> str:
    return _("Your address is confirmed. Your votes count, where voting is still open.")
