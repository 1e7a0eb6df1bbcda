"""How fast search answers: both engines beside SQLite's FTS5, on the same documents, in the same run.

Run ``python -m bench.search_speed [ideas]``. The ideas are made of a vocabulary with Zipf's frequencies; each kind of
question is asked with other words every time. For each kind and engine: the median and the 99th percentile in
milliseconds on the wall, the processor time of this process in brackets (FTS5 and Whoosh work inside it, PostgreSQL
mostly outside), and the median as a ratio to FTS5. On a busy machine trust the ratios. ``bench.search_beside`` asks
while somebody writes.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from statistics import median, quantiles

from bench.search import engines
from ideaboard.effects.search import Document, Engine, Query, Scope

WORDS, TITLE, BODY = 30_000, 6, 60
BOARDS, PHASES = 10, ("gathering", "review", "launched")
ROUNDS = 40
START = datetime(2026, 1, 1, tzinfo=UTC)
Asked = Callable[[random.Random], str]

VOCABULARY = [
    "".join(random.Random(n).choices("aeiou bcdfghklmnprst".replace(" ", ""), k=4 + n % 7)) for n in range(WORDS)
]
CUMULATED = list(accumulate(1 / (rank + 2.7) ** 1.07 for rank in range(WORDS)))


def some(chance: random.Random, count: int) -> list[str]:
    """Words as people use them: a few often, most hardly ever."""
    return chance.choices(VOCABULARY, cum_weights=CUMULATED, k=count)


def ideas(count: int) -> Iterator[Document]:
    """The same ones every time."""
    chance = random.Random(1)
    for number in range(1, count + 1):
        yield Document(
            id=number,
            board_id=1 + number % BOARDS,
            title=" ".join(some(chance, TITLE)),
            body=" ".join(some(chance, BODY)),
            phase=PHASES[number % len(PHASES)],
            created_at=START + timedelta(minutes=number),
            votes=chance.randrange(1_000),
            language="xx",  # no stemmer: FTS5 is asked without one as well
        )


def common(chance: random.Random) -> str:
    """One of the 40 most frequent words."""
    return VOCABULARY[chance.randrange(40)]


def several(chance: random.Random) -> str:
    """Three words, a common, a usual and a rare one."""
    return " ".join(VOCABULARY[chance.randrange(*span)] for span in ((10, 100), (100, 1_000), (1_000, 10_000)))


def begun(chance: random.Random) -> str:
    """The first two letters of a word."""
    return some(chance, 1)[0][:2]


def told(chance: random.Random) -> str:
    """A title and a body."""
    return " ".join(some(chance, TITLE + BODY))


KINDS: dict[str, Asked] = {
    "one common word": common, "three words": several, "three words, filtered": several, "as-you-type": begun,
    "similar": told,
}  # fmt: skip

HOSTILE = {
    "one letter": "a",
    "5,000 words": " ".join(VOCABULARY[:5_000]),
    "24 common words": " ".join(VOCABULARY[:24]),
    "a phrase of 24 common words": '"' + " ".join(VOCABULARY[:24]) + '"',
    "24 without": "a " + " ".join(f"-{word}" for word in VOCABULARY[:24]),
    "24 unknown words": " ".join(f"{word}qqx" for word in VOCABULARY[200:224]),
    "deep parentheses": "(" * 2_000 + VOCABULARY[0] + ")" * 2_000,
    "wildcards": "a* b* *c ?d " * 20,
    "100,000 letters": "a" * 100_000,
}


class Fts5:
    """SQLite's full-text search, any of the words."""

    def __init__(self, file: str = ":memory:") -> None:
        self.connection = sqlite3.connect(file, timeout=10)
        self.connection.execute("PRAGMA journal_mode=wal")
        self.connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS ideas USING fts5(title, body, scope, prefix='2')")

    def fill(self, documents: Iterator[Document]) -> None:
        """Index them."""
        rows = ((one.id, one.title, one.body, f"b{one.board_id}p{one.phase}") for one in documents)
        with self.connection:
            self.connection.executemany("INSERT INTO ideas (rowid, title, body, scope) VALUES (?, ?, ?, ?)", rows)

    def ask(self, kind: str, text: str) -> object:
        """The best 20."""
        if kind == "as-you-type":
            match = f"title : {text} *"
        else:
            match = "{title body} : (" + " OR ".join(dict.fromkeys(text.split())) + ")"
            match += " AND scope : b1pgathering" if kind.endswith("filtered") else ""
        asked = "SELECT rowid, bm25(ideas, 3, 1) AS score FROM ideas WHERE ideas MATCH ? ORDER BY score LIMIT 20"
        return self.connection.execute(asked, (match,)).fetchall()


def ask(engine: Engine, kind: str, text: str) -> object:
    """The same questions."""
    if kind == "as-you-type":
        return engine.suggest(text)
    if kind == "similar":
        return engine.similar(*text.split(" ", TITLE)[:1], text)
    scope = Scope(board_ids=(1,), phase="gathering") if kind.endswith("filtered") else Scope()
    return engine.search(Query(text, scope))


def timed(question: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds on the wall and of this process's processor."""
    wall, processor = time.perf_counter(), time.process_time()
    question()
    return (time.perf_counter() - wall) * 1_000, (time.process_time() - processor) * 1_000


def line(name: str, times: Sequence[tuple[float, float]], beside: float | None) -> float:
    """Print one; gives the median."""
    walls = [wall for wall, _ in times]
    middle, last = median(walls), quantiles(walls, n=100)[98]
    ratio = f"{middle / beside:7.1f}x" if beside else ""
    print(f"  {name:12} {middle:8.1f} {last:8.1f}   [{median(cpu for _, cpu in times):6.1f}] {ratio}", flush=True)
    return middle


def main(count: int) -> None:
    """Build, ask, print."""
    fts5 = Fts5()
    fts5.fill(ideas(count))
    with engines() as both:
        for name, engine in both.items():
            began, processor = time.perf_counter(), time.process_time()
            engine.rebuild(ideas(count))
            took = time.perf_counter() - began
            print(
                f"{name}: {count} ideas indexed in {took:.0f} s [{time.process_time() - processor:.0f} s]", flush=True
            )
        print(f"  {'':12} {'median':>8} {'p99':>8}   [{'CPU':>6}] to FTS5, ms")
        for kind, asked in KINDS.items():
            print(kind)
            texts = [asked(random.Random(n)) for n in range(ROUNDS)]
            base = line("FTS5", [timed(partial(fts5.ask, kind, text)) for text in texts], None)
            for name, engine in both.items():
                ask(engine, kind, texts[0])
                line(name, [timed(partial(ask, engine, kind, text)) for text in texts], base)
        print("hostile, the slowest of 5")
        for kind, text in HOSTILE.items():
            for name, engine in both.items():
                slowest = max(timed(partial(engine.search, Query(text))) for _ in range(5))
                print(f"  {kind:28} {name:12} {slowest[0]:8.1f}   [{slowest[1]:6.1f}]", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
