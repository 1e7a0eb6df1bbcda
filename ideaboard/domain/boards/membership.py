"""Membership of boards that are not for everybody: joined, asked for, by invitation or by a link; and left again."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, or_, select

from ideaboard.core import mail, tokens
from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Denied, Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.boards.agreements import accept_terms, has_accepted, may_read
from ideaboard.domain.boards.models import Acceptance, Board, BoardInvitation, Membership
from ideaboard.domain.events import BoardInvited, BoardLeft, MemberAdmitted, MembershipAsked
from ideaboard.domain.people import by_email, by_handle, check_email, unconfirmed
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can, holds

INVITATION_LIVES = timedelta(days=30)
INVITATIONS_MAX = 500  # open ones of a board


# Who is in


def membership_of(board: Board, person: Person | None) -> Membership | None:
    """The membership or the request of ``person``."""
    if person is None:
        return None
    there = select(Membership).where(Membership.board_id == board.id, Membership.person_id == person.id)
    return db.session.scalar(there)


def may_enter(board: Board, person: Person | None) -> bool:
    """Whether ``person`` belongs to the board: everybody where it is public, who signed in where joining is open."""
    if board.visibility == "public":
        return True
    if person is None:
        return False
    team = person.kind == "system" or any(holds(person, role, board) for role in ("moderator", "reviewer"))
    if team or board.joining == "open":
        return True
    held = membership_of(board, person)
    return held is not None and held.state == "member"


def details_open(board: Board, person: Person | None) -> bool:
    """Whether ``person`` may read what the board is about in detail: they belong to it and agreed to what is asked."""
    return may_enter(board, person) and may_read(board, person)


def must_enter(board: Board, person: Person) -> None:
    """Raise ``Denied`` for those who do not belong to the board."""
    if not may_enter(board, person):
        raise Denied(_("This board is for its members. Join it first."))


def readers_among(board: Board, people: Collection[int]) -> set[int]:
    """Who of these customers may read what is public on this board (staff and makers are not asked for)."""
    found = set(people) if board.visibility != "private" else set()
    if found and board.visibility == "members" and board.joining != "open":
        there = select(Membership.person_id).where(Membership.board_id == board.id, Membership.state == "member")
        found &= set(db.session.scalars(there))
    if found and board.gated:
        agreed = select(Acceptance.person_id).where(
            Acceptance.board_id == board.id, Acceptance.digest == board.terms_digest
        )
        found &= set(db.session.scalars(agreed))
    return found


def members_of(board: Board, state: str = "member") -> Select[Membership, Person]:
    """Members (or with ``state`` "asked", who wants to be one); served by ix_memberships_board_id_state_id."""
    there = select(Membership, Person).join(Person, Person.id == Membership.person_id)
    return there.where(Membership.board_id == board.id, Membership.state == state)


# Joining and leaving


@action(Can.JOIN, lock="self")
def join_board(
    board: Board,
    *,
    by: Person,
    at: datetime,
    accept: bool | None = None,
    invitation: BoardInvitation | None = None,
) -> Membership:
    """Become a member, or ask to be one where staff decide. Doing so twice changes nothing.

    ``accept``: the terms are accepted with this. Raises ``Invalid`` when they need to be, ``Refused`` where an
    invitation is needed and there is none that is still good.
    """
    if board.visibility == "public":
        raise Refused(_("This board is open to everybody: there is nothing to join."))
    if accept:
        accept_terms(board, by=by, at=at)
    elif board.gated and not has_accepted(board, by):
        raise Invalid("accept_terms", _("Please read and accept the terms of this board first."))
    if invitation is not None:
        invitation = locked(invitation)  # of two who use it at once, the second finds it used
    invited = invitation is not None and is_good(invitation, by, at)
    held = membership_of(board, by)
    if held is not None and (held.state == "member" or not (invited or board.joining == "open")):
        return held
    if board.joining == "invitation" and not invited:
        raise Refused(_("This board is joined by invitation. The one you have is no longer good."))
    state = "member" if invited or board.joining == "open" else "asked"
    if held is None:
        held = Membership(board_id=board.id, person_id=by.id, state=state, via="asked", asked_at=at)
        db.session.add(held)
    held.state = state
    if state == "member":
        held.via, held.joined_at = "invitation" if invited else "open", at
        if invitation is not None and not invitation.is_link:
            invitation.used_at = at
    db.session.flush()
    if state == "asked":
        record(MembershipAsked(board_id=board.id, person_id=by.id), by=by, at=at)
    return held


@action(Can.JOIN, lock="self")
def leave_board(board: Board, *, by: Person, at: datetime) -> None:
    """Be a member no more, or take back the request; what one shared stays one's own."""
    _end(board, by, by, at)


@action(Can.MANAGE_MEMBERS, lock="self")
def admit(board: Board, person: Person, *, by: Person, at: datetime) -> Membership:
    """Let ``person`` in, asked for or not; they still agree to the terms themselves."""
    held = membership_of(board, person)
    if held is not None and held.state == "member":
        return held
    if held is None:
        held = Membership(board_id=board.id, person_id=person.id, state="member", via="staff", asked_at=at)
        db.session.add(held)
    held.state, held.joined_at, held.by_id = "member", at, by.id
    db.session.flush()
    record(MemberAdmitted(board_id=board.id, person_id=person.id), by=by, at=at)
    return held


