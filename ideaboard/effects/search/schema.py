"""How a document lies in Whoosh: one weighted text field, lists of words for other questions, scope terms, columns.

``text`` holds title, tags, body and comments together with their weights (one posting list per term is read, not four).
Where its words stand is kept apart, in ``places``: only phrases ask for it, and it would be most of what is read.
Numbers that every answer needs (id, board, phase, votes, age) are columns, read into memory once per segment.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any

from whoosh import columns
from whoosh.analysis import Analyzer, Token
from whoosh.fields import COLUMN, STORED, FieldType, Schema
from whoosh.formats import Existence

from .analysis import bare, base_language, clean, lowered, stop_words, term, words
from .compounds import endings
from .interface import MOST_TAGS, Document

TITLE, TAGS, BODY, COMMENTS = 3.0, 2.0, 1.0, 0.5  # weights; measured in bench/search.py
GAP = 100  # between the parts, so that no phrase reaches across
LONGEST_PART = 20_000  # characters of a body, and of all its comments, that are indexed
KEPT_BODY = 5_000  # characters kept for highlights and feedback
_PART, _ITEM = "\x1e", "\x1f"


class PartsAnalyzer(Analyzer):
    """Tokens of a document's parts, each with its weight as boost; the value is made by ``joined``."""

    def __call__(self, value: str, **_: Any) -> Iterator[Token]:
        token = Token(positions=True, boosts=True)
        for token.text, token.pos, token.boost in _weighed(value):
            yield token

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    __hash__ = None  # type: ignore[assignment]


class BareAnalyzer(Analyzer):
    """Each word once, without its accents as well: for what is being typed."""

    def __call__(self, value: str, **_: Any) -> Iterator[Token]:
        token = Token()
        for word in {bare(word) for word, _, _, _ in words(value)}:
            token.text = word
            yield token


class ItemsAnalyzer(Analyzer):
    """Ready-made terms, one after the other."""

    def __call__(self, value: str, **_: Any) -> Iterator[Token]:
        token = Token()
        for token.text in value.split(_ITEM) if value else ():
            yield token


@lru_cache(maxsize=1)
def _weighed(value: str) -> list[tuple[str, int, float]]:
    """What two fields ask for, one after the other."""
    language, *parts = value.split(_PART)
    return list(weighed(parts, language))


class Weights(Existence):
    """A term's weight in a document, and no more."""

    def word_values(self, value: str, analyzer: Analyzer, **_: Any) -> Iterable[tuple[str, int, float, bytes]]:
        counts: defaultdict[str, int] = defaultdict(int)
        sums: defaultdict[str, float] = defaultdict(float)
        for token in analyzer(value):
            counts[token.text] += 1
            sums[token.text] += token.boost
        return ((term, count, sums[term], b"") for term, count in counts.items())


class Places(Existence):
    """Where a term stands in a document: the steps from one place to the next, two bytes each."""

    posting_size = -1

    def word_values(self, value: str, analyzer: Analyzer, **_: Any) -> Iterable[tuple[str, int, float, bytes]]:
        at: defaultdict[str, list[int]] = defaultdict(list)
        for token in analyzer(value):
            at[token.text].append(token.pos)
        return ((term, len(places), 1.0, packed(places)) for term, places in at.items())


def packed(places: Sequence[int]) -> bytes:
    """Ascending places as bytes; a step beyond two bytes is cut, there is no phrase across it."""
    steps = [places[0], *(after - before for before, after in pairwise(places))]
    return array("H", [min(step, 0xFFFF) for step in steps]).tobytes()


def unpacked(data: bytes) -> list[int]:
    """The places that ``packed`` packed."""
    return list(accumulate(array("H", data)))


class Marks(FieldType):
    """A field that only knows whether a term is there, or what ``kept`` says of it."""

    def __init__(self, analyzer: Analyzer, kept: Existence | None = None) -> None:
        self.analyzer, self.format = analyzer, kept or Existence()
        self.stored = self.unique = False
        self.scorable = (
            True  # no length is needed, but without that column Whoosh asks the disk for it at every posting
        )
        self.vector = self.column_type = None
        self.spelling = False
        self.indexed = True


