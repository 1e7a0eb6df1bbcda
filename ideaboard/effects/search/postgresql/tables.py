"""How the index lies in PostgreSQL, and a document as rows of it.

Everything is in the schema ``search``, which belongs to the index alone: a rebuild fills ``search_next`` beside it and
then takes its name. ``documents`` is narrow and has the inverted index (GIN); ``texts`` is read for the few best hits;
``lexicon`` counts in how many documents each term, word and language stands. Terms are made by the same analysis as in
the embedded engine, so PostgreSQL's own dictionaries, and extensions, are not needed.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass

from ..analysis import bare, base_language, clean, words
from ..compounds import endings
from ..interface import Document
from ..schema import (
    BODY,
    COMMENTS,
    KEPT_BODY,
    LONGEST_PART,
    TAGS,
    TITLE,
    accented,
    parts_of,
    scope_terms,
    tags_of,
    weighed,
)

SCHEMA, NEXT = "search", "search_next"
FORMAT = "4"  # raise it when tables or the analysis change: indexes of another format are rebuilt
LABELS = {TITLE: "A", TAGS: "B", BODY: "C", COMMENTS: "D"}
LAST_POSITION, MOST_POSITIONS = 16_383, 256  # what a tsvector can hold
LONGEST_LEXEME = 200

TABLES = """
CREATE TABLE {schema}.documents (
  id bigint NOT NULL, board_id bigint NOT NULL, phase text NOT NULL, language text NOT NULL, votes bigint NOT NULL,
  created bigint NOT NULL, length int NOT NULL, tags text NOT NULL, vector tsvector NOT NULL
);
CREATE TABLE {schema}.texts (
  id bigint NOT NULL, title text NOT NULL, body text NOT NULL, weights text NOT NULL, counted text[] NOT NULL
);
CREATE TABLE {schema}.lexicon (kind text COLLATE "C" NOT NULL, word text COLLATE "C" NOT NULL, holding bigint NOT NULL);
"""
INDEXES = """
ALTER TABLE {schema}.documents ADD PRIMARY KEY (id);
ALTER TABLE {schema}.texts ADD PRIMARY KEY (id);
ALTER TABLE {schema}.lexicon ADD PRIMARY KEY (kind, word) INCLUDE (holding);
CREATE INDEX documents_vector ON {schema}.documents USING gin (vector) WITH (fastupdate = off);
CREATE INDEX documents_created ON {schema}.documents (created DESC, id DESC);
CREATE INDEX documents_votes ON {schema}.documents (votes DESC, id DESC);
ANALYZE {schema}.documents; ANALYZE {schema}.texts; ANALYZE {schema}.lexicon;
"""
# kinds of entries in the lexicon
TERM, WORD, ENDING, ACCENTED, LANGUAGE, TOTAL = "t", "w", "e", "a", "l", "#"
DOCUMENTS, LENGTHS, FORMAT_ENTRY = "documents", "lengths", "format"


@dataclass(frozen=True, slots=True)
class Rows:
    """One document: its row in ``documents``, its row in ``texts``, and what it adds to the lexicon."""

    document: tuple[int, int, str, str, int, int, int, str, str]
    text: tuple[int, str, str, str, list[str]]
    counts: Counter[tuple[str, str]]


def rows_of(document: Document) -> Rows:
    """``document`` as rows."""
    language = base_language(document.language)
    title, body = plain(document.title), plain(document.body)
    weights: defaultdict[str, float] = defaultdict(float)
    places: defaultdict[str, list[str]] = defaultdict(list)
    length = 0
    for term, position, weight in weighed(parts_of(document), language):
        length += 1
        weights[term] += weight
        if len(places[term]) < MOST_POSITIONS:
            places[term].append(f"{min(position + 1, LAST_POSITION)}{LABELS[weight]}")
    said = {word for word, _, _, _ in words(f"{title} {body[:LONGEST_PART]}")}
    counted = _counted(said, weights, language)
    marks = [accented(word) for word in said if bare(word) != word]
    vector = [f"{quoted(term)}:{','.join(at)}" for term, at in places.items()]
    vector += [quoted(one) for one in {*map(plain, scope_terms(document, language)), *_starts(title)}]
    created = int(document.created_at.timestamp())
    row = (
        document.id,
        document.board_id,
        plain(document.phase),
        language,
        document.votes,
        created,
        length,
        plain(tags_of(document)),
    )
    text = (document.id, title, body[:KEPT_BODY], json.dumps(weights | dict.fromkeys(marks, 0), ensure_ascii=False))
    totals = Counter({(TOTAL, DOCUMENTS): 1, (TOTAL, LENGTHS): length})
    return Rows((*row, " ".join(vector)), (*text, counted), totals + counts_of(counted))


def _counted(said: set[str], terms: defaultdict[str, float], language: str) -> list[str]:
    """The entries of the lexicon that this document counts in, kind and word in one."""
    entries = {f"{TERM}{term}" for term in terms} | {f"{WORD}{word}" for word in said} | {f"{LANGUAGE}{language}"}
    entries |= {f"{ENDING}{ending}" for word in said for ending in endings(word, language)}
    entries |= {f"{ACCENTED}{accented(word)}" for word in said if bare(word) != word}
    return sorted(entries)


def counts_of(counted: list[str]) -> Counter[tuple[str, str]]:
    """Once for each entry."""
    return Counter((entry[0], entry[1:]) for entry in counted)


def _starts(title: str) -> set[str]:
    return {f"s:{bare(word)}" for word, _, _, _ in words(title)}


def plain(text: str) -> str:
    """``text`` as PostgreSQL takes it."""
    return clean(text).replace("\x00", " ")


def quoted(lexeme: str) -> str:
    """``lexeme`` in the text form of tsvector and tsquery."""
    return "'" + lexeme[:LONGEST_LEXEME].replace("\\", "\\\\").replace("'", "''") + "'"
