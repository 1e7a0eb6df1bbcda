"""Finding, in a real browser: results while typing, by keys alone, and support instead of a second idea."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from ideaboard.core.db import db
from ideaboard.domain.searches.models import Hint
from ideaboard.effects import search
from tests.browser import axe, screenshot
from tests.effects.test_search_house import forget
from tests.journeys.test_signin import sign_in
from tests.make import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_server")]


@pytest.fixture
def milk(app, make):
    board = make.board()
    found = [
        make.idea(board=board, title=title) for title in ("Oat milk for coffee", "Oat milk for tea", "Longer hours")
    ]
    search.rebuild_all()
    yield found
    forget(app)  # other journeys find by the database


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_results_come_while_typing_and_keys_lead_through_them(open_page, milk, width, theme):
    page = open_page(width=width, theme=theme)
    page.goto("/search")
    assert axe(page) == []
    page.locator("main").press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("oat mil")
    expect(page.locator("[data-total]")).to_have_text("2 ideas found")
    assert "q=oat" in page.url
    screenshot(page, f"search-{width}-{theme}")
    assert axe(page) == []
    page.keyboard.press("ArrowDown")
    first = page.locator("[data-results] .idea-title a").first
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ideas/*/oat-milk-*")

    page.goto("/search")
    lately = page.locator("[data-recent]")
    expect(lately.get_by_role("link", name="oat mil")).to_be_visible()
    assert axe(page) == []
    lately.get_by_role("button", name="Forget them").click()
    expect(lately).to_be_hidden()
    page.reload()
    expect(lately).to_be_hidden()


def test_half_a_word_finds_and_an_empty_field_shows_nothing(open_page, milk):
    page = open_page()
    page.goto("/search")
    page.locator("#q").press_sequentially("hou")
    expect(page.locator("[data-results] mark")).to_have_text("hours")
    expect(page.locator("[data-said]")).to_have_text("1 idea found")
    page.reload()
    expect(page.locator("[data-results] mark")).to_have_text("hours")
    page.locator("#q").fill("")
    expect(page.get_by_text("Somebody may have had your idea already")).to_be_visible()
    assert page.url.endswith("/search")


def test_what_is_set_is_taken_away_with_a_press(open_page, milk):
    page = open_page(width=390)
    page.goto("/search?q=oat+milk&age=year")
    assert axe(page) == []
    page.get_by_role("link", name="Narrow it down").click()
    expect(page.get_by_role("link", name="Last year", exact=True)).to_be_in_viewport()
    page.get_by_role("link", name="Take away When: Last year").click()
    page.wait_for_url("**/search?q=oat+milk")


def test_without_a_script_the_same_is_found(open_page, milk):
    page = open_page(javascript=False)
    page.goto("/search")
    page.locator("#q").fill("oat milk")
    page.locator("main").get_by_role("button", name="Search").click()
    expect(page.get_by_text("2 ideas found")).to_be_visible()
    page.get_by_role("link", name="Last month").first.click()
    expect(page.get_by_text("2 ideas found")).to_be_visible()


def test_who_finds_their_idea_there_supports_it_instead(open_page, make, milk):
    page = open_page(width=390)
    sign_in(page, make.person(password=PASSWORD), f"/ideas/new?board={milk[0].board.slug}")
    page.get_by_label("Title").press_sequentially("Oat milk for my coffee")
    panel = page.locator(".similar")
    expect(panel.get_by_text("Oat milk for coffee").first).to_be_visible()
    assert axe(page) == []
    screenshot(page, "similar-390")
    panel.get_by_role("button", name="Oat milk for coffee").click()
    expect(panel.get_by_role("button", name="Supported").first).to_be_visible()
    db.session.rollback()
    [row] = db.session.query(Hint).all()
    assert row.chosen == "supported"
