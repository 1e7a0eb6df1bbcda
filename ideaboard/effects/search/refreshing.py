"""The LATER effect: what changed is indexed again, many facts in one commit of the index."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from ideaboard.core.db import db
from ideaboard.core.events import Fact
from ideaboard.core.jobs import batch
from ideaboard.domain.events import PersonLeft, PersonRecognised
from ideaboard.domain.ideas.models import Idea

from .index import index_again


@batch
def refresh(facts: Sequence[Fact]) -> None:
    """Index again the ideas these facts are about (a fact about a whole board: all of its ideas).

    Ideas that a fact says are ``gone`` from the database leave the index too.
    """
    ids = {fact.idea_id for fact in facts if fact.idea_id is not None}
    boards = {fact.board_id for fact in facts if fact.idea_id is None and fact.board_id is not None}
    if boards:
        ids |= set(db.session.scalars(select(Idea.id).where(Idea.board_id.in_(boards))))
    left = {fact.person_id for fact in facts if fact.kind == PersonLeft.kind}
    left |= {fact.data["owner_id"] for fact in facts if fact.kind == PersonRecognised.kind}
    if left:
        ids |= set(db.session.scalars(select(Idea.id).where(Idea.author_id.in_(left))))
    ids |= {gone for fact in facts for first, last in fact.data.get("gone", ()) for gone in range(first, last + 1)}
    index_again(sorted(ids))
