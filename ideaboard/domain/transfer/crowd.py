"""What a crowd leaves behind, many rows at once (the demo world, which could not wait for thousands of verbs)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from ideaboard.core.db import db
from ideaboard.domain.comments.models import Comment, Heart
from ideaboard.domain.ideas.models import Idea, Maker
from ideaboard.domain.people.models import Person
from ideaboard.domain.transfer.bulk import plain


def hearts_in_bulk(comment: Comment, people: Iterable[int], at: datetime) -> None:
    """Let these people (ids; none of them has yet) like ``comment``."""
    rows = [{"comment_id": comment.id, "person_id": person, "at": at} for person in people]
    plain(Heart, rows)
    comment.hearts += len(rows)
    db.session.flush()


def share_among(idea: Idea, others: Mapping[Person, int], at: datetime) -> None:
    """Make ``others`` makers of ``idea`` (person → basis points of its rewards); the author keeps the rest."""
    idea.makers[0].share = 10_000 - sum(others.values())
    for person, share in others.items():
        idea.makers.append(
            Maker(idea_id=idea.id, person=person, share=share, leads=False, invited_at=at, accepted_at=at)
        )
    db.session.flush()
