"""Leading an idea elsewhere: into review by a staff pick, or into another idea by a merge that can be undone."""

from __future__ import annotations

import re

from flask import Response, request

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, No, NotVisible, Refused
from ideaboard.core.text import _
from ideaboard.domain import ideas, review, stories
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.permissions import Can
from ideaboard.effects import search
from ideaboard.web import load, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.cards import dressed, dressed_all
from ideaboard.web.me import needs, signed_in
from ideaboard.web.staff import show
from ideaboard.web.url import url

NUMBER = re.compile(r"(?:^|/ideas/|#)\s*(\d{1,18})(?:$|[/?#\s])")


@pages.route("/ideas/<id:number>/pick", methods=["GET", "POST"])
def pick(number: int) -> Response:
    """Staff pick: take a gathering idea to review, with a public reason."""
    idea = load.idea(number)
    person = needs(Can.PICK, idea)
    no: No | None = None
    if request.method == "POST":
        try:
            with transaction():
                idea = load.idea(number)
                review.pick(idea, request.form.get("reason", ""), by=person, at=now())
            return respond.to(url.case(idea), _("Picked: this idea is in review now."))
        except (Invalid, Refused) as refused:
            db.session.rollback()
            idea, no = load.idea(number), refused
    card = dressed(stories.card(idea, person, now()))
    return show.page(
        "pick", no.status if no else 200, idea=idea, card=card, reason=request.form.get("reason", ""), no=no
    )


@pages.route("/ideas/<id:number>/merge", methods=["GET", "POST"])
def merge(number: int) -> Response:
    """Make a duplicate part of the idea it repeats, or undo that."""
    idea = load.idea(number)
    needs(Can.MERGE, idea)
    no: No | None = None
    if request.method == "POST":
        try:
            return _unmerged(number) if "undo" in request.form else _merged(number)
        except (Invalid, Refused) as refused:
            db.session.rollback()
            idea, no = load.idea(number), refused
    return _merge_page(idea, no)


def _merged(number: int) -> Response:
    person = signed_in()
    with transaction():
        idea = load.idea(number)
        into = _target()
        ideas.merge(idea, into, by=person, at=now())
    said = _("“%(title)s” is part of this idea now. Its author keeps the credit.", title=idea.title)
    return respond.to(url.idea(into), show.linked(said, _("Undo"), url.merge(idea)))


def _unmerged(number: int) -> Response:
    person = signed_in()
    with transaction():
        idea = load.idea(number)
        ideas.unmerge(idea, by=person, at=now())
    return respond.to(url.idea(idea), _("This idea stands alone again, with its own votes."))


def _target() -> Idea:
    """The idea that was chosen or typed: a number, or an address with the number in it."""
    written = (request.form.get("other") or request.form.get("into") or "").strip()
    found = NUMBER.search(written)
    if found is None:
        raise Invalid("into", _("Choose an idea, or paste its address."))
    try:
        return load.idea(int(found[1]))
    except NotVisible:
        raise Invalid("into", _("There is no idea with this number here.")) from None


def _merge_page(idea: Idea, no: No | None) -> Response:
    person, at = signed_in(), now()
    merged = idea.phase == Phase.MERGED and idea.merged_into_id is not None
    into = load.idea(idea.merged_into_id) if merged and idea.merged_into_id else None
    alike = [] if merged else search.similar(idea.title, idea.body, seen_by=person, board=idea.board, but=idea.id)
    return show.page(
        "merge",
        no.status if no else 200,
        idea=idea,
        card=dressed(stories.card(idea, person, at)),
        into=into,
        near=dressed_all(stories.made([found.idea for found in alike], person, at)),
        chosen=request.form.get("into") or request.args.get("into", ""),
        other=request.form.get("other", ""),
        no=no,
    )
