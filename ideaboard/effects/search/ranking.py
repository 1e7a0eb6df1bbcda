"""How documents are ranked: BM25 over all words, then the best few hundred once more with what the top five are about.

1. Every document with any of the words is scored by BM25 (Robertson and Zaragoza 2009), title, tags, body and comments
   in one field with weights. Rare words are read first; when time runs out, the others are left out, and the answer
   says so.
2. The best are scored again: words of the top five documents are added to the query (pseudo relevance feedback, RM3 of
   Lavrenko and Croft 2001) and a document with more of the asked words gets a bonus. Feedback reorders, it never adds
   documents.

The constants were chosen on two public collections by bench/search.py; neighbouring values differ by less than 0.01.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .analysis import bare
from .deadlines import Deadline
from .generations import Generation, Leaf
from .schema import accented
from .segments import Docs, Mask, Posting
from .wording import Term, idf, weigh

K1, B = 1.5, 0.75
LIGHT = 0.5  # what a compound around a word, or a word inside it, counts
AS_WRITTEN = 0.1  # of the score, for words with the very accents that were asked
MOST_SPELLINGS = 8
SECOND_STAGE = 300  # documents scored again
FEEDBACK_DOCUMENTS, FEEDBACK_TERMS, FEEDBACK_WEIGHT = 5, 20, 0.5
TOO_COMMON = 0.3  # words in more than this share of the documents say nothing about a few of them
FEEDBACK_POSTINGS = 60_000  # read for feedback at most, so that its cost does not grow with the index

Place = tuple[int, int]  # (which leaf, document number)


@dataclass
class Scores:
    """First stage: the score of every document of a leaf, and which of them match at all."""

    score: NDArray[np.float64]
    matching: Mask


def first_stage(generation: Generation, asked: list[Term], masks: list[Mask], deadline: Deadline) -> list[Scores]:
    """BM25 of every document in ``masks`` that holds any of ``asked``."""
    sizes = [leaf.segment.size for leaf in generation.leaves]
    all_scores = [Scores(np.zeros(size), np.zeros(size, bool)) for size in sizes]
    for term in asked:
        term.postings = []
        for leaf, scores, mask in zip(generation.leaves, all_scores, masks, strict=True):
            read = _all_forms(leaf, term, deadline)
            term.postings.append(read)
            for posting, share in read:
                _add_up(scores, posting, leaf, mask, term.idf * term.weight * share, generation.mean_length)
        if deadline.passed():
            break
    return all_scores


def _add_up(scores: Scores, posting: Posting, leaf: Leaf, mask: Mask, weight: float, mean: float) -> None:
    counted = mask[posting.docs]
    docs, counts = posting.docs[counted], posting.weights[counted]
    scores.score[docs] += weight * (K1 + 1) * counts / (counts + _norm(leaf, docs, mean))
    scores.matching[docs] = True


def _norm(leaf: Leaf, docs: Docs, mean: float) -> NDArray[np.float32]:
    """BM25's share of a document's length."""
    found: NDArray[np.float32] = K1 * (1 - B) + np.float32(K1 * B / mean) * leaf.segment.lengths[docs]
    return found


def best(all_scores: list[Scores], most: int) -> list[tuple[float, Place]]:
    """The ``most`` highest scores with their places, highest first, equal ones in order of place."""
    tops: list[tuple[float, Place]] = []
    for number, scores in enumerate(all_scores):
        docs = np.flatnonzero(scores.matching)
        values = scores.score[docs]
        if len(docs) > most:
            least = np.partition(values, len(values) - most)[len(values) - most]
            docs, values = docs[values >= least], values[values >= least]
        first = np.lexsort((docs, -values))[:most]
        tops += [
            (value, (number, doc)) for value, doc in zip(values[first].tolist(), docs[first].tolist(), strict=True)
        ]
    return sorted(tops, key=lambda top: (-top[0], top[1]))[:most]


@dataclass
class Head:
    """The best few hundred: for each leaf their document numbers and which of them these are."""

    size: int
    by_leaf: dict[int, tuple[Docs, NDArray[np.intp]]]


def _head(places: Sequence[Place]) -> Head:
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for rank, (number, doc) in enumerate(places):
        found[number].append((doc, rank))
    arrays = {
        number: (np.array([doc for doc, _ in there], np.int32), np.array([rank for _, rank in there], np.intp))
        for number, there in found.items()
    }
    return Head(len(places), arrays)


def second_stage(
    generation: Generation, asked: list[Term], deadline: Deadline, ranked: list[tuple[float, Place]]
) -> list[tuple[float, Place]]:
    """``ranked`` in the order of both stages; scores are per asked word, so that they compare between queries."""
    whole = sum(term.weight for term in asked) or 1.0
    head, tail = ranked[:SECOND_STAGE], ranked[SECOND_STAGE:]
    extra = feedback(generation, asked, head[:FEEDBACK_DOCUMENTS], deadline)
    share = 1 - FEEDBACK_WEIGHT if extra else 1.0
    bonus = max(0.2, 1 / (len(asked) + 1)) if len(asked) > 1 else 0.0
    there = _head([place for _, place in head])
    words = np.array([score for score, _ in head]) * share / whole
    written = 1 + AS_WRITTEN * _as_written(generation, asked, there) / len(asked)
    total = (words + _added(generation, extra, there)) * written
    total *= 1 - bonus + bonus * _matched(asked, there) / len(asked)
    again = sorted(zip(total.tolist(), (place for _, place in head), strict=True), key=lambda top: (-top[0], top[1]))
    floor = again[-1][0] if again else 0.0
    return again + [(min(floor, score * share / whole), place) for score, place in tail]


def feedback(
    generation: Generation, asked: list[Term], tops: list[tuple[float, Place]], deadline: Deadline
) -> list[Term]:
    """The most telling terms of the top documents, weighted to sum to ``FEEDBACK_WEIGHT``.

    Less when they are rarer than what was asked: what "tea" means on a board about tea is not for five ideas to say.
    """
    total = sum(score for score, _ in tops)
    if len(tops) < 2 or total <= 0 or deadline.passed():
        return []
    telling: defaultdict[str, float] = defaultdict(float)
    for score, place in tops:
        for name, value in telling_terms(generation, place).items():
            telling[name] += score / total * value
    chosen, budget = [], FEEDBACK_POSTINGS
    for name, value in sorted(telling.items(), key=lambda one: (-one[1], one[0]))[:FEEDBACK_TERMS]:
        budget -= generation.frequency(name)
        if budget >= 0 and not deadline.passed():
            chosen.append(Term((name,), value))
    chosen = weigh(generation, chosen)
    share = FEEDBACK_WEIGHT * min(1.0, mean_idf(asked) / max(0.001, mean_idf(chosen)))
    weights = sum(term.weight for term in chosen)
    for term in chosen:
        term.weight *= share / weights
        term.postings = [_all_forms(leaf, term, deadline) for leaf in generation.leaves]
    return chosen


def telling_terms(generation: Generation, place: Place) -> dict[str, float]:
    """Terms of a document by how much they say about it (BM25 weight in the document, with their rarity)."""
    counts = generation.leaves[place[0]].segment.told(place[1])
    norm = K1 * (1 - B + B * sum(counts.values()) / generation.mean_length)
    most = TOO_COMMON * generation.size
    telling = {}
    for name, count in counts.items():
        holding = generation.frequency(name)
        if 2 <= holding <= most:
            telling[name] = count / (count + norm) * idf(generation.size, min(holding, generation.size))
    return telling


def mean_idf(terms: Sequence[Term]) -> float:
    """Of ``terms`` by their weights."""
    whole = sum(term.weight for term in terms)
    return sum(term.idf * term.weight for term in terms) / whole if whole else 0.0


def _all_forms(leaf: Leaf, term: Term, deadline: Deadline) -> list[tuple[Posting, float]]:
    shares = [(form, 1.0) for form in term.forms] + [(form, LIGHT) for form in term.light]
    return [(posting, share) for form, share in shares if (posting := leaf.segment.posting(form, deadline.passed))]


def _added(generation: Generation, extra: list[Term], head: Head) -> NDArray[np.float64]:
    """What the terms of the feedback add to the score of each of the best."""
    added = np.zeros(head.size)
    for term in extra:
        for number, docs, ranks, counts in _holding(term, head):
            norm = _norm(generation.leaves[number], docs, generation.mean_length)
            added[ranks] += term.weight * term.idf * counts * (K1 + 1) / (counts + norm)
    return added


def _matched(asked: list[Term], head: Head) -> NDArray[np.float64]:
    """How many of the asked terms each of the best holds."""
    matched = np.zeros(head.size)
    for term in asked:
        holds = np.zeros(head.size, bool)
        for _number, _docs, ranks, _counts in _holding(term, head):
            holds[ranks] = True
        matched += holds
    return matched


def _as_written(generation: Generation, asked: list[Term], head: Head) -> NDArray[np.float64]:
    """How many of the asked words each of the best holds with the accents that were typed, less those with others."""
    count = np.zeros(head.size)
    for word in {term.word for term in asked if term.word}:
        for number, (docs, ranks) in head.by_leaf.items():
            segment = generation.leaves[number].segment
            for text, _ in segment.starting("accented", f"{bare(word)}=", MOST_SPELLINGS):
                step = 1 if text == accented(word) else -1
                count[ranks[np.isin(docs, segment.holding("accented", text))]] += step
    return count


def _holding(term: Term, head: Head) -> Iterator[tuple[int, Docs, NDArray[np.intp], NDArray[np.float32]]]:
    """Which of the best hold ``term``, once for each of its forms: leaf, documents, ranks, and its weights there."""
    for number, (docs, ranks) in head.by_leaf.items():
        for posting, share in term.postings[number] if number < len(term.postings) else ():
            at = np.searchsorted(posting.docs, docs)
            there = posting.docs[np.minimum(at, len(posting.docs) - 1)] == docs
            yield number, docs[there], ranks[there], np.float32(share) * posting.weights[at[there]]
