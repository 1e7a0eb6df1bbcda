"""What a person typed, taken apart. Any string has an answer; nothing here raises, and everything is bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .analysis import clean, words
from .interface import Scope

MOST_WORDS = 24
LONGEST_TEXT = 2_000
_PIECE = re.compile(
    r"""(?P<minus>(?<!\S)-)?(?:(?P<key>(?<!\S)(?:author|tag|phase)):(?:"(?P<quoted>[^"]*)"|(?P<plain>\S+))"""
    r"""|["\u201c\u201d\u201e](?P<phrase>[^"\u201c\u201d\u201e]*)["\u201c\u201d]|(?P<text>[^\s"\u201c\u201d\u201e]+))""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand in this order; with their places, since words may be left out between them."""

    words: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """``words`` any of which may match, ``phrases`` that must, ``without`` that must not."""

    words: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    without: tuple[Phrase, ...]
    scope: Scope
    cut: bool


def parse(text: str, scope: Scope) -> Parsed:
    """Take ``text`` apart; filters in it narrow ``scope``. Words after the 24th are left out, and ``cut`` says so."""
    wanted: list[str] = []
    phrases: list[Phrase] = []
    without: list[Phrase] = []
    for piece in _PIECE.finditer(clean(text[:LONGEST_TEXT])):
        if piece["key"] and not piece["minus"]:
            scope = _narrowed(scope, piece["key"].lower(), piece["quoted"] or piece["plain"] or "")
            continue
        found = _phrase(piece["phrase"] or piece["text"] or piece["quoted"] or piece["plain"] or "")
        if piece["minus"]:
            without += [found] if found.words else []
            continue
        wanted += [word for word, _ in found.words]
        if piece["phrase"] and len(found.words) > 1:
            phrases.append(found)
    unique = tuple(dict.fromkeys(wanted))
    cut = len(unique) > MOST_WORDS or len(text) > LONGEST_TEXT or len(without) > MOST_WORDS or len(phrases) > MOST_WORDS
    return Parsed(unique[:MOST_WORDS], tuple(phrases[:MOST_WORDS]), tuple(without[:MOST_WORDS]), scope, cut)


def _phrase(text: str) -> Phrase:
    return Phrase(tuple((word, position) for word, position, _, _ in words(text))[:MOST_WORDS])


def _narrowed(scope: Scope, key: str, value: str) -> Scope:
    value = value.strip().lower()
    if key == "author":
        return replace(scope, author=value.lstrip("@"))
    return replace(scope, tag=value) if key == "tag" else replace(scope, phase=value)
