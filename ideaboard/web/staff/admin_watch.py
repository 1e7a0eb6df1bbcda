"""What holds a post until somebody has looked: words, patterns, domains, links, and the learned score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from ideaboard.core import settings
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid
from ideaboard.core.text import _, ngettext
from ideaboard.domain import people
from ideaboard.domain.moderation import spam, watching
from ideaboard.domain.moderation.models import SpamModel
from ideaboard.domain.permissions import Can
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import needs
from ideaboard.web.staff import queue, show
from ideaboard.web.url import url

LISTS = ("watched_words", "watched_patterns", "watched_domains")
LONGEST_WAIT = 24 * 30  # hours that can be promised
REASONS_MOST, REASON_MAX = 30, 300
WORDS_SHOWN = 12


@dataclass(frozen=True)
class Learned:
    """The newest model, and the words that push a post up most, and down."""

    model: SpamModel
    up: Sequence[tuple[str, float]]
    down: Sequence[tuple[str, float]]


@pages.route("/admin/watch", methods=["GET", "POST"])
def admin_watch() -> Response:
    """Read and change the rules. They hold, and never refuse."""
    person = needs(Can.MANAGE_SITE)
    if request.method == "GET":
        said = settings.everything()
        typed: dict[str, Any] = {key: "\n".join(said[key]) for key in LISTS}
        links = said["newcomer_links"]
        typed |= {"newcomer_links": "" if links is None else str(links), "answer_hours": str(said["answer_hours"])}
        reasons = "\n".join(queue.reason_templates())
        return _page(typed | {"spam_holds": said["spam_holds"], "reasons": reasons}, {})
    typed = {key: request.form.get(key, "")[:200_000] for key in (*LISTS, "newcomer_links", "answer_hours", "reasons")}
    typed["spam_holds"] = bool(request.form.get("spam_holds"))
    try:
        values = _checked(typed)
        with transaction():
            people.set_site(None, by=person, values=values)
    except Invalid as no:
        db.session.rollback()
        return _page(typed, no.errors)
    return respond.to(url.admin("watch"), _("Saved. It holds for what is posted or changed from now on."))


def _checked(typed: Mapping[str, Any]) -> dict[str, object]:
    words = watching.clean_words(typed["watched_words"].splitlines())
    patterns = [line.strip() for line in typed["watched_patterns"].splitlines() if line.strip()]
    domains = [watching.domain_of(line) for line in typed["watched_domains"].splitlines() if line.strip()]
    errors = {
        **_faults("watched_words", words, [one for one in words if len(one) > watching.LONGEST]),
        **_faults("watched_patterns", patterns, [one for one in patterns if not watching.is_pattern(one)]),
        **_faults("watched_domains", domains, [one for one in domains if not watching.is_domain(one)]),
    }
    links, hours = typed["newcomer_links"].strip(), typed["answer_hours"].strip()
    if links and not _small(links):
        errors["newcomer_links"] = _("Give a whole number, or nothing.")
    if not (_small(hours) and 1 <= int(hours) <= LONGEST_WAIT):
        errors["answer_hours"] = _("Give a number of hours from 1 to %(n)s.", n=LONGEST_WAIT)
    reasons = list(dict.fromkeys(line.strip() for line in typed["reasons"].splitlines() if line.strip()))
    if len(reasons) > REASONS_MOST or any(len(one) > REASON_MAX for one in reasons):
        errors["reasons"] = _("At most %(n)s reasons of %(long)s characters.", n=REASONS_MOST, long=REASON_MAX)
    if errors:
        raise Invalid.many(errors)
    known = dict(settings.everything()["reason_templates"])
    return {
        "reason_templates": known | {settings.everything()["language"]: reasons},
        "watched_words": words,
        "watched_patterns": patterns,
        "watched_domains": list(dict.fromkeys(domains)),
        "newcomer_links": int(links) if links else None,
        "answer_hours": int(hours),
        "spam_holds": typed["spam_holds"],
    }


def _faults(key: str, entries: list[str], wrong: list[str]) -> dict[str, str]:
    if len(entries) > watching.MOST:
        return {key: _("At most %(n)s entries, please.", n=watching.MOST)}
    if not wrong:
        return {}
    some = ", ".join(one[:60] for one in wrong[:5])
    said = ngettext(
        "This cannot be watched for: %(some)s", "These cannot be watched for: %(some)s", len(wrong), some=some
    )
    return {key: said}


def _small(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4


def _page(typed: Mapping[str, Any], errors: Mapping[str, str]) -> Response:
    return show.page("watch", 422 if errors else 200, typed=typed, errors=errors, model=_model())


def _model() -> Learned | None:
    """What the score has learned, for everybody of the team to check."""
    model = spam.newest()
    if model is None:
        return None
    strongest = sorted(model.weights.items(), key=lambda one: one[1])
    return Learned(model, strongest[::-1][:WORDS_SHOWN], strongest[:WORDS_SHOWN])
