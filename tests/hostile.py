"""Hostile inputs that lie beside the repository: strings, markup, pictures and addresses that broke other programs.

They are other people's collections and no part of the repository; without them the tests that need them are skipped.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as Xml
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest

FOLDER = Path(__file__).resolve().parents[1].parent / "shared" / "hostile"
beside = pytest.mark.skipif(not FOLDER.exists(), reason="the hostile inputs are not beside the repository")

TALL = "Z" + "\u0351\u036b\u0343" * 40
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
OWN = ["\x00", "a\x00b", "\ud800", "\udfff", "\u202e\u2066evil", TALL, "x" * 40_000, FAMILY * 50, "=1+1", "\u2028"]
# one of each kind, for places where there is no time for all of them
FEW = [
    "", "a\x00b", "\u202e\u2066evil", TALL, FAMILY * 50, "x" * 40_000, "9" * 40, "-1", "NaN", "²", "\uffff", "%00%s{0}",
    "'; drop table people; --", "<script>alert(1)</script>", "../../etc/passwd", "a\r\nBcc: all@b.org", "http://[",
]  # fmt: skip


def naughty() -> list[str]:
    """The list and a few of our own; what JSON cannot hold is among them."""
    return [*json.loads((FOLDER / "naughty_strings" / "blns.json").read_text("utf-8")), *OWN]


def addresses() -> list[tuple[str, str]]:
    """Every address of the collection, with its category; symbols for control characters become those."""
    found = []
    for test in Xml.parse(FOLDER / "isemail" / "tests.xml").getroot().iter("test"):
        written = test.findtext("address") or ""
        address = "".join(chr(ord(sign) - 0x2400) if 0x2400 <= ord(sign) < 0x2421 else sign for sign in written)
        found.append((address, test.findtext("category") or ""))
    return found


def pictures() -> list[Path]:
    """Every picture, whole or broken."""
    folder = FOLDER / "pillow_images"
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


class Form(NamedTuple):
    """A form as it stands in a page: where it goes, what it is filled with, and which of that people type."""

    method: str
    action: str
    filled: dict[str, str]
    typed: frozenset[str]


class Forms(HTMLParser):
    """Reads the forms of a page, as a browser would send them without a click on anything else."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._words: tuple[str, list[str]] | None = None
        self._choice = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(said.get("method", "get").upper(), said.get("action", ""), {}, frozenset()))
        if not self.found:
            return
        if tag == "input" or (tag == "button" and said.get("name")):
            self._input(said)
        elif tag == "textarea":
            self._words = (said.get("name", ""), [])
        elif tag == "select":
            self._choice = said.get("name", "")
        elif tag == "option" and (self._choice not in self.found[-1].filled or "selected" in said):
            self._fill(self._choice, said.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._words is not None:
            self._fill(self._words[0], "".join(self._words[1]).removeprefix("\n"), typed=True)
            self._words = None

    def _input(self, said: dict[str, str]) -> None:
        kind = said.get("type", "text")
        if kind in ("checkbox", "radio") and "checked" not in said and said.get("name") in self.found[-1].filled:
            return
        if kind not in ("file", "submit", "button"):
            self._fill(said.get("name", ""), said.get("value", ""), typed=kind not in ("checkbox", "radio"))

    def _fill(self, name: str, value: str, *, typed: bool = False) -> None:
        last = self.found[-1]
        if name:
            last.filled[name] = value
            self.found[-1] = last._replace(typed=last.typed | {name}) if typed else last
