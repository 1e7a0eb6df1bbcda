"""Text into index terms: the same for documents and queries, for every language.

A word is folded (Unicode NFKC, case, sharp s), stemmed by Snowball when the language has a stemmer, then stripped of
accents, and the Turkish i's become one. Scripts written without spaces become overlapping pairs of characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from threading import local
from typing import Any

import Stemmer  # type: ignore[import-not-found]  # PyStemmer: C, without stubs
from whoosh.lang.stopwords import stoplists

ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
    "yi": "yiddish",
}  # fmt: skip
DEFAULT_LANGUAGE = "en"
# Plurals that the stemmer keeps apart from their singular.
IRREGULAR = {
    "en": {
        "buses": "bus", "busses": "bus", "gases": "gas", "gasses": "gas", "biases": "bias", "lenses": "lens",
        "pluses": "plus", "children": "child", "men": "man", "women": "woman", "feet": "foot", "teeth": "tooth",
        "mice": "mouse", "people": "person", "indices": "index", "matrices": "matrix", "vertices": "vertex",
        "analyses": "analysis", "criteria": "criterion", "phenomena": "phenomenon", "halves": "half", "lives": "life",
        "knives": "knife", "shelves": "shelf", "leaves": "leaf", "wives": "wife",
    }
}  # fmt: skip
LONGEST_WORD = 64

# Scripts without spaces between words: CJK, kana, Thai, Lao, Khmer, Myanmar. (Hangul has spaces, but its words glue
# particles on; pairs of syllables find the stem.)
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9d"
)
_MARK_RANGES = "".join(chr(c) for c in range(0x300, 0x10000) if unicodedata.category(chr(c)) in {"Mn", "Mc"})
_LETTER = rf"(?![{_UNSPACED}])[^\W_]"
_WORD = re.compile(rf"[{_UNSPACED}\U00020000-\U0003ffff]+|{_LETTER}(?:{_LETTER}|(?![{_UNSPACED}])[{_MARK_RANGES}])*")
_ASCII_WORD = re.compile("[0-9A-Za-z]+")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}\U00020000-\U0003ffff]")
_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u0652\u0670]")
_VARIANTS = str.maketrans(
    # Arabic letters that are written one for the other, Persian ones, and Latin ones that no decomposition takes apart
    dict(zip("أإآٱىةؤئیک", "ااااي" + "هويي" + "ك", strict=True))
    | {"ı": "i", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)
_CAPITAL_DOTTED_I = str.maketrans({"İ": "i"})
_APOSTROPHES = "'’ʼ＇"
_kept = local()

Word = tuple[str, int, int, int]  # (folded word, position, first character, one past the last character)


def clean(text: str) -> str:
    """``text`` that can be encoded: lone surrogates, which no real text holds, become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def words(text: str) -> Iterator[Word]:
    """The words of ``text`` as they are written, folded in case but not stemmed, with word position and place."""
    if text.isascii():
        yield from _ascii_words(text)
        return
    position = -1
    for match in _WORD.finditer(text):
        start, end = match.span()
        raw = match.group()
        if len(raw) == 1 and start and text[start - 1] in _APOSTROPHES and not unspaced(raw):
            continue  # the s of "city's"
        if raw.isascii():
            position += 1
            yield raw[:LONGEST_WORD].lower(), position, start, end
        elif _IS_UNSPACED.match(raw):
            for word, first, last in _pairs(raw, start):
                position += 1
                yield word, position, first, last
        else:
            position += 1
            yield lowered(raw[:LONGEST_WORD]), position, start, end


def ascii_words(text: str) -> set[str]:
    """The different words of a text in ASCII, as they are written."""
    return set(_ASCII_WORD.findall(text))


def _ascii_words(text: str) -> Iterator[Word]:
    """The same for the texts that are most of all, and need none of the care."""
    position = -1
    for match in _ASCII_WORD.finditer(text):
        start, end = match.span()
        if end - start == 1 and start and text[start - 1] == "'":
            continue
        position += 1
        yield match[0][:LONGEST_WORD].lower(), position, start, end


def unspaced(word: str) -> bool:
    """Whether ``word`` is of a script without spaces, cut into pairs."""
    return not word.isascii() and _IS_UNSPACED.match(word) is not None


def _pairs(run: str, start: int) -> Iterator[tuple[str, int, int]]:
    if len(run) == 1:
        yield unicodedata.normalize("NFKC", run), start, start + 1
    for i in range(len(run) - 1):
        yield unicodedata.normalize("NFKC", run[i : i + 2]), start + i, start + i + 2


@lru_cache(maxsize=50_000)
def lowered(word: str) -> str:
    """``word`` in the one form in which capitals, widths, ligatures and sharp s no longer matter."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).translate(_CAPITAL_DOTTED_I).casefold())


@lru_cache(maxsize=50_000)
def bare(word: str) -> str:
    """``word`` without accents and Arabic vowel marks, letter variants made one."""
    if word.isascii():
        return word
    stripped = _MARKS.sub("", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", stripped).translate(_VARIANTS)


def stop_words(language: str) -> frozenset[str]:
    """The words of ``language`` that say nothing about what a text is about."""
    return _stop_words(language)


@lru_cache(maxsize=64)
def _stop_words(language: str) -> frozenset[str]:
    return frozenset(stoplists.get("no" if language == "nb" else language, ()))


@lru_cache(maxsize=100_000)
def term(word: str, language: str = DEFAULT_LANGUAGE) -> str:
    """The index term of a folded ``word`` in ``language``: stemmed, then without accents."""
    algorithm = ALGORITHMS.get(language)
    word = IRREGULAR.get(language, {}).get(word, word)
    return bare(_stemmer(algorithm).stemWord(word)) if algorithm else bare(word)


def _stemmer(algorithm: str) -> Any:
    """One stemmer per thread: they keep state while they work."""
    stemmers: dict[str, Any] = _kept.__dict__
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm)
    return stemmers[algorithm]


def terms(text: str, language: str) -> list[tuple[str, int]]:
    """``(term, position)`` of the telling words of ``text``; stop words leave a gap in the positions."""
    stops = stop_words(language)
    return [(term(word, language), position) for word, position, _, _ in words(text) if word not in stops]


def forms(word: str, languages: Collection[str]) -> tuple[str, ...]:
    """How a query's ``word`` may stand in the index, by language; without its accents, and with those of Turkish."""
    found = {term(form, language) for language in languages for form in (word, bare(word))}
    if "tr" in languages and "i" in word:  # typed in capitals or without the right keys
        found.add(term(word.replace("i", "ı"), "tr"))
    return tuple(sorted(found))


def base_language(tag: str | None) -> str:
    """``pt-BR`` is ``pt``; nothing is English."""
    return (tag or DEFAULT_LANGUAGE).replace("_", "-").split("-")[0].lower() or DEFAULT_LANGUAGE
