"""A hundred reports cleared in a real browser without a mouse, within five minutes of a moderator's time."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import moderation
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.moderation.models import Flag, Ruling
from tests.browser import Pages, axe
from tests.make import PASSWORD, Make

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_server")]

STROKE, GLANCE, LOAD = 1, 1, 5  # seconds: to press a key, to take a card in, to wait for a page and find one's place
FIVE_MINUTES = 300
ADVERT, RUDE, FINE = "Buy my watches, number", "You are all fools, number", "I would queue for this, number"
HERE = "document.activeElement.closest('.queue-item')?.id || ''"


class Hands:
    """A moderator with a keyboard alone, whose strokes, glances and page loads are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.strokes: Counter[str] = Counter()
        self.glances = self.loads = 0
        page.on("load", lambda _page: self._loaded())

    def _loaded(self) -> None:
        self.loads += 1

    def press(self, *keys: str) -> None:
        """Press one key after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes[key] += 1

    def act(self, *keys: str) -> None:
        """Press keys of which the last one does something, and wait for what the page says."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST") as posted:
            self.press(*keys)
        posted.value.finished()
        expect(self.page.locator(".queue:not([data-working])")).to_be_attached()
        expect(self.page.locator("[data-said]")).not_to_be_empty()
        db.session.rollback()  # the server has written meanwhile

    def look(self) -> str:
        """Where the eyes are: the words of the card that has the focus."""
        self.glances += 1
        return self.page.locator(".queue-item:focus .queue-words").inner_text()

    @property
    def seconds(self) -> int:
        """How long this takes a person."""
        return STROKE * self.strokes.total() + GLANCE * self.glances + LOAD * self.loads


def moderator(open_page: Pages, make: Make, **given: object) -> Page:
    """A moderator's page, signed in."""
    person = make.person("Mo Derator", role="moderator", password=PASSWORD)
    page = open_page(**given)  # type: ignore[arg-type]
    page.goto("/signin?next=/moderation")
    page.fill("[name=email]", person.email or "")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/moderation")
    return page


def reported(make: Make, words: list[str]) -> list[Comment]:
    """A comment with each of these words, reported once; adverts are all by the same person."""
    idea, seller = make.idea(title="Oat milk at no extra charge"), make.person("Sally Seller")
    said = [make.comment(idea, one, by=seller if one.startswith(ADVERT) else make.person()) for one in words]
    reporters = [make.person() for _number in range(5)]
    with transaction():
        for place, comment in enumerate(said):
            by = make.here(reporters[place % len(reporters)])
            moderation.flag_comment(make.here(comment), "other", by=by, at=now(), note="Have a look, please.")
    return said


def test_a_hundred_reports_are_cleared_by_keyboard_within_five_minutes(
    live_server: str, open_page: Pages, make: Make
) -> None:
    words = [f"{ADVERT if n % 5 == 0 else RUDE if n % 5 < 3 else FINE} {n}." for n in range(100)]
    reported(make, words)
    hands = Hands(moderator(open_page, make))
    page = hands.page
    expect(page.locator("[data-left]")).to_have_text("100 things wait for you.")
    hands.loads = 1
    hands.press("j")
    slipped = False
    while page.locator(".queue-item:focus").count():
        seen = hands.look()
        if seen.startswith(ADVERT):
            hands.press("a")  # everything by the same author
            hands.act("1", "r")
        elif seen.startswith(RUDE):
            hands.act("h", "3")
        elif not slipped:
            hands.act("h", "3")  # the wrong one
            hands.act("z")
            assert hands.look() == seen
            slipped = True
        else:
            hands.act("d")
    expect(page.locator("main")).to_contain_text("All looked at")

    outcomes = Counter((one.comment_id is not None, one.outcome) for one in db.session.query(Flag))
    assert outcomes == {(True, "upheld"): 60, (True, "dismissed"): 40}
    standing = db.session.query(Ruling).filter(Ruling.undone_at.is_(None), Ruling.kind.in_(["hide", "dismiss"]))
    assert Counter(one.reason for one in standing) == {
        "This is advertising.": 20, "Please say it kindly.": 40, "": 40,
    }  # fmt: skip
    assert db.session.query(Ruling).filter(Ruling.undone_at.is_not(None)).count() == 1
    assert hands.strokes.total() <= 2 * len(words)
    assert hands.seconds <= FIVE_MINUTES, (
        f"{hands.seconds} s: {dict(hands.strokes)}, {hands.glances} glances, {hands.loads} loads"
    )


