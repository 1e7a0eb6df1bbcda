"""One's inbox: facts as sentences, the new ones marked."""

from __future__ import annotations

from flask import Response, request

from ideaboard.core.db import db, transaction
from ideaboard.domain.people.models import Person
from ideaboard.effects import notify
from ideaboard.web import respond, sentences
from ideaboard.web.blueprint import pages
from ideaboard.web.me import signed_in
from ideaboard.web.url import url


@pages.get("/inbox")
def inbox() -> Response:
    """What one was told, newest first. Looking changes nothing: a small form marks it as seen."""
    person = signed_in()
    page = notify.inbox(person, after=request.args.get("after") or None)
    told = sentences.of_notifications(page.rows)
    return respond.page(
        "inbox",
        told=told,
        seen=person.inbox_seen,
        new=notify.unread(person),
        more=url.inbox(after=page.after) if page.after else None,
    )


@pages.post("/inbox/seen")
def inbox_seen() -> Response:
    """Nothing in it is new any more."""
    with transaction():
        notify.mark_seen(db.session.get_one(Person, signed_in().id))
    return respond.to(url.inbox())
