"""Parsed rules, kept by content: a version never changes, so its digest is all one needs to find it again.

The document is asked for only where the digest is new to this process, so versions may load it late.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Protocol

from ideaboard.domain.boards import rules
from ideaboard.domain.boards.rules import Rules


class Version(Protocol):
    """A version of a board's rules."""

    @property
    def digest(self) -> str:
        """The document's name, by its content."""

    @property
    def document(self) -> Mapping[str, Any]:
        """What it says."""


_parsed: dict[str, Rules] = {}
_MOST = 2_000


def digest(document: Mapping[str, Any]) -> str:
    """The name of a document by its content."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def parsed(version: Version) -> Rules:
    """The rules of ``version``."""
    found = _parsed.get(version.digest)
    if found is None:
        if len(_parsed) >= _MOST:
            _parsed.clear()
        found = _parsed[version.digest] = rules.parse(version.document)
    return found


def in_force(frozen: Version, live: Version, entry: str = "") -> Rules:
    """The rules an idea lives by: what was frozen at its submission, what is live for all, as its kind of entry."""
    if not entry and frozen.digest == live.digest:
        return parsed(live)
    key = f"{frozen.digest}{live.digest}{entry}"
    found = _parsed.get(key)
    if found is None:
        both = rules.merge_live(parsed(frozen), parsed(live))
        found = _parsed[key] = rules.of_kind(both, entry)
    return found
