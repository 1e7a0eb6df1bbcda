"""How people sign in here: who vouches for them besides, and whether the team needs two steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, request

from ideaboard.core import openid, settings
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import No
from ideaboard.core.openid import OpenIDFailed, Step
from ideaboard.core.text import N_, _
from ideaboard.domain import people
from ideaboard.domain.permissions import Can
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import needs
from ideaboard.web.providers import return_to
from ideaboard.web.staff import show
from ideaboard.web.sudo import sudo
from ideaboard.web.url import number_of, url

STEPS: dict[Step, str] = {
    "discovery": N_("Read what the provider says of itself"), "issuer": N_("It is who it should be"),
    "endpoints": N_("It names where to go"), "keys": N_("Read its keys"), "client": N_("It knows this site"),
    "token": N_("Ask it to check a code"),
}  # fmt: skip
WHY: dict[Step, str] = {
    "discovery": N_("Nothing readable is at this address followed by /.well-known/openid-configuration."),
    "issuer": N_("The provider calls itself something else. Copy its issuer exactly, without a slash at the end."),
    "endpoints": N_("Its description is not whole: where to sign in, where codes are checked or its keys is missing."),
    "keys": N_("Its keys cannot be read, so nothing it says could be believed."),
    "client": N_("It does not know this client, or the secret is another one. Copy both again from its page."),
    "token": N_("It does not answer where codes are checked."),
}  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """A test: the steps that went well, and where it stopped."""

    name: str
    steps: list[Step]
    failed: OpenIDFailed | None


@pages.get("/admin/signin")
@sudo
def admin_signin() -> Response:
    """How it is set up."""
    needs(Can.MANAGE_SITE)
    return _page()


@pages.post("/admin/signin/team")
@sudo
def signin_team() -> Response:
    """Whether the team signs in with two steps."""
    person = needs(Can.MANAGE_SITE)
    asked = bool(request.form.get("staff_two_steps"))
    with transaction():
        people.set_site(None, by=person, values={"staff_two_steps": asked})
    said = _("The team signs in with two steps from now on.") if asked else _("One step is enough for the team again.")
    return respond.to(url.admin("signin"), said)


@pages.post("/admin/signin/providers")
@sudo
def provider_write() -> Response:
    """Add a provider, or change one."""
    person, form = needs(Can.MANAGE_SITE), request.form
    number = number_of(form["number"]) if form.get("number") else None
    said = people.ProviderForm(
        name=form.get("name", ""),
        issuer=form.get("issuer", ""),
        client_id=form.get("client_id", ""),
        secret=form.get("secret") or (None if number is not None and not form.get("no_secret") else ""),
        makes_accounts=bool(form.get("makes_accounts")),
        offered=bool(form.get("offered")),
    )
    try:
        with transaction():
            people.write_provider(None, said, by=person, at=now(), number=number)
    except No as no:
        db.session.rollback()
        return _page(typed=form, errors=show.errors_of(no), number=number, status=no.status)
    return respond.to(url.admin("signin"), _("Saved. Try it before you tell anybody."))


@pages.post("/admin/signin/providers/<id:number>/test")
@sudo
def provider_test(number: int) -> Response:
    """Ask the provider everything that can be asked without a person, and tell what it answers."""
    needs(Can.MANAGE_SITE)
    one = people.provider(number)
    client, name = people.client_of(one, return_to()), one.name
    db.session.rollback()
    went: list[Step] = []
    try:
        about = openid.discover(client)
        went += ["discovery", "issuer", "endpoints"]
        openid.keys_of(client, about)
        went.append("keys")
        openid.check_client(client, about)
        went.append("client")
    except OpenIDFailed as failed:
        return _page(tried=Tried(name, went, failed))
    return _page(tried=Tried(name, went, None))


@pages.post("/admin/signin/providers/<id:number>/removal")
@sudo
def provider_remove(number: int) -> Response:
    """Take a provider away."""
    person = needs(Can.MANAGE_SITE)
    with transaction():
        people.remove_provider(None, number, by=person, at=now())
    return respond.to(
        url.admin("signin"), _("The provider is gone. Accounts that it opened stay, by password or mailed code.")
    )


def _page(
    *,
    tried: Tried | None = None,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    number: int | None = None,
    status: int = 200,
) -> Response:
    needs(Can.MANAGE_SITE)
    return show.page(
        "signin",
        status,
        providers=people.providers(),
        two_steps=settings.everything()["staff_two_steps"],
        return_to=return_to(),
        tried=tried,
        step_words=STEPS,
        why_words=WHY,
        typed=typed or {},
        errors=errors or {},
        number=number,
    )
