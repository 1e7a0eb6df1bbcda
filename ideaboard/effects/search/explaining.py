"""Why is this here? For each word that was typed: where the idea says it, and in which form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ideaboard.domain import searches

from . import documents
from .analysis import bare, base_language, forms, stop_words, term, words
from .interface import EVERYWHERE, Document
from .parsing import parse
from .schema import parts_of

PARTS = ("title", "tags", "body", "comments")


@dataclass(frozen=True, slots=True)
class Reason:
    """A word of the query: the ``places`` of the idea that say it (none: it does not), and, when it is said only by
    another word, which (``synonym``); ``within``: it stands inside a longer word."""

    word: str
    places: tuple[str, ...]
    synonym: str | None = None
    within: bool = False


def explain(ids: Sequence[int], text: str, board_id: int | None = None) -> dict[int, list[Reason]]:
    """For each of these ideas why ``text`` finds it."""
    asked = parse(text, EVERYWHERE).words
    synonyms, silent = searches.wordings_for(board_id)
    telling = [word for word in asked if word not in silent]
    return {
        document.id: [_reason(document, word, synonyms.get(word, ())) for word in telling]
        for document in documents.of(ids)
    }


def says_all(reasons: Sequence[Reason], language: str = "en") -> bool:
    """Whether every telling word is said somewhere."""
    telling = [one for one in reasons if one.word not in stop_words(language)] or list(reasons)
    return bool(telling) and all(one.places for one in telling)


def _reason(document: Document, word: str, synonyms: Sequence[str]) -> Reason:
    for synonym in (None, *synonyms):
        places = _places(document, synonym or word)
        if places:
            return Reason(word, places, synonym)
    within = _inside(document, word)
    return Reason(word, within, within=bool(within))


def _places(document: Document, word: str) -> tuple[str, ...]:
    language = base_language(document.language)
    wanted = set(forms(word, (language, "en")))
    said = zip(PARTS, parts_of(document), strict=True)
    return tuple(
        name
        for name, part in said
        if any(not wanted.isdisjoint({term(each, language), bare(each)}) for each, _, _, _ in words(part))
    )


def _inside(document: Document, word: str) -> tuple[str, ...]:
    part = bare(word)
    if len(part) < 4:
        return ()
    said = zip(PARTS, parts_of(document), strict=True)
    return tuple(name for name, text in said if any(part in bare(each) for each, _, _, _ in words(text)))
