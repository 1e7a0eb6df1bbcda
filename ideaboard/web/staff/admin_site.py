"""The site for admins: what it is called and asks, its texts, and whether everything works."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request

from ideaboard.core import jobs, languages, settings
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid
from ideaboard.core.text import _, clean, one_line
from ideaboard.domain import people
from ideaboard.domain.permissions import Can
from ideaboard.domain.transfer.retention import FEWEST
from ideaboard.domain.transfer.retention import MOST as MOST_DAYS
from ideaboard.effects import search
from ideaboard.web import brand, epoch, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import page_cache
from ideaboard.web.me import needs
from ideaboard.web.staff import show
from ideaboard.web.url import url

MOST = {"language": 5, "name": 60, "question": 120}
LEGAL = ("privacy", "terms")

LINES = ("language", "name", "question")


@pages.route("/admin/site", methods=["GET", "POST"])
def admin_site() -> Response:
    """Words of the whole site, and its health."""
    person = needs(Can.MANAGE_SITE)
    if request.method == "GET":
        said = settings.everything()
        words = {kind: version.text if (version := people.latest(kind)) else "" for kind in LEGAL}
        return _page({key: str(said[key]) for key in (*MOST, "colour", "traces_days")} | words, {})
    typed = {key: request.form.get(key, "") for key in (*MOST, *LEGAL, "colour", "traces_days")}
    typed["traces_days"] = typed["traces_days"] or str(settings.everything()["traces_days"])
    typed["language"] = typed["language"] or settings.everything()["language"]
    try:
        values = _checked(typed) | brand.sent_look()
        with transaction():
            people.set_site(None, by=person, values=values)
            for kind in LEGAL:
                asks = bool(request.form.get(f"{kind}_asks"))
                people.write_legal(None, kind, typed[kind], asks=asks, by=person, at=now())
    except Invalid as no:
        db.session.rollback()
        return _page(typed, no.errors)
    page_cache().delete("site")  # shown at once, also on pages that are kept for visitors
    epoch.bump()
    return respond.to(url.admin("site"), f"{_('Saved.')} {brand.said_of(str(values['colour']))}".strip())


def _checked(typed: Mapping[str, str]) -> dict[str, object]:
    errors: dict[str, str] = {}
    values: dict[str, object] = {}
    for key, most in MOST.items():
        text = one_line(typed[key]) if key in LINES else clean(typed[key]).strip()
        values[key] = text
        if key in LINES and not text:
            errors[key] = _("This may not be empty.")
        if key == "language" and text not in languages.offered():
            errors[key] = _("Choose one of the languages of the list.")
        if len(text) > most:
            errors[key] = _("At most %(n)s characters, please.", n=most)
    days = typed["traces_days"].strip()
    if not days.isdecimal() or len(days) > 4 or not FEWEST <= int(days) <= MOST_DAYS:
        errors["traces_days"] = _("Give a number of days from %(least)s to %(most)s.", least=FEWEST, most=MOST_DAYS)
    if errors:
        raise Invalid.many(errors)
    return values | {"traces_days": int(days)}


def _page(typed: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    status = 422 if errors else 200
    index = search.health()
    return show.page(
        "site",
        status,
        typed=typed,
        errors=errors,
        waiting=jobs.waiting(),
        lost=jobs.given_up(),
        index=index,
        at=now(),
        progress=None if index.ok else search.progress(),
    )
