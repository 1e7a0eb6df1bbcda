"""What became of ideas."""

from __future__ import annotations

from flask import Response, request

from ideaboard.core.clock import now
from ideaboard.domain import boards, stories
from ideaboard.domain.boards.phrases import reason_name
from ideaboard.domain.lifecycle import DECIDED, Phase
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import for_everybody
from ideaboard.web.cards import dressed
from ideaboard.web.home import is_young
from ideaboard.web.me import me
from ideaboard.web.url import url


@pages.get("/in-action")
@for_everybody
def in_action() -> Response:
    """Ideas that were decided, made or launched, the latest turn first."""
    phase = request.args.get("phase")
    chosen = Phase(phase) if phase in DECIDED else None
    page = stories.in_action(me(), phase=chosen, after=request.args.get("after") or None, at=now())
    told = [
        {
            "card": dressed(one.card, 800),
            "decision": one.decision,
            "reason": reason_name(one.decision.reason) if one.decision else None,
            "at": one.at,
        }
        for one in page.rows
    ]
    return respond.page(
        "in_action",
        told=told,
        phase=chosen,
        young=is_young(boards.shown(me())),
        more=url.in_action(phase=chosen, after=page.after) if page.after else None,
    )
