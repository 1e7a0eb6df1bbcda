"""The questions, in a few bounded queries each.

What is ranked is limited: the rarest words choose some hundreds of documents, SQL ranks these roughly, and the best
one or two hundred are ranked again as in the embedded engine. So the cost does not grow with the number of matches.
Where a word stands in more documents than that, the most supported of them are looked at, or the newest when these
are asked for first.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from time import time
from typing import Any

from psycopg.errors import QueryCanceled

from ..analysis import bare, clean, lowered, words
from ..asking import CLEAR_SHARE, DEEPEST, SECONDS
from ..deadlines import Deadline
from ..highlights import excerpt, marked
from ..interface import AGES, EVERYWHERE, Found, Hit, Query, Scope, Suggestion
from ..likeness import LONGEST_BODY, LOOKED_AT, likeness, rarest, telling_words
from ..parsing import parse
from ..schema import counted_tags
from ..spelling import corrected
from ..typing_ahead import LONGEST
from ..wording import Term, terms_of, weigh
from . import conditions
from .lexicon import TableLexicon
from .rescoring import Candidate, again, by_words

MOST_MATCHES = 800  # documents that SQL ranks, fewer for many words
MOST_CALLS = 12_000  # of the ranking function
MOST_RANKED = 200  # of these, ranked again; half as many for a few words, where the second ranking moves little
FEW_WORDS = 3
MOST_COUNTED = 1_000  # matches that are counted: no more can be paged through
SUGGESTED_OF = 1_000
ORDERS = {"new": "created DESC, id DESC", "support": "votes DESC, id DESC"}  # each has an index
# Weights of D, C, B and A: comments, body, tags, title; see ``schema``.
WEIGHTS = "{0.1667, 0.3333, 0.6667, 1}"


@dataclass
class Counts:
    """Of what kind the matches are: see ``Found``; ``tags`` by combinations of them."""

    boards: Counter[int] = field(default_factory=Counter)
    phases: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    ages: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(AGES, 0)))


def answer(cursor: Any, query: Query) -> Found:
    """The page of hits that ``query`` asks for."""
    deadline = Deadline(SECONDS)
    parsed = parse(query.text, query.scope)
    marks: frozenset[str] = frozenset()
    hits: tuple[Hit, ...] = ()
    total, counts, better = 0, Counts(), None
    try:
        _limit(cursor, deadline)
        lexicon = TableLexicon(cursor)
        lexicon.learn_words(
            [*parsed.words, *(other for word in parsed.words for other in query.synonyms.get(word, ()))]
        )
        asked = weigh(lexicon, terms_of(lexicon, parsed.words, query.synonyms, query.stops))
        needed, others = conditions.required(parsed, lexicon), _others(parsed.scope)
        scope_only = not parsed.words and (parsed.scope != query.scope or bool(parsed.without))
        if asked or scope_only:
            match = conditions.both(needed, conditions.any_of(asked))
            ranked = _ranked(cursor, query, asked, lexicon, needed, others, deadline)
            page = ranked[query.offset : query.offset + query.limit]
            marks = frozenset(form for term in asked for form in (*term.forms, *term.light))
            hits = _hits(cursor, page, marks if query.marked else None)
            total = len(ranked)
            clear = [one.id for one in ranked] if query.sort != "relevance" and asked else None
            total, counts = _counted(cursor, match, others, clear, deadline)
        better = corrected(lexicon, query.text, parsed, deadline)
    except QueryCanceled:
        deadline.cut = True
    found = Found(hits, total, did_you_mean=better, cut=parsed.cut or deadline.cut)
    return replace(found, **vars(counts) | {"tags": counted_tags(counts.tags)})


def marks_of(cursor: Any, text: str, ids: Iterable[int]) -> dict[int, Mapping[str, str]]:
    """Highlights of documents by their ids."""
    lexicon = TableLexicon(cursor)
    parsed = parse(text, EVERYWHERE)
    lexicon.learn_words(parsed.words)
    marks = frozenset(form for term in terms_of(lexicon, parsed.words) for form in (*term.forms, *term.light))
    page = [Candidate(id_, 0, "", {}) for id_ in ids]
    return {hit.id: hit.highlights for hit in _hits(cursor, page, marks)}


def alike(cursor: Any, title: str, body: str, scope: Scope, limit: int) -> list[Hit]:
    """Documents most like an idea with ``title`` and ``body``."""
    deadline = Deadline(SECONDS)
    try:
        _limit(cursor, deadline)
        lexicon = TableLexicon(cursor)
        title, body = clean(title[:500]), clean(body[:LONGEST_BODY])
        said = telling_words(lexicon, title, body)
        lexicon.learn(form for term in said for form in term.forms)
        asked = rarest(weigh(lexicon, said))
        needed = conditions.both(*conditions.within(scope))
        found = _candidates(cursor, asked, lexicon, needed, _others(scope), deadline)
    except QueryCanceled:
        return []
    whole = sum(term.idf * term.weight for term in asked)
    ranked = by_words(found, asked, lexicon.mean_length)[: max(LOOKED_AT, limit)]
    hits = [Hit(one.id, round(likeness(one.score / whole, title, one.title), 4)) for one in ranked]
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:limit]


def suggestions(cursor: Any, typed: str, scope: Scope, limit: int) -> list[Suggestion]:
    """Titles for ``typed``: those that begin with it first, then the most supported."""
    typed = clean(typed[:LONGEST])
    said = [bare(word) for word, _, _, _ in words(typed)][:12]
    if not said:
        return []
    complete, begun = (said, "") if typed[-1:].isspace() else (said[:-1], said[-1])
    match = conditions.both(*conditions.within(scope), conditions.starting(complete, begun))
    others = _others(scope)
    try:
        _limit(cursor, Deadline(SECONDS))
        cursor.execute(
            "SELECT id, votes, title FROM (SELECT id, votes FROM (SELECT id, votes FROM search.documents"
            f" WHERE vector @@ %s::tsquery{others[0]} LIMIT %s) found ORDER BY votes DESC, id DESC LIMIT %s) best"
            " JOIN search.texts USING (id)",
            (match, *others[1], SUGGESTED_OF, limit * 4),
        )
        rows = cursor.fetchall()
    except QueryCanceled:
        return []
    start = bare(lowered(typed.strip()))
    ordered = sorted((not bare(lowered(title)).startswith(start), -votes, -id_, title) for id_, votes, title in rows)
    return [Suggestion(-id_, title) for _, _, id_, title in ordered[:limit]]


def _ranked(
    cursor: Any,
    query: Query,
    asked: list[Term],
    lexicon: TableLexicon,
    needed: str,
    others: tuple[str, list[object]],
    deadline: Deadline,
) -> list[Candidate]:
    """All that can be paged through, in the order that was asked for."""
    if not asked:
        order = ORDERS["support" if query.sort == "support" else "new"]
        cursor.execute(
            f"SELECT id FROM search.documents WHERE vector @@ %s::tsquery{others[0]} ORDER BY {order} LIMIT %s",
            (needed, *others[1], DEEPEST),
        )
        return [Candidate(id_, 0, "", {}) for (id_,) in cursor.fetchall()]
    enough = MOST_RANKED if len(asked) > FEW_WORDS else MOST_RANKED // 2
    most = max(enough, min(DEEPEST, query.offset + query.limit)) if query.sort == "relevance" else DEEPEST
    order = ORDERS["new" if query.sort == "new" else "support"]
    found = _candidates(cursor, asked, lexicon, needed, others, deadline, most, order)
    ranked = by_words(found, asked, lexicon.mean_length)
    if query.sort == "relevance":
        return again(lexicon, asked, ranked[:MOST_RANKED]) + ranked[MOST_RANKED:]
    clear = [one for one in ranked if one.score >= CLEAR_SHARE * ranked[0].score]
    cursor.execute("SELECT id, votes, created FROM search.documents WHERE id = ANY(%s)", ([one.id for one in clear],))
    keys = {id_: (-(created if query.sort == "new" else votes), -id_) for id_, votes, created in cursor.fetchall()}
    return sorted((one for one in clear if one.id in keys), key=lambda one: keys[one.id])


def _candidates(
    cursor: Any,
    asked: list[Term],
    lexicon: TableLexicon,
    needed: str,
    others: tuple[str, list[object]],
    deadline: Deadline,
    most: int = MOST_RANKED,
    order: str = ORDERS["support"],
) -> list[Candidate]:
    """The ``most`` best by SQL's rough ranking, with what is needed to rank them well. ``order``: which of too many."""
    if not asked:
        return []
    _limit(cursor, deadline)
    forms = [(form, term.idf * term.weight) for term in asked for form in (*term.forms, *term.light)]
    forms = sorted(forms, key=lambda one: -one[1])[:32]
    matches = max(most, min(MOST_MATCHES, MOST_CALLS // len(forms)))
    holding = [sum(map(lexicon.frequency, (*term.forms, *term.light))) for term in asked]
    pools = [(conditions.both(needed, one), share) for one, share in _choices(asked, holding, matches)]
    # only of too many there is a choice: an order asked of a few rows may lead PostgreSQL through the whole table
    which = f" ORDER BY {order}" if min(holding) > matches else ""
    pool = " UNION ".join(
        f"(SELECT id FROM search.documents WHERE vector @@ %s::tsquery{others[0]}{which} LIMIT %s)" for _ in pools
    )
    rank = " + ".join("%s * ts_rank(%s, vector, %s::tsquery)" for _ in forms)
    cursor.execute(
        f"WITH pool AS ({pool}), best AS (SELECT id, length, ({rank}) / (1 + length / %s) AS score"
        " FROM search.documents JOIN pool USING (id) ORDER BY score DESC, id LIMIT %s)"
        " SELECT id, length, title, weights FROM best JOIN search.texts USING (id)",
        (
            *(value for one, share in pools for value in (one, *others[1], share)),
            *(value for form, weight in forms for value in (weight, WEIGHTS, conditions.quoted(form))),
            lexicon.mean_length,
            most,
        ),
    )
    return [Candidate(id_, length, title, json.loads(weights)) for id_, length, title, weights in cursor.fetchall()]


def _choices(asked: list[Term], holding: list[int], matches: int) -> list[tuple[str, int]]:
    """Conditions whose documents are ranked, each with how many of them: all words at once, and the rarest ones."""
    if sum(holding) <= matches:
        return [(conditions.any_of(asked), matches)]
    few: list[Term] = []
    room = matches
    for term, count in zip(asked, holding, strict=True):  # the rarest first
        if few and count > room:
            break
        few.append(term)
        room -= count
    chosen = [(conditions.any_of(few), matches)]
    return [(conditions.all_of(asked), matches), *chosen] if len(asked) > 1 else chosen


def _counted(
    cursor: Any, match: str, others: tuple[str, list[object]], clear: list[int] | None, deadline: Deadline
) -> tuple[int, Counts]:
    """How many match in all (up to ``MOST_COUNTED``), and of what kind they are."""
    _limit(cursor, deadline)
    values: list[object] = [match, *others[1]]
    where = f"vector @@ %s::tsquery{others[0]}"
    if clear is not None:
        where, values = "id = ANY(%s)", [clear]
    moment = time()
    ages = [int(moment - days * 86_400) for days in AGES.values()]
    young = ", ".join("count(*) FILTER (WHERE created >= %s)" for _age in ages)
    cursor.execute(
        f"SELECT board_id, phase, language, tags, count(*), {young} FROM (SELECT board_id, phase, language, tags,"
        f" created FROM search.documents WHERE {where} LIMIT %s) found GROUP BY 1, 2, 3, 4",
        (*ages, *values, MOST_COUNTED),
    )
    rows, counts = cursor.fetchall(), Counts()
    for board, phase, language, tags, count, *of_age in rows:
        counts.boards[board] += count
        counts.phases[phase] += count
        counts.languages[language] += count
        counts.tags[tags] += count
        counts.ages.update(dict(zip(AGES, of_age, strict=True)))
    return sum(row[4] for row in rows), counts


def _hits(cursor: Any, page: list[Candidate], marks: frozenset[str] | None) -> tuple[Hit, ...]:
    if marks is None or not page:
        return tuple(Hit(one.id, round(one.score, 4)) for one in page)
    cursor.execute(
        "SELECT id, title, body, language FROM search.texts JOIN search.documents USING (id) WHERE id = ANY(%s)",
        ([one.id for one in page],),
    )
    kept = {
        id_: {"title": marked(title, marks, language), "body": excerpt(body, marks, language)}
        for id_, title, body, language in cursor.fetchall()
    }
    return tuple(Hit(one.id, round(one.score, 4), kept[one.id]) for one in page if one.id in kept)


def _others(scope: Scope) -> tuple[str, list[object]]:
    """The filters that the inverted index does not answer."""
    bounds = (("since", " AND created >= %s", scope.since), ("until", " AND created < %s", scope.until))
    given: list[tuple[str, object]] = [(said, int(moment.timestamp())) for _, said, moment in bounds if moment]
    if scope.but:
        given.append((" AND id <> ALL(%s)", list(scope.but)))
    return "".join(condition for condition, _ in given), [moment for _, moment in given]


def _limit(cursor: Any, deadline: Deadline) -> None:
    """No statement runs longer than the time that is left."""
    cursor.execute("SELECT set_config('statement_timeout', %s, true)", (str(int(deadline.left() * 1000) + 1),))
