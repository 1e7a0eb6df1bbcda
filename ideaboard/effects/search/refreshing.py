"""The LATER effect: what changed is indexed again, many facts in one commit of the index."""

from __future__ import annotations

from collections.abc import Sequence

from ideaboard.core.events import Fact
from ideaboard.core.jobs import batch


@batch
def refresh(facts: Sequence[Fact]) -> None:
    """Index again the ideas these facts are about (a fact about a whole board: all of its ideas).

    NOTE to the owner of this room: ``consequences.LATER`` names ``search.refresh``; fill this in with your index.
    ``fact.idea_id`` may be None for ImportFinished and RulesChanged (then ``fact.board_id``).
    """
