"""What goes in and out, where subjects share it. People are ``{handle, name}``, ideas are numbers, boards are slugs."""

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ideaboard.domain.lifecycle import ENDED_BY, Phase

T = TypeVar("T")
MOST = 2**63 - 1

Number = Annotated[int, Field(ge=1, le=MOST)]
Count = Annotated[int, Field(ge=0)]
Line = Annotated[str, StringConstraints(max_length=1_000)]
Text = Annotated[str, StringConstraints(max_length=200_000)]
Slug = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Given(BaseModel):
    """A body: whole numbers are not texts, and a misspelt field is not passed over."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Asked(BaseModel):
    """A query: its values are texts, and what is not known is passed over."""

    model_config = ConfigDict(extra="ignore")


class Listing(Asked):
    """Which part of a list."""

    limit: int = Field(default=20, ge=1, le=100, description="How many items at most.")
    cursor: str | None = Field(default=None, max_length=500, description="`next` of the answer before.")


class Listed(BaseModel, Generic[T]):
    """Part of a list; `next` is the cursor that leads on, null at the end."""

    items: list[T]
    next: str | None


class PersonOut(BaseModel):
    """A person, as everybody may know them; the handle is empty where it is not told who it is."""

    handle: str
    name: str


HOUSE = PersonOut(handle="system", name="Ideaboard")


class Item(BaseModel):
    """An idea in a list. Tallies are null where the ballot hides them from who asks."""

    id: int
    url: str
    board: str
    title: str
    excerpt: str
    phase: Phase
    stage: str = Field(description="The board's own word for the phase.")
    ended_by: Literal[ENDED_BY] | None  # type: ignore[valid-type]
    author: PersonOut
    created_at: datetime
    deadline_at: datetime | None
    supporters: int | None
    points: int | None
    votes_up: int | None
    votes_down: int | None
    mean: float | None = Field(description="Of the scores; null on other ballots.")
    comments: int
    my_vote: int | None


class PictureOut(BaseModel):
    """A picture of an idea, re-encoded."""

    number: int
    url: str
    width: int
    height: int
    alt: str


class FileOut(BaseModel):
    """A file that fills an extra field; served as a download."""

    key: str
    name: str
    url: str
    size: int


class LinkOut(BaseModel):
    """How an idea stands to another: `out` where the idea itself says so, false where the other one does."""

    id: int
    kind: Literal["builds_on", "extends", "answers", "duplicates"]
    out: bool
    idea: int
    url: str
    title: str
    phase: Phase


class GateOut(BaseModel):
    """What leads into review, and how far the idea is."""

    metric: str
    at_least: float | None
    value: float | None


class MomentOut(BaseModel):
    """Something that happened to an idea."""

    at: datetime
    kind: str
    actor: PersonOut
    data: dict[str, Any]


class DecisionOut(BaseModel):
    """What was decided, as far as the board publishes it."""

    outcome: str | None
    reason: str | None
    statement: str | None
    statement_html: str | None
    at: datetime


class Detail(Item):
    """An idea, whole."""

    held: bool = Field(description="Whether one's own vote stands apart and does not count, yet or at all.")
    slug: str
    kind: str = Field(description="The board's kind of entry (`rules.form.kinds`); empty for a plain idea.")
    body: str
    body_html: str
    tags: list[str]
    pictures: list[PictureOut]
    fields: dict[str, str | int | float] = Field(description="The board's extra fields (`rules.form.fields`) by key.")
    files: list[FileOut]
    makers: list[PersonOut] = Field(description="Who makes it, the leader first; empty where it is not told.")
    contributors: list[PersonOut] = Field(description="Whose comments were credited.")
    links: list[LinkOut]
    rules_version: int
    released: bool = Field(description="Whether its end gave all rights back to its makers (`terms.release_on`).")
    gate: GateOut
    timeline: list[MomentOut]
    decision: DecisionOut | None
    merged_into: int | None
    published_at: datetime | None
    due_at: datetime | None = Field(description="Until when the company promised an answer.")
    revision: int


class Problem(BaseModel):
    """RFC 9457: how the API says no."""

    type: str
    title: str
    status: int
    detail: str
    errors: dict[str, str] | None = Field(default=None, description="Field (dotted path) → what is wrong with it.")
