"""As-you-type: titles that hold every word typed so far, the last one only begun."""

from __future__ import annotations

from .analysis import bare, lowered, words
from .generations import Generation, Leaf
from .interface import Scope, Suggestion
from .scopes import mask

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


def _of(leaf: Leaf, mask: bytearray, complete: list[str], begun: str, typed: str, limit: int) -> list[_Ranked]:
    segment = leaf.segment
    docs: set[int] | None = None
    for word in complete:
        here = set(segment.holding("starts", word))
        docs = here if docs is None else docs & here
    if begun:
        continued = segment.starting("starts", begun, MOST_LOOKED_AT)
        often = sorted(continued, key=lambda one: (one[0] != begun, -one[1]))[:MOST_CONTINUATIONS]
        here = {doc for text, _ in often for doc in segment.holding("starts", text)}
        docs = here if docs is None else docs & here
    alive = sorted((doc for doc in docs or () if mask[doc]), key=lambda doc: -segment.votes[doc])[: limit * 4]
    titles = [(doc, segment.kept(doc).get("title", "")) for doc in alive]
    return [
        (not bare(lowered(title)).startswith(typed), -segment.votes[doc], -segment.ids[doc], title)
        for doc, title in titles
    ]
