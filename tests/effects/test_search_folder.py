"""What the index survives: faults of the disk, readers during commits, and many commits."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from ideaboard.effects.search import Document, IndexBusy, IndexUnavailable, Query, WhooshEngine
from ideaboard.effects.search.folder import IndexFolder

DAY = datetime(2026, 5, 1, tzinfo=UTC)


def idea(id_: int, title: str = "Tea for everybody") -> Document:
    return Document(id=id_, board_id=1, title=title, body="and cake", phase="gathering", created_at=DAY)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[WhooshEngine]:
    engine = WhooshEngine(tmp_path / "search")
    engine.rebuild(idea(n) for n in range(1, 31))
    yield engine
    engine.close()


def segment(home: Path) -> Path:
    return max(home.glob("search/index-*/*.seg"), key=lambda path: path.stat().st_size)


def cut_short(home: Path) -> None:
    os.truncate(segment(home), segment(home).stat().st_size // 2)


def overwritten(home: Path) -> None:
    path = segment(home)
    path.write_bytes(b"\0" * path.stat().st_size)


def deleted(home: Path) -> None:
    segment(home).unlink()


def without_pointer(home: Path) -> None:
    (home / "search" / "current.json").unlink()


def broken_pointer(home: Path) -> None:
    (home / "search" / "current.json").write_text("{", "utf-8")


def without_contents(home: Path) -> None:
    for path in home.glob("search/index-*/*.toc"):
        path.unlink()


def other_format(home: Path) -> None:
    path = home / "search" / "current.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"format": -1}), "utf-8")


FAULTS = [cut_short, overwritten, deleted, without_pointer, broken_pointer, without_contents, other_format]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_is_noticed_and_a_rebuild_heals_it(
    fault: Callable[[Path], None], tmp_path: Path, engine: WhooshEngine
) -> None:
    assert engine.search(Query("tea")).total == 30
    fault(tmp_path)
    fresh = WhooshEngine(tmp_path / "search")

    assert not fresh.health().ok
    for one in (fresh, engine):
        with pytest.raises(IndexUnavailable):
            one.search(Query("tea"))
    with pytest.raises(IndexUnavailable):
        fresh.add([idea(31)])
    fresh.rebuild(idea(n) for n in range(1, 41))
    assert fresh.health().ok
    assert engine.search(Query("tea")).total == fresh.search(Query("tea")).total == 40
    fresh.close()


@pytest.mark.parametrize("fault", [cut_short, deleted, without_pointer], ids=lambda fault: fault.__name__)
def test_a_running_reader_notices_too(fault: Callable[[Path], None], tmp_path: Path, engine: WhooshEngine) -> None:
    engine.search(Query("tea"))
    fault(tmp_path)

    with pytest.raises(IndexUnavailable):
        engine.search(Query("tea"))


def test_no_index_at_all_is_unavailable_until_it_is_made(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "nothing")

    assert not engine.health().ok
    with pytest.raises(IndexUnavailable):
        engine.search(Query("tea"))
    assert engine.rebuild([idea(1)]) == 1
    assert engine.search(Query("tea")).total == 1


def test_a_rebuild_leaves_one_folder_and_tells_its_progress(tmp_path: Path, engine: WhooshEngine) -> None:
    told: list[int] = []

    assert engine.rebuild((idea(n) for n in range(250)), told.append) == 250
    assert told == [100, 200, 250]
    assert len(list((tmp_path / "search").glob("index-*"))) == 1


def test_two_writers_wait_for_each_other(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ideaboard.effects.search.whoosh_engine.PATIENCE", 0.2)
    with IndexFolder(engine._folder.path).writing(1), pytest.raises(IndexBusy):
        engine.add([idea(99)])
    engine.add([idea(99)])


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def kept_objects() -> int:
    gc.collect()
    return len(gc.get_objects())


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files by /proc")
def test_many_commits_open_no_files_and_leave_few_segments(engine: WhooshEngine) -> None:
    def commits(start: int, count: int) -> None:
        for n in range(start, start + count):
            engine.add([idea(n % 90 + 1, f"Tea number {n}")])
            assert engine.search(Query(f"{n}")).hits[0].id == n % 90 + 1

    commits(1_000, 60)
    before, objects = open_files(), kept_objects()
    commits(2_000, 140)

    assert open_files() <= before + 2
    assert kept_objects() <= objects + 2_000  # what a commit leaves behind would be more
    assert engine.health().segments <= 12
    assert len(engine._generations._segments) == engine.health().segments


def test_readers_see_a_whole_generation_during_commits(engine: WhooshEngine) -> None:
    seen: list[int] = []
    faults: list[BaseException] = []
    done = False

    def read() -> None:
        try:
            while not done:
                seen.append(engine.search(Query("tea", limit=100)).total)
        except BaseException as fault:
            faults.append(fault)

    readers = [Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for n in range(50):
        engine.add([idea(n % 30 + 1, f"Tea {n}"), idea(1_000 + n)])
    done = True
    for reader in readers:
        reader.join()

    assert not faults
    assert all(30 <= total <= 80 for total in seen)
    assert engine.search(Query("tea")).total == 80


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from ideaboard.effects.search import Document, WhooshEngine
engine = WhooshEngine(Path(sys.argv[1]))
for n in range(10_000):
    now = datetime.now(UTC)
    engine.add([Document(id=n % 50 + 1, board_id=1, title=f"Tea {n}", body="x", phase="gathering", created_at=now)])
    print(n, flush=True)
"""


