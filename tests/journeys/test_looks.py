"""Every page of customers can be used by everyone: axe finds nothing by day or night, nothing is wider than a phone.

The photographs land in ``screenshots/``, to be looked at.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import people, rounds
from ideaboard.domain.people.models import Person
from tests.browser import axe, screenshot
from tests.make import Make

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_server")]
PASSWORD = "beech and steam"
NO_GATE = {"metric": "none", "at_least": 0}


def world(make: Make) -> dict[str, str]:
    """A little of everything, by the names of its pages."""
    board = make.board(
        title="In our cafés", rules={"gate": {"at_least": 20, "milestones": [5, 10]}, "form": {"team": True}}
    )
    ana = make.person("Ana Keller", password=PASSWORD)
    idea = make.idea(board=board, author=ana, supporters=6, title="Refill stations for every store", tags=["cups"])
    first = make.comment(idea, "What about *lids*?")
    make.comment(idea, "They stay with their owner.", by=ana, parent=first)
    make.comment(idea, "We like where this goes.", by=make.reviewer(), official=True)
    for number in range(10):
        make.idea(board=board, title=f"A quiet hour, number {number}", supporters=number % 3)
    declined = make.idea(board=board, phase="declined", supporters=2, title="Paper straws back to plastic")
    launched = make.idea(board=board, phase="launched", supporters=2, title="Splash sticks")
    scored = make.board(preset="threadless", title="Winter cups", rules={"screening": {"before": False}})
    form = {
        "template": ["What is wrong?"],
        "fields": [{"key": "effort", "label": "How much work is it?", "kind": "choice", "options": ["Little", "Much"]},
                   {"key": "plan", "label": "A drawing", "kind": "file"}],
        "kinds": [{"key": "idea", "name": "Idea"}, {"key": "research", "name": "Research", "role": "background"}],
    }  # fmt: skip
    asking = make.board(title="Better cups", rules={"form": form})
    with transaction():
        final = rounds.plan_round(
            make.here(board), "What shall we make this winter?", by=people.house(), at=now(),
            closes_at=now() + timedelta(days=7),
        )  # fmt: skip
        rounds.nominate(final, make.here(idea), by=people.house(), at=now())
    coins = make.idea(board=make.board(title="Coins", rules={"ballot": {"kind": "budget"}, "gate": NO_GATE}))
    return {
        "rounds": f"/boards/{board.slug}/rounds", "round": f"/rounds/{final.id}",
        "coins": f"/ideas/{coins.id}/{coins.slug}",
        "asking": f"/boards/{asking.slug}", "share-asking": f"/ideas/new?board={asking.slug}",
        "agreement": f"/boards/{scored.slug}/agreement",
        "home": "/", "boards": "/boards", "board": f"/boards/{board.slug}", "scored": f"/boards/{scored.slug}",
        "idea": f"/ideas/{idea.id}/{idea.slug}", "declined": f"/ideas/{declined.id}/{declined.slug}",
        "launched": f"/ideas/{launched.id}/{launched.slug}", "ledger": f"/ideas/{idea.id}/ledger",
        "history": f"/ideas/{idea.id}/history", "thread": f"/comments/{first.id}", "search": "/search?q=quiet",
        "nothing-found": "/search?q=zebra", "in-action": "/in-action", "person": f"/people/{ana.handle}",
        "share": f"/ideas/new?board={board.slug}", "privacy": "/privacy", "terms": "/terms", "missing": "/nothing",
    }  # fmt: skip


VISITORS = {"signup": "/signup", "signin": "/signin", "forgot": "/forgot", "code": "/forgot/code"}
MEMBERS = {
    "account": "/account", "accept-terms": "/account/terms", "leave": "/account/leave",
    "inbox": "/inbox", "invitations": "/invitations", "team": "/ideas/{idea}/team",
    "edit": "/ideas/{idea}/edit", "withdraw": "/ideas/{idea}/withdrawal",
    "flag": "/flags/new?subject=idea:{idea}", "confirm": "/ideas/{other}/vote?value=1",
}  # fmt: skip


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_visitors(open_page, make, theme, width):
    page = open_page(width=width, theme=theme)
    found = look_at(page, {**world(make), **VISITORS}, f"visitor-{width}-{theme}")
    assert found == []


@pytest.mark.parametrize(("width", "theme"), [(1280, "dark"), (390, "light")])
def test_members(open_page, make, theme, width):
    pages = world(make)
    number = pages["idea"].split("/")[2]
    pages |= {name: at.format(idea=number, other=int(number) + 1) for name, at in MEMBERS.items()}
    page = open_page(width=width, theme=theme)
    page.goto("/signin")
    page.get_by_label("E-mail").fill(email_of("ana-keller"))
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").first.click()
    page.wait_for_url("**/")
    assert look_at(page, pages, f"member-{width}-{theme}") == []


def test_nothing_is_wider_than_the_smallest_phone(open_page, make):
    page = open_page(width=320, height=640)
    wide = []
    for name, address in {**world(make), **VISITORS}.items():
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            wide.append(name)
    assert wide == []


def email_of(handle: str) -> str:
    """Where a person's mail goes."""
    return str(db.session.scalar(select(Person.email).where(Person.handle == handle)))


def look_at(page: Page, pages: dict[str, str], kind: str) -> list[str]:
    """What is wrong with these pages."""
    found = []
    for name, address in pages.items():
        page.goto(address)
        screenshot(page, f"{kind}-{name}")
        found += [f"{name}: {fault}" for fault in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            found.append(f"{name}: wider than the window")
        if page.locator("h1").count() != 1:
            found.append(f"{name}: not one h1")
    return found
