"""While somebody types: the last word stands for the words of titles that begin with it."""

from __future__ import annotations

import re
from dataclasses import replace

from .analysis import bare, lowered, stop_words, unspaced, words
from .interface import Engine, Query
from .parsing import parse

_LAST = re.compile(r"""(?:^|\s)(?P<last>[^\s":\u201c\u201d\u201e-][^\s":\u201c\u201d\u201e]*)$""")
SHORTEST = 2
TITLES = 24  # that are looked at for words that begin so
MOST = 8  # of these words, the most frequent in those titles


def continued(query: Query, engine: Engine) -> tuple[Query, str]:
    """``query`` with what its last word may become, and that word as it was typed; ``""`` when it can become none.

    A word that is finished (a space follows), quoted, taken out or a filter stands for itself alone.
    """
    found = _LAST.search(query.text)
    typed = [word for word, _, _, end in words(query.text) if found and end == len(query.text)]
    if not found or not typed or len(typed[-1]) < SHORTEST or unspaced(typed[-1]) or _quoted(query.text):
        return query, ""
    last = typed[-1]
    longer = _longer(last, query, engine)
    if not longer:
        return query, ""
    return replace(query, synonyms={**query.synonyms, f"{last}*": longer}), found["last"]


def _quoted(text: str) -> bool:
    """Whether a quotation is still open."""
    return text.count('"') % 2 == 1


def _longer(last: str, query: Query, engine: Engine) -> tuple[str, ...]:
    """Words of titles that begin with ``last``, the most frequent first."""
    start, scope = bare(last), parse(query.text, query.scope).scope
    counts: dict[str, int] = {}
    for one in engine.suggest(last, scope, TITLES):
        for word in {lowered(word) for word, _, _, _ in words(one.title)}:
            if bare(word).startswith(start) and word != last and word not in stop_words("en"):
                counts[word] = counts.get(word, 0) + 1
    return tuple(sorted(counts, key=lambda word: (-counts[word], word))[:MOST])
