"""The search page and the hint while sharing, as people use them."""

from __future__ import annotations

import re
from html import unescape

import pytest

from ideaboard.core.clock import now
from ideaboard.core.db import db
from ideaboard.core.jobs import work_off
from ideaboard.domain import searches
from ideaboard.domain.searches.models import Hint, LostSearch, SavedSearch
from ideaboard.effects import search
from ideaboard.effects.search import index
from tests.effects.test_search_house import forget
from tests.web.test_intents import through_sign_up


@pytest.fixture
def ideas_(make):
    board = make.board()
    found = [
        make.idea(board=board, title=title) for title in ("Oat milk for coffee", "Oat milk for tea", "Longer hours")
    ]
    work_off()
    search.rebuild_all()
    return found


def links(page: str, words: str) -> list[str]:
    return [re.sub("&amp;", "&", one) for one in re.findall(rf'<a href="([^"]+)"[^>]*>{words}</a>', page)]


def test_filters_lead_on_with_the_words(client, ideas_):
    page = client.get("/search?q=oat+milk").text
    assert "2 ideas found" in page
    [month] = links(page, "Last month")
    assert month == "/search?q=oat+milk&age=month"
    narrowed = client.get(month).text
    assert 'aria-current="true">Last month</a>' in narrowed
    assert links(narrowed, "Any time") == ["/search?q=oat+milk"]
    assert "2 ideas found" in narrowed


def test_nothing_found_leads_to_sharing_with_the_words(client, ideas_):
    page = client.get("/search?q=helicopter+pad").text
    assert "/ideas/new?title=helicopter%20pad" in page
    narrowed = client.get("/search?q=oat+milk&phase=review").text
    assert links(narrowed, "<span>Look everywhere</span>") == [] or "Look everywhere" in narrowed
    assert "Look everywhere" in narrowed


def test_a_word_that_is_only_begun_finds_on_every_page_of_the_answer(client, ideas_):
    assert "Nobody has shared this yet" in client.get("/search?q=oat+mi+-coffee+hou&tag=x").text
    assert "ideas found" not in client.get("/search?q=coff").text
    page = client.get("/search?q=coff&begun=1").text
    assert "1 idea found" in page
    assert "<mark>coffee</mark>" in page
    assert "Did you mean" not in page
    [month] = links(page, "Last month")
    assert "1 idea found" in client.get(month).text
    assert "2 ideas found" in client.get("/search?q=mil&begun=1&sort=support").text


def test_what_is_set_stands_above_the_results_and_is_taken_away_there(client, ideas_):
    board = ideas_[0].board
    assert 'class="taken"' not in client.get("/search?q=oat").text
    page = client.get(f"/search?q=oat&board={board.slug}&age=year").text
    taken = [re.sub("&amp;", "&", one) for one in re.findall(r'class="taken" href="([^"]+)"', page)]
    assert taken == ["/search?q=oat&age=year", f"/search?q=oat&board={board.slug}"]
    assert "Take away When: Last year" in page
    assert 'href="/search?q=oat">Take all away</a>' in page


def test_without_its_index_the_page_says_so_and_how_far_the_new_one_is(app, client, make, ideas_):
    seen = []
    forget(app)
    client.sign_in(make.admin())
    assert "is being made anew; until then" in client.get("/search?q=oat").text
    assert "it is made anew at the next tick" in client.get("/admin/site").text

    def looks(done, whole):
        note(done, whole)
        seen.append((client.get("/search?q=oat").text, client.get("/admin/site").text))

    note, index._tell = index._tell, looks
    try:
        assert search.mend()
    finally:
        index._tell = note
    assert "holds 0 of 3 ideas" in seen[0][0]
    assert "2 ideas found" in seen[0][0]
    assert "0 of 3 ideas are in it" in seen[0][1]
    page = client.get("/search?q=oat").text
    assert "made anew" not in page
    assert "The search index is in order" in client.get("/admin/site").text
    assert search.progress() is None


def test_nobody_said_exactly_that_leads_to_the_words_alone(client, ideas_):
    page = client.get('/search?q="milk+oat"').text
    assert links(page, "Search without the quotation marks") == ["/search?q=milk+oat"]
    assert "without the quotation marks" not in client.get('/search?q="oat+milk"').text


@pytest.mark.parametrize(
    "query",
    [
        "tag=%00",
        "begun=1",
        "begun=%00",
        "language=xx-yy-zz",
        "age=century",
        "phase=draft",
        "sort=x",
        "board=none",
        "after=zzz",
        "why=1",
    ],
)
def test_nonsense_in_the_address_is_no_fault(client, ideas_, query):
    assert client.get(f"/search?q=oat&{query}").status_code in (200, 422)


def test_what_is_looked_for_in_vain_is_counted_once_it_is_sent(client, make, ideas_):
    client.sign_in(make.person())
    client.get("/search?q=heli&begun=1")
    client.get("/search?q=heli&begun=0")
    client.get("/search?q=helicopter")
    client.get("/search?q=oat")
    client.get("/search?q=oat&phase=review")
    assert [(one.words, one.times) for one in db.session.query(LostSearch)] == [("helicopter", 1)]
    client.sign_in(make.admin())
    page = client.get("/admin/search").text
    assert "helicopter" in page
    assert "Not shown to anybody" in page


