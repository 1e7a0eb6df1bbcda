"""Boards that are joined: agreeing to their terms, membership, invitations."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from ideaboard.api import load, shapes
from ideaboard.api.calls import Ask, call
from ideaboard.api.schemas import Given, Line, Listed, Listing, PersonOut
from ideaboard.core.db import db
from ideaboard.core.errors import NotVisible
from ideaboard.core.paging import Key, cut
from ideaboard.core.text import _
from ideaboard.domain import boards, people
from ideaboard.domain.boards.models import Board, BoardInvitation, Membership
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can


class AgreementOut(BaseModel):
    """The wording that people accept, named by its SHA-256; `version` is of the rules that hold it."""

    key: str
    accept_at: Literal["join", "view", "submit"]
    text: str
    digest: str
    version: int
    accepted: bool


class MembershipOut(BaseModel):
    """One's own membership of a board."""

    state: Literal["none", "asked", "member"]


class Agreeing(Given):
    """The wording that was read."""

    digest: Line | None = Field(default=None, description="Of `agreement`; a wording that changed meanwhile is a 409.")


class Joining(Given):
    """How one comes in."""

    accept_terms: bool = Field(default=False, description="The board's terms are accepted with this.")
    invitation: Line | None = Field(default=None, description="What the link of an invitation ends in.")


class MembersAsked(Listing):
    """Which of them."""

    state: Literal["member", "asked"] = "member"


class MemberOut(BaseModel):
    """Somebody who belongs to a board, or asked to."""

    person: PersonOut
    state: Literal["member", "asked"]
    via: Literal["open", "asked", "invitation", "staff"]
    asked_at: datetime
    joined_at: datetime | None


class Inviting(Given):
    """Whom to invite."""

    whom: Line = Field(default="", description="A handle or a mail address; empty makes a link for many.")


class InvitationOut(BaseModel):
    """An invitation that is good now; `key` is what the link ends in."""

    id: int
    person: PersonOut | None
    email: str | None
    key: str
    url: str
    expires_at: datetime


@call("GET", "/boards/{slug}/agreement", visitors=True, load=load.agreeing_board, gives=AgreementOut)
def agreement(ask: Ask) -> AgreementOut:
    """What is accepted on a board, word for word, and whether one did; 404 where there is nothing to accept."""
    return _agreement(ask)


@call(
    "PUT", "/boards/{slug}/agreement", scopes=("write",), load=load.agreeing_board, can=Can.JOIN, takes=Agreeing,
    gives=AgreementOut, refuses=(409,), counts="write",
)  # fmt: skip
def agree(ask: Ask) -> AgreementOut:
    """Accept the board's terms as they are now; the record keeps who, which wording, and when."""
    boards.accept_terms(ask.subject, by=ask.by, at=ask.at, digest=ask.body.digest)
    return _agreement(ask)


@call("GET", "/boards/{slug}/membership", load=load.board, gives=MembershipOut)
def membership(ask: Ask) -> MembershipOut:
    """Whether one belongs to a board that is joined."""
    return _membership(ask)


@call(
    "PUT", "/boards/{slug}/membership", scopes=("write",), load=load.joined_board, can=Can.JOIN, takes=Joining,
    gives=MembershipOut, refuses=(409,), counts="write",
)  # fmt: skip
def join(ask: Ask) -> MembershipOut:
    """Become a member, or ask to be one where the team decides."""
    invitation = boards.invitation_of(ask.body.invitation) if ask.body.invitation else None
    if invitation is not None and invitation.board_id != ask.subject.id:
        invitation = None
    boards.join_board(ask.subject, by=ask.by, at=ask.at, accept=ask.body.accept_terms, invitation=invitation)
    return _membership(ask)


@call(
    "DELETE", "/boards/{slug}/membership", scopes=("write",), load=load.board, can=Can.JOIN, status=204, counts="write",
)  # fmt: skip
def leave(ask: Ask) -> None:
    """Be a member no more, or take back the request."""
    boards.leave_board(ask.subject, by=ask.by, at=ask.at)


