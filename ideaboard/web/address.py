"""Another address for one's account, behind a fresh sign-in."""

from __future__ import annotations

from flask import Response, request
from wtforms import EmailField, StringField
from wtforms.validators import InputRequired, Length

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.errors import Invalid
from ideaboard.core.text import N_, _
from ideaboard.domain import people
from ideaboard.web import respond
from ideaboard.web.account import Plain
from ideaboard.web.blueprint import pages
from ideaboard.web.me import my_session, signed_in
from ideaboard.web.sudo import sudo
from ideaboard.web.url import url, with_query


class NewAddress(Plain):
    email = EmailField(N_("New address"), [InputRequired(), Length(max=300)])


class AddressCode(Plain):
    email = EmailField(N_("New address"), [InputRequired(), Length(max=300)])
    code = StringField(N_("Code from the mail"), [InputRequired(), Length(max=20)])


@pages.route("/account/address", methods=["GET", "POST"])
@sudo
def account_address() -> Response:
    """Have a code sent to the new address."""
    person, form = signed_in(), NewAddress()
    if form.is_submitted() and form.validate():
        with respond.filled(form):
            with transaction():
                done = people.ask_new_address(signed_in(), form.email.data, by=signed_in(), at=now())
            if done:
                return respond.to(url.account(), _("This is your address now."))
            return respond.to(with_query("/account/address/code", {"email": form.email.data.strip()}))
    return respond.page("address", respond.status_of(form), person=person, form=form)


@pages.route("/account/address/code", methods=["GET", "POST"])
@sudo
def account_address_code() -> Response:
    """Type the code that went there."""
    form = AddressCode()
    if form.is_submitted() and form.validate():
        with respond.filled(form):
            here = my_session().id
            with transaction():  # a wrong code counts, so it is committed too
                fits = people.change_address(
                    signed_in(), form.email.data, form.code.data, by=signed_in(), at=now(), keep=here
                )
            if not fits:
                wrong = _("This code does not fit, or is too old. Check the newest mail, or ask for another code.")
                raise Invalid("code", wrong)
            return respond.to(url.account(), _("This is your address now. Everywhere else you are signed out."))
    elif not form.is_submitted():
        form = AddressCode(email=_asked())
    return respond.page("address_code", respond.status_of(form), form=form)


def _asked() -> str:
    return request.args.get("email", "")[:300]
