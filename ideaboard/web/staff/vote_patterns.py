"""Votes that look like the work of few hands: the evidence in a sentence, and one act about them."""

from __future__ import annotations

from flask import Response, request
from sqlalchemy import select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.text import _, ngettext
from ideaboard.domain import integrity
from ideaboard.domain.integrity.models import Suspicion
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.web import load, respond, sentences
from ideaboard.web.blueprint import pages
from ideaboard.web.me import needs
from ideaboard.web.staff import show
from ideaboard.web.url import url


@pages.get("/moderation/votes")
def vote_patterns() -> Response:
    """What was found, and what the team said of it."""
    person = show.team(Can.JUDGE_VOTES)
    mine = (
        None
        if show.everywhere(person, "moderator")
        else [board.id for board in show.boards_of(person, Can.JUDGE_VOTES)]
    )
    found = integrity.findings(mine, settled=False)
    judged = integrity.findings(mine, settled=True, most=30)
    standing = integrity.with_and_without({idea.id for _one, idea in [*found, *judged]})
    return show.page(
        "votes", found=found, judged=judged, standing=standing, sentence=sentence, apart=sentences.apart,
        who=_names({one.settled_by_id for one, _idea in judged}),
    )  # fmt: skip


def _names(numbers: set[int | None]) -> dict[int, str]:
    """Whose judgement it was."""
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(numbers - {None}))) if numbers else ()
    return {row.id: row.name for row in rows}


@pages.post("/ideas/<id:number>/votes/patterns/<id:pattern>")
def settle_pattern(number: int, pattern: int) -> Response:
    """Hold, release or throw out the votes of one pattern."""
    idea = load.idea(number)
    person = needs(Can.JUDGE_VOTES, idea)
    with transaction():
        here = load.idea(number)
        changed = integrity.settle(here, pattern, request.form.get("act", ""), by=person, at=now())
    said = ngettext("Done: %(num)s vote changed.", "Done: %(num)s votes changed.", changed)
    if not changed:
        said = _("Noted. The votes stay as they are.")
    return respond.to(url.moderation() + "/votes", said)


def sentence(found: Suspicion) -> str:
    """The evidence, as one would tell it to a colleague."""
    told = found.evidence
    if found.kind == "ring":
        return _(
            "%(accounts)s accounts of a circle of %(members)s vote for the same %(ideas)s ideas again and again, "
            "far more than chance explains.",
            accounts=told["accounts"], members=told["members"], ideas=told["ideas"],
        )  # fmt: skip
    if found.kind == "burst":
        many = ngettext(
            "%(accounts)s new accounts that did nothing else voted within %(num)s hour.",
            "%(accounts)s new accounts that did nothing else voted within %(num)s hours.",
            told["hours"], accounts=told["accounts"],
        )  # fmt: skip
        return f"{many} {_('Whom a newsletter brings looks the same, so they count until you say otherwise.')}"
    said = [
        _("%(accounts)s new accounts agree on this idea, far more than chance explains.", accounts=told["accounts"])
    ]
    said.append(ngettext("They come from one address.", "They come from %(num)s addresses.", told["addresses"]))
    if 0 < told["devices"] < told["accounts"]:
        said.append(ngettext("They use one browser.", "They use %(num)s browsers.", told["devices"]))
    if told["only"]:
        said.append(ngettext("One did nothing else.", "%(num)s of them did nothing else.", told["only"]))
    return " ".join(said)
