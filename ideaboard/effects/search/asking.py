"""From what a person typed to the page of hits: parse, narrow, rank, count, mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import time
from typing import Any

import numpy as np

from .analysis import DEFAULT_LANGUAGE, forms
from .deadlines import Deadline
from .generations import Generation, Leaf
from .highlights import excerpt, marked
from .interface import AGES, EVERYWHERE, Found, Hit, Query, Sort
from .parsing import Parsed, Phrase, parse
from .ranking import Place, Scores, best, first_stage, second_stage
from .schema import counted_tags
from .scopes import mask
from .segments import Mask, Places
from .spelling import corrected
from .wording import Term, languages_of, stops_of, terms_of, weigh

SECONDS = 0.2  # for finding; no answer takes longer than 0.3, highlights and all
DEEPEST = 1_000  # hits that can be paged through
CLEAR_SHARE = 0.4  # sorted by time or support, only what has this share of the best score is a match


@dataclass(frozen=True, slots=True)
class _Asked:
    parsed: Parsed
    terms: list[Term]
    masks: list[Mask]


def answer(generation: Generation, query: Query) -> Found:
    """The page of hits that ``query`` asks for."""
    deadline = Deadline(SECONDS)
    parsed = parse(query.text, query.scope)
    masks = [mask(generation, leaf, parsed.scope) for leaf in generation.leaves]
    said = terms_of(generation, parsed.words, query.synonyms, query.stops)
    asked = _Asked(parsed, weigh(generation, said), masks)
    scores = first_stage(generation, asked.terms, masks, deadline) if parsed.words else _all_of(query, asked)
    _require(generation, asked, scores, deadline)
    places = _ordered(generation, query, asked, scores, deadline)
    page = places[query.offset : query.offset + query.limit]
    marks = frozenset(form for one in said for form in (*one.forms, *one.light)) if query.marked else None
    return Found(
        hits=tuple(_hit(generation, score, place, marks) for score, place in page),
        total=sum(int(one.matching.sum()) for one in scores),
        boards=_counts(generation, scores, "boards"),
        phases=_counts(generation, scores, "phases"),
        languages=_counts(generation, scores, "languages"),
        tags=counted_tags(_counts(generation, scores, "tags")),
        ages=_ages(generation, scores),
        did_you_mean=corrected(generation, query.text, parsed, deadline),
        cut=parsed.cut or deadline.cut,
    )


def _all_of(query: Query, asked: _Asked) -> list[Scores]:
    """Without words, everything within the filters; without filters, nothing."""
    wanted = asked.parsed.scope != query.scope or bool(asked.parsed.without)
    return [Scores(np.zeros(len(one)), one.copy() if wanted else np.zeros(len(one), bool)) for one in asked.masks]


def _require(generation: Generation, asked: _Asked, all_scores: list[Scores], deadline: Deadline) -> None:
    """Take out what lacks a phrase or holds what it must not."""
    for leaf, scores in zip(generation.leaves, all_scores, strict=True):
        for phrase in asked.parsed.phrases:
            scores.matching &= _mask(leaf, holding(generation, leaf, phrase, deadline))
        for phrase in asked.parsed.without:
            scores.matching &= ~_mask(leaf, holding(generation, leaf, phrase, deadline))


def _mask(leaf: Leaf, docs: set[int]) -> Mask:
    mask = np.zeros(leaf.segment.size, bool)
    mask[list(docs)] = True
    return mask


def holding(generation: Generation, leaf: Leaf, phrase: Phrase, deadline: Deadline) -> set[int]:
    """Documents of ``leaf`` in which the words of ``phrase`` stand in their places."""
    languages, stops = languages_of(generation), stops_of(generation)
    telling = [one for one in phrase.words if one[0] not in stops] or list(phrase.words)
    if len(telling) == 1:
        names = forms(telling[0][0], languages)
        alone = [posting for name in names if (posting := leaf.segment.posting(name, deadline.passed))]
        return {int(doc) for one in alone for doc in one.docs}
    read = [(_places(leaf, forms(word, languages), deadline), place) for word, place in telling]
    found = set.intersection(*({doc for one in places for doc in one.docs} for places, _ in read))
    starts = {doc: _starts(read[0][0], read[0][1], doc) for doc in found}
    for postings, place in read[1:]:
        for doc in found:
            starts[doc] &= _starts(postings, place, doc)
        found = {doc for doc in found if starts[doc] and not deadline.passed()}
    return found


def _places(leaf: Leaf, names: Iterable[str], deadline: Deadline) -> list[Places]:
    return [places for name in names if (places := leaf.segment.places(name, deadline.passed))]


def _starts(postings: list[Places], place: int, doc: int) -> set[int]:
    """Where a phrase would have to begin for the word at ``place`` in it to stand where it does."""
    return {position - place for one in postings for _, places in one.positions((doc,)) for position in places}


def _ordered(
    generation: Generation, query: Query, asked: _Asked, scores: list[Scores], deadline: Deadline
) -> list[tuple[float, Place]]:
    if query.sort == "relevance" and asked.terms:
        ranked = best(scores, min(DEEPEST, max(300, query.offset + query.limit)))
        return second_stage(generation, asked.terms, deadline, ranked)
    return _sorted(generation, "new" if query.sort == "relevance" else query.sort, scores)


def _sorted(generation: Generation, sort: Sort, all_scores: list[Scores]) -> list[tuple[float, Place]]:
    top = max((float(one.score[one.matching].max()) for one in all_scores if one.matching.any()), default=0.0)
    keyed = []
    for number, (leaf, scores) in enumerate(zip(generation.leaves, all_scores, strict=True)):
        values = leaf.segment.created if sort == "new" else leaf.segment.votes
        scores.matching &= scores.score >= CLEAR_SHARE * top
        docs = np.flatnonzero(scores.matching)
        docs = docs[np.lexsort((-leaf.segment.numbers[docs], -values[docs]))[:DEEPEST]]
        keyed += [
            (-int(values[doc]), -leaf.segment.ids[doc], float(scores.score[doc]), (number, int(doc))) for doc in docs
        ]
    return [(score, place) for _, _, score, place in sorted(keyed)[:DEEPEST]]


def _counts(generation: Generation, all_scores: list[Scores], column: str) -> dict[Any, int]:
    counts: Counter[Any] = Counter()
    for leaf, scores in zip(generation.leaves, all_scores, strict=True):
        counts.update(getattr(leaf.segment, column).counted(scores.matching))
    return dict(counts)


def _ages(generation: Generation, all_scores: list[Scores]) -> dict[str, int]:
    moment, counts = time(), dict.fromkeys(AGES, 0)
    for leaf, scores in zip(generation.leaves, all_scores, strict=True):
        created = leaf.segment.created[scores.matching]
        for age, days in AGES.items():
            counts[age] += int(np.count_nonzero(created >= moment - days * 86_400))
    return counts


def _marks(generation: Generation, parsed: Parsed) -> frozenset[str]:
    return frozenset(form for one in terms_of(generation, parsed.words) for form in (*one.forms, *one.light))


def marks_of(generation: Generation, text: str, ids: Iterable[int]) -> dict[int, Mapping[str, str]]:
    """Highlights of documents by their ids."""
    marks, wanted = _marks(generation, parse(text, EVERYWHERE)), set(ids)
    return {
        id_: _highlights(leaf, leaf.segment.place[id_], marks)
        for leaf in generation.leaves
        for id_ in wanted & leaf.segment.place.keys()
        if leaf.alive[leaf.segment.place[id_]]
    }


def _hit(generation: Generation, score: float, place: Place, marks: frozenset[str] | None) -> Hit:
    leaf = generation.leaves[place[0]]
    highlights = {} if marks is None else _highlights(leaf, place[1], marks)
    return Hit(leaf.segment.ids[place[1]], round(score, 4), highlights)


def _highlights(leaf: Leaf, doc: int, marks: frozenset[str]) -> dict[str, str]:
    kept = leaf.segment.kept(doc)
    language = kept.get("language", DEFAULT_LANGUAGE)
    title, body = kept.get("title", ""), kept.get("body", "")
    return {"title": marked(title, marks, language), "body": excerpt(body, marks, language)}
