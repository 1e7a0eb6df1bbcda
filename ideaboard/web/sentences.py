"""Facts as sentences: ``templates/events/<kind>.html``, the same on timelines and in inboxes.

Each template is given ``fact``, ``actor`` (a person, or None for the house itself), ``idea``, ``comment``, ``ruling``,
``decision`` and ``place`` (``timeline`` or ``inbox``), as far as there are such.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from jinja2 import TemplateNotFound
from markupsafe import Markup
from sqlalchemy import select

from ideaboard.core.db import db
from ideaboard.core.events import Fact
from ideaboard.domain import ideas, review, stories
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.moderation.models import Ruling
from ideaboard.domain.people.models import Person
from ideaboard.web.me import me


@dataclass(frozen=True)
class Line:
    """One line of a timeline or an inbox."""

    id: int
    at: datetime
    kind: str
    sentence: Markup
    idea: Idea | None = None


def moments(idea: Idea) -> list[Line]:
    """What happened to an idea, oldest first, in sentences."""
    facts = [moment.fact for moment in stories.timeline(idea)]
    return _lines([(fact.id, fact) for fact in facts], "timeline", {idea.id: idea})


def of_notifications(rows: Sequence[Any]) -> list[Line]:
    """What an inbox says, as the rows of ``notify.inbox`` come."""
    facts = [(row[0].id, row[1]) for row in rows]
    numbers = {fact.idea_id for _id, fact in facts} - {None}
    seen = db.session.scalars(ideas.visible_to(me()).where(Idea.id.in_(numbers))) if numbers else ()
    return _lines(facts, "inbox", {idea.id: idea for idea in seen})


def _lines(facts: Sequence[tuple[int, Fact]], place: str, known: Mapping[int, Idea]) -> list[Line]:
    """Everything the sentences speak of is read in a few queries, however many there are."""
    every = [fact for _id, fact in facts]
    actors = _by_id(Person, {fact.actor_id for fact in every})
    said = _by_id(Comment, {fact.comment_id for fact in every})
    rulings = _by_id(Ruling, {fact.data.get("ruling_id") for fact in every})
    decided = {fact.idea_id for fact in every if fact.kind == "idea.decided" and fact.idea_id is not None}
    decisions = review.decisions_of(sorted(decided)) if decided else {}
    lines = []
    for number, fact in facts:
        actor = actors.get(fact.actor_id)
        idea = known.get(fact.idea_id or 0)
        told = sentence(
            fact,
            {
                "actor": actor if actor is not None and actor.kind != "system" else None,
                "idea": idea,
                "comment": said.get(fact.comment_id),
                "ruling": rulings.get(fact.data.get("ruling_id")),
                "decision": decisions.get(fact.idea_id or 0),
                "place": place,
            },
        )
        if told and (idea is not None or fact.idea_id is None):
            lines.append(Line(number, fact.at, fact.kind, told, idea))
    return lines


def sentence(fact: Fact, about: Mapping[str, Any]) -> Markup:
    """What the template of this kind says; empty for a kind that has none."""
    try:
        template = current_app.jinja_env.get_template(f"events/{fact.kind}.html")
    except TemplateNotFound:
        return Markup("")
    return Markup(template.render(fact=fact, **about).strip())


def _by_id(kind: Any, numbers: set[int | None]) -> dict[int | None, Any]:
    wanted = sorted(number for number in numbers if number is not None)
    if not wanted:
        return {}
    return {row.id: row for row in db.session.scalars(select(kind).where(kind.id.in_(wanted)))}
