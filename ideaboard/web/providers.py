"""Signing in by somebody who vouches for people: there and back again (OpenID Connect).

The way there is a page that goes on by itself, since a form may not be redirected to another site. What must be
remembered meanwhile is kept here, under the ``state`` that only this browser and the provider's answer carry.
"""

from __future__ import annotations

from typing import Any

import structlog
from flask import Response, current_app, make_response, render_template, request, session

from ideaboard.core import openid
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import No, NotVisible
from ideaboard.core.openid import Claims, OpenIDFailed
from ideaboard.core.text import _
from ideaboard.core.text import language as spoken
from ideaboard.domain import people
from ideaboard.domain.people.credentials import Provider
from ideaboard.web import arriving, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.carried import Carried, opened
from ideaboard.web.entering import enter
from ideaboard.web.me import me, signed_in
from ideaboard.web.sudo import sudo
from ideaboard.web.url import url

log = structlog.get_logger("providers")
RETURN = "/signin/provider/return"
PURPOSE = "provider"
HERE = "provider_state"  # in the session: the answer must come to the browser that asked


def return_to() -> str:
    """Our address as it is registered with providers."""
    base = current_app.config["SETTINGS"].public_url or request.host_url.rstrip("/")
    return f"{base}{RETURN}"


@pages.post("/signin/provider/<id:number>")
def provider_signin(number: int) -> Response:
    """Go to a provider, to come back as oneself."""
    form = opened(Carried)
    return _go(_offered(number), {"next": form.next.data, "intent": form.intent.data})


@pages.post("/account/providers/<id:number>")
@sudo
def provider_link(number: int) -> Response:
    """Go to a provider, to sign in by it from now on."""
    return _go(_offered(number), {"person": signed_in().id})


@pages.post("/account/identities/<id:number>/removal")
@sudo
def identity_remove(number: int) -> Response:
    """Sign in by that account no more."""
    try:
        with transaction():
            people.unlink_identity(signed_in(), number, by=signed_in(), at=now())
    except No as no:
        return respond.to(url.account("security") + "#providers", no.sentence, "warn")
    return respond.to(url.account("security") + "#providers", _("That account no longer opens this one."))


@pages.get(RETURN)
def provider_return() -> Response:
    """Back from the provider, with its answer."""
    state, expected = request.args.get("state", ""), session.pop(HERE, None)
    with transaction():  # an answer is used up, whatever it says
        asked = people.take_challenge(state, PURPOSE, at=now()) if state and state == expected else None
    if asked is None:
        said = _("This sign-in was begun elsewhere, or too long ago. Please try once more.")
        return respond.to(url.signin(url.home()), said, "warn")
    try:
        return _arrived(people.provider(asked["provider"]), asked)
    except No as no:
        return respond.to(_back(asked), no.sentence, "warn")


def _arrived(one: Provider, asked: dict[str, Any]) -> Response:
    if request.args.get("error"):
        said = _("%(provider)s did not sign you in. You can try again, or another way.", provider=one.name)
        return respond.to(_back(asked), said, "warn")
    client, number = people.client_of(one, return_to()), one.id
    db.session.rollback()  # nothing is held while the provider is asked
    try:
        claims = openid.claims_of(
            client,
            openid.discover(client),
            request.args.get("code", ""),
            nonce=asked["nonce"],
            verifier=asked["verifier"],
            issuer=request.args.get("iss"),
        )
    except OpenIDFailed as failed:
        return _failed(number, failed, asked)
    return _linked(number, claims, asked) if asked.get("person") else _entered(number, claims, asked)


def _entered(number: int, claims: Claims, asked: dict[str, Any]) -> Response:
    with transaction():
        at = now()
        person = people.come_in(people.provider(number), claims, at=at, language=spoken())
        if person.created_at == at:
            arriving.arrived(person)
    form = Carried(formdata=None)
    form.next.data, form.intent.data = asked.get("next"), asked.get("intent")
    return enter(person, "provider", form)


def _linked(number: int, claims: Claims, asked: dict[str, Any]) -> Response:
    person = signed_in()
    if person.id != asked["person"]:
        raise NotVisible(_("This sign-in was begun elsewhere, or too long ago. Please try once more."))
    with transaction():
        people.link_identity(signed_in(), people.provider(number), claims, by=signed_in(), at=now())
    return respond.to(_back(asked), _("From now on that account signs you in here too."))


def _offered(number: int) -> Provider:
    one = people.provider(number)
    if not one.offered:
        raise NotVisible(_("There is no such provider."))
    return one


def _go(one: Provider, about: dict[str, Any]) -> Response:
    client, number, name = people.client_of(one, return_to()), one.id, one.name
    db.session.rollback()
    try:
        question = openid.ask(client, openid.discover(client))
    except OpenIDFailed as failed:
        return _failed(number, failed, about)
    kept = {**about, "provider": number, "nonce": question.nonce, "verifier": question.verifier}
    with transaction():
        people.put_challenge(question.state, PURPOSE, kept, at=now())
    session[HERE] = question.state
    answer = make_response(render_template("pages/provider.html", name=name, address=question.address))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _failed(number: int, failed: OpenIDFailed, asked: dict[str, Any]) -> Response:
    """The visitor reads that it did not work, the log why; admins find out on their page."""
    name = people.provider(number).name
    log.warning("provider.failed", provider=number, step=failed.step, said=failed.said)
    said = _("Signing in by %(provider)s does not work at the moment. Please use another way.", provider=name)
    return respond.to(_back(asked), said, "warn")


def _back(asked: dict[str, Any]) -> str:
    if asked.get("person") and me() is not None:
        return url.account("security") + "#providers"
    return url.signin(asked.get("next") or url.home())
