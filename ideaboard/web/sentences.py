"""Facts as lines of a page: the sentences of the room notify, as far as whoever looks may see what they are about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from ideaboard.core.db import db
from ideaboard.core.text import _, ngettext
from ideaboard.domain import ideas, stories
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.integrity.queries import Standing
from ideaboard.effects import notify
from ideaboard.web.filters import number
from ideaboard.web.me import me

INVITED = "maker.invited"  # told before one may see the idea


@dataclass(frozen=True)
class Line:
    """One line of a timeline or an inbox."""

    id: int
    at: datetime
    kind: str
    sentence: Markup
    url: str


def apart(standing: Standing) -> list[str]:
    """For the team: an idea's supporters with and without the votes that are held, and why those are."""
    counts = {"with": number(standing.with_held), "without": number(standing.without)}
    said = [_("%(with)s supporters with held votes, %(without)s without", **counts)]
    if standing.suspicious:
        many = ngettext("%(num)s vote looks suspicious", "%(num)s votes look suspicious", standing.suspicious)
        said.append(many)
    if standing.unconfirmed:
        many = ngettext(
            "%(num)s vote waits for its voter to confirm an address",
            "%(num)s votes wait for their voters to confirm an address",
            standing.unconfirmed,
        )
        said.append(many)
    return said


def moments(idea: Idea) -> list[Line]:
    """What happened to an idea, oldest first, each turn told once."""
    facts = [moment.fact for moment in stories.timeline(idea) if not notify.echo(moment.fact)]
    return [
        Line(one.fact.id, one.fact.at, one.fact.kind, one.sentence, one.url)
        for one in notify.tellings(facts, of_one_idea=True, kept_back={idea.id: ideas.masked(idea, me())})
        if one.sentence
    ]


def of_notifications(rows: Sequence[Any]) -> list[Line]:
    """What an inbox says, as the rows of ``notify.inbox`` come; ideas that are out of sight are left out."""
    facts = [row[1] for row in rows]
    numbers = {fact.idea_id for fact in facts if fact.idea_id is not None}
    seen = set(db.session.scalars(ideas.visible_to(me()).with_only_columns(Idea.id).where(Idea.id.in_(numbers))))
    kept_back = _kept_back(seen)
    return [
        Line(row[0].id, one.fact.at, one.fact.kind, one.sentence, one.url)
        for row, one in zip(rows, notify.tellings(facts, kept_back=kept_back), strict=True)
        if one.sentence and (one.fact.idea_id is None or one.fact.idea_id in seen or one.fact.kind == INVITED)
    ]


def _kept_back(numbers: Collection[int]) -> Mapping[int, Collection[int]]:
    """Whose names are not told in lines about these ideas: makers read their own."""
    person = me()
    kept = ideas.makers_kept_back(numbers)
    if not kept:
        return {}
    found = db.session.scalars(ideas.visible_to(person).where(Idea.id.in_(kept))).unique()
    return {idea.id: ideas.masked(idea, person) for idea in found}
