"""A parsed query in PostgreSQL's own language: filters, phrases and words, all answered by one inverted index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..analysis import forms, lowered
from ..interface import Scope
from ..parsing import Parsed, Phrase
from ..wording import Lexicon, Term, languages_of, stops_of
from .tables import plain, quoted


def any_of(terms: Iterable[Term]) -> str:
    """Documents with any form of any of ``terms``."""
    return _or(form for term in terms for form in (*term.forms, *term.light))


def all_of(terms: Iterable[Term]) -> str:
    """Documents with some form of each of ``terms``."""
    return both(*(any_of([term]) for term in terms))


def both(*conditions: str) -> str:
    """All of the conditions that say something."""
    return " & ".join(f"({one})" for one in conditions if one)


def required(parsed: Parsed, lexicon: Lexicon) -> str:
    """What every hit must be: within the filters, with the phrases, without what is excluded."""
    phrases = [phrase_of(phrase, lexicon) for phrase in parsed.phrases]
    without = [f"!({phrase_of(phrase, lexicon)})" for phrase in parsed.without]
    return both(*within(parsed.scope), *phrases, *without)


def phrase_of(phrase: Phrase, lexicon: Lexicon) -> str:
    """The words of ``phrase`` in their places; stop words, which the index leaves out, leave a gap."""
    stops = stops_of(lexicon)
    telling = [one for one in phrase.words if one[0] not in stops] or list(phrase.words)
    said, before = "", 0
    for word, place in telling:
        one = f"({_or(forms(word, languages_of(lexicon)))})"
        said = f"{said} <{place - before}> {one}" if said else one
        before = place
    return said


def within(scope: Scope) -> list[str]:
    """The filters that stand in the index as lexemes."""
    wanted: list[str] = []
    if scope.board_ids is not None:
        suffix = f"|p:{plain(scope.phase)}" if scope.phase else ""
        wanted.append(_or(f"b:{board}{suffix}" for board in sorted({*scope.board_ids})) or quoted("b:none"))
    elif scope.phase:
        wanted.append(quoted(f"p:{plain(scope.phase)}"))
    kinds = (("t", scope.tag), ("a", scope.author), ("l", scope.language))
    return wanted + [quoted(f"{kind}:{lowered(plain(value))}") for kind, value in kinds if value]


def starting(complete: Sequence[str], begun: str) -> str:
    """Titles with each word of ``complete``, and one that begins with ``begun``."""
    whole = [quoted(f"s:{plain(word)}") for word in complete]
    return both(*whole, f"{quoted(f's:{plain(begun)}')}:*" if begun else "")


def _or(lexemes: Iterable[str]) -> str:
    return " | ".join(quoted(plain(one)) for one in lexemes)
