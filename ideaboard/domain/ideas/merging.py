"""Merging duplicates. Votes never move: ``merged_into`` is a pointer, the target counts distinct people of all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.events import IdeaMerged, IdeaUnmerged
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.ideas.moving import move
from ideaboard.domain.lifecycle import OPEN, Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can, permit

TARGETS = OPEN - {Phase.DRAFT, Phase.SCREENING, Phase.RETURNED} | {Phase.ACCEPTED, Phase.MAKING, Phase.LAUNCHED}


def merge(idea: Idea, into: Idea, *, by: Person, at: datetime) -> Idea:
    """Make ``idea`` part of ``into`` (same board); ideas merged into it before follow, so chains stay flat.

    Raises ``Invalid`` when the two do not go together, ``Refused`` when one of them is past merging.
    """
    if into.id == idea.id:
        raise Invalid("into", _("An idea cannot be merged into itself."))
    if into.board_id != idea.board_id:
        raise Invalid("into", _("Only ideas of the same board can be merged."))
    for number in sorted((idea.id, into.id)):  # in the order of ids, so that two merges cannot wait for each other
        locked(db.session.get_one(Idea, number))
    return _merge(idea, into, by=by, at=at)


def merge_all(others: Sequence[Idea], into: Idea, *, by: Person, at: datetime) -> Idea:
    """Make each of ``others`` part of ``into``, all or none."""
    for number in sorted({into.id, *(idea.id for idea in others)}):
        locked(db.session.get_one(Idea, number))
    for idea in others:
        merge(idea, into, by=by, at=at)
    return into


@action(Can.MERGE)
def _merge(idea: Idea, into: Idea, *, by: Person, at: datetime) -> Idea:
    if idea.phase == Phase.MERGED:
        raise Refused(_("This idea was merged already."))
    if Phase(into.phase) not in TARGETS:
        raise Refused(_("Nothing can be merged into this idea: it is “%(stage)s”.", stage=into.stage))
    children = db.session.scalars(select(Idea).where(Idea.merged_into_id == idea.id)).all()
    for child in children:
        child.merged_into_id = into.id
    idea.merged_into_id = into.id
    move(idea, Phase.MERGED, by=by, at=at)
    record(IdeaMerged(idea_id=idea.id, board_id=idea.board_id, into=into.id), by=by, at=at)
    return idea


def unmerge(idea: Idea, *, by: Person, at: datetime) -> Idea:
    """Undo a merge: the idea stands alone again, in the phase it left."""
    permit(by, Can.MERGE, idea)
    if idea.merged_into_id is None:
        raise Refused(_("This idea is not merged."))
    for number in sorted((idea.id, idea.merged_into_id)):
        locked(db.session.get_one(Idea, number))
    return _unmerge(idea, by=by, at=at)


@action(Can.MERGE)
def _unmerge(idea: Idea, *, by: Person, at: datetime) -> Idea:
    target = idea.merged_into_id
    if target is None:
        raise Refused(_("This idea is not merged."))
    back = Phase(idea.left_phase or Phase.GATHERING)
    idea.merged_into_id = None
    move(idea, back, by=by, at=at)
    record(IdeaUnmerged(idea_id=idea.id, board_id=idea.board_id, out_of=target), by=by, at=at)
    return idea


def family(target: Idea) -> list[int]:
    """Ids of the ideas merged into ``target``, oldest first."""
    return list(db.session.scalars(select(Idea.id).where(Idea.merged_into_id == target.id).order_by(Idea.id)))
