"""``move``: the only writer of an idea's phase and of what follows from it directly."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, false, update

from ideaboard.core.db import db
from ideaboard.core.errors import Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.boards.models import Board
from ideaboard.domain.events import IdeaHidden, IdeaMoved, IdeaShown, RulesChanged
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import PUBLIC, Phase, may_move
from ideaboard.domain.people.models import Person

VOTED_ON = frozenset({Phase.GATHERING, Phase.REVIEW})


def move(idea: Idea, to: Phase, *, by: Person, at: datetime, ended_by: str | None = None) -> Idea:
    """Take ``idea`` to the phase ``to``. Raises ``Refused`` when the lifecycle knows no such way.

    Called by verbs that hold the idea's lock and have asked permission.
    """
    start = Phase(idea.phase)
    if not may_move(start, to):
        raise Refused(_("This is not possible any more: the idea is “%(stage)s”.", stage=idea.stage))
    idea.phase, idea.left_phase, idea.ended_by = to, start, ended_by
    idea.moved_at = at
    show(idea)
    db.session.flush()
    record(IdeaMoved(idea_id=idea.id, board_id=idea.board_id, start=start, to=to, ended_by=ended_by), by=by, at=at)
    return idea


def show(idea: Idea) -> None:
    """Keep ``shown``, ``listed`` and the board's counter true to phase, hiding and visibility."""
    phase = Phase(idea.phase)
    # a returned idea that people could see stays to be seen: it keeps its votes, voting pauses
    public = phase in PUBLIC or (phase == Phase.RETURNED and idea.left_phase in VOTED_ON)
    shown = public and idea.hidden_for is None
    if shown != idea.shown:
        idea.board.ideas = type(idea.board).ideas + (1 if shown else -1)  # added by the database: no lost update
    idea.shown = shown
    idea.listed = shown and phase != Phase.MERGED and idea.visibility == "public" and idea.board.open_to_all


def relist(event: RulesChanged, *, by: Person, at: datetime) -> None:
    """A board became public or private: its ideas enter the lists, or leave them at once."""
    public = db.session.get_one(Board, event.board_id).open_to_all
    listed = and_(Idea.shown, Idea.phase != Phase.MERGED, Idea.visibility == "public") if public else false()
    db.session.flush()
    db.session.execute(update(Idea).where(Idea.board_id == event.board_id).values(listed=listed))


def hide(idea: Idea, why: str, *, by: Person, at: datetime) -> None:
    """Take ``idea`` out of sight without moving it (flags, or its author was suspended)."""
    if idea.hidden_for is None:
        idea.hidden_for = why
        show(idea)
        record(IdeaHidden(idea_id=idea.id, board_id=idea.board_id), by=by, at=at)


def unhide(idea: Idea, *, by: Person, at: datetime) -> None:
    """Bring a hidden idea back into sight."""
    if idea.hidden_for is not None:
        idea.hidden_for = None
        show(idea)
        record(IdeaShown(idea_id=idea.id, board_id=idea.board_id), by=by, at=at)
