"""What holds a post until somebody has looked: words, patterns, domains, links. It is pure, and never refuses.

Patterns are matched by RE2, whose time grows with the text alone: no pattern an admin writes can stall the site.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import re2

MOST = 500  # entries in a list
LONGEST = 200  # characters of an entry
MEMORY = 4 << 20  # bytes a pattern may take
_LINK = re.compile(r"<a\s[^>]*?href=\"([^\"]*)\"")
_DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+\Z", re.ASCII)


@dataclass(frozen=True)
class Doubt:
    """Why a post waits, and what was found. Kinds: board, newcomer, again, word, pattern, domain, links, spam, flags,
    reopened."""

    kind: str
    found: str = ""


@dataclass(frozen=True)
class Watch:
    """What is watched for."""

    words: Sequence[str] = ()
    patterns: Sequence[str] = ()
    domains: Sequence[str] = ()
    links: int | None = None  # most links of a newcomer's post


def of(settings: Mapping[str, Any]) -> Watch:
    """What the site's settings watch for."""
    return Watch(
        tuple(settings["watched_words"]), tuple(settings["watched_patterns"]), tuple(settings["watched_domains"]),
        settings["newcomer_links"],
    )  # fmt: skip


def doubts(watch: Watch, text: str, html: str, *, free_links: bool) -> list[Doubt]:
    """What in a post makes somebody look at it first. ``free_links``: its author may set any number of links."""
    same = folded(text)
    found = [Doubt("word", word) for word in watch.words if _standing(word, same)]
    found += [Doubt("pattern", pattern) for pattern in watch.patterns if _matches(pattern, text)]
    addresses = links_in(html)
    hosts = {urlsplit_host(address) for address in addresses}
    found += [Doubt("domain", domain) for domain in watch.domains if any(_within(host, domain) for host in hosts)]
    if watch.links is not None and not free_links and len(addresses) > watch.links:
        found.append(Doubt("links", str(len(addresses))))
    return found


def folded(text: str) -> str:
    """Text as it is compared: letters in their plainest form, however they were dressed up, accents aside."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter) and letter != "\u00ad")


def links_in(html: str) -> list[str]:
    """The addresses that rendered Markdown leads to on other sites, with repeats."""
    return [address for address in _LINK.findall(html) if address.startswith(("http:", "https:", "//"))]


def urlsplit_host(address: str) -> str:
    """The host of an address, "" where it has none."""
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


def clean_words(lines: Iterable[str]) -> list[str]:
    """Words or phrases, each once."""
    return list(dict.fromkeys(line for line in (" ".join(folded(line).split()) for line in lines) if line))


def is_domain(word: str) -> bool:
    """Whether this is a domain's name, as we keep it."""
    return len(word) <= LONGEST and _DOMAIN.match(word) is not None


def domain_of(line: str) -> str:
    """A domain from what was typed: an address, or ``*.example.com``, is taken for its domain."""
    line = line.strip().lower().removeprefix("*.").rstrip(".")
    host = urlsplit_host(line) if "//" in line else line.split("/")[0]
    try:
        return host.encode("idna").decode("ascii").removeprefix("www.") if host else ""
    except UnicodeError:
        return host


def is_pattern(pattern: str) -> bool:
    """Whether RE2 takes it."""
    return len(pattern) <= LONGEST and _compiled(pattern) is not None


@lru_cache(maxsize=2 * MOST)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.max_mem, options.log_errors, options.case_sensitive = MEMORY, False, False
    try:
        return re2.compile(pattern, options)
    except re2.error:
        return None


def _matches(pattern: str, text: str) -> bool:
    compiled = _compiled(pattern)
    return compiled is not None and compiled.search(text) is not None


def _standing(word: str, text: str) -> bool:
    """Whether ``word`` stands in ``text`` as a whole word (or anywhere, in scripts that set no spaces)."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        before, after = text[start - 1 : start], text[end : end + 1]
        if not (_glued(before, word[0]) or _glued(word[-1], after)):
            return True
        start = text.find(word, start + 1)
    return False


def _glued(one: str, other: str) -> bool:
    """Whether two letters beside each other belong to one word; ideographs and the like each stand alone."""
    return bool(one and other) and all(letter.isalnum() and ord(letter) < 0x0E00 for letter in (one, other))


def _within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
