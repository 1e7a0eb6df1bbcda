"""As-you-type: titles that hold every word typed so far, the last one only begun."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .analysis import bare, lowered, words
from .generations import Generation, Leaf
from .interface import Scope, Suggestion
from .scopes import mask
from .segments import Mask, Segment

MOST_LOOKED_AT = 200  # continuations of the last word that are looked at
MOST_CONTINUATIONS = 12  # and of these the most frequent ones count
LONGEST = 200

_Ranked = tuple[int, int, int, str]


def suggestions(generation: Generation, typed: str, scope: Scope, limit: int) -> list[Suggestion]:
    """Titles for ``typed``: those that begin with it first, then the most supported."""
    typed = typed[:LONGEST]
    said = [bare(word) for word, _, _, _ in words(typed)][:12]
    if not said:
        return []
    complete, begun = (said, "") if typed[-1:].isspace() else (said[:-1], said[-1])
    found: list[_Ranked] = []
    for leaf in generation.leaves:
        found += _of(leaf, mask(generation, leaf, scope), complete, begun, bare(lowered(typed.strip())), limit)
    return [Suggestion(-id_, title) for _, _, id_, title in sorted(found)[:limit]]


def _of(leaf: Leaf, mask: Mask, complete: list[str], begun: str, typed: str, limit: int) -> list[_Ranked]:
    segment = leaf.segment
    fitting = mask
    for word in complete:
        fitting = fitting & _holding(segment, (word,))
    if begun:
        continued = segment.starting("starts", begun, MOST_LOOKED_AT)
        often = sorted(continued, key=lambda one: (one[0] != begun, -one[1]))[:MOST_CONTINUATIONS]
        fitting = fitting & _holding(segment, [text for text, _ in often])
    docs = np.flatnonzero(fitting)
    most = docs[np.argsort(-segment.votes[docs], kind="stable")[: limit * 4]].tolist()
    titles = [(doc, segment.kept(doc).get("title", "")) for doc in most]
    return [
        (not bare(lowered(title)).startswith(typed), -int(segment.votes[doc]), -segment.ids[doc], title)
        for doc, title in titles
    ]


def _holding(segment: Segment, texts: Iterable[str]) -> Mask:
    found = np.zeros(segment.size, bool)
    for text in texts:
        found[segment.holding("starts", text)] = True
    return found