def test_several_at_once_are_taken_away_and_brought_back_by_keys(
    live_server: str, open_page: Pages, make: Make
) -> None:
    said = reported(make, [f"{RUDE} {n}." for n in range(4)])
    hands = Hands(moderator(open_page, make))
    page = hands.page
    assert axe(page) == []
    hands.press("j", "x", "ArrowDown", "ArrowDown", "x")
    expect(page.locator("[data-said]")).to_have_text("Ticked: 2")
    assert axe(page) == []
    hands.act("3", "h")
    expect(page.locator("[data-said]")).to_have_text("2 things are done.")
    expect(page.locator("[data-left]")).to_have_text("Still waiting: 2")
    expect(page.locator(f"#comment-{said[1].id}")).to_be_focused()
    assert [make.fresh(one).hidden_for for one in said] == ["ruling", None, "ruling", None]
    hands.act("z")
    expect(page.locator("[data-said]")).to_have_text("2 decisions are undone.")
    expect(page.locator(f"#comment-{said[0].id}")).to_be_focused()
    assert [make.fresh(one).hidden_for for one in said] == [None] * 4
    assert [item.get_attribute("id") for item in page.locator(".queue-item").all()] == [
        f"comment-{one.id}" for one in said
    ]
    hands.press("Shift+X")
    expect(page.locator("[data-said]")).to_have_text("Ticked: 4")
    hands.press("d")
    expect(page.get_by_text("All looked at")).to_be_visible()
    expect(page.locator("[data-said]")).to_have_text("4 things are done.")
    expect(page.locator("h1")).to_be_focused()
    hands.press("u")  # what was done before the page came is taken back too
    expect(page.locator("[data-left]")).to_have_text("4 things wait for you.")
    db.session.rollback()
    assert db.session.query(Flag).filter(Flag.settled_at.is_(None)).count() == 4


def test_reasons_are_written_by_keys_and_who_came_second_is_told(
    live_server: str, open_page: Pages, make: Make
) -> None:
    first, second, third = reported(make, [f"{RUDE} {n}." for n in range(3)])
    hands = Hands(moderator(open_page, make))
    page = hands.page
    hands.press("j", "h")
    expect(page.locator("[data-said]")).to_have_text("Why? Press a number, or E to write it.")
    hands.press("e")
    expect(page.locator(f"#comment-{first.id}-reason")).to_be_focused()
    page.keyboard.type("Fools read this, too.")
    hands.act("Enter")
    expect(page.locator(f"#comment-{second.id}")).to_be_focused()
    assert db.session.query(Ruling.reason).scalar() == "Fools read this, too."

    other = make.moderator()
    with transaction():
        moderation.hide_comment(make.here(second), "Rude.", by=make.here(other), at=now())
    hands.act("1", "h")
    expect(page.locator("[data-said]")).to_have_text("This comment is out of sight already.")
    expect(page.locator(f"#comment-{third.id}")).to_be_focused()
    expect(page.locator(".queue-item:visible")).to_have_count(1)


def test_the_keys_are_listed_and_can_be_switched_off(live_server: str, open_page: Pages, make: Make) -> None:
    reported(make, [f"{RUDE} 1."])
    hands = Hands(moderator(open_page, make, theme="dark"))
    page = hands.page
    hands.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("undo the last act")
    assert axe(page) == []
    page.keyboard.press("Space")  # the switch has the focus
    page.keyboard.press("Escape")
    page.reload()
    hands.press("j")
    expect(page.locator(".queue-item:focus")).to_have_count(0)
    expect(page.locator(".key:visible")).to_have_count(0)
    page.get_by_role("button", name="Keys").click()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    hands.press("j")
    expect(page.locator(".queue-item:focus")).to_have_count(1)
