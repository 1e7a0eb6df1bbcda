"""The folder an index lives in: which generation is the newest, what its files must look like, and who may write.

::

    search/current.json     the pointer: folder, serial number, and each file with its size and checksum
    search/index-3/         Whoosh's own files
    search/writer.lock      held by the one process that writes
    search/damaged          there when a reader met a fault; a rebuild removes it

Whoosh never calls fsync. The pointer is written after the files, all of them synced, so a reader sees a whole
generation or the one before; what a disk loses nevertheless shows as a wrong size or checksum.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from whoosh.util.filelock import FileLock

from .interface import IndexBusy, IndexUnavailable

FORMAT = 4  # raise it when the schema or the analysis changes: indexes of another format are rebuilt


@dataclass(frozen=True, slots=True)
class Pointer:
    """What ``current.json`` says."""

    folder: str
    serial: int
    files: dict[str, tuple[int, int]]  # name → size in bytes, CRC-32


class IndexFolder:
    """The files of one index, whoever reads or writes them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pointer = path / "current.json"
        self._damaged = path / "damaged"
        self._one_thread = Lock()

    def version(self) -> tuple[int, int] | None:
        """Changes with every commit; ``None`` when there is no index. One ``stat``, so that every search can ask."""
        try:
            stat = self._pointer.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_ino

    def pointer(self) -> Pointer:
        """The newest generation. Raises ``IndexUnavailable`` when there is none to be used."""
        if self._damaged.exists():
            raise IndexUnavailable("the index is damaged and waits for a rebuild")
        try:
            said = json.loads(self._pointer.read_text("utf-8"))
            files = {str(name): (int(size), int(crc)) for name, (size, crc) in said["files"].items()}
            pointer = Pointer(str(said["folder"]), int(said["serial"]), files)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
            raise IndexUnavailable(f"there is no index ({fault})") from fault
        if said.get("format") != FORMAT:
            raise IndexUnavailable("the index was made by another version and waits for a rebuild")
        return pointer

    def of(self, pointer: Pointer) -> Path:
        """The folder that ``pointer`` points to."""
        return self.path / Path(pointer.folder).name

    def intact(self, pointer: Pointer) -> bool:
        """Nothing noted as damaged, every file there with its size; checksums are for ``faults``."""
        home = self.of(pointer)
        if self._damaged.exists():
            return False
        try:
            return all((home / name).stat().st_size == size for name, (size, _) in pointer.files.items())
        except OSError:
            return False

    def faults(self, pointer: Pointer) -> list[str]:
        """What is wrong with the files, read whole."""
        home = self.of(pointer)
        wrong = []
        for name, (size, crc) in pointer.files.items():
            try:
                data = (home / name).read_bytes()
            except OSError:
                wrong.append(f"{name} is missing")
                continue
            if len(data) != size or zlib.crc32(data) != crc:
                wrong.append(f"{name} is not what was written")
        return wrong

    def publish(self, folder: str, names: list[str], before: Pointer | None) -> None:
        """Make ``folder`` with its files ``names`` the newest generation: sync and note them, then point there."""
        home = self.path / folder
        known = before.files if before and before.folder == folder else {}  # a segment never changes
        files = {name: known.get(name) or _synced(home / name) for name in names}
        _sync_folder(home)
        serial = (before.serial if before else 0) + 1
        self._write({"format": FORMAT, "folder": folder, "serial": serial, "files": files})

    def _write(self, said: dict[str, object]) -> None:
        temporary = self.path / f"current.json.{os.getpid()}"
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(said, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._pointer)
        _sync_folder(self.path)

    def fresh(self) -> str:
        """A new, empty folder beside the current one."""
        numbers = [int(p.name[6:]) for p in self.path.glob("index-*") if p.name[6:].isdigit()]
        name = f"index-{max(numbers, default=0) + 1}"
        (self.path / name).mkdir(parents=True)
        return name

    def sweep(self, keep: str) -> None:
        """Remove every other generation's folder, and the mark of damage. Readers keep what they have in memory."""
        for path in self.path.glob("index-*"):
            if path.name != keep:
                shutil.rmtree(path, ignore_errors=True)
        with suppress(FileNotFoundError):
            self._damaged.unlink()

    def note_damage(self) -> None:
        """Tell every process, and whoever rebuilds, that this index cannot be read."""
        with suppress(OSError):
            self._damaged.touch()

    @contextmanager
    def writing(self, seconds: float) -> Iterator[None]:
        """Be the one writer. Raises ``IndexBusy`` when another still writes after ``seconds``."""
        self.path.mkdir(parents=True, exist_ok=True)
        until = time.monotonic() + seconds
        if not self._one_thread.acquire(timeout=seconds):
            raise IndexBusy("another thread is writing the index")
        lock = FileLock(str(self.path / "writer.lock"))
        try:
            while not lock.acquire():
                if time.monotonic() > until:
                    raise IndexBusy("another process is writing the index")
                time.sleep(0.05)
            try:
                yield
            finally:
                lock.release()
        finally:
            self._one_thread.release()


def _synced(path: Path) -> tuple[int, int]:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        data = file.read()
    return len(data), zlib.crc32(data)


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
