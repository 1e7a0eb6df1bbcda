"""First looks and flags."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, StringConstraints

from ideaboard.api import load, shapes
from ideaboard.api.calls import Ask, call
from ideaboard.api.ideas import detail, etag
from ideaboard.api.schemas import Detail, Given, Item, Listed, Listing, Text
from ideaboard.core.db import db
from ideaboard.core.errors import Denied
from ideaboard.core.paging import Key, cut
from ideaboard.core.text import _
from ideaboard.domain import moderation, stories
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.moderation import REASONS
from ideaboard.domain.permissions import Can

Subject = Annotated[str, StringConstraints(pattern=r"^(idea|comment):[0-9]{1,19}$")]


class Look(Given):
    """What a first look came to; all but publishing needs a reason, which the author reads."""

    outcome: Literal["publish", "return", "remove"]
    reason: Text = ""


class NewFlag(Given):
    """What needs a human, and why."""

    subject: Subject
    reason: Literal[REASONS]  # type: ignore[valid-type]
    note: Text = ""


class FlagOut(BaseModel):
    """A flag that was raised."""

    id: int
    subject: str
    reason: str
    note: str
    at: datetime


def _moderates_somewhere(ask: Ask) -> None:
    """The list is for who moderates any board."""
    if not any(role.role in ("moderator", "admin") for role in ask.by.roles):
        raise Denied(_("Only moderators can do this."))


@call("GET", "/screening", scopes=("moderate",), allow=_moderates_somewhere, query=Listing, gives=Listed[Item])
def index(ask: Ask) -> Listed[Item]:
    """Ideas that wait for a first look on the boards one moderates, the oldest first."""
    page = cut(
        moderation.screening(ask.by),
        [Key(Idea.id, "id", falling=False)],
        after=ask.query.cursor,
        limit=ask.query.limit,
        read=lambda query: db.session.scalars(query).all(),
    )
    cards = stories.of_ids([idea.id for idea in page.rows], ask.by, ask.at)
    return Listed(items=shapes.items(cards), next=page.after)


@call(
    "PUT", "/ideas/{number}/screening", scopes=("moderate",), load=load.idea, can=Can.SCREEN, takes=Look,
    gives=Detail, headers=etag, refuses=(409,), counts="write",
)  # fmt: skip
def screen(ask: Ask) -> Detail:
    """A first look: publish, return to the author, or remove."""
    moderation.screen(ask.subject, by=ask.by, at=ask.at, outcome=ask.body.outcome, reason=ask.body.reason)
    return detail(ask)


@call(
    "POST", "/flags", scopes=("write",), load=load.flagged, can=Can.FLAG, takes=NewFlag, gives=FlagOut, status=201,
    refuses=(404, 409), counts="flag",
)  # fmt: skip
def flag(ask: Ask) -> FlagOut:
    """Say that something needs a human."""
    new = ask.body
    raise_flag = moderation.flag_idea if isinstance(ask.subject, Idea) else moderation.flag_comment
    made = raise_flag(ask.subject, new.reason, by=ask.by, at=ask.at, note=new.note)
    return FlagOut(id=made.id, subject=new.subject, reason=made.reason, note=made.note, at=made.at)
