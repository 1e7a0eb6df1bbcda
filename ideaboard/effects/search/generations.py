"""The newest state of the index, shared by all threads of a process, the old one let go when nobody reads it any more.

Every search borrows the newest generation. Segments are opened once and carried from generation to generation, so a
commit costs readers only the new segment, and no file stays open (Whoosh's own ``refresh`` leaks one a commit).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from .folder import IndexFolder, Pointer
from .interface import IndexUnavailable
from .schema import SCHEMA
from .segments import Mask, Segment

INDEX = "MAIN"
TRIES = 5


@dataclass
class Leaf:
    """A segment as one generation sees it: ``alive`` is true for each document that is not deleted."""

    segment: Segment
    key: str
    alive: Mask
    count: int
    kept: Any  # Whoosh's own note of the segment

    def says(self, word: str) -> bool:
        """Whether a document that is not deleted is written with ``word``: what was taken away is not to be offered."""
        return self.count == self.segment.size or bool(self.alive[self.segment.holding("spelling", word)].any())


class Generation:
    """All documents at one moment."""

    def __init__(self, pointer: Pointer, leaves: list[Leaf]) -> None:
        self.pointer, self.leaves = pointer, leaves
        self.readers = 0
        self.masks: dict[tuple[str, tuple[str, ...]], Mask] = {}  # remembered scopes, see ``scopes``

    @cached_property
    def size(self) -> int:
        return sum(leaf.count for leaf in self.leaves)

    @cached_property
    def mean_length(self) -> float:
        """Words per document."""
        documents = sum(leaf.segment.size for leaf in self.leaves)
        return max(1.0, sum(leaf.segment.words for leaf in self.leaves) / max(1, documents))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Languages of the documents, so that a query word can be stemmed as they were."""
        return tuple(sorted({text[2:] for leaf in self.leaves for text, _ in leaf.segment.starting("scope", "l:", 64)}))

    def frequency(self, term: str) -> int:
        """In how many documents ``term`` stands, deleted ones included."""
        return sum(leaf.segment.frequency(term) for leaf in self.leaves)

    def spells(self, word: str) -> bool:
        """Whether ``word`` stands somewhere exactly so."""
        return any(leaf.segment.spells(word) for leaf in self.leaves)

    def near(self, word: str, distance: int, prefix: int, stop: Callable[[], bool]) -> Counter[str]:
        """See ``spelling.Speller``."""
        found: Counter[str] = Counter()
        for leaf in self.leaves:
            near = dict(leaf.segment.near(word, distance, word[0] if prefix else word[1], stop))
            found.update({other: count for other, count in near.items() if leaf.says(other)})
        return found

    def endings(self, prefix: str, most: int) -> list[str]:
        """See ``wording.Lexicon``."""
        return [text for leaf in self.leaves for text, _ in leaf.segment.starting("endings", prefix, most)][:most]


class Generations:
    """Keeps the newest generation of ``folder`` open."""

    def __init__(self, folder: IndexFolder) -> None:
        self.folder = folder
        self._lock = Lock()
        self._newest: Generation | None = None
        self._version: tuple[int, int] | None = None
        self._segments: dict[str, tuple[Segment, int]] = {}  # key → (segment, generations that use it)

    @contextmanager
    def borrow(self) -> Iterator[Generation]:
        """The newest generation, kept open until the ``with`` ends. Raises ``IndexUnavailable``."""
        with self._lock:
            generation = self._current()
            generation.readers += 1
        try:
            yield generation
        finally:
            with self._lock:
                generation.readers -= 1
                if generation is not self._newest:
                    self._release(generation)

    def close(self) -> None:
        with self._lock:
            self._replace(None, None)

    def _current(self) -> Generation:
        for _ in range(TRIES):  # a commit between two looks may have removed what it merged
            version = self.folder.version()
            if version is None or version != self._version or self._newest is None:
                self._open(version)
            if self._newest is not None and self.folder.intact(self._newest.pointer):
                return self._newest
            self._version = None
        self._replace(None, None)
        raise IndexUnavailable("files of the index are missing or cut short")

    def _open(self, version: tuple[int, int] | None) -> None:
        pointer = self.folder.pointer()
        try:
            generation = Generation(pointer, self._leaves(pointer))
        except Exception as fault:  # a damaged file can raise anything
            if self.folder.version() == version:
                self._replace(None, None)
                raise IndexUnavailable(f"the index cannot be opened ({fault})") from fault
            return
        self._replace(generation, version)

    def _leaves(self, pointer: Pointer) -> list[Leaf]:
        home = self.folder.of(pointer)
        storage = FileStorage(str(home))
        leaves: list[Leaf] = []
        try:
            for kept in TOC.read(storage, INDEX, schema=SCHEMA).segments:
                leaves.append(self._leaf(storage, home.name, kept))
        except BaseException:
            for leaf in leaves:
                self._drop(leaf.key)
            raise
        return leaves

    def _leaf(self, storage: FileStorage, home: str, kept: Any) -> Leaf:
        key = f"{home}/{kept.segment_id()}"
        segment, users = self._segments.get(key) or (Segment(storage, kept), 0)
        self._segments[key] = (segment, users + 1)
        alive = np.ones(segment.size, bool)
        alive[list(kept.deleted_docs())] = False
        return Leaf(segment, key, alive, segment.size - kept.deleted_count(), kept)

    def _replace(self, generation: Generation | None, version: tuple[int, int] | None) -> None:
        old, self._newest, self._version = self._newest, generation, version
        if old is not None and old is not generation:
            self._release(old)

    def _release(self, generation: Generation) -> None:
        """Let go of the segments of a generation that is neither the newest nor being read."""
        if generation.readers:
            return
        for leaf in generation.leaves:
            self._drop(leaf.key)
        generation.leaves = []

    def _drop(self, key: str) -> None:
        segment, users = self._segments.pop(key)
        if users > 1:
            self._segments[key] = (segment, users - 1)
        else:
            segment.close()
