"""How long a practised person is busy with a page: the keystroke-level model, and the words that are read on the way.

Card, Moran and Newell, "The Keystroke-Level Model for User Performance Time with Interactive Systems", 1980: a task
takes the sum of its operators. It counts what people do, so it is the same on every machine, however busy.
Reading: Brysbaert, "How many words do we read per minute?", 2019.
"""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

KEY = 0.28  # seconds: one key, an average typist (40 words a minute)
POINT = 1.1  # the pointer to a place
CLICK = 0.2  # down and up
HOME = 0.4  # the hand between keyboard and pointer
THINK = 1.35  # what comes next
WORDS_A_MINUTE = 238


class Hand:
    """Does what a person does on ``page``, and counts it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = self.fields = self.presses = self.words = 0

    def fill(self, label: str, words: str, nth: int = 0) -> None:
        """Find the field, point at it, click, move to the keyboard, type."""
        self.page.get_by_label(label).nth(nth).fill(words)
        self.fields += 1
        self.keys += len(words)

    def press(self, button: str, within: Locator | None = None) -> None:
        """Move to the pointer, find the button or link, point at it, click."""
        pressed = (within or self.page).locator("main button, main a.button, button, a.button")
        pressed.filter(has_text=re.compile(rf"^\s*{re.escape(button)}\s*$")).first.click()
        self.presses += 1

    def read(self) -> None:
        """Read every word of the page that is not folded away."""
        self.words += len(self.page.locator("main").inner_text().split())

    @property
    def doing(self) -> float:
        """Seconds for fields and buttons: a thought, a way there, a click and a hand's way each; then the keys."""
        return (self.fields + self.presses) * (THINK + POINT + CLICK + HOME) + self.keys * KEY

    @property
    def reading(self) -> float:
        """Seconds for the words."""
        return 60 * self.words / WORDS_A_MINUTE
