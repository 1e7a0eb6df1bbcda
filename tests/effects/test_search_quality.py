"""The floor below which no change to search may fall, on a collection with judged answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine as Database

from bench.search import DATA, cranfield, duplicates
from ideaboard.effects.search import PostgresqlEngine, WhooshEngine

FLOORS = {"whoosh": (0.35, 0.41, 0.80), "postgresql": (0.34, 0.40, 0.80)}  # plain BM25 with stemming: 0.31, …, 0.70


@pytest.mark.skipif(
    not (DATA / "search_cranfield").exists(), reason="the public test collections are not beside the repository"
)
@pytest.mark.parametrize("name", FLOORS)
def test_questions_find_what_experts_judged_relevant_and_duplicates_are_found(
    name: str, tmp_path: Path, searched: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("asking.SECONDS", "likeness.SECONDS", "postgresql.asking.SECONDS"):
        monkeypatch.setattr(f"ideaboard.effects.search.{module}", 60)  # quality, on a machine however busy
    engine = WhooshEngine(tmp_path) if name == "whoosh" else PostgresqlEngine(searched)

    measured = {line.name: line.value for line in (*cranfield(engine, DATA), *duplicates(engine, DATA))}

    least = zip(("Cranfield MAP@100", "Cranfield nDCG@10", "SeaMonkey recall@10"), FLOORS[name], strict=True)
    assert all(measured[line] >= floor for line, floor in least), measured
    engine.close()
