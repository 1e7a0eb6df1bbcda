"""What both engines find, and in which order."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database
from sqlalchemy import text as sql

from ideaboard.effects.search import (
    Document,
    Engine,
    IndexBusy,
    IndexUnavailable,
    PostgresqlEngine,
    Query,
    Scope,
    WhooshEngine,
)
from ideaboard.effects.search.deadlines import Deadline
from ideaboard.effects.search.postgresql import asking
from ideaboard.effects.search.segments import blocks

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
DAY = datetime(2026, 5, 1, tzinfo=UTC)


def idea(id_: int, title: str, body: str = "", **more: object) -> Document:
    fields = {"board_id": 1, "phase": "gathering", "created_at": DAY + timedelta(days=id_)} | more
    return Document(id=id_, title=title, body=body, **fields)  # type: ignore[arg-type]


@pytest.fixture(params=["whoosh", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path, searched: Database) -> Iterator[Engine]:
    engine = WhooshEngine(tmp_path / "search") if request.param == "whoosh" else PostgresqlEngine(searched)
    engine.rebuild([])
    yield engine
    engine.close()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[WhooshEngine]:
    engine = WhooshEngine(tmp_path / "search")
    engine.rebuild([])
    yield engine
    engine.close()


def ids(engine: Engine, asked: str, **more: object) -> list[int]:
    return [hit.id for hit in engine.search(Query(asked, **more)).hits]  # type: ignore[arg-type]


def test_any_word_finds_and_more_words_rank_higher(engine: Engine) -> None:
    engine.add([idea(1, "Oat milk"), idea(2, "Oat milk in every iced coffee"), idea(3, "Coffee"), idea(4, "Chairs")])

    found = ids(engine, "iced coffee with oat milk please")

    assert found[0] == 2
    assert set(found) == {1, 2, 3}


def test_a_title_counts_more_than_a_body_and_a_body_more_than_a_comment(engine: Engine) -> None:
    engine.add(
        [
            idea(1, "One thing", "words", comments="cinnamon"),
            idea(2, "One thing", "cinnamon"),
            idea(3, "One cinnamon", "words"),
        ]
    )

    assert ids(engine, "cinnamon") == [3, 2, 1]


def test_a_quoted_phrase_must_stand_in_this_order(engine: Engine) -> None:
    engine.add(
        [
            idea(1, "Free refill for members"),
            idea(2, "Members refill for free"),
            idea(3, "Free", "refill"),
            idea(4, "The house of cards", "a house"),
        ]
    )

    assert ids(engine, '"free refill"') == [1]
    assert ids(engine, '"house of cards"') == [4]
    assert ids(engine, '"house cards"') == []


def test_minus_takes_out(engine: Engine) -> None:
    engine.add([idea(1, "Green tea"), idea(2, "Black tea"), idea(3, "Black tea ice cream")])

    assert ids(engine, "tea -green") == [2, 3]
    assert ids(engine, 'tea -"ice cream"') == [2, 1] or ids(engine, 'tea -"ice cream"') == [1, 2]
    assert ids(engine, "-tea") == []


def test_filters_narrow_hits_totals_and_counts(engine: Engine) -> None:
    engine.add(
        [
            idea(1, "Tea", board_id=1),
            idea(2, "Tea", board_id=2, tags=("Hot Drinks",), author="ada"),
            idea(3, "Tea", board_id=2, phase="launched"),
        ]
    )

    found = engine.search(Query("tea", Scope(board_ids=(2,))))
    assert ({hit.id for hit in found.hits}, found.total) == ({2, 3}, 2)
    assert (dict(found.boards), dict(found.phases)) == ({2: 2}, {"gathering": 1, "launched": 1})
    assert ids(engine, "tea", scope=Scope(board_ids=(1, 2), phase="launched")) == [3]
    assert ids(engine, "tea", scope=Scope(board_ids=())) == []
    assert ids(engine, "tea author:@ada") == ids(engine, 'tag:"hot drinks"') == [2]
    assert ids(engine, "phase:launched") == [3]


def test_sorted_by_support_or_age(engine: Engine) -> None:
    engine.add([idea(1, "Tea", votes=5), idea(2, "Tea", votes=50), idea(3, "Tea")])

    assert ids(engine, "tea", sort="support") == [2, 1, 3]
    assert ids(engine, "tea", sort="new") == [3, 2, 1]


def test_of_more_than_are_looked_at_the_newest_and_the_most_supported_come_first(engine: Engine) -> None:
    many = 1_500  # more than an engine ranks
    engine.rebuild(idea(n, "Tea", votes=n * 7 % many) for n in range(1, many + 1))

    assert ids(engine, "tea", sort="new")[:3] == [many, many - 1, many - 2]
    assert [n * 7 % many for n in ids(engine, "tea", sort="support")[:3]] == [many - 1, many - 2, many - 3]


def test_pages_follow_each_other_without_overlap(engine: Engine) -> None:
    engine.add(idea(n, f"Tea number {n}") for n in range(1, 41))

    pages = [ids(engine, "tea", limit=15, offset=offset) for offset in (0, 15, 30, 45)]

    assert [len(page) for page in pages] == [15, 15, 10, 0]
    assert len({id_ for page in pages for id_ in page}) == 40


def test_an_unlisted_idea_is_kept_out_of_hits_totals_and_suggestions(engine: Engine) -> None:
    engine.add([idea(1, "Secret recipe"), idea(2, "Secret garden")])
    engine.add([idea(1, "Secret recipe", listed=False)])

    found = engine.search(Query("secret"))
    assert ([hit.id for hit in found.hits], found.total, dict(found.boards)) == ([2], 1, {1: 1})
    assert [one.id for one in engine.suggest("secr")] == [2]
    assert [hit.id for hit in engine.similar("Secret recipe", "")] == [2]


def test_an_edit_replaces_and_a_removal_removes(engine: Engine) -> None:
    engine.add([idea(1, "Blue chairs")])
    engine.add([idea(1, "Green tables"), idea(1, "Yellow tables")])

    assert (ids(engine, "chairs"), ids(engine, "green"), ids(engine, "yellow")) == ([], [], [1])
    engine.remove([1, 99])
    assert ids(engine, "yellow") == []


def test_highlights_mark_matches_and_escape_everything_else(engine: Engine) -> None:
    engine.add([idea(1, "<script>alert('tea')</script> & teas", "x " * 200 + "<b onclick=1>a tea</b> " + "y " * 200)])

    marks = engine.search(Query("tea")).hits[0].highlights

    assert marks["title"].count("<mark>") == 2
    assert "<mark>tea</mark>" in marks["body"]
    assert "&lt;b onclick=1&gt;" in marks["body"]
    left = "".join(marks.values()).replace("<mark>", "").replace("</mark>", "")
    assert "<" not in left
    assert ">" not in left


def test_did_you_mean_comes_from_the_words_of_the_index(engine: Engine) -> None:
    engine.add([idea(1, "Autonomous buses"), idea(2, "Reusable cups", "cinnamon")])

    assert engine.search(Query("autonomus buses")).did_you_mean == "autonomous buses"
    assert engine.search(Query("cinammon")).did_you_mean == "cinnamon"
    assert engine.search(Query("reusable cup")).did_you_mean is None
    assert engine.search(Query("zzzzzzzz")).did_you_mean is None


def test_titles_are_suggested_while_typing(engine: Engine) -> None:
    engine.add([idea(1, "Oat milk"), idea(2, "Oatmeal cookies", votes=9), idea(3, "Milk with oats"), idea(4, "Goat")])

    assert [one.title for one in engine.suggest("oat")] == ["Oatmeal cookies", "Oat milk", "Milk with oats"]
    assert [one.id for one in engine.suggest("oat mi")] == [1]
    assert engine.suggest("") == engine.suggest("  ") == []


def test_the_same_idea_in_other_words_is_similar(engine: Engine) -> None:
    engine.add(
        [
            idea(1, "A discount for bringing my own cup", "Ten cents off when I bring a mug"),
            idea(2, "Open earlier on Sundays"),
            idea(3, "More plants", "a cup of tea"),
        ]
    )

    hits = engine.similar("Bring your own mug and get a discount", "Cups of our own would save waste")

    assert hits[0].id == 1
    assert 0 < hits[0].score <= 1
    assert engine.similar("", "") == []


def test_only_stop_words_find_titles(engine: Engine) -> None:
    engine.add([idea(1, "To be or not to be"), idea(2, "Tea")])

    assert ids(engine, "to be") == [1]


HOSTILE = [
    "",
    " ",
    "*",
    "a*",
    "?",
    "a?",
    "~",
    "a~5",
    "[a TO z]",
    "((((((((((" * 200,
    ")" * 500,
    '"',
    '""',
    '"' * 99,
    "-",
    "--",
    "- -",
    "NOT",
    "AND OR",
    "title:x",
    "author:",
    'author:"',
    "tag:",
    "phase:" + "x" * 500,
    "a " * 5_000,
    "\ud800",
    "\x00",
    "\x1e\x1f",
    "x" * 100_000,
    "̈" * 500,
    "'" * 50,
    "%",
    "_",
    "\\",
    "a\u202eb",
    "🦄" * 300,
    " ".join(f"w{n}" for n in range(5_000)),
]


def naughty() -> list[str]:
    path = SHARED / "hostile" / "naughty_strings" / "blns.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else []


def test_every_string_has_an_answer_as_query_and_as_document(engine: Engine) -> None:
    strings = HOSTILE + naughty()
    engine.add(idea(n, text, text, comments=text, tags=(text,), author=text) for n, text in enumerate(strings, 1))

    for text in strings:
        found = engine.search(Query(text))
        assert all("<script" not in html for hit in found.hits for html in hit.highlights.values())
        engine.suggest(text)
        engine.similar(text, text)
    assert engine.search(Query("a " * 5_000)).cut
    assert engine.health().ok


def test_no_query_takes_long_however_hostile(engine: Engine) -> None:
    """In processor time of this process, since the machine may be busy; of PostgreSQL, what it is told to stop at."""
    chance = random.Random(1)
    vocabulary = ["".join(chance.choices("aeioubcdfglmnprst", k=3 + n % 8)) for n in range(3_000)]
    engine.rebuild(idea(n, " ".join(chance.choices(vocabulary, k=60))) for n in range(1, 1_500))
    hostile = [*HOSTILE, " ".join(vocabulary), '"' + " ".join(vocabulary[:24]) + '"', "a " + " -".join(vocabulary[:24])]
    hostile += [" ".join(f"{word}qx" for word in vocabulary[:24]), "a" * 60, " ".join(vocabulary[:24])]
    engine.search(Query("warm"))

    for asked in hostile:
        began = time.process_time()
        engine.search(Query(asked))
        engine.suggest(asked)
        assert time.process_time() - began < 0.3, asked[:40]
    assert engine.search(Query(" ".join(vocabulary))).cut


def test_time_runs_out_in_words_not_in_errors(embedded: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    embedded.add([idea(1, "Tea"), idea(2, "Tea time")])
    monkeypatch.setattr(Deadline, "passed", lambda self: setattr(self, "cut", True) or True)

    assert embedded.search(Query("tea time")).cut


def test_a_statement_that_takes_too_long_is_cut(searched: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = PostgresqlEngine(searched)
    engine.rebuild([idea(1, "Tea")])
    monkeypatch.setattr(asking, "_ranked", lambda cursor, *_: cursor.execute("SELECT pg_sleep(5)"))

    began = time.monotonic()
    found = engine.search(Query("tea"))

    assert (found.hits, found.cut) == ((), True)
    assert time.monotonic() - began < 3


def test_filters_by_language_and_date(engine: Engine) -> None:
    engine.add([idea(1, "Taxi", language="de"), idea(2, "Taxi", language="fr"), idea(3, "Taxi")])

    found = engine.search(Query("taxi"))
    assert dict(found.languages) == {"de": 1, "fr": 1, "en": 1}
    assert ids(engine, "taxi", scope=Scope(language="fr")) == [2]
    assert set(ids(engine, "taxi", scope=Scope(since=DAY + timedelta(days=2)))) == {2, 3}
    assert ids(engine, "taxi", scope=Scope(until=DAY + timedelta(days=2))) == [1]
    assert engine.search(Query("taxi", Scope(until=DAY + timedelta(days=2)))).total == 1


def test_two_writers_of_the_database_wait_for_each_other(searched: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = PostgresqlEngine(searched)
    engine.rebuild([])
    monkeypatch.setattr("ideaboard.effects.search.postgresql.engine.PATIENCE", 0.2)

    with engine._writing(), pytest.raises(IndexBusy):
        engine.add([idea(1, "Tea")])
    engine.add([idea(1, "Tea")])
    assert ids(engine, "tea") == [1]


def test_what_was_taken_out_of_the_database_is_no_word_any_more(searched: Database) -> None:
    engine = PostgresqlEngine(searched)
    engine.rebuild([idea(1, "Cinnamon rolls"), idea(2, "Rolls")])
    assert engine.search(Query("cinammon")).did_you_mean == "cinnamon"
    engine.remove([1])

    assert engine.search(Query("cinammon")).did_you_mean is None
    assert engine.health().documents == 1
    engine.tidy()
    assert engine.health().ok


def test_no_connection_stays_with_the_engine(searched: Database) -> None:
    engine = PostgresqlEngine(searched)
    engine.rebuild([idea(1, "Tea")])
    for n in range(100):
        engine.add([idea(n, f"Tea {n}")])
        engine.search(Query("tea"))
    with searched.begin() as connection:
        connection.execute(sql("DROP SCHEMA search CASCADE"))
    for _ in range(20):
        with pytest.raises(IndexUnavailable):
            engine.search(Query("tea"))
        with pytest.raises(IndexUnavailable):
            engine.add([idea(1, "Tea")])

    assert searched.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_an_index_of_another_format_waits_for_a_rebuild(searched: Database) -> None:
    engine = PostgresqlEngine(searched)
    engine.rebuild([idea(1, "Tea")])
    with searched.begin() as connection:
        connection.execute(sql("UPDATE search.lexicon SET holding = 0 WHERE word = 'format'"))
    with pytest.raises(IndexUnavailable):
        engine.search(Query("tea"))

    with searched.begin() as connection:
        connection.execute(sql("DROP SCHEMA search CASCADE"))
    assert not engine.health().ok
    for question in (lambda: engine.search(Query("tea")), lambda: engine.add([idea(2, "Tea")])):
        with pytest.raises(IndexUnavailable):
            question()
    assert engine.rebuild([idea(1, "Tea")]) == 1
    assert engine.health().ok


def test_blocks_read_whole_are_what_whoosh_reads_one_by_one(embedded: WhooshEngine) -> None:
    embedded.add(idea(n, "tea " * (n % 3 + 1), "and more") for n in range(300))
    with embedded._generations.borrow() as generation:
        for leaf in generation.leaves:
            read = [
                (d, w)
                for docs, weights, _ in blocks(leaf.segment._matcher("text", "tea"))
                for d, w in zip(docs, weights, strict=True)
            ]
            matcher = leaf.segment.reader.postings("text", "tea")
            slow = []
            while matcher.is_active():
                slow.append((matcher.id(), matcher.weight()))
                matcher.next()
            assert read == slow
            assert len(read) == 300
