"""Who is looking: the person behind the session, and what templates may know of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, Response, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy.exc import SQLAlchemyError

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.errors import SignInNeeded
from ideaboard.core.text import _
from ideaboard.domain import moderation, people, permissions
from ideaboard.domain.moderation.models import Ruling
from ideaboard.domain.people.models import Person
from ideaboard.domain.people.sessions import SEEN_EVERY, Session
from ideaboard.domain.permissions import Can
from ideaboard.effects import notify
from ideaboard.web.url import url

log = structlog.get_logger("pages")


@dataclass(frozen=True)
class Viewer:
    """What pages show of whoever is signed in."""

    id: int
    name: str
    handle: str
    face_url: str | None
    is_staff: bool
    can_review: bool
    can_moderate: bool
    is_admin: bool
    unconfirmed: bool = False  # votes wait until the address is proved
    must_accept: bool = False  # a new version of the terms or of the privacy notice
    suspended: Ruling | None = None  # why one may only read, and until when


def me() -> Person | None:
    """Who is signed in, or None for a visitor."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def signed_in() -> Person:
    """Who is signed in; raises ``SignInNeeded`` for a visitor."""
    person = me()
    if person is None:
        raise SignInNeeded(_("Please sign in first."))
    return person


def needs(can: Can, subject: Any = None) -> Person:
    """Who is signed in and may; raises ``SignInNeeded`` or ``Denied``. For pages without a verb of their own."""
    permissions.permit(me(), can, subject)
    return signed_in()


def may(can: Can | str, subject: Any = None) -> bool:
    """Whether whoever is looking may: templates hide buttons by asking what the verbs ask."""
    return permissions.may(me(), Can(can), subject)


def viewer(asked: Mapping[str, int]) -> Viewer | None:
    """``me`` of the templates; ``asked``: the versions of the site's texts that everybody is to accept."""
    person = me()
    if person is None:
        return None
    roles = {grant.role for grant in person.roles}
    return Viewer(
        id=person.id,
        name=person.name,
        handle=person.handle,
        face_url=url.face(person.face),
        is_staff=bool(roles),
        can_review=bool(roles & {"reviewer", "admin"}),
        can_moderate=bool(roles & {"moderator", "admin"}),
        is_admin="admin" in roles,
        unconfirmed=people.unconfirmed(person),
        must_accept=any(getattr(person, f"{kind}_accepted") < number for kind, number in asked.items() if number),
        suspended=_suspension(person),
    )


def _suspension(person: Person) -> Ruling | None:
    if person.suspended_until is None or person.suspended_until <= now():
        return None
    return moderation.suspension_of(person)


def unread() -> int:
    """How many messages are new."""
    person = me()
    return notify.unread(person) if person is not None else 0


def my_session() -> Session:
    """The session in which somebody is signed in; raises ``SignInNeeded`` for a visitor."""
    signed_in()
    found: Session = g.sign_in
    return found


def begin_session(person: Person, way: str, *, two_steps: bool = False) -> None:
    """Sign ``person`` in, with a session that shares nothing with the one before; ``way``: by what (``WAYS``)."""
    end_session()
    with transaction():
        device = people.device_of(request.user_agent.string)
        key = people.open_session(person, way, at=now(), two_steps=two_steps, device=device)
    session.permanent = True
    person.session_key = key
    login_user(person)
    g.sign_in = people.by_session(key, now())[1]  # type: ignore[index]  # opened just now


def end_session() -> None:
    """Sign out here: the session ends in the database too."""
    open_here: Session | None = g.get("sign_in") if me() is not None else None
    if open_here is not None:
        with transaction():
            person = signed_in()
            people.end_session(person, open_here.id, by=person, at=now())
    logout_user()
    session.clear()
    g.pop("csrf_token", None)  # the next form needs a token of the new session
    g.pop("sign_in", None)


def _load(key: str) -> Person | None:
    found = people.by_session(key, now())
    if found is None:
        return None
    person, g.sign_in = found
    return person


def _note_use(response: Response) -> Response:
    """The one thing a page that only shows something writes: once an hour, that its session is in use."""
    here: Session | None = g.get("sign_in")
    at = now()
    if here is not None and at - here.seen_at > SEEN_EVERY:
        try:
            with transaction():
                people.note_use(here.id, at)
        except SQLAlchemyError as busy:
            log.info("session.not_noted", problem=type(busy).__name__)  # the next page does it
    return response


def prepare(app: Flask) -> None:
    """Find the person behind each session."""
    login = LoginManager(app)
    login.session_protection = None  # it ties a session to an address, and phones change theirs
    login.user_loader(_load)
    app.after_request(_note_use)
