"""What the index knows about its words, asked for in as few queries as possible; one for each question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from rapidfuzz.distance import OSA

from ..analysis import forms, unspaced
from ..compounds import GLUING, SHORTEST_PART, SHORTEST_WHOLE
from ..interface import IndexUnavailable
from . import tables

LAST = "\U0010ffff"  # after every other character
MOST_COMPARED = 20_000
LONGEST_SPLIT = 32


class TableLexicon:
    """See ``spelling.Speller``; ``cursor`` is of a transaction that sees one state of the index."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self._known: dict[str, int] = {}
        heads = self._rows(
            "SELECT kind, word, holding FROM search.lexicon WHERE kind = ANY(%s) AND holding > 0",
            ([tables.LANGUAGE, tables.TOTAL],),
        )
        totals = {word: holding for kind, word, holding in heads if kind == tables.TOTAL}
        if str(totals.get(tables.FORMAT_ENTRY)) != tables.FORMAT:
            raise IndexUnavailable("the index was made by another version and waits for a rebuild")
        self.languages = tuple(sorted(word for kind, word, _ in heads if kind == tables.LANGUAGE))
        self.size = int(totals.get(tables.DOCUMENTS, 0))
        self.mean_length = max(1.0, totals.get(tables.LENGTHS, 0) / max(1, self.size))

    def learn(self, terms: Iterable[str]) -> None:
        """Ask for the frequencies of all these at once."""
        new = list({term for term in terms if term not in self._known})
        if new:
            found = self._rows(
                "SELECT word, holding FROM search.lexicon WHERE kind = %s AND word = ANY(%s)", (tables.TERM, new)
            )
            self._known.update(dict.fromkeys(new, 0) | {word: max(0, int(holding)) for word, holding in found})

    def learn_words(self, words: Iterable[str]) -> None:
        """The same for words of a query in all their forms, and for what they may be made of."""
        wanted: set[str] = set()
        gluing = [language for language in self.languages if language in GLUING]
        for word in words:
            wanted.update(forms(word, self.languages or ("en",)))
            if gluing and SHORTEST_WHOLE - 1 <= len(word) <= LONGEST_SPLIT and not unspaced(word):
                wanted.update(form for part in _inner(word) for form in forms(part, gluing))
        self.learn(wanted)

    def frequency(self, term: str) -> int:
        """In how many documents ``term`` stands."""
        if term not in self._known:
            self.learn([term])
        return self._known[term]

    def endings(self, prefix: str, most: int) -> list[str]:
        """See ``wording.Lexicon``."""
        return [word for word, _ in self._between(tables.ENDING, prefix, most)]

    def spellings(self, folded: str, most: int) -> list[str]:
        """The ``accented`` entries of a word."""
        return [word for word, _ in self._between(tables.ACCENTED, f"{folded}=", most)]

    def spells(self, word: str) -> bool:
        """Whether ``word`` stands somewhere exactly so."""
        asked = "SELECT 1 FROM search.lexicon WHERE kind = %s AND word = %s AND holding > 0"
        return bool(self._rows(asked, (tables.WORD, word)))

    def near(self, word: str, distance: int, prefix: int, stop: Callable[[], bool]) -> Counter[str]:
        """See ``spelling.Speller``."""
        found: Counter[str] = Counter()
        if stop():
            return found
        for other, holding in self._between(tables.WORD, word[0] if prefix else word[1], MOST_COMPARED):
            if abs(len(other) - len(word)) <= distance and OSA.distance(word, other) <= distance:
                found[other] = int(holding)
        return found

    def _between(self, kind: str, prefix: str, most: int) -> list[tuple[str, int]]:
        return self._rows(
            "SELECT word, holding FROM search.lexicon"
            " WHERE kind = %s AND word >= %s AND word < %s AND holding > 0 LIMIT %s",
            (kind, prefix, prefix + LAST, most),
        )

    def _rows(self, query: str, values: tuple[Any, ...]) -> list[Any]:
        self._cursor.execute(query, values)
        return list(self._cursor.fetchall())


def _inner(word: str) -> Iterable[str]:
    for start in range(len(word) - SHORTEST_PART + 1):
        for end in range(start + SHORTEST_PART, len(word) + 1):
            yield word[start:end]
