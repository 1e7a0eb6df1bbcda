"""Where the words of a query stand in a title or a body, as safe HTML."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from html import escape

from .analysis import LONGEST_WORD, ascii_words, term, words

LONGEST = 240  # characters of a body's excerpt
Span = tuple[int, int]


def marked(text: str, terms: Collection[str], language: str) -> str:
    """All of ``text`` with every match inside ``<mark>``; everything else escaped."""
    return _html(text, _matches(text, terms, language))


def excerpt(text: str, terms: Collection[str], language: str) -> str:
    """The part of ``text`` with the most different matches, marked; empty when nothing matches there."""
    matches = _matches(text, terms, language)
    if not matches:
        return ""
    start = _best_start(text, matches)
    first = _word_start(text, max(0, start - 40))
    last = _word_end(text, min(len(text), first + LONGEST))
    inside = [(a - first, b - first) for a, b in matches if a >= first and b <= last]
    before, after = ("… " if first else ""), (" …" if last < len(text) else "")
    return before + _html(text[first:last], inside) + after


def _matches(text: str, terms: Collection[str], language: str) -> list[Span]:
    if text.isascii():
        return _ascii_matches(text.lower(), terms, language)
    spans: list[Span] = []
    for word, _, start, end in words(text):
        if term(word, language) in terms:
            if spans and start <= spans[-1][1]:
                spans[-1] = (spans[-1][0], end)  # pairs of characters overlap
            else:
                spans.append((start, end))
    return spans


def _ascii_matches(lowered: str, terms: Collection[str], language: str) -> list[Span]:
    """The same where the text needs no care: only the few words that fit are looked for."""
    fitting = tuple(sorted({word for word in ascii_words(lowered) if term(word[:LONGEST_WORD], language) in terms}))
    return [match.span() for match in _any_of(fitting).finditer(lowered)] if fitting else []


@lru_cache(maxsize=1_000)
def _any_of(fitting: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9a-z])(?:{'|'.join(fitting)})(?![0-9a-z])")


def _best_start(text: str, matches: list[Span]) -> int:
    def worth(first: int) -> int:
        return len({text[a:b].lower() for a, b in matches if first <= a and b <= first + LONGEST - 40})

    return max((start for start, _ in matches[:50]), key=worth)


def _word_start(text: str, at: int) -> int:
    space = text.rfind(" ", max(0, at - 30), at) if at else -1
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    space = text.find(" ", at, at + 30) if at < len(text) else -1
    return space if space >= 0 else at


def _html(text: str, spans: list[Span]) -> str:
    out, at = [], 0
    for start, end in spans:
        out += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return "".join(out) + escape(text[at:])
