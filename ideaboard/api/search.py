"""Finding ideas by words, and ideas that are alike."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field
from sqlalchemy import select

from ideaboard.api import load, shapes
from ideaboard.api.calls import Ask, call
from ideaboard.api.schemas import Given, Item, Line, Listed, Listing, Slug, Text
from ideaboard.core.db import db
from ideaboard.domain import stories
from ideaboard.domain.boards.models import Board
from ideaboard.domain.lifecycle import Phase
from ideaboard.effects import search

SIMILAR = 5


class SearchAsked(Listing):
    """What to look for, and where."""

    q: str = Field(default="", max_length=2_000, description='Words, "phrases", -without, tag:, author:, phase:')
    board: Slug | None = None
    phase: Phase | None = None
    tag: str | None = Field(default=None, max_length=100)
    language: str | None = Field(default=None, max_length=8, description="Two letters, as in the facets")
    since: datetime | None = Field(default=None, description="Published then or later")
    until: datetime | None = Field(default=None, description="Published before")
    why: bool = Field(default=False, description="For the team: say of each idea why it was found")
    sort: Literal["relevance", "new", "support", "top"] = "relevance"


class Why(BaseModel):
    """Where an idea says a word of the query; `synonym` is the word that it says instead, `within` a longer one."""

    word: str
    places: list[Literal["title", "tags", "body", "comments"]]
    synonym: str | None
    within: bool


class SearchItem(Item):
    """An idea that was found; highlights are safe HTML with the matches inside `<mark>`."""

    score: float
    highlights: dict[str, str]


class Facets(BaseModel):
    """How many were found, by board, phase, tag and language, and how many of the last days."""

    boards: dict[str, int]
    phases: dict[str, int]
    tags: dict[str, int]
    languages: dict[str, int]
    ages: dict[str, int] = Field(description="Within the last `week`, `month` and `year`; each within the next")


class Found(Listed[SearchItem]):
    """What was found."""

    total: int = Field(description="Exact below 1,000; beyond, PostgreSQL's engine counts no further")
    did_you_mean: str | None
    cut: bool = Field(description="There was too much to look for, so a part was left out")
    plain: bool = Field(description="The index is being made anew; the database answered, more plainly")
    facets: Facets
    why: dict[int, list[Why]] | None = Field(description="By idea, when the team asked for it")


class Draft(Given):
    """An idea that is being written."""

    title: Line
    body: Text = ""
    board: Slug | None = None


class SimilarItem(Item):
    """An idea like it; `score` from 0 to 1."""

    score: float
    highlights: dict[str, str]


class Alike(BaseModel):
    """Ideas, most alike first."""

    items: list[SimilarItem]
    next: None = None


@call("GET", "/search", visitors=True, query=SearchAsked, gives=Found, refuses=(404,), counts="search")
def find(ask: Ask) -> Found:
    """Full-text search of ideas: title, body, tags and comments."""
    asked = ask.query
    board, _nobody = load.filters(ask, asked.board)
    found = search.find(
        asked.q, seen_by=ask.by, board=board, phase=asked.phase, sort=asked.sort, limit=asked.limit,
        cursor=asked.cursor, tag=asked.tag, language=asked.language, since=asked.since, until=asked.until,
    )  # fmt: skip
    return Found(
        items=[SearchItem(**part) for part in _parts(ask, found.items)],
        next=found.next,
        total=found.total,
        did_you_mean=found.did_you_mean,
        cut=found.cut,
        plain=found.fallback,
        why=_why(ask, found, board),
        facets=Facets(
            boards=_by_slug(found.boards),
            phases=dict(found.phases),
            tags=dict(found.tags),
            languages=dict(found.languages),
            ages=dict(found.ages),
        ),
    )


@call(
    "POST", "/similar", visitors=True, load=load.named_board, takes=Draft, gives=Alike, refuses=(404,),
    counts="search", reads=True,
)  # fmt: skip
def similar(ask: Ask) -> Alike:
    """Is somebody's idea like this one? Asked before sharing."""
    new = ask.body
    found = search.similar(new.title, new.body, seen_by=ask.by, board=ask.subject, limit=SIMILAR, marked=True)
    return Alike(items=[SimilarItem(**part) for part in _parts(ask, found)])


def _why(ask: Ask, found: search.Results, board: Board | None) -> dict[int, list[Why]] | None:
    """For the team, when it asks."""
    if not ask.query.why or ask.by is None or not ask.by.roles:
        return None
    reasons = search.explain([item.idea.id for item in found.items], ask.query.q, board.id if board else None)
    return {
        number: [Why(word=one.word, places=list(one.places), synonym=one.synonym, within=one.within) for one in said]
        for number, said in reasons.items()
    }


def _parts(ask: Ask, results: list[search.Result] | tuple[search.Result, ...]) -> list[dict[str, object]]:
    """The items of what was found, with score and highlights."""
    cards = stories.made([result.idea for result in results], ask.by, ask.at)
    return [
        {**shapes.item(card).model_dump(), "score": result.score, "highlights": dict(result.highlights)}
        for card, result in zip(cards, results, strict=True)
    ]


def _by_slug(counts: object) -> dict[str, int]:
    numbers = dict(counts)  # type: ignore[call-overload]
    there = select(Board.id, Board.slug).where(Board.id.in_(numbers))
    return {slug: numbers[number] for number, slug in db.session.execute(there)} if numbers else {}
