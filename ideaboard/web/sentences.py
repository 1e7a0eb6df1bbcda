"""Facts as sentences: ``templates/events/<kind>.html``, the same on timelines and in inboxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from jinja2 import TemplateNotFound
from markupsafe import Markup

from ideaboard.core.events import Fact
from ideaboard.domain import stories
from ideaboard.domain.ideas.models import Idea
from ideaboard.web.url import url


@dataclass(frozen=True)
class Line:
    """One line of a timeline."""

    at: datetime
    kind: str
    sentence: Markup


def moments(idea: Idea) -> list[Line]:
    """What happened to an idea, oldest first, in sentences."""
    lines = []
    for moment in stories.timeline(idea):
        actor = {"name": moment.actor_name, "handle": moment.actor_handle} if moment.actor_name else None
        told = sentence(moment.fact, {"actor": actor, "idea": idea, "place": "timeline"})
        if told:
            lines.append(Line(moment.at, moment.kind, told))
    return lines


def sentence(fact: Fact, about: Mapping[str, Any]) -> Markup:
    """What the template of this kind says; empty for a kind that has none."""
    try:
        template = current_app.jinja_env.get_template(f"events/{fact.kind}.html")
    except TemplateNotFound:
        return Markup("")
    return Markup(template.render(fact=fact, url=url, **about).strip())
