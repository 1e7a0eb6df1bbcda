"""Asking colleagues into the team: a link that gives a role once, to whoever opens it, for a week."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from ideaboard.core import tokens
from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.events import TeamInvited
from ideaboard.domain.people.actions import check_email, give_role
from ideaboard.domain.people.models import Person, TeamInvitation
from ideaboard.domain.permissions import ROLES, Can

LIVES = timedelta(days=7)
MOST = 50  # open at a time
PURPOSE = "team"


@action(Can.MANAGE_PEOPLE)
def invite_to_team(
    site: None, email: str, role: str, *, by: Person, at: datetime, board_id: int | None = None
) -> TeamInvitation:
    """Make a link that gives ``role`` (on one board, or on the site). With an ``email`` it is mailed there too."""
    if role not in ROLES:
        raise Invalid("role", _("There is no such role."))
    address = check_email(email) if email.strip() else None
    if len(open_invitations(at)) >= MOST:
        raise Refused(_("%(n)s invitations are open. Take one back first.", n=MOST))
    made = TeamInvitation(
        email=address, role=role, board_id=board_id, by_id=by.id, nonce=secrets.token_hex(8), made_at=at,
        expires_at=at + LIVES,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record(TeamInvited(invitation_id=made.id, board_id=board_id), by=by, at=at)
    return made


@action(Can.MANAGE_PEOPLE)
def take_back_invitation(site: None, number: int, *, by: Person, at: datetime) -> None:
    """The link gives nothing from now on; again changes nothing."""
    found = db.session.get(TeamInvitation, number)
    if found is not None and found.accepted_at is None:
        found.expires_at = min(found.expires_at, at)


@action(Can.EDIT_SELF)
def join_team(person: Person, invitation: TeamInvitation, *, by: Person, at: datetime) -> TeamInvitation:
    """Take the role that the link gives. Raises ``Refused`` when it was used, taken back or is too old."""
    invitation = locked(invitation)
    if not is_open(invitation, at):
        raise Refused(_("This invitation is no longer good. Ask for another one."))
    inviter = db.session.get_one(Person, invitation.by_id)
    give_role(person, invitation.role, by=inviter, at=at, board_id=invitation.board_id)
    invitation.accepted_at, invitation.accepted_by_id = at, person.id
    return invitation


def is_open(invitation: TeamInvitation, at: datetime) -> bool:
    """Whether the link still gives what it says."""
    return invitation.accepted_at is None and invitation.expires_at > at


def open_invitations(at: datetime) -> Sequence[TeamInvitation]:
    """Those that nobody has used yet, the newest first."""
    there = select(TeamInvitation).where(TeamInvitation.accepted_at.is_(None), TeamInvitation.expires_at > at)
    return db.session.scalars(there.order_by(TeamInvitation.id.desc())).all()


def team_key(invitation: TeamInvitation) -> str:
    """What the link carries."""
    seal = tokens.seal(str(current_app.config["SECRET_KEY"]), PURPOSE, invitation.id, invitation.nonce)
    return f"{invitation.id}-{seal}"


def team_invitation(key: str) -> TeamInvitation | None:
    """The invitation whose link carries ``key``, whether it is still good or not."""
    number, _dash, _seal = key.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    found = db.session.get(TeamInvitation, int(number))
    fits = found is not None and secrets.compare_digest(team_key(found).encode(), key.encode("utf-8", "replace"))
    return found if fits else None
