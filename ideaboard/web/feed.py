"""The Atom feed of new ideas (RFC 4287)."""

from __future__ import annotations

from flask import Response, make_response, render_template

from ideaboard.core.clock import now
from ideaboard.domain import stories
from ideaboard.domain.ideas import Filter
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import for_everybody


@pages.get("/feeds/ideas.atom")
@for_everybody
def feed() -> Response:
    """The newest ideas of all public boards. It is the visitors' feed for everybody: readers have no session."""
    page = stories.cards(None, Filter(), sort="new", limit=30, at=now())
    updated = max((card.edited_at or card.published_at or card.created_at for card in page.rows), default=None)
    answer = make_response(render_template("feeds/ideas.atom", cards=page.rows, updated=updated))
    answer.content_type = "application/atom+xml; charset=utf-8"
    return answer