@action(Can.MANAGE_MEMBERS, lock="self")
def turn_away(board: Board, person: Person, *, by: Person, at: datetime) -> None:
    """End a membership, or say no to a request; doing so twice changes nothing."""
    _end(board, person, by, at)


def _end(board: Board, person: Person, by: Person, at: datetime) -> None:
    held = membership_of(board, person)
    if held is not None:
        db.session.delete(held)
        db.session.flush()
        record(BoardLeft(board_id=board.id, person_id=person.id), by=by, at=at)


# Invitations


@action(Can.MANAGE_MEMBERS, lock="self")
def invite_to_board(board: Board, whom: str, *, by: Person, at: datetime) -> BoardInvitation:
    """Invite somebody by handle or mail address; an empty ``whom`` makes a link that many can use."""
    if board.visibility == "public":
        raise Refused(_("This board is open to everybody: there is nothing to join."))
    person, email = named(whom)
    if len(invitations_to(board, at)) >= INVITATIONS_MAX:
        raise Refused(_("There are too many open invitations already."))
    made = BoardInvitation(
        board_id=board.id, person_id=person.id if person else None, email=email, nonce=secrets.token_hex(8),
        by_id=by.id, made_at=at, expires_at=at + INVITATION_LIVES,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    if not made.is_link:
        invited = BoardInvited(board_id=board.id, invitation_id=made.id, person_id=person.id if person else None)
        record(invited, by=by, at=at)
    return made


@action(Can.MANAGE_MEMBERS, lock="self")
def withdraw_board_invitation(board: Board, number: int, *, by: Person, at: datetime) -> None:
    """Make an invitation or a link good for nothing."""
    made = db.session.get(BoardInvitation, number)
    if made is not None and made.board_id == board.id and made.ended_at is None:
        made.ended_at = at


def named(whom: str) -> tuple[Person | None, str | None]:
    """Whom an invitation is for: the person with this handle, or an address; nobody for "".

    Where mail works, nobody looks whose an address is: a letter goes there, and who invites does not learn it.
    """
    whom = whom.strip()
    if not whom:
        return None, None
    if "@" in whom.lstrip("@"):
        try:
            address = check_email(whom)
        except Invalid as no:
            raise Invalid("whom", no.sentence) from None
        held = by_email(address) if not mail.configured() else None
        return (held if held is not None and not unconfirmed(held) else None), address
    person = by_handle(whom.lstrip("@").lower())
    if person is None or person.kind != "person":
        raise Invalid("whom", _("There is nobody here by this name. Write a handle or a mail address."))
    return person, None


def invitations_to(board: Board, at: datetime) -> Sequence[BoardInvitation]:
    """The invitations and links that are good now, newest first."""
    there = select(BoardInvitation).where(
        BoardInvitation.board_id == board.id,
        BoardInvitation.used_at.is_(None),
        BoardInvitation.ended_at.is_(None),
        BoardInvitation.expires_at > at,
    )
    return db.session.scalars(there.order_by(BoardInvitation.id.desc()).limit(INVITATIONS_MAX + 1)).all()


def sent_to(person: Person, kind: Any) -> ColumnElement[bool]:
    """Of invitations of this kind: those to ``person``, and those to the address that they have proved."""
    to_me: ColumnElement[bool] = kind.person_id == person.id
    if person.email is None or person.confirmed_at is None:
        return to_me
    return or_(to_me, and_(kind.person_id.is_(None), kind.email == person.email))


def invitations_for(person: Person, at: datetime) -> Sequence[tuple[BoardInvitation, Board]]:
    """The invitations of a person that are good now, newest first."""
    mine = select(BoardInvitation, Board).join(Board, Board.id == BoardInvitation.board_id)
    mine = mine.where(
        sent_to(person, BoardInvitation), BoardInvitation.used_at.is_(None), BoardInvitation.ended_at.is_(None),
        BoardInvitation.expires_at > at,
    )  # fmt: skip
    rows = db.session.execute(mine.order_by(BoardInvitation.id.desc()).limit(100)).unique()
    return [(row[0], row[1]) for row in rows]


def is_good(invitation: BoardInvitation, person: Person | None, at: datetime) -> bool:
    """Whether this invitation lets ``person`` in now. One sent to an address is for whoever opened it from there."""
    if invitation.ended_at is not None or invitation.used_at is not None or invitation.expires_at <= at:
        return False
    return invitation.person_id is None or person is None or invitation.person_id == person.id


def key_of(invitation: BoardInvitation) -> str:
    """What the link of an invitation carries."""
    seal = tokens.seal(current_app.config["SECRET_KEY"], "board", invitation.id, invitation.nonce)
    return f"{invitation.id}-{seal}"


def invitation_of(key: str) -> BoardInvitation | None:
    """The invitation whose link carries ``key``, whether it is still good or not."""
    number, dash, _seal = key.partition("-")
    if not dash or not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    found = db.session.get(BoardInvitation, int(number))
    if found is None or not secrets.compare_digest(key_of(found).encode(), key.encode("utf-8", "replace")):
        return None
    return found
