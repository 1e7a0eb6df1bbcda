"""Making an idea together: invitations, shares that all agree to, handing over the lead, leaving.

What a maker has changes only with their consent: an invitation's share comes out of the leader's own, and any other
change of shares is a proposal that everybody agrees to. From the decision on the team is as it is.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, and_, func, select

from ideaboard.core import tokens
from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Denied, Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.boards import accept_terms, has_accepted, must_enter, named, sent_to
from ideaboard.domain.events import (
    LeaderChanged,
    MakerInvited,
    MakerJoined,
    MakerLeft,
    MakerRefused,
    SharesAgreed,
    SharesProposed,
    SharesRefused,
)
from ideaboard.domain.ideas import shares
from ideaboard.domain.ideas.models import Idea, Maker, MakerInvitation, ShareConsent, ShareProposal
from ideaboard.domain.lifecycle import OPEN, Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can

TEAM_MAX = 20
INVITED_A_DAY = 40  # by one person: an invitation is a mail to somebody who did not ask for it


# Invitations


@action(Can.LEAD, lock="self")
def invite(idea: Idea, whom: str, *, by: Person, at: datetime, share: str | int | float = 0) -> MakerInvitation:
    """Ask somebody, by handle or mail address, to make ``idea`` together, for ``share`` per cent of the leader's part.

    Raises ``Invalid`` for nobody or somebody who is asked already, ``Refused`` where the team is closed.
    """
    person, email = named(whom)
    offered = shares.basis_points(share)
    if person is None and email is None:
        raise Invalid("whom", _("Write a handle or a mail address."))
    _must_be_new(idea, person, email, at)
    _must_be_open(idea)
    offered = 0 if idea.rules.reward.split == "equal" else offered
    if offered > _leader(idea).share:
        raise Invalid("share", _("You have %(share)s per cent to share.", share=shares.percent(_leader(idea).share)))
    if len(idea.makers) + len(invitations_of(idea, at)) >= TEAM_MAX:
        raise Refused(_("A team has at most %(n)s makers.", n=TEAM_MAX))
    if _sent_by(by, at) >= INVITED_A_DAY:
        raise Refused(_("You have invited many people today. Please go on tomorrow."))
    hours = timedelta(hours=idea.rules.form.invite_hours)
    made = MakerInvitation(
        idea=idea, person_id=person.id if person else None, email=None if person else email, share=offered,
        nonce=secrets.token_hex(8), by_id=by.id, made_at=at, expires_at=at + hours,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record(MakerInvited(**_about(idea), invitation_id=made.id, person_id=made.person_id), by=by, at=at)
    return made


def _sent_by(person: Person, at: datetime) -> int:
    lately = MakerInvitation.made_at > at - timedelta(days=1)
    sent = select(func.count()).select_from(MakerInvitation).where(MakerInvitation.by_id == person.id, lately)
    return db.session.scalar(sent) or 0


def _must_be_new(idea: Idea, person: Person | None, email: str | None, at: datetime) -> None:
    if person is not None and person.id in idea.maker_ids:
        raise Invalid("whom", _("They make this idea already."))
    for held in invitations_of(idea, at):
        if (person is not None and held.person_id == person.id) or (person is None and held.email == email):
            raise Invalid("whom", _("They are invited already."))


@action(Can.ANSWER_INVITATION, lock="idea")
def accept(invitation: MakerInvitation, *, by: Person, at: datetime, accept: bool | None = None) -> Maker:
    """Become a maker. A vote one had on the idea ends where makers do not vote for their own.

    ``accept``: the board's terms are accepted with this. Raises ``Invalid`` when they need to be, ``Refused`` when the
    invitation is no longer good.
    """
    idea = invitation.idea
    must_enter(idea.board, by)
    if accept:
        accept_terms(idea.board, by=by, at=at)
    elif not has_accepted(idea.board, by):
        raise Invalid("accept_terms", _("Please read and accept the terms of this board first."))
    _must_be_good(invitation, at)
    _must_be_open(idea)
    if by.id in idea.maker_ids:
        raise Refused(_("You make this idea already."))
    leader = _leader(idea)
    if invitation.share > leader.share:
        raise Refused(_("The shares have changed since. Please ask for another invitation."))
    leader.share -= invitation.share
    joined = Maker(
        idea_id=idea.id, person=by, share=invitation.share, leads=False, invited_at=invitation.made_at, accepted_at=at
    )
    idea.makers.append(joined)
    invitation.accepted_at, invitation.person_id = at, by.id
    db.session.flush()
    _settle(idea, at)
    record(MakerJoined(**_about(idea), person_id=by.id), by=by, at=at)
    return joined


@action(Can.ANSWER_INVITATION, lock="idea")
def refuse(invitation: MakerInvitation, *, by: Person, at: datetime) -> None:
    """Say no to an invitation."""
    _must_be_good(invitation, at)
    invitation.refused_at = at
    refused = MakerRefused(**_about(invitation.idea), invitation_id=invitation.id, person_id=by.id)
    db.session.flush()
    record(refused, by=by, at=at)


@action(Can.LEAD, lock="self")
def take_back_invitation(idea: Idea, number: int, *, by: Person, at: datetime) -> None:
    """Make an invitation good for nothing; doing so twice changes nothing."""
    held = db.session.get(MakerInvitation, number)
    if held is not None and held.idea_id == idea.id and held.state(at) == "open":
        held.ended_at = at


def _must_be_good(invitation: MakerInvitation, at: datetime) -> None:
    state = invitation.state(at)
    if state == "expired":
        raise Refused(_("This invitation was good until %(day)s.", day=invitation.expires_at.date().isoformat()))
    if state != "open":
        raise Refused(_("This invitation is no longer open."))


# Shares


@action(Can.MAKE, lock="self")
def propose_shares(
    idea: Idea, written: Mapping[int, str | int | float] | None, *, by: Person, at: datetime
) -> ShareProposal:
    """Propose who gets how much (person id → per cent; None: all alike). It holds once every maker has agreed.

    A proposal takes the place of one that is open.
    """
    wanted = shares.equal(idea.maker_ids) if written is None else shares.declared(written, idea.maker_ids)
    _must_be_open(idea)
    if idea.rules.reward.split == "equal":
        raise Refused(_("On this board makers share alike."))
    _close(open_proposal(idea), "overtaken", at)
    made = ShareProposal(
        idea_id=idea.id, by_id=by.id, at=at, shares={str(person): points for person, points in wanted.items()}
    )
    db.session.add(made)
    db.session.flush()
    record(SharesProposed(**_about(idea), proposal_id=made.id), by=by, at=at)
    _consent(idea, made, by, at)
    return made


@action(Can.MAKE, lock="self")
def agree_to_shares(idea: Idea, *, by: Person, at: datetime) -> ShareProposal:
    """Agree to the proposal that is open; with the last agreement it holds."""
    proposal = _the_open_one(idea)
    _must_be_open(idea)
    _consent(idea, proposal, by, at)
    return proposal


@action(Can.MAKE, lock="self")
def refuse_shares(idea: Idea, *, by: Person, at: datetime) -> ShareProposal:
    """Say no to the proposal that is open (or take back one's own): everything stays as it was."""
    proposal = _the_open_one(idea)
    _close(proposal, "withdrawn" if proposal.by_id == by.id else "refused", at)
    record(SharesRefused(**_about(idea), proposal_id=proposal.id), by=by, at=at)
    return proposal


def _consent(idea: Idea, proposal: ShareProposal, by: Person, at: datetime) -> None:
    if by.id not in consents_to(proposal):
        db.session.add(ShareConsent(proposal_id=proposal.id, person_id=by.id, at=at))
        db.session.flush()
    if idea.maker_ids <= set(consents_to(proposal)):
        for maker in idea.makers:
            maker.share = proposal.shares[str(maker.person_id)]
        _close(proposal, "agreed", at)
        record(SharesAgreed(**_about(idea), proposal_id=proposal.id), by=by, at=at)


def _the_open_one(idea: Idea) -> ShareProposal:
    proposal = open_proposal(idea)
    if proposal is None:
        raise Refused(_("There is no proposal to answer: it was settled, or the team has changed."))
    return proposal


def _close(proposal: ShareProposal | None, outcome: str, at: datetime) -> None:
    if proposal is not None:
        proposal.closed_at, proposal.outcome = at, outcome
        db.session.flush()


# The lead, leaving


@action(Can.LEAD, lock="self")
def hand_over(idea: Idea, person: Person, *, by: Person, at: datetime) -> Maker:
    """Make another maker the leader: who invites, and who receives what is divided by the leader."""
    chosen = next((maker for maker in idea.makers if maker.person_id == person.id and maker.accepted_at), None)
    if chosen is None:
        raise Invalid("handle", _("Only somebody who makes this idea can lead it."))
    _must_be_open(idea)
    for maker in idea.makers:
        maker.leads = maker is chosen
    db.session.flush()
    record(LeaderChanged(**_about(idea), person_id=person.id), by=by, at=at)
    return chosen


@action(Can.MAKE, lock="self")
def leave_team(idea: Idea, *, by: Person, at: datetime) -> None:
    """Make it no more: one's share goes to the leader. The author stays; the leader hands over first."""
    _must_be_open(idea)
    if by.id == idea.author_id:
        raise Refused(_("You wrote this idea, so you stay its author. You can take it back instead."))
    mine = next(maker for maker in idea.makers if maker.person_id == by.id)
    if mine.leads:
        raise Refused(_("You lead this idea. Hand over the lead first."))
    _leader(idea).share += mine.share
    idea.makers.remove(mine)
    db.session.delete(mine)
    db.session.flush()
    _settle(idea, at)
    record(MakerLeft(**_about(idea), person_id=by.id), by=by, at=at)


def _settle(idea: Idea, at: datetime) -> None:
    """The team has changed: an open proposal is about another one, and equal parts are others."""
    _close(open_proposal(idea), "overtaken", at)
    if idea.rules.reward.split == "equal":
        parts = shares.equal({maker.person_id for maker in idea.makers})
        for maker in idea.makers:
            maker.share = parts[maker.person_id]
        db.session.flush()


def _must_be_open(idea: Idea) -> None:
    if not idea.rules.form.team:
        raise Refused(_("On this board each idea has one maker."))
    if Phase(idea.phase) not in OPEN:
        raise Refused(_("The team is fixed: this idea is “%(stage)s”.", stage=idea.stage))


def _leader(idea: Idea) -> Maker:
    return next(maker for maker in idea.makers if maker.leads)


def _about(idea: Idea) -> dict[str, int]:
    return {"idea_id": idea.id, "board_id": idea.board_id}


# Questions


def team_open(idea: Idea) -> bool:
    """Whether the team can still change."""
    return idea.rules.form.team and Phase(idea.phase) in OPEN


def invitations_of(idea: Idea, at: datetime) -> Sequence[MakerInvitation]:
    """The invitations that are open, oldest first."""
    return db.session.scalars(select(MakerInvitation).where(MakerInvitation.idea_id == idea.id, _good(at))).all()


def invitations_for(person: Person, at: datetime) -> Sequence[MakerInvitation]:
    """The open invitations of a person, newest first; served by ix_maker_invitations_person_id."""
    there = (
        select(MakerInvitation).where(sent_to(person, MakerInvitation), _good(at)).order_by(MakerInvitation.id.desc())
    )
    return db.session.scalars(there.limit(100)).unique().all()


def _good(at: datetime) -> ColumnElement[bool]:
    return and_(
        MakerInvitation.accepted_at.is_(None), MakerInvitation.refused_at.is_(None),
        MakerInvitation.ended_at.is_(None), MakerInvitation.expires_at > at,
    )  # fmt: skip


def open_proposal(idea: Idea) -> ShareProposal | None:
    """The proposal of shares that waits for agreement."""
    there = select(ShareProposal).where(ShareProposal.idea_id == idea.id, ShareProposal.closed_at.is_(None))
    return db.session.scalar(there)


def consents_to(proposal: ShareProposal) -> Sequence[int]:
    """Who has agreed."""
    return db.session.scalars(select(ShareConsent.person_id).where(ShareConsent.proposal_id == proposal.id)).all()


def invitation_key(invitation: MakerInvitation) -> str:
    """What the link of an invitation carries."""
    seal = tokens.seal(current_app.config["SECRET_KEY"], "maker", invitation.id, invitation.nonce)
    return f"{invitation.id}-{seal}"


def invitation_by_key(key: str) -> MakerInvitation | None:
    """The invitation whose link carries ``key``, whether it is still good or not."""
    number, dash, _seal = key.partition("-")
    if not dash or not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    found = db.session.get(MakerInvitation, int(number))
    if found is None or not secrets.compare_digest(invitation_key(found).encode(), key.encode("utf-8", "replace")):
        return None
    return found


def claim_invitation(invitation: MakerInvitation, person: Person) -> None:
    """An invitation to an address belongs to who opens its link; raises ``Denied`` where it is somebody else's."""
    locked(invitation.idea)  # the idea first, as all verbs about it do, or two would wait for each other
    invitation = locked(invitation)
    if invitation.person_id is None:
        invitation.person_id = person.id
        db.session.flush()
    elif invitation.person_id != person.id:
        raise Denied(_("This invitation is for somebody else."))
