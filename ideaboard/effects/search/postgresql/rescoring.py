"""The best few hundred that SQL found, ranked as the embedded engine ranks: BM25, feedback, bonus, accents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ..analysis import bare
from ..ranking import (
    AS_WRITTEN,
    FEEDBACK_DOCUMENTS,
    FEEDBACK_TERMS,
    FEEDBACK_WEIGHT,
    K1,
    LIGHT,
    TOO_COMMON,
    B,
    mean_idf,
)
from ..schema import accented
from ..wording import Term, idf, weigh
from .lexicon import TableLexicon


@dataclass(slots=True)
class Candidate:
    """A document that may be a hit: its weighted terms, words and title."""

    id: int
    length: int
    title: str
    weights: dict[str, float]
    score: float = 0.0


def by_words(candidates: Sequence[Candidate], asked: Sequence[Term], mean_length: float) -> list[Candidate]:
    """``candidates`` with their BM25 score, best first."""
    shares = [(form, term.idf * term.weight * (K1 + 1)) for term in asked for form in term.forms]
    shares += [(form, term.idf * term.weight * (K1 + 1) * LIGHT) for term in asked for form in term.light]
    for one in candidates:
        norm = K1 * (1 - B + B * one.length / mean_length)
        get = one.weights.get
        one.score = sum(share * count / (count + norm) for form, share in shares if (count := get(form, 0.0)))
    return sorted(candidates, key=lambda one: (-one.score, one.id))


def again(lexicon: TableLexicon, asked: Sequence[Term], ranked: Sequence[Candidate]) -> list[Candidate]:
    """``ranked`` with the words of the top ones added, a bonus for more words, and for accents as they were typed."""
    whole = sum(term.weight for term in asked) or 1.0
    extra = feedback(lexicon, asked, ranked[:FEEDBACK_DOCUMENTS])
    share = 1 - FEEDBACK_WEIGHT if extra else 1.0
    bonus = max(0.2, 1 / (len(asked) + 1)) if len(asked) > 1 else 0.0
    words = _score_of(ranked)
    added = {one.id: one.score for one in by_words(ranked, extra, lexicon.mean_length)}
    written = _as_written(lexicon, asked, ranked)
    for one in ranked:
        held = sum(any(form in one.weights for form in (*term.forms, *term.light)) for term in asked)
        total = (words[one.id] * share / whole + added[one.id]) * (1 + AS_WRITTEN * written[one.id] / len(asked))
        one.score = total * (1 - bonus + bonus * held / len(asked))
    return sorted(ranked, key=lambda one: (-one.score, one.id))


def _score_of(ranked: Sequence[Candidate]) -> dict[int, float]:
    return {one.id: one.score for one in ranked}


def feedback(lexicon: TableLexicon, asked: Sequence[Term], tops: Sequence[Candidate]) -> list[Term]:
    """The most telling terms of the top documents; see ``ranking.feedback``."""
    total = sum(one.score for one in tops)
    if len(tops) < 2 or total <= 0:
        return []
    lexicon.learn(name for one in tops for name, weight in one.weights.items() if weight)
    telling: defaultdict[str, float] = defaultdict(float)
    for one in tops:
        norm = K1 * (1 - B + B * one.length / lexicon.mean_length)
        for name, weight in one.weights.items():
            holding = lexicon.frequency(name) if weight else 0
            if 2 <= holding <= TOO_COMMON * lexicon.size:
                telling[name] += one.score / total * weight / (weight + norm) * idf(lexicon.size, holding)
    chosen = sorted(telling.items(), key=lambda one: (-one[1], one[0]))[:FEEDBACK_TERMS]
    terms = weigh(lexicon, [Term((name,), value) for name, value in chosen])
    share = FEEDBACK_WEIGHT * min(1.0, mean_idf(asked) / max(0.001, mean_idf(terms)))
    weights = sum(term.weight for term in terms)
    for term in terms:
        term.weight *= share / weights
    return terms


def _as_written(lexicon: TableLexicon, asked: Sequence[Term], ranked: Sequence[Candidate]) -> defaultdict[int, int]:
    count: defaultdict[int, int] = defaultdict(int)
    for word in {term.word for term in asked if term.word}:
        for spelling in lexicon.spellings(bare(word), 8):
            step = 1 if spelling == accented(word) else -1
            for one in ranked:
                count[one.id] += step * (spelling in one.weights)
    return count
