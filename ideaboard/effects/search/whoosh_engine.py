"""The embedded engine: Whoosh's files and formats, our own reading and ranking. One process writes, many read."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, clean_files
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from .asking import answer, marks_of
from .folder import IndexFolder
from .generations import INDEX, Generation, Generations
from .interface import (
    EVERYWHERE,
    Document,
    Found,
    Health,
    Hit,
    IndexUnavailable,
    Progress,
    Query,
    Scope,
    Suggestion,
)
from .likeness import alike
from .schema import SCHEMA, fields_of
from .typing_ahead import suggestions

log = logging.getLogger(__name__)
T = TypeVar("T")

PATIENCE = 10.0  # seconds a writer waits for another
MEMORY = 64  # megabytes of postings a writer holds before it sorts them to disk
TIER, MOST_PER_TIER = 4, 4  # segments of about one size (powers of 4) that may stand side by side
SMALL, LARGE = 2_000, 50_000  # documents merged within a commit, and at a quiet moment


class Writer(SegmentWriter):
    """Whoosh's writer, which publishes the new generation before it removes the files of the old one."""

    publish: Callable[[list[str]], None]

    def _commit_toc(self, segments: list[Any]) -> None:
        TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)
        contents = TOC._filename(self.indexname, self.generation)
        self.publish([contents, *(segment.make_filename(".seg") for segment in segments)])
        clean_files(self.storage, self.indexname, self.generation, segments)


class WhooshEngine:
    """An index in the folder ``path``; see ``interface.Engine``."""

    def __init__(self, path: Path) -> None:
        self._folder = IndexFolder(path)
        self._generations = Generations(self._folder)

    def add(self, documents: Iterable[Document]) -> None:
        latest = {document.id: document for document in documents}
        if latest:
            self._commit(set(latest), [document for document in latest.values() if document.listed])

    def remove(self, ids: Iterable[int]) -> None:
        gone = set(ids)
        if gone:
            self._commit(gone, [])

    def rebuild(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        with self._folder.writing(PATIENCE):
            name = self._folder.fresh()
            index = FileIndex.create(FileStorage(str(self._folder.path / name)), SCHEMA, INDEX)
            writer = Writer(index, limitmb=4 * MEMORY)
            writer.publish = lambda files: self._folder.publish(name, files, None)
            done = _put_in(writer, documents, progress)
            writer.commit(merge=False)
            self._folder.sweep(keep=name)
        return done

    def search(self, query: Query) -> Found:
        return self._read(lambda generation: answer(generation, query))

    def highlights(self, text: str, ids: Iterable[int]) -> dict[int, Mapping[str, str]]:
        return self._read(lambda generation: marks_of(generation, text, ids))

    def similar(self, title: str, body: str, scope: Scope = EVERYWHERE, limit: int = 5) -> list[Hit]:
        return self._read(lambda generation: alike(generation, title, body, scope, limit))

    def suggest(self, prefix: str, scope: Scope = EVERYWHERE, limit: int = 8) -> list[Suggestion]:
        return self._read(lambda generation: suggestions(generation, prefix, scope, limit))

    def health(self) -> Health:
        try:
            faults = self._folder.faults(self._folder.pointer())
            if faults:
                self._folder.note_damage()
                return Health(ok=False, problem="; ".join(faults[:3]))
            with self._generations.borrow() as generation:
                return Health(ok=True, documents=generation.size, segments=len(generation.leaves))
        except IndexUnavailable as why:
            return Health(ok=False, problem=str(why))

    def tidy(self) -> None:
        with self._generations.borrow() as generation:
            if not _to_merge([leaf.kept for leaf in generation.leaves], LARGE):
                return
        with self._folder.writing(PATIENCE):
            self._finish(self._writer(), LARGE)

    def close(self) -> None:
        self._generations.close()

    def _read(self, question: Callable[[Generation], T]) -> T:
        with self._generations.borrow() as generation:
            try:
                return question(generation)
            except Exception as fault:  # bytes that are not what was written can raise anything
                log.exception("the search index could not answer")
                if self._folder.faults(generation.pointer):  # else the fault is ours, and a rebuild would not help
                    self._folder.note_damage()
                raise IndexUnavailable(f"the index could not answer ({fault})") from fault

    def _commit(self, gone: set[int], documents: list[Document]) -> None:
        """Take ``gone`` out and put ``documents`` in, in one generation."""
        with self._folder.writing(PATIENCE), self._generations.borrow() as generation:
            writer = self._writer()
            try:
                _take_out(writer, generation, gone)
                _put_in(writer, documents, None)
                self._finish(writer, SMALL)
            except Exception:
                if not writer.is_closed:
                    writer.cancel()
                raise

    def _writer(self) -> Writer:
        home = self._folder.of(self._folder.pointer())
        try:
            return Writer(FileIndex(FileStorage(str(home)), SCHEMA, INDEX), limitmb=MEMORY)
        except Exception as fault:  # as above
            self._folder.note_damage()
            raise IndexUnavailable(f"the index cannot be written ({fault})") from fault

    def _finish(self, writer: Writer, most: int) -> None:
        before = self._folder.pointer()
        writer.publish = lambda files: self._folder.publish(before.folder, files, before)
        writer.commit(mergetype=lambda writing, segments: _merged(writing, segments, most))


def _put_in(writer: Writer, documents: Iterable[Document], progress: Progress | None) -> int:
    done = 0
    for document in documents:
        if document.listed:
            writer.add_document(**fields_of(document))
            done += 1
            if progress and done % 100 == 0:
                progress(done)
    if progress:
        progress(done)
    return done


def _take_out(writer: Writer, generation: Generation, gone: set[int]) -> None:
    """Mark ``gone`` as deleted wherever it stands; documents put in afterwards are not touched."""
    leaves = {leaf.segment.reader.segment().segment_id(): leaf for leaf in generation.leaves}
    for segment in writer.segments:
        place = leaves[segment.segment_id()].segment.place
        for id_ in gone & place.keys():
            segment.delete_document(place[id_])


def _merged(writer: Writer, segments: list[Any], most: int) -> list[Any]:
    """Whoosh's merge policy hook: merge what ``_to_merge`` names into the segment being written; return the rest."""
    chosen = {id(segment) for segment in _to_merge(segments, most)}
    for segment in segments:
        if id(segment) in chosen:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return [segment for segment in segments if id(segment) not in chosen and _living(segment)]


def _to_merge(segments: list[Any], most: int) -> list[Any]:
    """Segments of one size when there are many, and those mostly deleted; at most ``most`` documents in all."""
    tiers: dict[int, list[Any]] = {}
    for segment in segments:
        if _living(segment):
            tiers.setdefault(_living(segment).bit_length() // 2, []).append(segment)
    full = [one for tier in tiers.values() if len(tier) >= MOST_PER_TIER for one in tier]
    hollow = [one for one in segments if one not in full and one.deleted_count() > _living(one) > 0]
    chosen, documents = [], 0
    for segment in sorted(full + hollow, key=_living):
        documents += _living(segment)
        if documents > most:
            break
        chosen.append(segment)
    return chosen if len(chosen) > 1 or chosen[:1] == hollow[:1] else []


def _living(segment: Any) -> int:
    return int(segment.doc_count_all() - segment.deleted_count())
