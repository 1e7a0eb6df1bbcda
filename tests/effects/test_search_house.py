"""Search as the house asks it: from facts to the index, and nothing shown that may not be seen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update

from ideaboard.config import BadSetting, Settings
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid
from ideaboard.core.jobs import work_off
from ideaboard.domain import boards, comments, ideas, moderation, people
from ideaboard.effects import search

DAY = datetime(2026, 5, 1, tzinfo=UTC)


class World:
    """A board, its admin, and customers who share."""

    def __init__(self) -> None:
        with transaction():
            self.admin = people.join("Ada Admin", "ada@example.org", None, at=DAY)
            people.give_role(self.admin, "admin", by=people.house(), at=DAY)
            people.give_role(self.admin, "moderator", by=people.house(), at=DAY)
            self.author = people.join("Otto", "otto@example.org", None, at=DAY)
            self.reader = people.join("Rita", "rita@example.org", None, at=DAY)
        self.cafe = self.board("cafe")

    def board(self, slug: str, **changes: Any) -> Any:
        with transaction():
            return boards.open_board(
                None, slug, by=self.admin, at=DAY, preset="my-starbucks-idea", title=slug.title(), changes=changes
            )

    def share(self, title: str, body: str = "Something more about this.", board: Any = None, **more: Any) -> Any:
        with transaction():
            idea = ideas.draft(board or self.cafe, by=self.author, at=DAY, title=title, body=body, **more)
            ideas.submit(idea, by=self.author, at=DAY, accept=True)
        return idea

    def titles(self, text: str, **more: Any) -> list[str]:
        return [item.idea.title for item in search.find(text, seen_by=more.pop("seen_by", None), **more).items]


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """On SQLite with the embedded engine, on PostgreSQL with its own."""
    if db.engine.dialect.name == "postgresql":
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], search="postgresql"))
    forget(app)
    search.rebuild_all()
    yield World()
    forget(app)


def forget(app: Flask) -> None:
    """No engine and no index, as on a new installation."""
    db.session.rollback()
    kept = app.extensions.pop("search", None)
    if kept:
        kept.close()
    shutil.rmtree(Path(app.config["INSTANCE_PATH"]) / "search", ignore_errors=True)
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA IF EXISTS search CASCADE"))


def test_what_is_shared_is_found_after_its_errand(world: World) -> None:
    world.share("Oat milk", "In *every* <b>coffee</b> please", tags=["milk"])
    work_off()

    found = search.find("coffees", seen_by=None)

    assert [item.idea.title for item in found.items] == ["Oat milk"]
    assert "<mark>coffee</mark>" in found.items[0].highlights["body"]
    assert (found.total, dict(found.boards), dict(found.phases)) == (1, {world.cafe.id: 1}, {"gathering": 1})
    assert world.titles("tag:milk") == world.titles("author:otto") == ["Oat milk"]
    assert not found.fallback


def test_an_edit_and_a_comment_are_found(world: World) -> None:
    idea = world.share("Chairs")
    with transaction():
        ideas.revise(idea, by=world.author, at=DAY, title="Armchairs", body="Soft ones, please.")
        comments.post(idea, "With cushions of velvet", by=world.reader, at=DAY)
    work_off()

    assert world.titles("chairs") == []
    assert world.titles("armchair") == world.titles("velvet") == ["Armchairs"]


def test_a_removed_idea_is_gone_before_the_index_knows(world: World) -> None:
    idea = world.share("Spam and more spam")
    work_off()
    with transaction():
        moderation.remove(idea, "This is an advertisement.", by=world.admin, at=DAY)

    before = search.find("spam", seen_by=None)
    assert (before.items, before.total) == ((), 0)
    assert search.similar("Spam and more spam", "", seen_by=None) == []
    assert search.suggest("spa", seen_by=None) == []
    work_off()
    assert search.engine().search(search.Query("spam")).total == 0


def test_drafts_and_boards_that_are_not_public_are_never_in_the_index(world: World) -> None:
    members = world.board("members", ranking={"visibility": "members"})
    world.share("Secret lounge", board=members)
    with transaction():
        ideas.draft(world.cafe, by=world.author, at=DAY, title="Secret draft", body="x")
    search.rebuild_all()
    work_off()

    assert search.engine().search(search.Query("secret")).total == 0
    assert world.titles("secret", seen_by=world.reader) == []
    assert world.titles("secret", seen_by=world.reader, board=members) == ["Secret lounge"]
    assert world.titles("secret", board=members) == []
    assert search.find("secret", seen_by=None, board=members).total == 0
    assert search.suggest("secr", seen_by=None, board=members) == []


def test_support_is_what_it_is_now(world: World) -> None:
    few, many = world.share("Tea for few"), world.share("Tea for many")
    work_off()
    with transaction() as session:  # as votes would, which the index is not told of
        session.execute(update(ideas.Idea).where(ideas.Idea.id == few.id).values(merit=5))
        session.execute(update(ideas.Idea).where(ideas.Idea.id == many.id).values(merit=3))

    found = search.find("tea", seen_by=None, sort="support", limit=1)
    assert [item.idea.title for item in found.items] == ["Tea for few"]
    assert "<mark>Tea</mark>" in found.items[0].highlights["title"]
    assert world.titles("tea", sort="support", limit=1, cursor=found.next) == ["Tea for many"]


def test_pages_lead_on_and_a_damaged_cursor_is_refused(world: World) -> None:
    for n in range(7):
        world.share(f"Tea number {n}")
    work_off()

    seen, cursor = [], None
    for _ in range(4):
        page = search.find("tea", seen_by=None, limit=3, cursor=cursor)
        seen += [item.idea.id for item in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 7
    with pytest.raises(Invalid):
        search.find("tea", seen_by=None, cursor="%%%")


def test_without_an_index_the_database_answers_and_says_so(world: World, app: Flask) -> None:
    world.share("Oat milk", "100% _oats_ for everybody")
    world.share("Milk", "from cows")
    forget(app)

    found = search.find("oat milk", seen_by=None)

    assert [item.idea.title for item in found.items] == ["Oat milk", "Milk"]
    assert found.fallback
    assert found.items[0].highlights["title"] == "<mark>Oat</mark> <mark>milk</mark>"
    assert world.titles("milk -cows") == ["Oat milk"]
    assert world.titles("%") == world.titles("\x00") == world.titles("") == []
    assert [one.title for one in search.suggest("oa", seen_by=None)] == ["Oat milk"]
    assert [one.idea.title for one in search.similar("Oat drinks", "", seen_by=None)] == ["Oat milk"]
    assert not search.health().ok
    assert search.mend()
    assert not search.find("oat milk", seen_by=None).fallback
    assert not search.mend()


def test_filters_in_the_words_and_counts_work_without_an_index_too(world: World, app: Flask) -> None:
    bar = world.board("bar")
    world.share("Oat milk", tags=["milk"])
    world.share("Milk", tags=["milk"], board=bar)
    world.share("Chairs")
    forget(app)

    assert sorted(world.titles("tag:milk")) == ["Milk", "Oat milk"]
    assert world.titles("tag:milk -oat") == ["Milk"]
    assert sorted(world.titles("-milk")) == ["Chairs"]
    assert world.titles("phase:nonsense") == []
    found = search.find("milk", seen_by=None)
    assert (dict(found.boards), dict(found.phases)) == ({world.cafe.id: 1, bar.id: 1}, {"gathering": 2})


def test_a_word_that_is_begun_finds_words_that_begin_so(world: World, app: Flask) -> None:
    world.share("A bench at every stop")
    world.share("Two benches", "beside the river")
    world.share("Lamps", "over a bench")
    work_off()

    assert world.titles("benc") == []
    begun = search.find("at the benc", seen_by=None, begun=True)
    assert (begun.total, begun.did_you_mean) == (3, None)
    assert all("<mark>bench" in f"{item.highlights}" for item in begun.items)
    assert world.titles("lamps benc", begun=True)[0] == "Lamps"
    assert search.find("lamsp benc", seen_by=None, begun=True).did_you_mean == "lamps benc"
    for finished in ("benc ", '"benc', "-lamps tag:benc", "benc:"):
        assert "A bench at every stop" not in world.titles(finished, begun=True)
    forget(app)
    assert len(world.titles("benc", begun=True)) == 3


def test_a_whole_word_stands_before_what_only_begins_so(world: World) -> None:
    world.share("Teachers")
    world.share("Tea")
    work_off()

    assert world.titles("tea", begun=True) == ["Tea", "Teachers"]


def test_an_errand_makes_a_missing_index(world: World, app: Flask) -> None:
    forget(app)
    world.share("Oat milk")
    work_off()

    assert world.titles("oat") == ["Oat milk"]
    assert search.health().ok


def test_many_facts_are_one_commit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    commits: list[int] = []
    kind = type(search.engine())
    add = kind.add
    monkeypatch.setattr(kind, "add", lambda self, documents: (commits.append(1), add(self, documents))[1])
    for n in range(10):
        world.share(f"Tea {n}")
    work_off()

    assert len(commits) == 1
    assert len(world.titles("tea")) == 10


def test_a_whole_board_is_indexed_again_after_its_rules_changed(world: World) -> None:
    world.share("Oat milk")
    work_off()
    with transaction():
        boards.change_rules(
            world.cafe, {"ranking": {"visibility": "private"}}, by=world.admin, at=DAY + timedelta(days=1)
        )
    work_off()

    assert search.engine().search(search.Query("oat")).total == 0


@pytest.mark.parametrize("db_kind", ["sqlite"], indirect=True)
def test_the_engine_of_postgresql_is_refused_on_sqlite(
    world: World, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.share("Oat milk")
    forget(app)
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], search="postgresql"))

    assert search.find("oat", seen_by=None).fallback
    assert search.health().problem == "the search engine postgresql needs a PostgreSQL database"
    with pytest.raises(BadSetting, match="needs a PostgreSQL database"):
        Settings.from_environment(
            {"IDEABOARD_SEARCH": "postgresql", "IDEABOARD_INSTANCE_PATH": app.config["INSTANCE_PATH"]}
        )


def test_ideas_are_found_by_language_and_date(world: World) -> None:
    world.share("Eine Straßenbahn für alle Viertel", "Bitte mit einer Haltestelle an der Universität.")
    world.share("A tram for all quarters", "With a stop at the university, please.")
    work_off()

    assert dict(search.find("universität university", seen_by=None).languages) == {"de": 1, "en": 1}
    assert world.titles("universität university", language="de") == ["Eine Straßenbahn für alle Viertel"]
    assert world.titles("tram", since=DAY, until=DAY + timedelta(days=1)) == ["A tram for all quarters"]
    assert world.titles("tram", since=DAY + timedelta(days=1)) == []


def test_totals_and_counts_do_not_tell_of_what_was_just_removed(world: World) -> None:
    first, second = world.share("Spam with tea"), world.share("Tea", board=world.board("bar"))
    world.share("Tea time")
    work_off()
    with transaction():
        moderation.remove(first, "This is an advertisement.", by=world.admin, at=DAY)
        moderation.remove(second, "This is an advertisement.", by=world.admin, at=DAY)

    found = search.find("tea", seen_by=None, limit=1)  # what is gone may stand on a later page

    assert (found.total, dict(found.boards), dict(found.phases)) == (1, {world.cafe.id: 1}, {"gathering": 1})
    assert [item.idea.title for item in found.items] == ["Tea time"]
    assert search.find("spam", seen_by=None).did_you_mean is None


def test_a_board_that_is_closed_to_the_public_is_counted_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ideaboard.effects.search.pending.MOST", 1)  # single ideas; a board may have thousands
    secret = world.board("secret")
    for n in range(3):
        world.share(f"Tea {n}", tags=["hot"], board=secret)
    world.share("Tea for all")
    work_off()
    with transaction():
        boards.change_rules(secret, {"ranking": {"visibility": "private"}}, by=world.admin, at=DAY + timedelta(days=1))

    found = search.find("tea", seen_by=None, limit=1)

    assert (found.total, dict(found.boards), dict(found.tags)) == (1, {world.cafe.id: 1}, {})
    assert world.titles("tea", board=secret) == []
    assert search.find("hto", seen_by=None).did_you_mean is None


def test_words_of_what_was_taken_away_are_not_offered(world: World) -> None:
    secret = world.share("Zanzibar", "Cinnamon from Zanzibar")
    world.share("Tea")
    work_off()
    assert search.find("zanzibra", seen_by=None).did_you_mean == "zanzibar"
    with transaction():
        moderation.remove(secret, "This is an advertisement.", by=world.admin, at=DAY)

    assert search.find("zanzibra", seen_by=None).did_you_mean is None
    work_off()
    assert search.find("zanzibra", seen_by=None).did_you_mean is None
    assert world.titles("zanz", begun=True) == []


def test_a_damaged_index_is_noticed_and_made_anew_by_the_tick(world: World, app: Flask) -> None:
    for n in range(30):
        world.share(f"Tea number {n}")
    work_off()
    damage(app)
    app.extensions.pop("search").close()

    found = search.find("tea", seen_by=None)
    assert (found.fallback, found.total) == (True, 30)
    assert not search.health().ok
    assert search.mend()
    after = search.find("tea", seen_by=None)
    assert (after.fallback, after.total) == (False, 30)
    assert search.health().ok


def damage(app: Flask) -> None:
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text("DROP TABLE search.texts"))
        return
    segments = Path(app.config["INSTANCE_PATH"]).glob("search/index-*/*.seg")
    largest = max(segments, key=lambda path: path.stat().st_size)
    os.truncate(largest, largest.stat().st_size // 2)


def test_the_idea_itself_is_not_related_to_itself(world: World) -> None:
    first = world.share("Bring your own mug", "A discount for a mug of one's own")
    world.share("Discount for one's own mug", "Bring a mug, pay less")
    work_off()

    assert [one.idea.title for one in search.related(first, seen_by=None)] == ["Discount for one's own mug"]