@call(
    "GET", "/boards/{slug}/members", scopes=("moderate", "admin"), load=load.board, can=Can.MANAGE_MEMBERS,
    query=MembersAsked, gives=Listed[MemberOut],
)  # fmt: skip
def index(ask: Ask) -> Listed[MemberOut]:
    """Who belongs to the board, or (`state=asked`) who asked to; oldest first."""
    asked = ask.query
    chosen = boards.members_of(ask.subject, asked.state).add_columns(Membership.id.label("id"))
    page = cut(chosen, [Key(Membership.id, "id", falling=False)], after=asked.cursor, limit=asked.limit)
    return Listed(items=[_member(row[0], row[1]) for row in page.rows], next=page.after)


@call(
    "PUT", "/boards/{slug}/members/{handle}", scopes=("moderate", "admin"), load=load.board_of_member,
    can=Can.MANAGE_MEMBERS, status=204, counts="write",
)  # fmt: skip
def admit(ask: Ask) -> None:
    """Let somebody in, asked for or not."""
    boards.admit(ask.subject, _person(ask), by=ask.by, at=ask.at)


@call(
    "DELETE", "/boards/{slug}/members/{handle}", scopes=("moderate", "admin"), load=load.board_of_member,
    can=Can.MANAGE_MEMBERS, status=204, counts="write",
)  # fmt: skip
def turn_away(ask: Ask) -> None:
    """End a membership, or say no to a request."""
    boards.turn_away(ask.subject, _person(ask), by=ask.by, at=ask.at)


@call(
    "GET", "/boards/{slug}/invitations", scopes=("moderate", "admin"), load=load.board, can=Can.MANAGE_MEMBERS,
    gives=Listed[InvitationOut],
)  # fmt: skip
def invitations(ask: Ask) -> Listed[InvitationOut]:
    """The invitations that are good now, newest first."""
    good = boards.invitations_to(ask.subject, ask.at)
    return Listed(items=[_invitation(ask.subject, made) for made in good], next=None)


@call(
    "POST", "/boards/{slug}/invitations", scopes=("moderate", "admin"), load=load.board, can=Can.MANAGE_MEMBERS,
    takes=Inviting, gives=InvitationOut, status=201, refuses=(409,), counts="write",
)  # fmt: skip
def invite(ask: Ask) -> InvitationOut:
    """Invite somebody, or make a link; invitations are good for 30 days."""
    return _invitation(ask.subject, boards.invite_to_board(ask.subject, ask.body.whom, by=ask.by, at=ask.at))


@call(
    "DELETE", "/boards/{slug}/invitations/{n}", scopes=("moderate", "admin"), load=load.board_of_invitation,
    can=Can.MANAGE_MEMBERS, status=204, counts="write",
)  # fmt: skip
def withdraw(ask: Ask) -> None:
    """Make an invitation or a link good for nothing."""
    boards.withdraw_board_invitation(ask.subject, ask.where["n"], by=ask.by, at=ask.at)


def _agreement(ask: Ask) -> AgreementOut:
    board, terms = ask.subject, ask.subject.rules.terms
    return AgreementOut(
        key=terms.key, accept_at=terms.accept_at, text=boards.text_of(terms), digest=board.terms_digest,
        version=board.rules_number, accepted=ask.by is not None and boards.has_accepted(board, ask.by),
    )  # fmt: skip


def _membership(ask: Ask) -> MembershipOut:
    held = boards.membership_of(ask.subject, ask.by)
    return MembershipOut(state=held.state if held else "none")


def _person(ask: Ask) -> Person:
    found = people.by_handle(ask.where["handle"].lower())
    if found is None or found.kind != "person":
        raise NotVisible(_("There is nobody of this name."))
    return found


def _member(held: Membership, person: Person) -> MemberOut:
    return MemberOut(
        person=shapes.person(person), state=held.state, via=held.via, asked_at=held.asked_at, joined_at=held.joined_at
    )


def _invitation(board: Board, made: BoardInvitation) -> InvitationOut:
    invited = db.session.get(Person, made.person_id) if made.person_id else None
    key = boards.key_of(made)
    return InvitationOut(
        id=made.id, person=shapes.person(invited) if invited else None, email=made.email, key=key,
        url=shapes.absolute(f"/join/{key}"), expires_at=made.expires_at,
    )  # fmt: skip
