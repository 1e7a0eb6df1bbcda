"""Finding ideas by words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from babel import Locale, UnknownLocaleError
from flask import Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.text import N_, _
from ideaboard.domain import boards, searches, stories
from ideaboard.domain.boards import phrases
from ideaboard.domain.boards.models import Board
from ideaboard.domain.lifecycle import PUBLIC, Phase
from ideaboard.effects import search
from ideaboard.effects.search import AGES
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import for_everybody
from ideaboard.web.cards import dressed_all
from ideaboard.web.home import is_young, phase_names
from ideaboard.web.me import me, signed_in
from ideaboard.web.url import url

SORTS = ("relevance", "new", "support")
SORT_WORDS = {"relevance": N_("Best match"), "new": N_("Newest"), "support": N_("Most support")}
AGE_WORDS = {"week": N_("Last week"), "month": N_("Last month"), "year": N_("Last year")}
WORDS_MAX = 300
TAGS_SHOWN = 12
QUOTES = dict.fromkeys(map(ord, '"\u201c\u201d\u201e'), " ")
PLACES = {"title": N_("title"), "tags": N_("tags"), "body": N_("text"), "comments": N_("comments")}
log = structlog.get_logger("pages")


@dataclass(frozen=True)
class Asked:
    """What is looked for: the words, and the filters that are set."""

    words: str
    board: Board | None
    phase: str | None
    tag: str | None
    language: str | None
    age: str | None
    sort: str
    begun: bool  # the last word is still being typed

    def address(self, **changed: str | None) -> str:
        """The same search with something else, the first page of it."""
        said: dict[str, object] = {
            "q": self.words, "board": self.board.slug if self.board else None, "phase": self.phase, "tag": self.tag,
            "language": self.language, "age": self.age, "sort": None if self.sort == SORTS[0] else self.sort,
            "begun": "1" if self.begun and "q" not in changed else None,
        }  # fmt: skip
        return url.search(**(said | changed))

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return any((self.board, self.phase, self.tag, self.language, self.age))


@dataclass(frozen=True)
class Choice:
    """A filter's value: where choosing it leads, its name, how many it leaves (None: unknown), whether it is set."""

    address: str
    words: str
    count: int | None
    here: bool


@pages.get("/search")
@for_everybody
def search_page() -> Response:
    """Ideas for the words that were typed, narrowed as wished."""
    shown = boards.shown(me())
    asked = _asked(shown)
    found = _found(asked) if asked.words else search.Results()
    cards = dressed_all(stories.made([item.idea for item in found.items], me(), now()))
    _note_if_lost(asked, found)
    return respond.page(
        "search",
        saved=searches.saved_by(signed_in()) if me() is not None and not asked.words else (),
        why=_why(asked, [card.id for card in cards]),
        places=PLACES,
        words=asked.words,
        young=is_young(shown),
        asked=asked,
        found=found,
        cards=cards,
        marks={item.idea.id: item.highlights for item in found.items},
        filters=(filters := [one for one in _filters(asked, found, shown) if len(one[1]) > 1]),
        chosen=_chosen(filters),
        unquoted=_unquoted(asked, found),
        sorts=[(key, words, asked.address(sort=key)) for key, words in SORT_WORDS.items()],
        progress=search.progress() if found.fallback else None,
        more=asked.address(after=found.next) if found.next else None,
    )


def _chosen(filters: Sequence[tuple[str, Sequence[Choice]]]) -> list[tuple[str, Choice, str]]:
    """The filters that are set: the filter's name, what was chosen, and where taking it away leads."""
    return [
        (name, one, choices[0].address)
        for name, choices in filters
        for one in choices
        if one.here and one != choices[0]
    ]


def _unquoted(asked: Asked, found: search.Results) -> str | None:
    """Where the same words lead without quotation marks, when nobody said exactly that."""
    plain = asked.words.translate(QUOTES)
    return (
        asked.address(q=" ".join(plain.split())) if asked.words and not found.total and plain != asked.words else None
    )


@pages.post("/searches")
def save_search() -> Response:
    """Hear of new ideas that fit."""
    words = request.form.get("q", "")[:WORDS_MAX]
    with transaction():
        board = _board(request.form.get("board"), boards.shown(me()))
        searches.save_search(signed_in(), words, board, by=signed_in(), at=now())
    return respond.to(url.search(q=words), _("Saved. When a new idea fits, you read it in your inbox."))


@pages.post("/searches/<id:number>/removal")
def forget_search(number: int) -> Response:
    """Hear no more of it."""
    with transaction():
        searches.forget_search(signed_in(), number, by=signed_in())
    return respond.to(url.search(), _("You hear no more of it."))