def test_a_writer_killed_in_the_middle_leaves_a_readable_index(tmp_path: Path, engine: WhooshEngine) -> None:
    root = Path(__file__).resolve().parents[2]
    for wait in (0.0, 0.013, 0.027, 0.041):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path / "search")], stdout=subprocess.PIPE, cwd=root, text=True
        )
        assert writer.stdout
        writer.stdout.readline()
        time.sleep(wait)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        assert engine.search(Query("tea", limit=100)).total >= 30
        engine.add([idea(500, "Tea after the crash")])
        assert [hit.id for hit in engine.search(Query("crash")).hits] == [500]
    assert engine.health().ok


FULL = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from ideaboard.effects.search import Document, Query, WhooshEngine
engine = WhooshEngine(Path(sys.argv[1]))
def idea(n):
    body = " ".join(f"word{n}x{k}" for k in range(2_000))
    return Document(id=n, board_id=1, title=f"Tea {n}", body=body, phase="gathering", created_at=datetime.now(UTC))
def within(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
def found():
    return engine.search(Query("tea", limit=100)).total
assert found() == 30
for number, size in enumerate((0, 64, 512, 4_096, 16_384, 30_000), 100):
    for write in (lambda: engine.add([idea(number)]), lambda: engine.rebuild(idea(n) for n in range(200))):
        within(size)
        try:
            write()
        except OSError as full:
            print("refused", size)
        within(resource.RLIM_INFINITY)
        assert found() == 30, (size, found())
        assert engine.health().ok, engine.health()
    assert WhooshEngine(Path(sys.argv[1])).search(Query("tea")).total == 30
engine.add([idea(500)])
assert found() == 31
assert engine.rebuild(idea(n) for n in range(1, 41)) == 40
assert found() == 40 and engine.health().ok
"""


def test_a_disk_without_room_loses_nothing_and_is_written_again_once_there_is_some(
    tmp_path: Path, engine: WhooshEngine
) -> None:
    """The kernel refuses to make files longer, as it does when there is no room: at six places of a commit."""
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", FULL, str(tmp_path / "search")]
    done = subprocess.run(command, check=False, cwd=root, capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("refused") == 12
    assert len(list((tmp_path / "search").glob("index-*"))) == 1
    assert engine.search(Query("tea")).total == 40
