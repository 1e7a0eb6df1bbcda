"""Whoever a ruling is about asks, once, that somebody else reads it again; and how trust grows, for everybody."""

from __future__ import annotations

from flask import Response, request

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, NotVisible
from ideaboard.core.text import _
from ideaboard.domain import moderation
from ideaboard.domain.moderation import trust
from ideaboard.domain.moderation.models import Ruling
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import for_everybody
from ideaboard.web.me import signed_in
from ideaboard.web.url import url


@pages.route("/rulings/<id:number>/appeal", methods=["GET", "POST"])
def appeal(number: int) -> Response:
    """Read why, and say why one sees it differently."""
    person = signed_in()
    ruling = _own(number, person.id)
    problem = None
    if request.method == "POST":
        try:
            with transaction():
                moderation.appeal(_own(number, person.id), request.form.get("words", ""), by=signed_in(), at=now())
            return respond.to(url.appeal(ruling), _("Somebody else reads it again. You hear from us."))
        except Invalid as no:
            db.session.rollback()
            ruling, problem = _own(number, person.id), no.errors.get("words")
    made = moderation.appeals_on([ruling]).get(ruling.id)
    words = request.form.get("words", "")
    return respond.page("appeal", 422 if problem else 200, ruling=ruling, made=made, words=words, problem=problem)


def _own(number: int, person_id: int) -> Ruling:
    """A ruling about oneself or one's own post; others' are not there."""
    ruling = db.session.get(Ruling, number)
    if ruling is None or ruling.whom_id != person_id or ruling.kind not in moderation.APPEALABLE:
        raise NotVisible(_("There is nothing here. It may have moved, or been taken back."))
    return ruling


@pages.get("/trust")
@for_everybody
def trust_levels() -> Response:
    """The levels of trust: what each asks for and unlocks."""
    return respond.page("trust", levels=trust.LEVELS, names=level_names())


def level_names() -> dict[str, str]:
    """What people read for each level."""
    return {"new": _("New here"), "known": _("Known"), "trusted": _("Trusted")}
