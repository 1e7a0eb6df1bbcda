"""Making an idea together: its makers, invitations, shares, the lead; and comments that are credited."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from ideaboard.api import load, shapes
from ideaboard.api.calls import Ask, call
from ideaboard.api.schemas import Given, Line, Listed, PersonOut, Slug
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid
from ideaboard.core.text import _
from ideaboard.domain import comments, ideas, people
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas import shares
from ideaboard.domain.ideas.models import Idea, MakerInvitation
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can

Percent = str | int | float


class MakerOut(BaseModel):
    """A maker; `share` is a decimal string of per cent."""

    person: PersonOut
    share: str
    leads: bool
    author: bool


class InvitationOut(BaseModel):
    """An invitation to make an idea together. Only what one needs to answer it is told of the idea."""

    id: int
    idea: int
    title: str
    person: PersonOut | None
    email: str | None
    share: str
    state: Literal["open", "accepted", "refused", "ended", "expired"]
    made_at: datetime
    expires_at: datetime


class ProposalOut(BaseModel):
    """Other shares, by handle; they hold once everybody has agreed."""

    by: PersonOut
    shares: dict[str, str]
    agreed: list[str] = Field(description="Handles of those who have.")


class TeamOut(BaseModel):
    """Who makes an idea."""

    open: bool = Field(description="Whether it can still change.")
    makers: list[MakerOut]
    invitations: list[InvitationOut]
    proposal: ProposalOut | None


class Inviting(Given):
    """Whom to ask."""

    whom: Line = Field(description="A handle or a mail address.")
    share: Percent = Field(default=0, description="Per cent of the whole, out of the leader's own.")


class Answering(Given):
    """Yes or no."""

    answer: Literal["accept", "refuse"]
    accept_terms: bool = False


class Sharing(Given):
    """Who gets how much, in per cent by handle; null: all alike."""

    shares: dict[Slug, Percent] | None = None


class Agreeing(Given):
    """Yes or no."""

    agree: bool


class Leading(Given):
    """Who leads from now on."""

    handle: Slug


@call("GET", "/ideas/{number}/team", load=load.idea, can=Can.MAKE, gives=TeamOut)
def show(ask: Ask) -> TeamOut:
    """Who makes an idea and for which share; for its makers."""
    return _told(ask.subject, ask)


@call(
    "POST", "/ideas/{number}/team/invitations", scopes=("write",), load=load.idea, can=Can.LEAD, takes=Inviting,
    gives=InvitationOut, status=201, refuses=(409,), counts="write",
)  # fmt: skip
def invite(ask: Ask) -> InvitationOut:
    """Ask somebody to make an idea together; the leader does. Good for as long as the board says."""
    made = ideas.invite(ask.subject, ask.body.whom, by=ask.by, at=ask.at, share=ask.body.share)
    return _invitation(made, ask.at)


@call(
    "DELETE", "/ideas/{number}/team/invitations/{n}", scopes=("write",), load=load.invitation_of_idea, can=Can.LEAD,
    status=204, counts="write",
)  # fmt: skip
def take_back(ask: Ask) -> None:
    """Make an invitation good for nothing."""
    ideas.take_back_invitation(ask.subject, ask.where["n"], by=ask.by, at=ask.at)


@call("GET", "/invitations", gives=Listed[InvitationOut])
def invitations(ask: Ask) -> Listed[InvitationOut]:
    """One's own open invitations."""
    mine = ideas.invitations_for(ask.by, ask.at)
    return Listed(items=[_invitation(made, ask.at) for made in mine], next=None)


@call(
    "PUT", "/invitations/{number}", scopes=("write",), load=load.invitation, can=Can.ANSWER_INVITATION,
    takes=Answering, gives=InvitationOut, refuses=(409,), counts="write",
)  # fmt: skip
def answer(ask: Ask) -> InvitationOut:
    """Accept or refuse an invitation of one's own; a vote one had on the idea ends with the yes."""
    made = ask.subject
    if ask.body.answer == "refuse":
        ideas.refuse(made, by=ask.by, at=ask.at)
    else:
        ideas.accept(made, by=ask.by, at=ask.at, accept=ask.body.accept_terms or None)
    return _invitation(made, ask.at)


@call(
    "PUT", "/ideas/{number}/team/shares", scopes=("write",), load=load.idea, can=Can.MAKE, takes=Sharing, gives=TeamOut,
    refuses=(409,), counts="write",
)  # fmt: skip
def propose(ask: Ask) -> TeamOut:
    """Propose other shares, summing to 100; with `null` all alike."""
    idea, written = ask.subject, ask.body.shares
    by_id = None if written is None else _by_id(idea, written)
    ideas.propose_shares(idea, by_id, by=ask.by, at=ask.at)
    return _told(idea, ask)


