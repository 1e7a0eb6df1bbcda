"""One segment of the index in memory: columns, posting lists and kept texts, each read once and remembered.

A segment's files never change after they are written; what is deleted from it later stands in the generation
(``generations.Leaf``). So one ``Segment`` serves all generations that contain it, and all threads of the process.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from whoosh.filedb.filestore import FileStorage
from whoosh.matching import Matcher
from whoosh.reading import SegmentReader, TermNotFound

from .analysis import terms
from .schema import SCHEMA, unpacked

MOST_KEPT = 4_000_000  # postings remembered per segment (8 bytes each)
MOST_FREQUENCIES = 100_000
MOST_TOLD = 5_000  # documents of which the words are remembered

Docs = NDArray[np.int32]
Mask = NDArray[np.bool_]


class Posting:
    """Where a term stands: document numbers and weights, ascending."""

    __slots__ = ("docs", "weights")

    def __init__(self, docs: Docs, weights: NDArray[np.float32]) -> None:
        self.docs, self.weights = docs, weights


class Places:
    """The same with the positions of the term in each document: for phrases."""

    def __init__(self, docs: list[int], values: list[bytes]) -> None:
        self.docs, self._values = docs, values

    def positions(self, docs: Iterable[int]) -> Iterator[tuple[int, list[int]]]:
        """``(document number, word positions)`` of those of ``docs`` that hold the term."""
        for doc in docs:
            at = bisect_left(self.docs, doc)
            if at < len(self.docs) and self.docs[at] == doc:
                yield doc, unpacked(self._values[at])


class Coded:
    """A column of which many documents share a value: a number for each document, and what the numbers stand for."""

    def __init__(self, column: list[Any]) -> None:
        known: dict[Any, int] = {}
        self.codes = np.fromiter((known.setdefault(one, len(known)) for one in column), np.int32, len(column))
        self.names = list(known)

    def counted(self, matching: Mask) -> dict[Any, int]:
        """How many of the documents in ``matching`` have each value; values that none has are left out."""
        counts = np.bincount(self.codes[matching], minlength=len(self.names))
        return {self.names[code]: int(counts[code]) for code in np.flatnonzero(counts)}


class Segment:
    """The files of one segment. Reading is under a lock: Whoosh's file objects have one place to read at."""

    def __init__(self, storage: FileStorage, segment: Any) -> None:
        self.reader = SegmentReader(storage, SCHEMA, segment)
        self.size: int = segment.doc_count_all()
        self._lock = RLock()
        self._postings: OrderedDict[str, Posting | None] = OrderedDict()
        self._kept = 0
        self._frequencies: dict[str, int] = {}
        self._told: OrderedDict[int, Mapping[str, int]] = OrderedDict()

    @cached_property
    def ids(self) -> list[int]:
        """Document number → the document's id."""
        return self._column("number")

    @cached_property
    def place(self) -> dict[int, int]:
        """The document's id → document number (the last, should an id occur twice)."""
        return {id_: number for number, id_ in enumerate(self.ids)}

    @cached_property
    def boards(self) -> Coded:
        return Coded(self._column("board"))

    @cached_property
    def votes(self) -> NDArray[np.int64]:
        return np.array(self._column("votes"), np.int64)

    @cached_property
    def created(self) -> NDArray[np.int64]:
        return np.array(self._column("created"), np.int64)

    @cached_property
    def numbers(self) -> NDArray[np.int64]:
        """``ids`` as an array."""
        return np.array(self.ids, np.int64)

    @cached_property
    def phases(self) -> Coded:
        return Coded([name.decode() for name in self._column("phase")])

    @cached_property
    def languages(self) -> Coded:
        return Coded([name.decode() for name in self._column("tongue")])

    @cached_property
    def tags(self) -> Coded:
        """Combinations of tags."""
        return Coded([names.decode() for names in self._column("tags")])

    @cached_property
    def lengths(self) -> NDArray[np.float32]:
        """Words per document in the field ``text``."""
        with self._lock:
            lengths = (self.reader.doc_field_length(doc, "text") or 0 for doc in range(self.size))
            return np.fromiter(lengths, np.float32, self.size)

    @cached_property
    def words(self) -> int:
        """Words in all documents together, deleted ones included."""
        return int(self.lengths.sum(dtype=np.float64))

    def told(self, doc: int) -> Mapping[str, int]:
        """How often each term stands in a document's kept title and body; words of the title count threefold."""
        with self._lock:
            known = self._told.get(doc)
            if known is None:
                kept = self.reader.stored_fields(doc)
                language = kept.get("language", "")
                counts: Counter[str] = Counter(name for name, _ in terms(kept.get("body", ""), language))
                for name, _ in terms(kept.get("title", ""), language):
                    counts[name] += 3
                known = self._told[doc] = counts
                if len(self._told) > MOST_TOLD:
                    self._told.popitem(last=False)
            return known

    def _column(self, name: str) -> list[Any]:
        with self._lock:
            column = self.reader.column_reader(name)
            return [column[doc] for doc in range(self.size)]

    def frequency(self, term: str) -> int:
        """In how many documents of the segment ``term`` stands, deleted ones included."""
        known = self._frequencies.get(term)
        if known is None:
            with self._lock:
                known = int(self.reader.doc_frequency("text", term.encode()))
            if len(self._frequencies) >= MOST_FREQUENCIES:
                self._frequencies.clear()
            self._frequencies[term] = known
        return known

    def posting(self, term: str, stop: Callable[[], bool]) -> Posting | None:
        """All of ``term``; ``None`` when nowhere, or when ``stop`` said so on the way."""
        with self._lock:
            if term in self._postings:
                self._postings.move_to_end(term)
                return self._postings[term]
            posting = self._read(term, stop)
            if posting is not None:
                self._remember(term, posting)
            return posting

    def _remember(self, term: str, posting: Posting) -> None:
        self._postings[term] = posting
        self._kept += len(posting.docs)
        while self._kept > MOST_KEPT and len(self._postings) > 1:
            _, oldest = self._postings.popitem(last=False)
            self._kept -= len(oldest.docs) if oldest else 0

    def _read(self, term: str, stop: Callable[[], bool]) -> Posting | None:
        matcher = self._matcher("text", term)
        if matcher is None:
            return None
        docs, weights = [], []
        for block_docs, block_weights, _values in blocks(matcher):
            docs.append(block_docs)
            weights.append(block_weights)
            if stop():
                return None
        return Posting(np.concatenate(docs), np.concatenate(weights))

    def places(self, term: str, stop: Callable[[], bool]) -> Places | None:
        """Where in each document ``term`` stands; ``None`` when nowhere, or when ``stop`` said so on the way."""
        docs: list[int] = []
        values: list[bytes] = []
        with self._lock:
            matcher = self._matcher("places", term)
            if matcher is None:
                return None
            for block_docs, _weights, block_values in blocks(matcher):
                docs.extend(block_docs.tolist())
                values.extend(block_values)
                if stop():
                    return None
        return Places(docs, values)

    def holding(self, field: str, term: str) -> Docs:
        """Document numbers with ``term`` in a field without weights."""
        with self._lock:
            matcher = self._matcher(field, term)
            if matcher is None:
                return np.empty(0, np.int32)
            return np.concatenate([docs for docs, _, _ in blocks(matcher)])

    def starting(self, field: str, prefix: str, most: int) -> list[tuple[str, int]]:
        """Up to ``most`` terms of ``field`` that begin with ``prefix``, with their document frequencies."""
        found = []
        with self._lock:
            if field not in self.reader.indexed_field_names():
                return []
            for text in self.reader.expand_prefix(field, prefix):
                found.append((text.decode(), int(self.reader.doc_frequency(field, text))))
                if len(found) >= most:
                    break
        return found

    def near(self, word: str, distance: int, start: str, stop: Callable[[], bool]) -> Iterator[tuple[str, int]]:
        """Spelling words within ``distance`` edits of ``word`` that begin with ``start``."""
        shortest, longest = len(word) - distance, len(word) + distance
        with self._lock:
            if "spelling" not in self.reader.indexed_field_names():
                return
            for count, text in enumerate(self.reader.expand_prefix("spelling", start)):
                other = text.decode()
                if shortest <= len(other) <= longest and OSA.distance(word, other, score_cutoff=distance) <= distance:
                    yield other, int(self.reader.doc_frequency("spelling", text))
                if count % 64 == 0 and stop():
                    return

    def spells(self, word: str) -> int:
        """In how many documents ``word`` stands exactly so."""
        with self._lock:
            return int(self.reader.doc_frequency("spelling", word.encode()))

    def kept(self, doc: int) -> dict[str, str]:
        """The kept ``title``, ``body`` and ``language`` of a document."""
        with self._lock:
            return dict(self.reader.stored_fields(doc))

    def _matcher(self, field: str, term: str) -> Matcher | None:
        try:
            return self.reader._terms.matcher(field, term.encode(), SCHEMA[field].format)
        except TermNotFound:
            return None

    def close(self) -> None:
        with self._lock:
            self.reader.close()


def blocks(matcher: Any) -> Any:
    """``(document numbers, weights, values)`` block by block.

    Whoosh's own way goes posting by posting through five calls, which is most of its time; its blocks of 128 are read
    whole here, by the names of the pinned version (a test compares both ways).
    """
    if not hasattr(matcher, "_read_ids"):  # a single posting kept beside its term
        yield from _one_by_one(matcher)
        return
    while not matcher._atend:
        matcher._read_data()
        deltas, weights, values = matcher._data
        docs = np.cumsum(np.fromiter(deltas, np.int32, len(deltas)), dtype=np.int32)
        if isinstance(weights, tuple):
            weights = np.array(weights, np.float32)
        else:
            weights = np.full(len(docs), 1.0 if weights is None else weights, np.float32)
        yield docs, weights, values or ()
        matcher._next_block()


def _one_by_one(matcher: Any) -> Any:
    while matcher.is_active():
        yield np.array([matcher.id()], np.int32), np.array([matcher.weight()], np.float32), [matcher.value()]
        matcher.next()
