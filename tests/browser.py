"""A real Chromium for the journeys, and axe-core to judge pages."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

ROOT = Path(__file__).resolve().parent.parent
SCREENSHOTS = ROOT / "screenshots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WITHOUT_SCRIPTS: WeakSet[Page] = WeakSet()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium, else Playwright's own."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    return playwright.chromium.launch(executable_path=program, args=FLAGS)


class Pages:
    """Opens pages, each in a browser context of its own, and listens for what goes wrong in them."""

    def __init__(self, browser: Browser, base_url: str | None) -> None:
        self.browser = browser
        self.base_url = base_url
        self.contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    def __call__(self, *, width: int = 1280, height: int = 900, theme: Any = "light", javascript: bool = True) -> Page:
        """A fresh visitor's page; ``theme`` is light or dark."""
        context = self.browser.new_context(
            base_url=self.base_url,
            viewport={"width": width, "height": height},
            color_scheme=theme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
            locale="en-GB",
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = context.new_page()
        if not javascript:
            WITHOUT_SCRIPTS.add(page)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._hear)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.faults.append(message.text)

    def close(self) -> None:
        """Close all; a script that failed or broke the content security policy fails the test."""
        for context in self.contexts:
            context.close()
        if self.faults:
            pytest.fail("in the browser: " + "; ".join(self.faults))


def axe(page: Page) -> list[str]:
    """What axe-core finds on the page as it is now, one line per kind of fault; empty is good."""
    assert page not in WITHOUT_SCRIPTS, "axe is a script: it would wait for ever on a page without JavaScript"
    page.evaluate(AXE.read_text())
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG)
    return [
        f"{fault['id']}: {fault['help']} ({', '.join(str(node['target'][0]) for node in fault['nodes'][:5])})"
        for fault in found["violations"]
    ]


def screenshot(page: Page, name: str) -> Path:
    """Keep the whole page as ``screenshots/<name>.png`` (git-ignored) and give the path."""
    SCREENSHOTS.mkdir(exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path
