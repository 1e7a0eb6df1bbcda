"""The whole way in Arabic: everything runs from right to left, and says so in its own words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ideaboard.core.text import _, speaking
from tests.browser import axe, screenshot
from tests.journeys.test_looks import MEMBERS, PASSWORD, VISITORS, email_of, world
from tests.make import Make

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_server")]
TITLE = "محطة لإعادة تعبئة الأكواب"
BODY = "أحضر أي كوب نظيف، فالصندوق يعرف السعة، وتدفع أقل قليلًا. ولا يستغرق ذلك وقتًا أطول."


def arabic(sentence: str) -> str:
    """A sentence of ours as it stands on an Arabic page."""
    with speaking("ar"):
        said = str(_(sentence))
    assert said != sentence
    return said


def wrong_with(page: Page, name: str) -> list[str]:
    """What axe finds, and what does not run from right to left."""
    found = [f"{name}: {fault}" for fault in axe(page)]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
        found.append(f"{name}: wider than the window")
    if page.evaluate("getComputedStyle(document.body).direction") != "rtl":
        found.append(f"{name}: runs from left to right")
    return found


@pytest.mark.parametrize("width", [1280, 390])
def test_somebody_shares_and_somebody_else_votes_in_arabic(open_page, make: Make, width: int) -> None:
    board = make.board(title="مقاهينا", rules={"gate": {"at_least": 5}})
    page = open_page(width=width)
    page.goto("/ar/")
    name = page.get_by_role("banner").get_by_role("link").first.bounding_box()
    assert name["x"] > width / 2  # the site's name stands at the right
    assert wrong_with(page, "home") == []

    page.goto(f"/ideas/new?board={board.slug}")
    page.get_by_label(arabic("Title")).fill(TITLE)
    page.get_by_label(arabic("What is your idea?")).fill(BODY)
    page.get_by_role("button", name=arabic("Share it")).click()
    page.get_by_label(arabic("Your name")).fill("ليلى")
    page.get_by_label(arabic("E-mail")).fill("layla@example.org")
    page.get_by_label(arabic("Password")).fill(PASSWORD)
    page.locator("main").get_by_role("button", name=arabic("Sign up")).click()
    expect(page.get_by_role("heading", level=1, name=arabic("Your draft"))).to_be_visible()
    page.get_by_role("button", name=arabic("Share it")).click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    assert wrong_with(page, "idea") == []
    screenshot(page, f"arabic-idea-{width}")

    other = open_page(width=width)
    other.goto("/ar/")
    other.goto("/signup")
    other.get_by_label(arabic("Your name")).fill("Omar")
    other.get_by_label(arabic("E-mail")).fill("omar@example.org")
    other.get_by_label(arabic("Password")).fill(PASSWORD)
    other.locator("main").get_by_role("button", name=arabic("Sign up")).click()
    other.goto(page.url.split("#")[0])
    other.get_by_role("button", name=arabic("Support this idea")).click()
    expect(other.locator("#vote").get_by_role("button", name=arabic("Undo"))).to_be_visible()
    assert wrong_with(other, "voted") == []


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_every_page_of_customers_runs_from_right_to_left(open_page, make: Make, theme: str, width: int) -> None:
    page = open_page(width=width, theme=theme)
    pages = world(make)
    page.goto("/ar/")
    wrong = _walked(page, {**pages, **VISITORS}, f"arabic-visitor-{width}-{theme}")
    page.goto("/signin")
    page.get_by_label(arabic("E-mail")).fill(email_of("ana-keller"))
    page.get_by_label(arabic("Password")).fill(PASSWORD)
    page.locator("main").get_by_role("button", name=arabic("Sign in")).first.click()
    page.wait_for_url("**/")
    number = pages["idea"].split("/")[2]
    other = pages["declined"].split("/")[2]
    mine = {name: address.format(idea=number, other=other) for name, address in MEMBERS.items()}
    wrong += _walked(page, mine, f"arabic-member-{width}-{theme}")
    assert wrong == []


def _walked(page: Page, pages: dict[str, str], kind: str) -> list[str]:
    wrong = []
    for name, address in pages.items():
        page.goto(address)
        screenshot(page, f"{kind}-{name}")
        wrong += wrong_with(page, name)
    return wrong


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_long_words_stay_within_the_smallest_phone(open_page, make: Make, language: str) -> None:
    page = open_page(width=320, height=640)
    page.goto(f"/{language}/")
    wide = []
    for name, address in {**world(make), **VISITORS}.items():
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            wide.append(name)
    assert wide == []
