"""What a search engine must be able to do, and the plain things that go in and come out.

Two engines can stand behind this page. Neither knows an idea, a person or a database row: they keep documents, and
whoever asks checks every hit against what the visitor may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

Progress = Callable[[int], None]  # called with the number of documents done so far
Sort = Literal["relevance", "new", "support"]


class IndexUnavailable(Exception):
    """The index is missing, damaged or being made: ask the database meanwhile, and rebuild."""


class IndexBusy(Exception):
    """Another process is writing; try again shortly."""


@dataclass(frozen=True, slots=True)
class Document:
    """One idea as the engine keeps it: plain text only. One that is not ``listed`` is kept out."""

    id: int
    board_id: int
    title: str
    body: str
    phase: str
    created_at: datetime
    comments: str = ""
    tags: tuple[str, ...] = ()
    author: str = ""
    listed: bool = True
    votes: int = 0
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents count: of any of ``board_ids`` (``None``: all), in ``phase``, with ``tag``, by ``author``, in
    ``language`` (a two-letter tag), created ``since`` and before ``until``; none of ``but``."""

    board_ids: tuple[int, ...] | None = None
    phase: str | None = None
    tag: str | None = None
    author: str | None = None
    language: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    but: tuple[int, ...] = ()


EVERYWHERE = Scope()
AGES = {"week": 7, "month": 30, "year": 365}  # days back from now, each within the next
MOST_TAGS = 30  # that are counted apart, the most frequent


@dataclass(frozen=True, slots=True)
class Query:
    """What a person typed, and where. ``text`` may hold "phrases", -minus, ``author:``, ``tag:`` and ``phase:``."""

    text: str
    scope: Scope = EVERYWHERE
    limit: int = 20
    offset: int = 0
    sort: Sort = "relevance"
    # word → words that mean the same here; ``word*`` → words that begin so, which count half
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stops: frozenset[str] = frozenset()  # words that say nothing here, beside those of the language
    marked: bool = True  # with highlights, which cost more than the search when there are hundreds of hits


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found; ``highlights`` holds safe HTML for ``title`` and ``body``, matches inside ``<mark>``."""

    id: int
    score: float
    highlights: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits, how many matched in all, and by board, phase, language, tag and age (those of the last days).

    ``cut``: time or words ran out.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    boards: Mapping[int, int] = field(default_factory=dict)
    phases: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)
    ages: Mapping[str, int] = field(default_factory=dict)
    did_you_mean: str | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An idea whose title holds what is being typed."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Health:
    """``ok``, or what is wrong in ``problem``; with how much there is."""

    ok: bool
    documents: int = 0
    segments: int = 0
    problem: str | None = None


class Engine(Protocol):
    """An index of documents. Reading raises ``IndexUnavailable``; writing that, or ``IndexBusy``."""

    def add(self, documents: Iterable[Document]) -> None:
        """Put in, or replace by id, all in one commit. Unlisted ones are taken out instead."""

    def remove(self, ids: Iterable[int]) -> None:
        """Take out, in one commit; unknown ids are ignored."""

    def rebuild(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        """Make the whole index anew beside the old one, then switch; returns how many documents it holds."""

    def search(self, query: Query) -> Found:
        """Answer any string in bounded time; never raises for what was typed."""

    def highlights(self, text: str, ids: Iterable[int]) -> dict[int, Mapping[str, str]]:
        """The highlights that ``search`` would give these documents."""

    def similar(self, title: str, body: str, scope: Scope = EVERYWHERE, limit: int = 5) -> list[Hit]:
        """Documents that look like the same idea, most alike first; ``score`` is 0..1."""

    def suggest(self, prefix: str, scope: Scope = EVERYWHERE, limit: int = 8) -> list[Suggestion]:
        """Titles that continue what is being typed."""

    def health(self) -> Health:
        """Look at every file; never raises."""

    def tidy(self) -> None:
        """Merge what has become small or mostly deleted; for quiet moments."""

    def close(self) -> None:
        """Let go of all files."""
