"""How people search: in vain, saved, with the board's own words; why something is found; filters with counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ideaboard.core import settings
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Denied, Invalid, Refused
from ideaboard.core.jobs import work_off
from ideaboard.domain import ideas, searches
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.searches.models import LostSearch, SavedSearch
from ideaboard.effects import search
from tests.effects.test_notify import told
from tests.effects.test_search_house import DAY, World, world
from tests.make import Make

__all__ = ["world"]  # the fixture


@pytest.fixture
def filled(world: World) -> World:
    """Some ideas about getting about."""
    world.share("A bicycle shed at the station", tags="station, roof")
    world.share("Night buses every half hour", tags="station, night")
    world.share("Ein Fahrradkeller für alle Wohnungen", "Im Keller stehen die Räder trocken und sicher.", tags="roof")
    work_off()
    return world


# counts


def test_every_filter_has_counts(filled: World) -> None:
    found = search.find("station bicycle fahrradkeller keller buses", seen_by=None)
    assert found.total == 3
    assert found.tags == {"roof": 2, "station": 2, "night": 1}
    assert found.languages == {"en": 2, "de": 1}
    assert found.ages == {"week": 0, "month": 0, "year": 3}
    assert [item.idea.title for item in search.find("station buses", seen_by=None, tag="night").items] == [
        "Night buses every half hour"
    ]


def test_a_young_idea_counts_as_young(world: World) -> None:
    idea = world.share("Young bicycle idea")
    with transaction():
        found = db.session.get_one(Idea, idea.id)
        found.published_at = found.created_at = now() - timedelta(days=10)
    search.rebuild_all()
    assert search.find("bicycle", seen_by=None).ages == {"week": 0, "month": 1, "year": 1}


# words of a board


def mean(world: World, synonyms: str = "", stops: str = "", board: object = None) -> None:
    with transaction():
        searches.keep_wordings(board, synonyms, stops, by=db.session.merge(world.admin))  # type: ignore[arg-type]


def test_synonyms_find_each_other_on_their_board_alone(filled: World) -> None:
    assert filled.titles("velo") == []
    mean(filled, "velo, bicycle", board=filled.cafe)
    assert filled.titles("velo") == []
    assert filled.titles("velo", board=filled.cafe) == ["A bicycle shed at the station"]
    mean(filled, "velo, bicycle")
    assert filled.titles("velo") == ["A bicycle shed at the station"]
    assert "<mark>bicycle</mark>" in search.find("velo", seen_by=None).items[0].highlights["title"]


def test_words_that_say_nothing_are_left_out_unless_alone(filled: World) -> None:
    assert "Night buses every half hour" in filled.titles("station bicycle")
    mean(filled, stops="station")
    assert filled.titles("station bicycle") == ["A bicycle shed at the station"]
    assert len(filled.titles("station")) == 2


@pytest.mark.parametrize(
    ("synonyms", "stops"),
    [("alone", ""), ("two words, one", ""), ("", "two words"), ("a, " + "x" * 41, ""), ("\n".join(["a, b"] * 201), "")],
)
def test_what_is_no_word_is_refused(world: World, synonyms: str, stops: str) -> None:
    with pytest.raises(Invalid):
        mean(world, synonyms, stops)


def test_only_admins_say_what_words_mean(world: World) -> None:
    with pytest.raises(Denied), transaction():
        searches.keep_wordings(world.cafe, "a, b", "", by=db.session.merge(world.reader))


# why


def test_why_something_is_found(filled: World) -> None:
    mean(filled, "velo, bicycle")
    [number] = [item.idea.id for item in search.find("velo", seen_by=None).items]
    velo, roofs, sheds, nothing = search.explain([number], "velo roofs shed helicopter")[number]
    assert (velo.places, velo.synonym) == (("title",), "bicycle")
    assert roofs.places == ("tags",)
    assert sheds.places == ("title",)
    assert nothing.places == ()
    german = search.find("keller", seen_by=None).items[0].idea.id
    [keller] = search.explain([german], "fahrrad")[german]
    assert keller.within


# in vain


def test_searches_in_vain_are_counted_by_day_with_their_trend(app: object) -> None:
    at = now()
    for days, times in ((1, 3), (5, 1), (40, 2)):
        for _time in range(times):
            with transaction():
                searches.note_lost("  Helicopter  ", at=at - timedelta(days=days))
    for words in ("somebody@example.org", "call 0171 2345678", "", "x" * 61):
        with transaction():
            searches.note_lost(words, at=at)
    assert searches.lost_searches(at) == [("helicopter", 4, 2)]
    assert db.session.query(LostSearch).count() == 3


# saved


def save(world: World, words: str, board: object = None) -> SavedSearch:
    with transaction():
        reader = db.session.merge(world.reader)
        return searches.save_search(reader, words, board, by=reader, at=DAY)  # type: ignore[arg-type]


def test_a_new_idea_that_fits_is_told_once(world: World) -> None:
    saved = save(world, "bicycle shed")
    save(world, "night bus")
    idea = world.share("Sheds for bicycles at every station")
    world.share("A bicycle bell")
    with transaction():
        for each in db.session.query(Idea):
            each.published_at = now() - timedelta(minutes=5)
    search.rebuild_all()
    assert search.alert_if_due()
    work_off()
    assert told(world.reader) == ["search.matched"]
    assert search.alert_if_due() is False
    with transaction():
        settings.put("searches_looked_at", "")
        db.session.get_one(SavedSearch, saved.id).looked_at -= timedelta(seconds=0)
    search.alert_if_due()
    work_off()
    assert told(world.reader) == ["search.matched"]
    assert idea.id


def test_the_one_that_fits_is_told_among_many_that_only_touch(world: World) -> None:
    save(world, "bicycle shed")
    for n in range(8):
        world.share(f"A bicycle number {n}")
    with transaction():
        for each in db.session.query(Idea):
            each.published_at = now() - timedelta(minutes=4)
    fits = world.share("Sheds for bicycles at every station")
    with transaction():
        db.session.get_one(Idea, fits.id).published_at = now() - timedelta(minutes=5)
    search.rebuild_all()
    search.alert_if_due()
    work_off()
    assert told(world.reader) == ["search.matched"]


def test_nobody_is_told_of_what_they_may_not_see_or_wrote(world: World) -> None:
    with transaction():
        author = db.session.merge(world.author)
        searches.save_search(author, "bicycle", None, by=author, at=DAY)
    secret = world.board("secret", ranking={"visibility": "private"})
    save(world, "bicycle", secret)
    world.share("A bicycle nobody may see", board=secret)
    world.share("A bicycle of my own")
    with transaction():
        for each in db.session.query(Idea):
            each.published_at = now() - timedelta(minutes=5)
    search.rebuild_all()
    search.alert_if_due()
    work_off()
    assert told(world.reader) == told(world.author) == []


def test_saving_twice_is_saving_once_and_there_is_an_end(world: World) -> None:
    assert save(world, "bicycle").id == save(world, " bicycle ").id
    for number in range(19):
        save(world, f"words {number}")
    with pytest.raises(Refused):
        save(world, "one too many")
    with pytest.raises(Invalid):
        save(world, "x" * 101)
    number = searches.saved_by(db.session.merge(world.reader))[0][0].id
    for who, left in ((world.author, 20), (world.reader, 19)):
        with transaction():
            person = db.session.merge(who)
            searches.forget_search(person, number, by=person)
        assert len(searches.saved_by(db.session.merge(world.reader))) == left


# hints


def test_what_was_shown_and_chosen_is_counted(make: Make) -> None:
    board, moderator = make.board(), make.moderator()
    there, mine, other = (make.idea(board=board).id for _number in range(3))
    keys = [f"the words of form {number}" for number in range(4)]
    for key in keys:
        with transaction():
            searches.showed(key, [there], at=now())
            searches.showed(key, [there, other], at=now())
    with transaction():
        searches.chose(keys[0], "supported", there)
        searches.chose(keys[0], "supported", other)
        searches.chose(keys[1], "shared", mine)
        searches.chose(keys[2], "supported", mine)  # it was not shown
        searches.chose("unknown words of a form", "shared", mine)
        searches.chose("short", "shared", mine)
    assert searches.deflection(now()) == (4, 1, 1, 0)
    assert searches.deflection(now()).percent == 50
    with transaction():
        one, into = db.session.get_one(Idea, mine), db.session.get_one(Idea, there)
        ideas.merge(one, into, by=make.here(moderator), at=now())
    assert searches.deflection(now()) == (4, 1, 1, 1)


def test_a_duplicate_came_through_whichever_of_the_two_stays(make: Make) -> None:
    board, moderator = make.board(), make.moderator()
    there, mine = (make.idea(board=board).id for _number in range(2))
    with transaction():
        searches.showed("the words of a form", [there], at=now())
        searches.chose("the words of a form", "shared", mine)
    assert searches.deflection(now()) == (1, 0, 1, 0)
    with transaction():
        old, new = db.session.get_one(Idea, there), db.session.get_one(Idea, mine)
        ideas.merge(old, new, by=make.here(moderator), at=now())
    assert searches.deflection(now()) == (1, 0, 1, 1)
