"""Who may sign up: the mail domains the site takes, those it does not, and throw-away addresses."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request

from ideaboard.core import mail, settings
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid
from ideaboard.core.text import _
from ideaboard.domain import people
from ideaboard.domain.people import domains
from ideaboard.domain.permissions import Can
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import needs
from ideaboard.web.staff import show
from ideaboard.web.url import url

LISTS = ("signup_allow", "signup_deny")


@pages.route("/admin/signup", methods=["GET", "POST"])
def admin_signup() -> Response:
    """Read and change the rule."""
    person = needs(Can.MANAGE_SITE)
    if request.method == "GET":
        said = settings.everything()
        typed = {key: "\n".join(said[key]) for key in LISTS}
        return _page(typed, bool(said["signup_disposable"]), {})
    typed = {key: request.form.get(key, "")[:100_000] for key in LISTS}
    disposable = bool(request.form.get("signup_disposable"))
    try:
        values: dict[str, object] = {key: domains.listed(typed[key], key) for key in LISTS}
        with transaction():
            people.set_site(None, by=person, values=values | {"signup_disposable": disposable})
    except Invalid as no:
        db.session.rollback()
        return _page(typed, disposable, no.errors)
    return respond.to(url.admin("signup"), _("Saved. It holds for everybody who signs up from now on."))


def _page(typed: Mapping[str, str], disposable: bool, errors: Mapping[str, str]) -> Response:
    status = 422 if errors else 200
    return show.page("signup", status, typed=typed, disposable=disposable, errors=errors, mail_works=mail.configured())
