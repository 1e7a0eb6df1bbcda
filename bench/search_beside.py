"""How fast search answers two processes while a third one writes: both engines beside SQLite's FTS5 in a file.

Run ``python -m bench.search_beside [ideas]``. The writer commits 20 new ideas four times a second; each reader asks for
a common word and for three words in turn, without a pause. For each engine: questions answered, the median and the 99th
percentile in milliseconds, the median as a ratio to FTS5, and how long commits took.
"""

from __future__ import annotations

import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count, islice
from statistics import median, quantiles

from bench.search import opened, places
from bench.search_speed import Document, Fts5, ask, common, ideas, several, timed

SECONDS, READERS, BATCH, PAUSE = 20.0, 2, 20, 0.25
KINDS = (("one common word", common), ("three words", several))
FTS5 = "FTS5"


def main(size: int) -> None:
    """Fill, ask, print."""
    print(f"{size} ideas, {READERS} readers, one writer")
    with places() as there, tempfile.TemporaryDirectory() as folder:
        base = line(FTS5, f"{folder}/fts5.sqlite3", size, None)
        for name, where in there.items():
            line(name, where, size, base)


def line(name: str, where: str, size: int, base: float | None) -> float:
    """Print what one engine takes; gives the median."""
    write = filled(name, where, size)
    with multiprocessing.get_context("spawn").Pool(READERS) as pool:
        asked = [pool.apply_async(read, (name, where, seed)) for seed in range(READERS)]
        commits = []
        while not all(one.ready() for one in asked):
            commits.append(timed(write)[0])
            time.sleep(PAUSE)
        times = [each for one in asked for each in one.get()]
    middle, last = median(times), quantiles(times, n=100)[98]
    ratio = f"{middle / base:6.1f}x" if base else "       "
    print(
        f"  {name:12} {len(times):6} answers {middle:8.1f} {last:8.1f} ms {ratio}"
        f"   {len(commits)} commits of {median(commits):.0f}, at most {max(commits):.0f} ms",
        flush=True,
    )
    return middle


def filled(name: str, where: str, size: int) -> Callable[[], None]:
    """Fill the index; gives what adds another batch to it."""
    fresh = count(size + 1)
    some = list(islice(ideas(1_000), BATCH))

    def more() -> list[Document]:
        return [replace(one, id=next(fresh)) for one in some]

    if name == FTS5:
        table = Fts5(where)
        table.fill(ideas(size))
        return lambda: table.fill(iter(more()))
    engine = opened(name, where).__enter__()  # stays open until the process ends
    engine.rebuild(ideas(size))
    return lambda: engine.add(more())


def read(name: str, where: str, seed: int) -> list[float]:
    """What a reader does in its process: milliseconds of each answer."""
    chance, times = random.Random(seed), []
    until = time.monotonic() + SECONDS
    if name == FTS5:
        table = Fts5(where)
        while time.monotonic() < until:
            times += [timed(partial(table.ask, kind, asked(chance)))[0] for kind, asked in KINDS]
        return times
    with opened(name, where) as engine:
        ask(engine, *_first(chance))
        while time.monotonic() < until:
            times += [timed(partial(ask, engine, kind, asked(chance)))[0] for kind, asked in KINDS]
    return times


def _first(chance: random.Random) -> tuple[str, str]:
    kind, asked = KINDS[0]
    return kind, asked(chance)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
