"""Which browser on which system, as people would say it: from closed lists, told by a header that browsers send."""

from __future__ import annotations

from typing import NamedTuple

# the first that occurs: browsers name their ancestors, so the younger stand first
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


class Device(NamedTuple):
    """Empty strings for what is not known."""

    browser: str = ""
    system: str = ""


def device_of(user_agent: str) -> Device:
    """The device that calls itself ``user_agent``."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    return Device(browser, next((name for sign, name in SYSTEMS if sign in user_agent), ""))
