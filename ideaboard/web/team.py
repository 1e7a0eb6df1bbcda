"""Making an idea together: the page of its makers, invitations, shares, the lead; and comments that are credited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, No, NotVisible, Refused
from ideaboard.core.text import _, clean, render_markdown
from ideaboard.domain import boards, comments, ideas
from ideaboard.domain.ideas import shares
from ideaboard.domain.ideas.models import Idea, MakerInvitation, ShareProposal
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.web import load, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import may, me, needs, signed_in
from ideaboard.web.url import number_of, url

SHARE = "share-"  # names of inputs: one a maker


@pages.get("/ideas/<id:number>/team")
def team(number: int) -> Response:
    """Who makes an idea, for those who do."""
    found = load.idea(number)
    needs(Can.MAKE, found)
    return _page(found)


@pages.post("/ideas/<id:number>/team")
def change_team(number: int) -> Response:
    """Invite, take an invitation back, propose shares, answer a proposal, hand over, leave."""
    person = signed_in()
    try:
        with transaction():
            idea = load.idea(number)
            needs(Can.MAKE, idea)
            said = _act(idea, person)
            left = person.id not in idea.maker_ids
    except (Invalid, Refused) as no:
        db.session.rollback()
        return _page(load.idea(number), no)
    return respond.to(url.home() if left else url.team(number), said)


def _act(idea: Idea, by: Person) -> str:
    sent, at = request.form, now()
    act = sent.get("act", "")
    if act == "invite":
        ideas.invite(idea, sent.get("whom", ""), by=by, at=at, share=sent.get("share") or 0)
        return _("The invitation is on its way.")
    if act == "take_back":
        ideas.take_back_invitation(idea, number_of(sent.get("invitation")), by=by, at=at)
        return _("The invitation is good for nothing now.")
    if act in ("shares", "equal"):
        proposal = ideas.propose_shares(idea, None if act == "equal" else _written(idea), by=by, at=at)
        return _settled(proposal, _("The others are asked. Shares change once everybody has agreed."))
    if act == "agree":
        return _settled(ideas.agree_to_shares(idea, by=by, at=at), _("Thank you. The others are still asked."))
    if act == "refuse":
        ideas.refuse_shares(idea, by=by, at=at)
        return _("The shares stay as they were.")
    if act == "lead":
        ideas.hand_over(idea, load.person(sent.get("handle", "")), by=by, at=at)
        return _("The lead is handed over.")
    if act == "leave":
        ideas.leave_team(idea, by=by, at=at)
        return _("You have left the makers of “%(title)s”.", title=idea.title)
    raise Invalid("act", _("Choose what to do."))


def _settled(proposal: ShareProposal, otherwise: str) -> str:
    return _("Everybody agreed: these are the shares now.") if proposal.outcome == "agreed" else otherwise


def _written(idea: Idea) -> dict[int, str]:
    return {maker.person_id: request.form.get(f"{SHARE}{maker.person_id}", "") for maker in idea.makers}


def _page(idea: Idea, no: No | None = None) -> Response:
    proposal, at = ideas.open_proposal(idea), now()
    agreed = ideas.consents_to(proposal) if proposal else ()
    return respond.page(
        "team",
        no.status if no else 200,
        idea=idea,
        makers=[_maker(idea, maker, proposal, agreed) for maker in idea.makers if maker.accepted_at],
        invitations=[_told(invitation) for invitation in ideas.invitations_of(idea, at)],
        proposal=proposal,
        asks_me=proposal is not None and signed_in().id not in agreed,
        open=ideas.team_open(idea),
        leads=may(Can.LEAD, idea),
        declared=idea.rules.reward.split != "equal",
        hours=idea.rules.form.invite_hours,
        typed={key: request.form.get(key, "") for key in ("whom", "share")},
        errors=no.errors if isinstance(no, Invalid) else {"": no.sentence} if no else {},
    )


def _maker(idea: Idea, maker: Any, proposal: ShareProposal | None, agreed: Sequence[int]) -> dict[str, Any]:
    name = f"{SHARE}{maker.person_id}"
    return {
        "person": maker.person,
        "input": name,
        "share": shares.percent(maker.share),
        "typed": request.form.get(name, shares.percent(maker.share)),
        "wanted": shares.percent(proposal.shares.get(str(maker.person_id), 0)) if proposal else None,
        "agreed": maker.person_id in agreed,
        "leads": maker.leads,
        "author": maker.person_id == idea.author_id,
    }


def _told(invitation: MakerInvitation) -> dict[str, Any]:
    invited = db.session.get(Person, invitation.person_id) if invitation.person_id else None
    return {
        "id": invitation.id,
        "to": invited.name if invited else invitation.email,
        "share": shares.percent(invitation.share),
        "until": invitation.expires_at,
    }


# Invitations


@pages.get("/invitations")
def invitations() -> Response:
    """What one is invited to."""
    person = signed_in()
    mine = [(ideas.invitation_key(one), one) for one in ideas.invitations_for(person, now())]
    to_boards = [
        (boards.key_of(one), board, db.session.get_one(Person, one.by_id))
        for one, board in boards.invitations_for(person, now())
    ]
    return respond.page("invitations", mine=mine, to_boards=to_boards, percent=shares.percent)


@pages.route("/invitations/<key>", methods=["GET", "POST"])
def invitation(key: str) -> Response:
    """An invitation to make an idea together, to be accepted or refused. It outlasts a sign-up."""
    found = _by_key(key)
    if request.method == "GET":
        return _invitation(found, key)
    person, refuses = signed_in(), request.form.get("answer") == "refuse"
    try:
        with transaction():
            found = _by_key(key)
            ideas.claim_invitation(found, person)
            if refuses:
                ideas.refuse(found, by=person, at=now())
            else:
                ideas.accept(found, by=person, at=now(), accept=bool(request.form.get("accept_terms")) or None)
            idea = found.idea
    except (Invalid, Refused) as no:
        db.session.rollback()
        return _invitation(_by_key(key), key, no)
    if refuses:
        return respond.to(url.home(), _("You said no. Nobody else can use this invitation."))
    if idea.rules.ballot.own_idea or idea.rules.ballot.kind == "none":
        return respond.to(url.idea(idea), _("You make “%(title)s” together now.", title=idea.title))
    said = _(
        "You make “%(title)s” together now. Makers do not vote for their own idea: a vote of yours no longer counts."
    )
    return respond.to(url.idea(idea), said % {"title": idea.title})


def _by_key(key: str) -> MakerInvitation:
    found = ideas.invitation_by_key(key)
    if found is None:
        raise NotVisible(_("There is no such invitation."))
    return found


def _invitation(found: MakerInvitation, key: str, no: Invalid | Refused | None = None) -> Response:
    person, board = me(), found.idea.board
    theirs = found.person_id is not None and person is not None and found.person_id != person.id
    terms = board.rules.terms
    return respond.page(
        "maker_invitation",
        no.status if no else 200,
        idea=found.idea,
        key=key,
        state="ended" if theirs else found.state(now()),
        inviter=db.session.get_one(Person, found.by_id),
        share=shares.percent(found.share) if found.share else None,
        until=found.expires_at,
        wording=render_markdown(clean(boards.text_of(terms))) if terms.key else "",
        accepted=not terms.key or (person is not None and boards.has_accepted(board, person)),
        own_idea=found.idea.rules.ballot.own_idea or found.idea.rules.ballot.kind == "none",
        problem=next(iter(no.errors.values())) if isinstance(no, Invalid) else no.sentence if no else None,
    )


# Comments that are credited


@pages.post("/comments/<id:number>/credit")
def credit(number: int) -> Response:
    """The makers offer credit for a comment; who wrote it agrees or not."""
    person, answer = signed_in(), request.form.get("answer")
    with transaction():
        comment = load.comment(number)
        if answer is None:
            comments.offer_credit(comment.idea, comment, by=person, at=now())
            said = _("Whoever wrote it is asked whether to be named.")
        else:
            held = comments.contribution_of(comment)
            if held is None:
                raise NotVisible(_("Nobody offered credit for this comment."))
            comments.answer_credit(held, by=person, at=now(), agree=answer == "agree")
            said = _("You are named on this idea now.") if answer == "agree" else _("You are not named.")
        idea = comment.idea
    return respond.to(f"{url.idea(idea)}#comment-{number}", said)
