"""Did you mean: words the index does not know, replaced by the nearest ones it does."""

from __future__ import annotations

from collections import Counter

from rapidfuzz.distance import OSA

from .analysis import forms, words
from .generations import Generation
from .parsing import Parsed
from .ranking import Deadline
from .wording import languages_of, light_forms, stops_of

SHORTEST = 4  # letters; shorter words have too many neighbours
MOST = 3  # words corrected in one query


def corrected(generation: Generation, text: str, parsed: Parsed, deadline: Deadline) -> str | None:
    """``text`` with its unknown words replaced; ``None`` when all are known or nothing is near."""
    better: dict[str, str] = {}
    for word in parsed.words:
        if len(better) < MOST and not deadline.passed() and _unknown(generation, word):
            near = nearest(generation, word)
            if near:
                better[word] = near
    return _replaced(text, better) if better else None


def _unknown(generation: Generation, word: str) -> bool:
    if len(word) < SHORTEST or not word.isalpha():
        return False
    known = any(map(generation.frequency, (*forms(word, languages_of(generation)), *light_forms(generation, word))))
    if known or word in stops_of(generation):
        return False
    return not any(leaf.segment.spells(word) for leaf in generation.leaves)


def nearest(generation: Generation, word: str) -> str | None:
    """The index's own word with the fewest edits from ``word``; among equals the most frequent."""
    distance = 1 if len(word) < 6 else 2
    for prefix in (1, 0):
        found: Counter[str] = Counter()
        for leaf in generation.leaves:
            for near, count in leaf.segment.near(word, distance, prefix):
                found[near] += count
        if found:
            return min(found, key=lambda near: (OSA.distance(word, near), -found[near], near))
    return None


def _replaced(text: str, better: dict[str, str]) -> str:
    out, at = [], 0
    for word, _, start, end in words(text):
        if word in better:
            out += [text[at:start], better[word]]
            at = end
    return "".join(out) + text[at:]