SCHEMA = Schema(
    text=Marks(PartsAnalyzer(), Weights()),
    places=Marks(PartsAnalyzer(), Places()),
    spelling=Marks(ItemsAnalyzer()),
    starts=Marks(BareAnalyzer()),
    endings=Marks(ItemsAnalyzer()),
    accented=Marks(ItemsAnalyzer()),
    scope=Marks(ItemsAnalyzer()),
    title=STORED(),
    body=STORED(),
    language=STORED(),
    tongue=COLUMN(columns.RefBytesColumn()),
    number=COLUMN(columns.NumericColumn("q")),
    board=COLUMN(columns.NumericColumn("q")),
    votes=COLUMN(columns.NumericColumn("q")),
    created=COLUMN(columns.NumericColumn("q")),
    phase=COLUMN(columns.RefBytesColumn()),
    tags=COLUMN(columns.VarBytesColumn()),
)


def fields_of(document: Document) -> dict[str, Any]:
    """``document`` as the keyword arguments of Whoosh's ``add_document``."""
    language, title, body = base_language(document.language), clean(document.title), clean(document.body)
    said, text = {word for word, _, _, _ in words(f"{title} {body[:LONGEST_PART]}")}, joined(document, language)
    return {
        "text": text,
        "places": text,
        "spelling": _ITEM.join(sorted(said)),
        "starts": title,
        "scope": _ITEM.join(scope_terms(document, language)),
        "title": title,
        "body": body[:KEPT_BODY],
        "language": language,
        "tongue": language.encode(),
        "endings": _ITEM.join(sorted({ending for word in said for ending in endings(word, language)})),
        "accented": _ITEM.join(sorted({accented(word) for word in said if not word.isascii() and bare(word) != word})),
        "number": document.id,
        "board": document.board_id,
        "votes": document.votes,
        "created": int(document.created_at.timestamp()),
        "phase": document.phase.encode(),
        "tags": tags_of(document).encode(),
    }


def tags_of(document: Document) -> str:
    """The tags of ``document`` in one string, as both engines keep them to be counted; see ``counted_tags``."""
    return _ITEM.join(sorted({clean(tag).replace(_ITEM, " ") for tag in document.tags}))


def counted_tags(sets: Mapping[str, int]) -> dict[str, int]:
    """How often each tag occurs, from how often each combination of tags does; the most frequent ones, most first."""
    counts: Counter[str] = Counter()
    for joined_tags, count in sets.items():
        for tag in joined_tags.split(_ITEM) if joined_tags else ():
            counts[tag] += count
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST_TAGS])


def parts_of(document: Document) -> tuple[str, str, str, str]:
    """Title, tags, body and comments, as much of them as is indexed."""
    tags = ". ".join(document.tags)
    parts = (document.title, tags, document.body[:LONGEST_PART], document.comments[:LONGEST_PART])
    title, tags, body, comments = map(clean, parts)
    return title, tags, body, comments


def weighed(parts: Sequence[str], language: str) -> Iterator[tuple[str, int, float]]:
    """``(term, position, weight)`` of the words of title, tags, body and comments; stop words count in titles only."""
    first = 0
    for part, weight in zip(parts, (TITLE, TAGS, BODY, COMMENTS), strict=True):
        stops = frozenset() if weight == TITLE else stop_words(language)
        last = first
        for word, position, _start, _end in words(part):
            last = first + position
            if word not in stops:
                yield term(word, language), last, weight
        first = last + GAP


def accented(word: str) -> str:
    """The term that tells ``word`` from its spelling without accents; all spellings of a word stand side by side."""
    return f"{bare(word)}={word}"


def joined(document: Document, language: str) -> str:
    """The parts of ``document`` in one string, for ``PartsAnalyzer``."""
    return _PART.join((language, *(part.replace(_PART, " ") for part in parts_of(document))))


def scope_terms(document: Document, language: str) -> list[str]:
    """Terms by which filters find ``document``; one term serves the frequent pair of board and phase."""
    board, phase = f"b:{document.board_id}", f"p:{document.phase}"
    tags = [f"t:{lowered(tag)}" for tag in document.tags]
    terms = [board, phase, f"{board}|{phase}", f"a:{lowered(document.author)}", f"l:{language}", *tags]
    return [clean(item).replace(_ITEM, " ")[:200] for item in terms]