@call(
    "PUT", "/ideas/{number}/team/consent", scopes=("write",), load=load.idea, can=Can.MAKE, takes=Agreeing,
    gives=TeamOut, refuses=(409,), counts="write",
)  # fmt: skip
def consent(ask: Ask) -> TeamOut:
    """Agree to the proposal that is open, or not; with the last yes it holds, with a no everything stays."""
    verb = ideas.agree_to_shares if ask.body.agree else ideas.refuse_shares
    verb(ask.subject, by=ask.by, at=ask.at)
    return _told(ask.subject, ask)


@call(
    "PUT", "/ideas/{number}/team/leader", scopes=("write",), load=load.idea, can=Can.LEAD, takes=Leading, gives=TeamOut,
    refuses=(409,), counts="write",
)  # fmt: skip
def hand_over(ask: Ask) -> TeamOut:
    """Hand the lead to another maker."""
    chosen = people.by_handle(ask.body.handle.lower())
    if chosen is None:
        raise Invalid("handle", _("There is nobody of this name."))
    ideas.hand_over(ask.subject, chosen, by=ask.by, at=ask.at)
    return _told(ask.subject, ask)


@call(
    "DELETE", "/ideas/{number}/team/me", scopes=("write",), load=load.idea, can=Can.MAKE, status=204, refuses=(409,),
    counts="write",
)  # fmt: skip
def leave(ask: Ask) -> None:
    """Make an idea no more; one's share goes to the leader."""
    ideas.leave_team(ask.subject, by=ask.by, at=ask.at)


class CreditOut(BaseModel):
    """What was offered for a comment."""

    comment: int
    person: PersonOut
    state: Literal["offered", "agreed", "declined"]


@call(
    "PUT", "/comments/{number}/credit", scopes=("write",), load=load.comment_of_makers, can=Can.MAKE, gives=CreditOut,
    refuses=(409, 422), counts="write",
)  # fmt: skip
def credit(ask: Ask) -> CreditOut:
    """The makers offer to name whoever wrote a comment; doing so twice changes nothing."""
    comment = db.session.get_one(Comment, ask.where["number"])
    return _credit(comments.offer_credit(ask.subject, comment, by=ask.by, at=ask.at))


@call(
    "PUT", "/comments/{number}/credit/answer", scopes=("write",), load=load.credit, can=Can.AGREE_TO_CREDIT,
    takes=Agreeing, gives=CreditOut, counts="write",
)  # fmt: skip
def answer_credit(ask: Ask) -> CreditOut:
    """Be named for one's comment, or rather not."""
    return _credit(comments.answer_credit(ask.subject, by=ask.by, at=ask.at, agree=ask.body.agree))


def _credit(held: comments.Contribution) -> CreditOut:
    state = "agreed" if held.agreed_at else "declined" if held.declined_at else "offered"
    person = db.session.get_one(Person, held.person_id)
    return CreditOut(comment=held.comment_id, person=shapes.person(person), state=state)


def _by_id(idea: Idea, written: dict[str, Percent]) -> dict[int, Percent]:
    known = {maker.person.handle: maker.person_id for maker in idea.makers}
    strangers = sorted(set(written) - set(known))
    if strangers:
        raise Invalid("shares", _("“%(handle)s” does not make this idea.", handle=strangers[0]))
    return {known[handle]: share for handle, share in written.items()}


def _told(idea: Idea, ask: Ask) -> TeamOut:
    proposal = ideas.open_proposal(idea)
    return TeamOut(
        open=ideas.team_open(idea),
        makers=[
            MakerOut(
                person=shapes.person(maker.person), share=shares.percent(maker.share), leads=maker.leads,
                author=maker.person_id == idea.author_id,
            )
            for maker in idea.makers
        ],
        invitations=[_invitation(made, ask.at) for made in ideas.invitations_of(idea, ask.at)],
        proposal=_proposal(idea, proposal) if proposal else None,
    )  # fmt: skip


def _proposal(idea: Idea, proposal: ideas.ShareProposal) -> ProposalOut:
    handles = {maker.person_id: maker.person.handle for maker in idea.makers}
    agreed = ideas.consents_to(proposal)
    return ProposalOut(
        by=shapes.person(db.session.get_one(Person, proposal.by_id)),
        shares={handles[int(person)]: shares.percent(points) for person, points in proposal.shares.items()},
        agreed=[handles[person] for person in agreed if person in handles],
    )


def _invitation(made: MakerInvitation, at: datetime) -> InvitationOut:
    invited = db.session.get(Person, made.person_id) if made.person_id else None
    return InvitationOut(
        id=made.id, idea=made.idea_id, title=made.idea.title, person=shapes.person(invited) if invited else None,
        email=made.email, share=shares.percent(made.share), state=made.state(at), made_at=made.made_at,
        expires_at=made.expires_at,
    )  # fmt: skip
