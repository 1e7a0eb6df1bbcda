"""How one signs in: two steps by an app, passkeys, recovery codes. All of it behind a fresh sign-in."""

from __future__ import annotations

from collections.abc import Sequence

import segno
from flask import Response, request
from markupsafe import Markup
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.errors import No
from ideaboard.core.text import N_, _
from ideaboard.domain import people
from ideaboard.domain.people.credentials import AuthenticatorApp
from ideaboard.domain.people.models import Person
from ideaboard.web import respond
from ideaboard.web.account import Plain
from ideaboard.web.blueprint import pages
from ideaboard.web.me import my_session, signed_in
from ideaboard.web.passkeys import place, question
from ideaboard.web.sudo import sudo
from ideaboard.web.url import url


class AppCode(Plain):
    code = StringField(N_("The six digits it shows now"), [InputRequired(), Length(max=20)])


@pages.get("/account/security")
@sudo
def security() -> Response:
    """All of it on one page."""
    return _page(signed_in())


@pages.post("/account/app")
@sudo
def app_begin() -> Response:
    """Begin to set up an app."""
    with transaction():
        people.begin_app(signed_in(), by=signed_in(), at=now())
    return respond.to(url.account("security") + "#app")


@pages.post("/account/app/confirmation")
@sudo
def app_confirm() -> Response:
    """Finish by the first code; the recovery codes are shown this once."""
    form = AppCode()
    if form.validate():
        with respond.filled(form):
            here = my_session()
            with transaction():
                codes = people.confirm_app(signed_in(), form.code.data, by=signed_in(), at=now(), session=here.id)
            return _codes(codes)
    return _page(signed_in(), code=form)


@pages.post("/account/app/removal")
@sudo
def app_remove() -> Response:
    """Do without the app."""
    with transaction():
        people.remove_app(signed_in(), by=signed_in(), at=now())
    return respond.to(url.account("security") + "#app", _("The app is no longer asked for."))


@pages.post("/account/recovery")
@sudo
def recovery_codes() -> Response:
    """New recovery codes, shown this once."""
    with transaction():
        codes = people.make_recovery_codes(signed_in(), by=signed_in(), at=now())
    return _codes(codes)


@pages.post("/account/passkeys/options")
@sudo
def passkey_offer() -> Response:
    """The question to a device that is to make a passkey."""
    here = place()
    with transaction():
        return question(people.offer_passkey(signed_in(), here, by=signed_in(), at=now()))


@pages.post("/account/passkeys")
@sudo
def passkey_add() -> Response:
    """The passkey that the device made."""
    here, mine = place(), my_session().id
    answer, name = request.form.get("credential", ""), request.form.get("name", "")
    try:
        with transaction():
            people.add_passkey(signed_in(), name, answer, here, by=signed_in(), at=now(), session=mine)
    except No as no:
        return respond.to(url.account("security") + "#passkeys", no.sentence, "bad")
    return respond.to(url.account("security") + "#passkeys", _("From now on this device signs you in."))


@pages.post("/account/passkeys/<id:number>/removal")
@sudo
def passkey_remove(number: int) -> Response:
    """Forget a passkey."""
    with transaction():
        people.remove_passkey(signed_in(), number, by=signed_in(), at=now())
    return respond.to(url.account("security") + "#passkeys", _("This passkey no longer opens anything."))


def _codes(codes: Sequence[str]) -> Response:
    return respond.page("recovery_codes", codes=codes)


def _page(person: Person, *, code: AppCode | None = None) -> Response:
    app = people.app_of(person)
    identities = people.identities_of(person)
    linked = {at.id for _one, at in identities}
    pending = app is not None and app.confirmed_at is None
    return respond.page(
        "security",
        respond.status_of(code) if code is not None else 200,
        person=person,
        app=app,
        seed=people.seed_of(app) if app is not None and pending else None,
        picture=_picture(person, app) if app is not None and pending else None,
        code=code or AppCode(formdata=None),
        passkeys=people.passkeys_of(person),
        left=people.recovery_codes_left(person),
        identities=identities,
        providers=[one for one in people.providers(offered=True) if one.id not in linked],
        bound=people.bound_to_two_steps(person),
    )


def _picture(person: Person, app: AuthenticatorApp) -> Markup:
    """The QR code, drawn here, since what it says is a secret. Dark on light in both themes, or no phone reads it."""
    drawn = segno.make(people.address_for(person, app), error="m").svg_inline(
        scale=5, dark="#000", light="#fff", svgclass="qr", omitsize=True
    )
    return Markup(drawn)
