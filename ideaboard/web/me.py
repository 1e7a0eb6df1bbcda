"""Who is looking: the person behind the session, and what templates may know of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, session
from flask_login import LoginManager, current_user, login_user, logout_user

from ideaboard.core.errors import SignInNeeded
from ideaboard.core.text import _
from ideaboard.domain import people, permissions
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.effects import notify
from ideaboard.web.url import url


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


def viewer() -> Viewer | None:
    """``me`` of the templates."""
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
    )


def unread() -> int:
    """How many messages are new."""
    person = me()
    return notify.unread(person) if person is not None else 0


def begin_session(person: Person) -> None:
    """Sign ``person`` in, with a session that shares nothing with the one before."""
    end_session()
    session.permanent = True
    login_user(person)


def end_session() -> None:
    """Sign out here."""
    logout_user()
    session.clear()
    g.pop("csrf_token", None)  # the next form needs a token of the new session


def prepare(app: Flask) -> None:
    """Find the person behind each session."""
    login = LoginManager(app)
    login.session_protection = None  # it ties a session to an address, and phones change theirs
    login.user_loader(people.by_session)
