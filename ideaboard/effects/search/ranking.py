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

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

from .analysis import bare, terms
from .deadlines import Deadline
from .generations import Generation, Leaf
from .schema import accented
from .segments import Posting
from .wording import Term, idf, weigh

K1, B = 1.5, 0.75
LIGHT = 0.5  # what a compound around a word, or a word inside it, counts
AS_WRITTEN = 0.1  # of the score, for words with the very accents that were asked
MOST_SPELLINGS = 8
MUCH_LONGER = 20  # a posting list, than the documents looked up in it: then each is looked up alone
SECOND_STAGE = 300  # documents scored again
FEEDBACK_DOCUMENTS, FEEDBACK_TERMS, FEEDBACK_WEIGHT = 5, 20, 0.5
TOO_COMMON = 0.3  # words in more than this share of the documents say nothing about a few of them
FEEDBACK_POSTINGS = 60_000  # read for feedback at most, so that its cost does not grow with the index

Place = tuple[int, int]  # (which leaf, document number)


@dataclass
class Scores:
    """First stage: the score of every document of a leaf, and which of them match at all."""

    score: list[float]
    matching: set[int]


def first_stage(generation: Generation, asked: list[Term], masks: list[bytearray], deadline: Deadline) -> list[Scores]:
    """BM25 of every document in ``masks`` that holds any of ``asked``."""
    all_scores = [Scores([0.0] * leaf.segment.size, set()) for leaf in generation.leaves]
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


def _add_up(scores: Scores, posting: Posting, leaf: Leaf, mask: bytearray, weight: float, mean: float) -> None:
    counted = list(map(mask.__getitem__, posting.docs))
    docs = list(compress(posting.docs, counted))
    score, lengths = scores.score, leaf.segment.lengths
    top, fixed, by_length = weight * (K1 + 1), K1 * (1 - B), K1 * B / mean
    for doc, count in zip(docs, compress(posting.weights, counted), strict=True):
        score[doc] += top * count / (count + fixed + by_length * lengths[doc])
    scores.matching.update(docs)


def best(all_scores: list[Scores], most: int) -> list[tuple[float, Place]]:
    """The ``most`` highest scores with their places, highest first, equal ones in order of place."""
    tops: list[tuple[float, Place]] = []
    for number, scores in enumerate(all_scores):
        get = scores.score.__getitem__
        least = sorted(map(get, scores.matching))[-most:]  # faster than a heap with a key
        tops += [(get(doc), (number, doc)) for doc in scores.matching if get(doc) >= least[0]]
    return sorted(tops, key=lambda top: (-top[0], top[1]))[:most]


def second_stage(
    generation: Generation, asked: list[Term], deadline: Deadline, ranked: list[tuple[float, Place]]
) -> list[tuple[float, Place]]:
    """``ranked`` in the order of both stages; scores are per asked word, so that they compare between queries."""
    whole = sum(term.weight for term in asked) or 1.0
    head, tail = ranked[:SECOND_STAGE], ranked[SECOND_STAGE:]
    extra = feedback(generation, asked, head[:FEEDBACK_DOCUMENTS], deadline)
    share = 1 - FEEDBACK_WEIGHT if extra else 1.0
    bonus = max(0.2, 1 / (len(asked) + 1)) if len(asked) > 1 else 0.0
    again = []
    by_leaf = _by_leaf(head)
    added, matched = _added(generation, extra, by_leaf), _matched(asked, by_leaf)
    written = _as_written(generation, asked, {place for _, place in head})
    for score, place in head:
        total = (score * share / whole + added.get(place, 0.0)) * (1 + AS_WRITTEN * written[place] / len(asked))
        again.append((total * (1 - bonus + bonus * matched.get(place, 0) / len(asked)), place))
    again.sort(key=lambda top: (-top[0], top[1]))
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
    kept = generation.leaves[place[0]].segment.kept(place[1])
    language = kept.get("language", "")
    counts: Counter[str] = Counter(name for name, _ in terms(kept.get("body", ""), language))
    for name, _ in terms(kept.get("title", ""), language):
        counts[name] += 3
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


def _added(generation: Generation, extra: list[Term], head: dict[int, set[int]]) -> dict[Place, float]:
    """What the terms of the feedback add to the score of each place."""
    added: defaultdict[Place, float] = defaultdict(float)
    for term in extra:
        for (number, doc), count in _holding(term, head):
            length = generation.leaves[number].segment.lengths[doc]
            norm = K1 * (1 - B + B * length / generation.mean_length)
            added[number, doc] += term.weight * term.idf * count * (K1 + 1) / (count + norm)
    return added


def _matched(asked: list[Term], head: dict[int, set[int]]) -> Counter[Place]:
    """How many of the asked terms each place holds."""
    return Counter(place for term in asked for place in {place for place, _ in _holding(term, head)})


def _as_written(generation: Generation, asked: list[Term], head: set[Place]) -> Counter[Place]:
    """How many of the asked words each place holds with the accents that were typed, less those with others."""
    count: Counter[Place] = Counter()
    for word in {term.word for term in asked if term.word}:
        for number, leaf in enumerate(generation.leaves):
            for text, _ in leaf.segment.starting("accented", f"{bare(word)}=", MOST_SPELLINGS):
                step = 1 if text == accented(word) else -1
                count.update({(number, doc): step for doc in leaf.segment.holding("accented", text)})
    return Counter({place: count[place] for place in head if place in count})


def _by_leaf(head: list[tuple[float, Place]]) -> dict[int, set[int]]:
    by_leaf: defaultdict[int, set[int]] = defaultdict(set)
    for _, (number, doc) in head:
        by_leaf[number].add(doc)
    return by_leaf


def _holding(term: Term, head: dict[int, set[int]]) -> Iterator[tuple[Place, float]]:
    """The places of ``head`` that hold ``term``, with its weight there, once for each of its forms."""
    for number, docs in head.items():
        for posting, share in term.postings[number] if number < len(term.postings) else ():
            if len(posting.docs) < MUCH_LONGER * len(docs):
                for doc in docs.intersection(posting.docs):
                    yield (number, doc), share * posting.weights[bisect_left(posting.docs, doc)]
                continue
            for doc in docs:
                at = bisect_left(posting.docs, doc)
                if at < len(posting.docs) and posting.docs[at] == doc:
                    yield (number, doc), share * posting.weights[at]
