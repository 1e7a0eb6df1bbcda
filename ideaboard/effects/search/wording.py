"""A query's words as index terms: in each form that documents may have, and the compounds around and inside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from types import MappingProxyType
from typing import Any, Protocol

from .analysis import DEFAULT_LANGUAGE, bare, forms, stop_words, term, unspaced
from .compounds import GLUING, SHORTEST_PART, split, wholes

MOST_WHOLES = 24  # compounds that one word finds


class Lexicon(Protocol):
    """What an engine knows about its words."""

    @property
    def size(self) -> int:
        """How many documents there are."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Those of the documents."""

    def frequency(self, term: str) -> int:
        """In how many documents ``term`` stands."""

    def endings(self, prefix: str, most: int) -> list[str]:
        """Up to ``most`` entries of ``compounds.endings`` that begin with ``prefix``."""


@dataclass
class Term:
    """A word of the query: its ``forms``, the ``light`` ones that count less, how much it counts, and as it was typed.

    ``postings`` (by leaf) is what an engine read for it.
    """

    forms: tuple[str, ...]
    weight: float = 1.0
    idf: float = 0.0
    light: tuple[str, ...] = ()
    word: str = ""
    postings: list[list[tuple[Any, float]]] = field(default_factory=list)


def languages_of(lexicon: Lexicon) -> tuple[str, ...]:
    """The languages in which a query is read."""
    return lexicon.languages or (DEFAULT_LANGUAGE,)


def stops_of(lexicon: Lexicon) -> frozenset[str]:
    """The stop words of all of them."""
    return frozenset[str]().union(*(stop_words(language) for language in languages_of(lexicon)))


def terms_of(
    lexicon: Lexicon,
    words: Collection[str],
    synonyms: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    silent: frozenset[str] = frozenset(),
) -> list[Term]:
    """``words`` as index terms in every language of the index, each with its ``synonyms`` (see ``interface.Query``).

    Stop words, and those that are ``silent`` on this board, only when there is nothing else.
    """
    languages, stops = languages_of(lexicon), stops_of(lexicon) | silent
    telling = [word for word in words if word not in stops] or list(words)
    return [
        Term(_with_synonyms(word, synonyms, languages), light=_light(lexicon, word, synonyms, languages), word=word)
        for word in telling
    ]


def _light(
    lexicon: Lexicon, word: str, synonyms: Mapping[str, tuple[str, ...]], languages: tuple[str, ...]
) -> tuple[str, ...]:
    found = light_forms(lexicon, word)
    longer = synonyms.get(f"{word}*", ())
    if not longer:
        return found
    strong = _with_synonyms(word, synonyms, languages)
    both = dict.fromkeys([*found, *(form for other in longer for form in forms(other, languages))])
    return tuple(form for form in both if form not in strong)


def _with_synonyms(word: str, synonyms: Mapping[str, tuple[str, ...]], languages: tuple[str, ...]) -> tuple[str, ...]:
    found = forms(word, languages)
    if word not in synonyms:
        return found
    return tuple(dict.fromkeys([*found, *(form for other in synonyms[word] for form in forms(other, languages))]))


def light_forms(lexicon: Lexicon, word: str) -> tuple[str, ...]:
    """Terms of the compounds that hold ``word``, and of the words that it is made of."""
    languages = languages_of(lexicon)
    if unspaced(word):
        return tuple(wholes(word, lexicon.endings(word + "=", MOST_WHOLES))) if len(word) == 1 else ()
    gluing = [language for language in languages if language in GLUING]
    if not gluing or len(word) < SHORTEST_PART:
        return ()
    found = {bare(form) for language in gluing for form in (word, term(word, language)) if len(form) >= SHORTEST_PART}
    around = [whole for part in found for whole in wholes(part, lexicon.endings(part, MOST_WHOLES))]
    inside = split(word, lambda part: any(map(lexicon.frequency, forms(part, gluing))))
    light = {form for other in (*around, *inside) for form in forms(other, gluing)}
    return tuple(sorted(light - set(forms(word, languages))))


def idf(documents: int, holding: int) -> float:
    """Inverse document frequency, never negative."""
    return log(1 + (documents - holding + 0.5) / (holding + 0.5))


def weigh(lexicon: Lexicon, asked: Sequence[Term]) -> list[Term]:
    """``asked`` with idf, the rarest first; terms that stand nowhere are left out."""
    known = []
    for one in asked:
        counts = [lexicon.frequency(form) for form in one.forms]
        standing = tuple(form for form, count in zip(one.forms, counts, strict=True) if count)
        light = tuple(form for form in one.light if lexicon.frequency(form))
        if standing or light:
            holding = sum(counts) or sum(map(lexicon.frequency, light))
            rarity = idf(lexicon.size, min(lexicon.size, holding))
            known.append(Term(standing, one.weight, rarity, light, one.word))
    return sorted(known, key=lambda one: -one.idf)
