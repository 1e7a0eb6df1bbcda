"""What a page leads to: its links, its forms, and what a browser loads for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

LOADED = {
    "script": ("src",), "img": ("src", "srcset"), "source": ("src", "srcset"), "iframe": ("src",), "embed": ("src",),
    "object": ("data",), "video": ("src", "poster"), "audio": ("src",), "track": ("src",), "input": ("src",),
}  # fmt: skip
FIELDS = ("input", "select", "textarea")  # a button's name is sent only by pressing it
LOADED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "manifest"}
# buttons that turn a form aside: a preview, a draft, a rehearsal, another way in
SIDEWAYS = re.compile(rb'<button\b(?=[^>]*(?:\bformnovalidate\b|name="(?:keep|rehearse|suggest)"))[^>]*>')


@dataclass
class Form:
    """Where a form goes, how, and the fields it sends."""

    action: str
    method: str
    names: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """The parts of a page that matter here, with whole addresses."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.forms: list[Form] = []
        self._open: Form | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name in LOADED.get(tag, ()):
            self._load(given.get(name, ""), several=name == "srcset")
        if tag == "link" and LOADED_LINKS & set(given.get("rel", "").split()):
            self._load(given.get("href", ""))
        elif tag in ("a", "area", "link") and given.get("href"):
            self.links.append(self._whole(given["href"]))
        if tag == "meta" and given.get("property", "") == "og:image":
            self.loaded.append(self._whole(given.get("content", "")))
        if given.get("hx-get"):
            self.links.append(self._whole(given["hx-get"]))
        if tag == "form":
            self._open = Form(self._whole(given.get("action", "")), given.get("method", "get").upper())
            self.forms.append(self._open)
        elif self._open is not None and given.get("name") and tag in FIELDS and given.get("type") != "submit":
            self._open.names.append(given["name"])
        if given.get("formaction") and self._open is not None:
            self.forms.append(Form(self._whole(given["formaction"]), "POST", self._open.names))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None

    def _load(self, value: str, *, several: bool = False) -> None:
        for part in value.split(",") if several else [value]:
            if part.strip():
                self.loaded.append(self._whole(part.split()[0]))

    def _whole(self, value: str) -> str:
        try:
            return urljoin(self.address, value.strip())
        except ValueError:
            return self.address


def at_home(address: str, site: str) -> bool:
    """Whether an address is one of the site's own."""
    return urlsplit(address)[:2] == urlsplit(site)[:2]
