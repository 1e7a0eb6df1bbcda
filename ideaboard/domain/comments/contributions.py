"""A comment becomes a contribution: the makers offer credit for it, and who wrote it agrees to be named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.comments.models import Comment, Contribution
from ideaboard.domain.events import CreditAgreed, CreditOffered
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can

GONE = frozenset({Phase.WITHDRAWN, Phase.REMOVED})


@action(Can.MAKE, lock="self")
def offer_credit(idea: Idea, comment: Comment, *, by: Person, at: datetime) -> Contribution:
    """Offer to name whoever wrote ``comment`` for what it added to ``idea``; doing so twice changes nothing."""
    if comment.idea_id != idea.id:
        raise Invalid("comment", _("That comment belongs to another idea."))
    if comment.author_id in idea.maker_ids:
        raise Invalid("comment", _("Makers are named already."))
    held = contribution_of(comment)
    if held is not None:
        return held
    if comment.deleted_at or comment.hidden_for or Phase(idea.phase) in GONE:
        raise Refused(_("This comment is gone, or the idea is."))
    made = Contribution(idea_id=idea.id, comment_id=comment.id, person_id=comment.author_id, by_id=by.id, offered_at=at)
    db.session.add(made)
    db.session.flush()
    ids = {"idea_id": idea.id, "board_id": idea.board_id, "comment_id": comment.id, "person_id": comment.author_id}
    record(CreditOffered(**ids), by=by, at=at)
    return made


@action(Can.AGREE_TO_CREDIT, lock="self")
def answer_credit(contribution: Contribution, *, by: Person, at: datetime, agree: bool) -> Contribution:
    """Be named on the idea for one's comment, or rather not; what one said can be changed later."""
    named_before = contribution.agreed_at is not None
    contribution.agreed_at = (contribution.agreed_at or at) if agree else None
    contribution.declined_at = None if agree else at
    db.session.flush()
    if agree and not named_before:
        ids = {"idea_id": contribution.idea_id, "board_id": contribution.board_id}
        record(CreditAgreed(**ids, comment_id=contribution.comment_id, person_id=by.id), by=by, at=at)
    return contribution


def contribution_of(comment: Comment) -> Contribution | None:
    """What was offered for a comment."""
    return db.session.scalar(select(Contribution).where(Contribution.comment_id == comment.id))


def contributions_on(idea: Idea) -> Mapping[int, Contribution]:
    """Comment → what was offered for it, on one idea; served by ix_contributions_idea_id."""
    found = db.session.scalars(select(Contribution).where(Contribution.idea_id == idea.id))
    return {held.comment_id: held for held in found}


def contributors_of(idea: Idea) -> Sequence[tuple[Contribution, Person]]:
    """Who is named on an idea for what they added, in the order they agreed."""
    named = select(Contribution, Person).join(Person, Person.id == Contribution.person_id)
    named = named.where(Contribution.idea_id == idea.id, Contribution.agreed_at.is_not(None))
    rows = db.session.execute(named.order_by(Contribution.agreed_at, Contribution.id).limit(200))
    return [(row[0], row[1]) for row in rows]
