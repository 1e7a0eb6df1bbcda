"""Words inside words: German compounds, and single characters inside pairs of Chinese, Japanese or Korean.

No dictionary: the index's own words say what is a part. For a long word of a language that glues words together the
index keeps its endings, each with the whole word; so the parts of a query are found at the beginning, in the middle and
at the end of a compound by one look at an ordered list. A compound in a query is split where all parts are known words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from .analysis import bare, unspaced

GLUING = frozenset({"af", "da", "de", "et", "fi", "fy", "hu", "is", "lb", "nb", "nl", "nn", "no", "sv"})
SHORTEST_WHOLE = 9
SHORTEST_PART = 4
SHORTEST_REST = 3  # letters before and after a part
LINKS = ("", "s", "n", "en", "es", "er", "e")  # Bahnhof+s+halle, Straße+n+bahn
DEEPEST = 3
MARK = "="


def endings(word: str, language: str) -> Iterator[str]:
    """What the index keeps for ``word``, so that its parts find it: ``ending=word``."""
    if unspaced(word):
        if len(word) > 1:
            yield from (f"{character}{MARK}{word}" for character in word)
    elif language in GLUING and SHORTEST_WHOLE <= len(word) <= 40:
        folded = bare(word)
        for start in range(len(folded) - SHORTEST_PART + 1):
            if start == 0 or start >= SHORTEST_REST:
                yield f"{folded[start:]}{MARK}{word}"


def wholes(part: str, kept: Iterable[str]) -> list[str]:
    """The words that hold ``part``, from ``kept``: entries of ``endings`` that begin with it."""
    found: dict[str, None] = {}
    for entry in kept:
        ending, _, word = entry.partition(MARK)
        rest = ending[len(part) :]
        if (not rest or len(rest) >= SHORTEST_REST) and ending.startswith(part) and bare(word) != part:
            found[word] = None
    return list(found)


def split(word: str, known: Callable[[str], bool], depth: int = DEEPEST) -> tuple[str, ...]:
    """``word`` as two or more known words, the links between them left out; empty when it is none."""
    if depth < 2 or len(word) < 2 * SHORTEST_PART:
        return ()
    for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        first = _known_without_link(word[:at], known)
        if first:
            rest = (word[at:],) if known(word[at:]) else split(word[at:], known, depth - 1)
            if rest:
                return (first, *rest)
    return ()


def _known_without_link(head: str, known: Callable[[str], bool]) -> str | None:
    for link in LINKS:
        bare_head = head.removesuffix(link) if link else head
        if head.endswith(link) and len(bare_head) >= SHORTEST_PART and known(bare_head):
            return bare_head
    return None