def test_a_search_is_saved_listed_and_forgotten(client, make, ideas_):
    client.sign_in(make.person())
    assert "Tell me of new ones" in client.get("/search?q=oat").text
    there = client.post("/searches", data={"q": "oat"})
    assert there.location == "/search?q=oat"
    number = db.session.query(SavedSearch).one().id
    assert f"/searches/{number}/removal" in client.get("/search").text
    client.post(f"/searches/{number}/removal")
    assert db.session.query(SavedSearch).count() == 0


def test_the_team_asks_why_and_others_do_not(client, make, ideas_):
    client.sign_in(make.person())
    assert "Why are these here?" not in client.get("/search?q=oat+hours").text
    assert "not said" not in client.get("/search?q=oat+hours&why=1").text
    client.sign_in(make.moderator())
    assert "Why are these here?" in client.get("/search?q=oat+hours").text
    page = client.get("/search?q=oat+hours&why=1").text
    assert "<b>oat</b>: in title" in page
    assert "<b>hours</b>: not said" in page


def test_admins_write_what_words_mean(client, make, ideas_):
    board = ideas_[0].board
    client.sign_in(make.person(role="admin", board=board))
    assert board.title in client.get("/admin/search").text
    assert client.post("/admin/search", data={"synonyms": "haver, oat"}).status_code == 303  # their own board
    assert "haver, oat" in client.get(f"/admin/search?board={board.slug}").text
    wrong = client.post("/admin/search", data={"board": board.slug, "synonyms": "alone"})
    assert wrong.status_code == 422
    assert "alone</textarea>" in wrong.text
    assert "2 ideas found" in client.get(f"/search?q=haver&board={board.slug}").text


# the hint while sharing


def hint_of(page: str) -> str:
    found = re.search(r'name="hint" value="([^"]+)"', page)
    assert found
    return found[1]


def test_support_instead_is_one_press_and_is_counted(client, make, ideas_):
    client.sign_in(make.person())
    hint = hint_of(client.get("/ideas/new").text)
    board = ideas_[0].board
    asked = {"title": "Oat milk for coffee please", "body": "", "board": board.slug, "hint": hint}
    piece = client.get("/similar", query_string=asked, headers={"HX-Request": "true"}).text
    assert f"/ideas/{ideas_[0].id}/vote?size=inside" in piece
    client.post(f"/ideas/{ideas_[0].id}/vote?size=inside", data={"value": "1", "hint": hint})
    [row] = db.session.query(Hint).all()
    assert (row.chosen, row.idea_id) == ("supported", ideas_[0].id)
    assert ideas_[1].id in row.offered
    assert hint not in row.digest


def test_what_is_far_off_is_no_hint(client, make, ideas_):
    board = ideas_[0].board
    make.idea(
        board=board,
        title="A lamp for the reading corner",
        body="Coffee in the light. " + "Brass, glass and a cord. " * 20,
    )
    search.rebuild_all()
    piece = client.get("/similar", query_string={"title": "Oat milk for coffee", "board": board.slug}).text
    assert "Oat milk for coffee" in piece
    assert "reading corner" not in piece


def test_who_supports_it_instead_counts_through_sign_up_too(client, ideas_):
    hint = hint_of(client.get("/ideas/new").text)
    asked = {"title": "Oat milk for coffee please", "board": ideas_[0].board.slug, "hint": hint}
    piece = client.get("/similar", query_string=asked, headers={"HX-Request": "true"}).text
    [there] = [one for one in re.findall(r'href="([^"]+)"', piece) if f"/ideas/{ideas_[0].id}/vote" in one]
    through_sign_up(client, unescape(there))
    assert searches.deflection(now())[:3] == (1, 1, 0)


def test_who_votes_against_it_is_not_counted_as_support(client, make):
    idea = make.idea(board=make.board(preset="my-starbucks-idea"), title="Oat milk for coffee")
    search.rebuild_all()
    client.sign_in(make.person())
    hint = hint_of(client.get(f"/ideas/new?board={idea.board.slug}").text)
    client.get("/similar", query_string={"title": "Oat milk for coffee", "board": idea.board.slug, "hint": hint})
    client.post(f"/ideas/{idea.id}/vote?size=inside", data={"value": "-1", "hint": hint})
    assert searches.deflection(now())[:3] == (1, 0, 0)
    client.post(f"/ideas/{idea.id}/vote?size=inside", data={"value": "1", "hint": hint})
    assert searches.deflection(now())[:3] == (1, 1, 0)


def test_sharing_all_the_same_is_counted_too(client, make, ideas_):
    client.sign_in(make.person())
    board = ideas_[0].board
    hint = hint_of(client.get(f"/ideas/new?board={board.slug}").text)
    form = {"board": board.slug, "title": "Oat milk for coffee to go", "body": "In a cup of one's own.", "hint": hint}
    page = client.post("/ideas/new", data=form)
    assert "Is it one of these?" in page.text
    assert hint_of(page.text) == hint
    action = re.search(r'<form class="form" method="post" action="([^"]+)"', page.text)
    assert action
    client.post(action[1], data={**form, "sure": "1"})
    assert searches.deflection(now())[:3] == (1, 0, 1)


def test_tags_of_ideas_like_it_are_offered(client, make, ideas_):
    board, author = ideas_[0].board, make.person()
    client.sign_in(author)
    form = {
        "board": board.slug,
        "title": "Almond milk",
        "body": "Beside oat milk and cow milk.",
        "tags": "milk, nuts",
        "sure": "1",
    }
    client.post("/ideas/new", data=form)
    work_off()
    piece = client.get("/similar", query_string={"title": "Almond milk for me", "board": board.slug}).text
    assert 'data-add-tag="milk"' in piece
