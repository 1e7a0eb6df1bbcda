"""Links between ideas."""

from typing import Literal

from pydantic import BaseModel, Field

from ideaboard.api import load, shapes
from ideaboard.api.calls import Ask, call
from ideaboard.api.schemas import Given, LinkOut, Number
from ideaboard.core.errors import Invalid
from ideaboard.core.text import _
from ideaboard.domain import ideas
from ideaboard.domain.permissions import Can


class LinksOut(BaseModel):
    """All links of an idea that one may know of, those it says and those said of it."""

    items: list[LinkOut]


class NewLink(Given):
    """How the idea stands to another."""

    kind: Literal["builds_on", "extends", "answers", "duplicates"]
    idea: Number = Field(description="The other one.")


@call("GET", "/ideas/{number}/links", visitors=True, load=load.idea, gives=LinksOut)
def index(ask: Ask) -> LinksOut:
    """What an idea builds on, extends, answers or says as well, and what does so to it."""
    return _told(ask)


@call(
    "POST", "/ideas/{number}/links", scopes=("write",), load=load.idea, can=Can.LINK, takes=NewLink, gives=LinksOut,
    status=201, refuses=(409,), counts="write",
)  # fmt: skip
def create(ask: Ask) -> LinksOut:
    """Point an idea at another; its makers and the team may. Doing so twice changes nothing."""
    other = ideas.find(ask.body.idea, ask.by)
    if other is None:
        raise Invalid("idea", _("There is no such idea."))
    ideas.link(ask.subject, other, ask.body.kind, by=ask.by, at=ask.at)
    return _told(ask)


@call(
    "DELETE", "/ideas/{number}/links/{n}", scopes=("write",), load=load.link, can=Can.LINK, status=204, refuses=(409,),
    counts="write",
)  # fmt: skip
def delete(ask: Ask) -> None:
    """Take back what the idea says of another."""
    ideas.unlink(ask.subject, ask.where["n"], by=ask.by, at=ask.at)


def _told(ask: Ask) -> LinksOut:
    return LinksOut(items=[shapes.link(told) for told in ideas.links_of(ask.subject, ask.by)])
