"""A customer's way through the site in a real browser, with and without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_server")]
PASSWORD = "beech and steam"
BODY = "Bring any clean cup, the till knows the volume, and you pay a little less. It takes no longer."


def sign_up(page: Page, name: str) -> None:
    """Through the form, as anybody would."""
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail").fill(f"{name.lower().replace(' ', '.')}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign up").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with-script", "without-script"])
def test_sign_up_share_vote_comment(open_page, make, javascript):
    board = make.board(title="In our cafés", rules={"gate": {"at_least": 5}})

    # Ana has an idea
    ana = open_page(javascript=javascript)
    ana.goto("/")
    ana.get_by_role("banner").get_by_role("link", name="Sign up").click()
    sign_up(ana, "Ana Keller")
    expect(ana.get_by_role("heading", level=1)).to_be_visible()
    ana.goto(f"/ideas/new?board={board.slug}")
    ana.get_by_label("Title").fill("Refill stations for every store")
    ana.get_by_label("What is your idea?").fill(BODY)
    ana.get_by_label("Tags").fill("cups, reuse")
    ana.get_by_role("button", name="Share it").click()
    expect(ana.get_by_role("heading", level=1, name="Refill stations")).to_be_visible()
    expect(ana.get_by_text("Your idea", exact=True)).to_be_visible()
    address = ana.url.split("#")[0]

    # Olu comes by, and wants it; the vote survives the sign-up
    olu = open_page(javascript=javascript, width=390, height=844)
    olu.goto(address)
    olu.get_by_role("link", name="Support this idea").click()
    expect(olu.get_by_role("heading", level=1, name="Sign up to vote for it")).to_be_visible()
    sign_up(olu, "Olu Adeyemi")
    expect(olu.get_by_text("You are no. 1")).to_be_visible()
    expect(olu.get_by_text("4 to go").first).to_be_visible()

    # the vote can be taken back, and given again
    olu.locator("#vote").get_by_role("button", name="Undo").click()
    expect(olu.get_by_role("button", name="Support this idea")).to_be_visible()
    olu.get_by_role("button", name="Support this idea").click()
    expect(olu.get_by_text("You are no. 1")).to_be_visible()

    # Olu says something, Ana answers
    olu.get_by_label("What would make this better?").fill("What about **lids**?")
    olu.get_by_role("button", name="Comment", exact=True).click()
    expect(olu.locator(".comment strong", has_text="lids")).to_be_visible()
    ana.goto(address)
    ana.locator(".comment-reply summary").click()
    ana.get_by_label("Reply to Olu Adeyemi").fill("They stay with their owner.")
    ana.locator(".comment-reply").get_by_role("button", name="Reply").click()
    expect(ana.get_by_text("They stay with their owner.")).to_be_visible()
    ana.get_by_role("button", name="heart for Olu Adeyemi").click()
    expect(ana.locator(".heart button[aria-pressed=true]")).to_be_visible()

    # and it is in the list
    olu.goto("/")
    expect(olu.get_by_role("link", name="Refill stations for every store").first).to_be_visible()


def test_a_vote_in_the_list_is_counted_in_place(open_page, make):
    idea = make.idea(title="Refill stations", gate=10, supporters=2)
    page = open_page()
    page.goto("/signup")
    sign_up(page, "Ana Keller")
    page.goto("/")
    row = page.locator(f"#idea-{idea.id}")
    row.get_by_role("button", name="Support").click()
    expect(row.get_by_text("You are no. 3")).to_be_visible()
    expect(row.get_by_text("7 to go").first).to_be_visible()
    assert page.url.endswith("/")
    row.get_by_role("button", name="Undo").click()
    expect(row.locator(".vote[data-state=open]")).to_be_visible()


def test_similar_ideas_show_while_typing(open_page, make):
    idea = make.idea(title="Refill stations for every store")
    page = open_page()
    page.goto(f"/ideas/new?board={idea.board.slug}")
    page.get_by_label("Title").press_sequentially("Refill stations")
    expect(page.locator(".similar a.similar-name")).to_contain_text("Refill stations for every store")


def test_a_draft_survives_in_the_browser(open_page, make):
    board = make.board()
    page = open_page()
    page.goto(f"/ideas/new?board={board.slug}")
    page.get_by_label("Title").fill("Refill stations")
    page.get_by_label("What is your idea?").fill(BODY)
    page.goto("/")
    page.goto(f"/ideas/new?board={board.slug}")
    expect(page.get_by_label("What is your idea?")).to_have_value(BODY)


def test_more_ideas_come_in_place(open_page, make):
    board = make.board()
    for number in range(25):
        make.idea(board=board, title=f"Idea {number:02}")
    page = open_page()
    page.goto("/?sort=new")
    expect(page.locator("#list li.idea, #list > ol > li")).to_have_count(20)
    page.get_by_role("link", name="Show more").click()
    expect(page.locator("#list > ol > li")).to_have_count(25)
