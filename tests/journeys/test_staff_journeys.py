"""What the team does, in a real browser: from the vote that crosses the gate to the reward that is paid; screening."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ideaboard.core import settings
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import moderation, review
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from tests.browser import Pages, axe, screenshot
from tests.make import PASSWORD, Make

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_server")]

RULES = {
    "gate": {"at_least": 3},
    "review": {"reviewers": 2},
    "reward": {"on": "launched", "grants": [{"kind": "cash", "amount": "2000", "currency": "USD"}]},
}


def sign_in(page: Page, person: Person) -> Page:
    """Sign in by the form."""
    page.goto("/signin?next=/admin")
    page.fill("[name=email]", person.email or "")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    return page


def score(page: Page, idea: Idea, points: str) -> None:
    """Hand in a scorecard, every criterion alike."""
    page.goto(f"/review/{idea.id}")
    for criterion in page.locator(".criterion").all():
        criterion.locator(f"input[value='{points}']").check(force=True)
    page.check("input[name=recommendation][value=accept]", force=True)
    page.fill("#scorecard [name=note]", f"A clear {points}.")
    page.click("#scorecard button.button")


def phase(make: Make, idea: Idea) -> str:
    """Where the idea stands now, as the server left it."""
    db.session.rollback()
    return str(make.fresh(idea).phase)


def sure(page: Page) -> None:
    """Say yes to the question a dangerous button asks."""
    page.click("dialog.confirm .button[data-kind=danger]")


def test_from_the_vote_that_crosses_the_gate_to_the_reward_that_is_paid(
    live_server: str, open_page: Pages, make: Make
) -> None:
    maker, voter = make.person("Tomás Oliveira", password=PASSWORD), make.person("Vera Voter", password=PASSWORD)
    ana, ravi = (make.person(name, role="reviewer", password=PASSWORD) for name in ("Ana Reis", "Ravi Nair"))
    admin = make.person("Ada Admin", role="admin", password=PASSWORD)
    idea = make.idea(author=maker, supporters=2, rules=RULES, title="Order ahead without the app")

    page = sign_in(open_page(), voter)
    page.goto(f"/ideas/{idea.id}/{idea.slug}")
    with page.expect_response(lambda answer: answer.request.method in ("POST", "PUT")):
        page.locator("#vote form button").first.click()
    assert phase(make, idea) == "review"

    first = sign_in(open_page(), ana)
    first.goto("/review")
    expect(first.locator("main")).to_contain_text("Your scorecard is missing")
    first.get_by_role("link", name=idea.title).click()
    expect(first.locator("#decide")).to_contain_text("0 of 2 scorecards are in")
    score(first, idea, "4")
    expect(first.locator("#decide")).to_contain_text("1 of 2 scorecards are in")

    second = sign_in(open_page(), ravi)
    second.goto(f"/review/{idea.id}")
    expect(second.locator("main")).not_to_contain_text("A clear 4.")
    score(second, idea, "5")
    expect(second.locator("main")).to_contain_text("A clear 4.")
    second.click("#decision > summary")
    second.check("[name=outcome][value=accept]", force=True)
    second.fill("#decision [name=statement]", "You showed us **why**. We begin in March.")
    second.get_by_role("button", name="Look at the mail").click()
    expect(second.locator(".mail")).to_contain_text("Order ahead without the app")
    second.get_by_role("button", name="Decide and tell them").click()
    sure(second)
    expect(second.locator(".flash")).to_contain_text("Decided.")
    assert phase(make, idea) == "accepted"

    second.check("[name=phase][value=launched]", force=True)
    second.fill("form[action$=progress] [name=note]", "It is in every store.")
    second.get_by_role("button", name="Tell it").click()
    expect(second.locator(".flash")).to_contain_text("It is told")
    assert phase(make, idea) == "launched"

    office = sign_in(open_page(), admin)
    office.goto("/rewards?state=proposed")
    office.get_by_role("button", name="Approve").click()
    expect(office.locator(".flash")).to_contain_text("Approved")
    mine = sign_in(open_page(width=390), maker)
    mine.goto("/rewards")
    mine.get_by_role("button", name="Claim").click()
    expect(mine.locator("main")).to_contain_text("Claimed")
    office.goto("/rewards?state=claimed")
    office.get_by_role("button", name="Handed over").click()
    sure(office)
    expect(office.locator(".flash")).to_contain_text("once and for all")
    mine.reload()
    expect(mine.locator("main")).to_contain_text("Handed over")


def test_an_idea_is_looked_at_returned_and_published_without_a_script(
    live_server: str, open_page: Pages, make: Make
) -> None:
    idea = make.idea(phase="screening", title="Lend umbrellas when it rains")
    page = sign_in(open_page(javascript=False), make.person(role="moderator", password=PASSWORD))
    page.goto("/moderation")
    page.get_by_role("button", name="Return with this reason").click()
    expect(page.locator("main")).to_contain_text("Give a reason. The author reads it.")
    page.fill("article input[name=reason] >> nth=0", "Please say in which cities.")
    page.get_by_role("button", name="Return with this reason").click()
    expect(page.locator(".flash")).to_contain_text("Returned")
    assert phase(make, idea) == "returned"

    other = make.idea(board=idea.board, phase="screening", title="A bell at every table")
    page.goto("/moderation")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".flash")).to_contain_text("Published")
    assert phase(make, other) == "gathering"

    page.goto(f"/moderation/ideas/{other.id}")
    page.fill("article input[name=reason] >> nth=0", "An advertisement.")
    page.get_by_role("button", name="Remove with this reason").click()
    page.get_by_role("link", name="Undo").first.click()
    page.get_by_role("button", name="Undo it").click()
    assert phase(make, other) == "gathering"
    page.goto("/moderation/log")
    expect(page.locator("main")).to_contain_text("Please say in which cities.")
    expect(page.locator("main")).to_contain_text("undone")


# How it looks


@pytest.fixture
def world(make: Make) -> dict[str, Any]:
    """A site with something on every page of the team."""
    with transaction():
        settings.put("name", "Bean & Leaf")
    start = now() - timedelta(days=40)
    board = make.board("menu", title="On the menu", rules=RULES, at=start)
    shop = make.board("shop", title="In our shops", rules={**RULES, "review": {"reviewers": 1}}, at=start)
    people = [make.person(name) for name in ("Tomás Oliveira", "Ana Reis", "Mei Lin", "Jonas Berg", "Aisha Khan")]
    titles = (
        "Umbrellas to lend when it rains", "Night buses to the late show",
        "Braille on every gift card", "Oat milk at no extra charge", "Paper straws back to plastic",
    )  # fmt: skip
    cases = [
        make.idea(board=board, author=author, phase="review", title=title, supporters=1, at=start)
        for author, title in zip(people, titles, strict=True)
    ]
    crowd = make.board(
        "crowd", title="Big ideas", rules=RULES | {"gate": {"at_least": 24, "milestones": [10]}}, at=start
    )
    idea = make.idea(board=crowd, author=people[0], title="Order ahead without the app", at=start)
    for number in range(24):
        make.vote(idea, at=start + timedelta(hours=number**2 % 400 + 10 * number))
    for words in ("My mother's phone is from 2016: no app runs on it.", "At the table, by a code, please."):
        make.comment(idea, words)
    reviewer = make.person("Ravi Nair", role="reviewer")
    with transaction():
        for case in cases[1:3]:
            here = make.here(case)
            scores = {criterion.key: 4 for criterion in here.rules.review.criteria}
            review.assess(here, by=make.here(reviewer), at=now(), scores=scores, recommendation="accept", note="Yes!")
        review.note(make.here(idea), "We can pilot in six stores from January.", by=make.here(reviewer), at=now())
    make.idea(board=shop, phase="declined", title="A slide from the first floor", at=start)
    make.idea(board=shop, phase="launched", title="Bring your own cup, pay less", at=start)
    make.idea(board=make.board("first", title="First looks", rules={"screening": {"before": True}}), phase="screening")
    flagged, mover = make.idea(board=shop, title="Buy my watches, best price"), make.moderator()
    bad = make.person("Bad Apple")
    reporters = [make.person(), make.person()]
    with transaction():
        for reporter in reporters:
            by = make.here(reporter)
            moderation.flag_idea(make.here(flagged), "spam", by=by, at=now(), note="The third time today.")
        until, by = now() + timedelta(days=7), make.here(mover)
        moderation.suspend(make.here(bad), "Forty advertisements in an hour.", by=by, at=now(), until=until)
    return {"idea": idea, "scored": cases[1], "board": board, "admin": make.person(role="admin", password=PASSWORD)}


def addresses(world: dict[str, Any]) -> dict[str, str]:
    """Every page of the team, by a short name."""
    idea, scored, board = world["idea"], world["scored"], world["board"]
    return {
        "review": "/review", "case": f"/review/{idea.id}", "case-scored": f"/review/{scored.id}",
        "merge": f"/ideas/{idea.id}/merge", "moderation": "/moderation", "moderate": f"/moderation/ideas/{idea.id}",
        "log": "/moderation/log", "rewards": "/rewards", "ledger": "/rewards/ledger", "admin": "/admin",
        "board-new": "/admin/boards/new", "board": f"/admin/boards/{board.slug}",
        "rules": f"/admin/boards/{board.slug}/rules", "people": "/admin/people", "site": "/admin/site",
        "insights": "/insights", "mail": "/admin/mail", "imports": "/admin/imports", "signup": "/admin/signup",
        "members": f"/admin/boards/{board.slug}/members",
        "agreements": f"/admin/boards/{board.slug}/agreements",
    }  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_the_team_is_for_everybody(
    live_server: str, open_page: Pages, world: dict[str, Any], theme: str, width: int
) -> None:
    page = sign_in(open_page(width=width, theme=theme), world["admin"])
    found: dict[str, list[str]] = {}
    for name, address in addresses(world).items():
        page.goto(address)
        assert page.locator("h1").count() == 1, name
        assert page.title(), name
        page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        screenshot(page, f"staff-{name}-{width}-{theme}")
        if faults := axe(page):
            found[name] = faults
    assert found == {}


def test_no_page_of_the_team_is_wider_than_a_small_phone(
    live_server: str, open_page: Pages, world: dict[str, Any]
) -> None:
    page = sign_in(open_page(width=320), world["admin"])
    wide = {}
    for name, address in addresses(world).items():
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
            wide[name] = width
    assert wide == {}
