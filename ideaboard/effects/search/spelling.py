"""Did you mean: words the index does not know, replaced by the nearest ones it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Protocol

from rapidfuzz.distance import OSA

from .analysis import forms, words
from .deadlines import Deadline
from .parsing import Parsed
from .wording import Lexicon, languages_of, light_forms, stops_of

SHORTEST = 4  # letters; shorter words have too many neighbours
LONGEST = 32
MOST = 3  # words corrected in one query


class Speller(Lexicon, Protocol):
    """A lexicon that knows its words as they are written."""

    def spells(self, word: str) -> bool:
        """Whether ``word`` stands somewhere exactly so."""

    def near(self, word: str, distance: int, prefix: int, stop: Callable[[], bool]) -> Counter[str]:
        """Words within ``distance`` edits, each with how many documents hold it: those that begin as ``word`` does
        (``prefix`` 1), or with its second letter (0: two letters swapped, or one too many)."""


def corrected(lexicon: Speller, text: str, parsed: Parsed, deadline: Deadline) -> str | None:
    """``text`` with its unknown words replaced; ``None`` when all are known or nothing is near."""
    better: dict[str, str] = {}
    for word in parsed.words:
        if len(better) < MOST and not deadline.passed() and _unknown(lexicon, word):
            near = nearest(lexicon, word, deadline.passed)
            if near:
                better[word] = near
    return _replaced(text, better) if better else None


def _unknown(lexicon: Speller, word: str) -> bool:
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
        return False
    known = any(map(lexicon.frequency, (*forms(word, languages_of(lexicon)), *light_forms(lexicon, word))))
    if known or word in stops_of(lexicon):
        return False
    return not lexicon.spells(word)


def nearest(lexicon: Speller, word: str, stop: Callable[[], bool]) -> str | None:
    """The index's own word with the fewest edits from ``word``; among equals the most frequent."""
    distance = 1 if len(word) < 6 else 2
    for prefix in (1, 0):
        found = lexicon.near(word, distance, prefix, stop)
        if found or stop():
            return min(found, key=lambda near: (OSA.distance(word, near), -found[near], near)) if found else None
    return None


def _replaced(text: str, better: dict[str, str]) -> str:
    out, at = [], 0
    for word, _, start, end in words(text):
        if word in better:
            out += [text[at:start], better[word]]
            at = end
    return "".join(out) + text[at:]