def _note_if_lost(asked: Asked, found: search.Results) -> None:
    """Count words that found nothing, once they were sent and not only begun."""
    typing = "begun" in request.args or "after" in request.args
    if not asked.words or found.total or asked.narrowed or typing or found.fallback:
        return
    try:
        with transaction():
            searches.note_lost(asked.words, at=now())
    except SQLAlchemyError as busy:
        log.info("search.not_noted", problem=type(busy).__name__)


def _why(asked: Asked, ids: Sequence[int]) -> Mapping[int, Sequence[search.Reason]] | None:
    """For the team, when it asks: why each is here."""
    person = me()
    if person is None or not person.roles or not request.args.get("why"):
        return None
    return search.explain(ids, asked.words, asked.board.id if asked.board else None)


def _asked(shown: Sequence[Board]) -> Asked:
    said = request.args
    phase, sort, age = said.get("phase"), said.get("sort", ""), said.get("age")
    return Asked(
        words=said.get("q", "")[:WORDS_MAX].strip(),
        board=_board(said.get("board"), shown),
        phase=phase if phase in PUBLIC else None,
        tag=said.get("tag", "")[:WORDS_MAX].strip() or None,
        language=said.get("language", "")[:8].strip() or None,
        age=age if age in AGES else None,
        sort=sort if sort in SORTS else SORTS[0],
        begun=said.get("begun") == "1",
    )


def _found(asked: Asked) -> search.Results:
    since = now() - timedelta(days=AGES[asked.age]) if asked.age else None
    return search.find(
        asked.words, seen_by=me(), board=asked.board, phase=asked.phase, tag=asked.tag, language=asked.language,
        since=since, sort=asked.sort, cursor=request.args.get("after") or None, begun=asked.begun,
    )  # fmt: skip


def _filters(asked: Asked, found: search.Results, shown: Sequence[Board]) -> Iterator[tuple[str, list[Choice]]]:
    """Each filter with what can be chosen, and how many ideas each choice leaves."""
    here = [one for one in shown if found.boards.get(one.id) or one == asked.board]
    yield (
        _("Board"),
        [
            Choice(asked.address(board=None), _("All boards"), None, asked.board is None),
            *(
                Choice(asked.address(board=one.slug), one.title, found.boards.get(one.id), one == asked.board)
                for one in here
            ),
        ],
    )
    names = phase_names()
    stands = [key for key in Phase if found.phases.get(key) or key == asked.phase]
    yield (
        _("Where it stands"),
        [
            Choice(asked.address(phase=None), _("Anywhere"), None, asked.phase is None),
            *(
                Choice(asked.address(phase=key), names[key], found.phases.get(key), key == asked.phase)
                for key in stands
            ),
        ],
    )
    tags = dict.fromkeys([*([asked.tag] if asked.tag else []), *list(found.tags)[:TAGS_SHOWN]])
    yield (
        _("Tag"),
        [
            Choice(asked.address(tag=None), _("Any"), None, asked.tag is None),
            *(Choice(asked.address(tag=one), one, found.tags.get(one), one == asked.tag) for one in tags),
        ],
    )
    spoken = sorted({*found.languages, *([asked.language] if asked.language else [])})
    yield (
        _("Language"),
        [
            Choice(asked.address(language=None), _("Any"), None, asked.language is None),
            *(
                Choice(asked.address(language=one), language_name(one), found.languages.get(one), one == asked.language)
                for one in spoken
            ),
        ],
    )
    yield (
        _("When"),
        [
            Choice(asked.address(age=None), _("Any time"), None, asked.age is None),
            *(
                Choice(asked.address(age=key), str(words), found.ages.get(key), key == asked.age)
                for key, words in AGE_WORDS.items()
                if found.ages.get(key) or key == asked.age
            ),
        ],
    )


def language_name(tag: str) -> str:
    """A language's name in the reader's own."""
    try:
        return str(Locale.parse(tag).get_display_name(phrases.locale()) or tag)
    except (UnknownLocaleError, ValueError):
        return tag


@pages.get("/search/suggestions")
@for_everybody
def suggestions() -> Response:
    """Titles that continue what is being typed."""
    prefix = request.args.get("q", "")[:100].strip()
    found = search.suggest(prefix, seen_by=me()) if len(prefix) >= 2 else []
    if respond.wants_piece():
        return respond.fragment("suggestions", found=found)
    return jsonify([{"id": one.id, "title": one.title} for one in found])


def _board(slug: str | None, shown: Sequence[Board]) -> Board | None:
    return next((board for board in shown if board.slug == slug), None) if slug else None
