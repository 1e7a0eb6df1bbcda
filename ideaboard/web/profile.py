"""A person's page: what they shared."""

from __future__ import annotations

from flask import Response, request
from sqlalchemy import func, select

from ideaboard.core.clock import now
from ideaboard.core.db import db
from ideaboard.domain import ideas, rewards, stories
from ideaboard.domain.ideas import Filter
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.web import load, previews, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import for_everybody
from ideaboard.web.cards import dressed_all
from ideaboard.web.me import me
from ideaboard.web.url import url


@pages.get("/people/<handle>")
@for_everybody
def person(handle: str) -> Response:
    """Who somebody is here, and the ideas they shared; oneself sees one's drafts too."""
    found = load.person(handle)
    oneself = me() is not None and found.id == me().id  # type: ignore[union-attr]
    chosen = Filter(author_id=found.id)
    page = stories.cards(me(), chosen, sort="new", after=request.args.get("after") or None, at=now())
    launched = _launched(found)
    return respond.page(
        "person",
        person=found,
        face=url.face(found.face),
        oneself=oneself,
        cards=dressed_all(page.rows),
        more=url.person(found.handle, after=page.after) if page.after else None,
        waiting=_waiting(found) if oneself else (),
        launched=launched,
        preview=previews.of_person(found, launched),
        owed=rewards.balances(found) if oneself else {},
    )


@pages.get("/people/<handle>/preview.png")
def person_preview(handle: str) -> Response:
    """The picture of a link to somebody's page."""
    found = load.person(handle)
    return previews.sent(previews.of_person(found, _launched(found)))


def _waiting(person: Person) -> list[Idea]:
    """What only the author sees: drafts, what waits for a first look, what came back."""
    waiting = (Phase.SCREENING,)
    mine = select(Idea).where(Idea.author_id == person.id, Idea.phase.in_(waiting)).order_by(Idea.id.desc()).limit(50)
    return [*ideas.drafts_of(person), *db.session.scalars(mine)]


def _launched(person: Person) -> int:
    made = select(func.count()).select_from(Idea).where(
        Idea.author_id == person.id, Idea.listed, Idea.phase == Phase.LAUNCHED
    )  # fmt: skip
    return db.session.scalar(made) or 0
