"""The floor below which no change to search may fall, on a collection with judged answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.search import DATA, cranfield
from ideaboard.effects.search import WhooshEngine


@pytest.mark.skipif(
    not (DATA / "search_cranfield").exists(), reason="the public test collections are not beside the repository"
)
def test_questions_find_the_documents_that_experts_judged_relevant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ideaboard.effects.search.asking.SECONDS", 60)  # quality, on a machine however busy
    engine = WhooshEngine(tmp_path)

    measured = {line.name: line.value for line in cranfield(engine, DATA)}

    assert measured["Cranfield MAP@100"] >= 0.35  # plain BM25 with stemming: 0.31
    assert measured["Cranfield nDCG@10"] >= 0.41
