"""How well search finds: two public collections, measured through the engine as visitors use it.

Run ``python -m bench.search [folder of the data]``. Cranfield: 225 questions with judged answers; a document is
relevant when its grade is 1..4 (the single -1 per question is dropped), the first 100 results count. SeaMonkey: 46
pairs of bug reports marked as duplicates; the newer one is the question, asked of all others. A hyphen before a word
would mean "without" to a visitor, so the questions are asked without hyphens.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log2
from pathlib import Path

from sqlalchemy import create_engine

from ideaboard.effects.search import Document, Engine, PostgresqlEngine, Query, WhooshEngine
from tests.servers import Servers

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
BASELINES = {
    "Cranfield MAP@100": "FTS5 OR 0.30, BM25 stemmed 0.31, with feedback 0.34",
    "SeaMonkey recall@10": "BM25 on title and body 0.70",
}
WHEN = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table."""

    name: str
    value: float


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file by column name."""
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def document(id_: int, title: str, body: str) -> Document:
    """A document on board 1."""
    return Document(id=id_, board_id=1, title=title, body=body, phase="gathering", created_at=WHEN)


def cranfield(engine: Engine, data: Path) -> list[Measured]:
    """Mean average precision of the first 100, nDCG of the first 10."""
    home = data / "search_cranfield"
    engine.rebuild(document(int(r["id"]), r["title"], r["body"]) for r in rows(home / "docs.csv"))
    grades: dict[int, dict[int, int]] = defaultdict(dict)
    for row in rows(home / "qrels.csv"):
        if int(row["grade"]) > 0:
            grades[int(row["query_id"])][int(row["doc_id"])] = 5 - int(row["grade"])
    precisions, gains = [], []
    for row in rows(home / "queries.csv"):
        judged = grades[int(row["id"])]
        if judged:
            ids = [hit.id for hit in engine.search(Query(row["text"].replace("-", " "), limit=100, marked=False)).hits]
            precisions.append(average_precision(ids, set(judged)))
            gains.append(ndcg(ids[:10], judged))
    mean_precision = sum(precisions) / len(precisions)
    return [Measured("Cranfield MAP@100", mean_precision), Measured("Cranfield nDCG@10", sum(gains) / len(gains))]


def average_precision(ids: list[int], relevant: set[int]) -> float:
    """Precision at each relevant result, averaged over all that are relevant."""
    found, total = 0, 0.0
    for rank, id_ in enumerate(ids, 1):
        if id_ in relevant:
            found += 1
            total += found / rank
    return total / len(relevant)


def ndcg(ids: list[int], gains: dict[int, int]) -> float:
    """Discounted cumulative gain as a share of the best possible (Järvelin and Kekäläinen 2002)."""
    got = sum(gains.get(id_, 0) / log2(rank + 1) for rank, id_ in enumerate(ids, 1))
    ideal = sum(gain / log2(rank + 1) for rank, gain in enumerate(sorted(gains.values(), reverse=True)[: len(ids)], 1))
    return got / ideal if ideal else 0.0


def duplicates(engine: Engine, data: Path) -> list[Measured]:
    """For how many pairs the older report is among the first 5 and 10 that are like the newer one."""
    home = data / "duplicates_seamonkey"
    reports = {int(r["id"]): r for r in rows(home / "seamonkey_issues.csv")}
    engine.rebuild(document(id_, r["title"], r["body"]) for id_, r in reports.items())
    ranks = []
    for row in rows(home / "seamonkey_duplicate_pairs.csv"):
        older, newer = sorted((int(row["a"]), int(row["b"])), key=lambda id_: reports[id_]["created_at"])
        hits = engine.similar(reports[newer]["title"], reports[newer]["body"], limit=11)
        ids = [hit.id for hit in hits if hit.id != newer][:10]
        ranks.append(ids.index(older) + 1 if older in ids else 99)
    return [Measured(f"SeaMonkey recall@{k}", sum(rank <= k for rank in ranks) / len(ranks)) for k in (1, 5, 10)]


@contextmanager
def places() -> Iterator[dict[str, str]]:
    """Where an empty index of each engine lies, as other processes open it too; see ``opened``."""
    servers = Servers()
    try:
        url = servers.postgresql.database("bench_search").replace("postgresql://", "postgresql+psycopg://", 1)
        with tempfile.TemporaryDirectory() as folder:
            yield {"whoosh": folder, "postgresql": url}
    finally:
        servers.close()


@contextmanager
def opened(name: str, where: str) -> Iterator[Engine]:
    """The engine ``name`` on the index that lies at ``where``."""
    if name == "whoosh":
        embedded = WhooshEngine(Path(where))
        yield embedded
        embedded.close()
    else:
        database = create_engine(where)
        yield PostgresqlEngine(database)
        database.dispose()


@contextmanager
def engines() -> Iterator[dict[str, Engine]]:
    """Both, each with an empty index of its own."""
    with places() as there, ExitStack() as stack:
        yield {name: stack.enter_context(opened(name, where)) for name, where in there.items()}


def main(data: Path) -> None:
    """Measure and print the table."""
    with engines() as both:
        print(f"{'':22} {'  '.join(f'{name:>10}' for name in both)}   baselines")
        for measure in (cranfield, duplicates):
            table = [(measure(engine, data)) for engine in both.values()]
            for lines in zip(*table, strict=True):
                values = "  ".join(f"{line.value:10.3f}" for line in lines)
                print(f"{lines[0].name:22} {values}   {BASELINES.get(lines[0].name, '')}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
