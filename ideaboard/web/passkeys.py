"""Signing in by passkey. The script of the page asks for the question here, and sends the device's answer."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, current_app, request

from ideaboard.core import settings
from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.text import _
from ideaboard.domain import people
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.carried import Carried, opened
from ideaboard.web.entering import enter
from ideaboard.web.url import url


def place() -> people.Place:
    """Where passkeys are made and good: the public address, or, where none is set, the one that is being looked at."""
    address = current_app.config["SETTINGS"].public_url or request.host_url
    parts = urlsplit(address)
    return people.Place(parts.hostname or "localhost", f"{parts.scheme}://{parts.netloc}", _site_name())


def _site_name() -> str:
    return str(settings.everything()["name"])


def question(options: str) -> Response:
    """A question as the script reads it."""
    answer: Response = current_app.response_class(options, mimetype="application/json")
    return answer


@pages.post("/signin/passkey/options")
def passkey_options() -> Response:
    """The question to the device; it names nobody."""
    here = place()
    with transaction():
        return question(people.ask_for_passkey(here, at=now()))


@pages.post("/signin/passkey")
def passkey_signin() -> Response:
    """The device's answer: in, without a second step, since a passkey is two."""
    form, here = opened(Carried), place()
    with transaction():  # the question is used up, whatever the answer is
        person = people.use_passkey(request.form.get("credential", ""), here, at=now())
    if person is None:
        said = _("We do not know this passkey here. Sign in another way, and add it in your account.")
        return respond.to(url.signin(form.next.data or url.home()), said, "warn")
    return enter(person, "passkey", form, two_steps=True)
