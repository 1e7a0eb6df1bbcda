"""Parsed rules, kept by content: a version never changes, so its digest is all one needs to find it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ideaboard.domain.boards import rules
from ideaboard.domain.boards.rules import Rules

_parsed: dict[str, Rules] = {}
_MOST = 2_000


def digest(document: Mapping[str, Any]) -> str:
    """The name of a document by its content."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def parsed(name: str, document: Mapping[str, Any]) -> Rules:
    """The rules of ``document``, whose digest is ``name``."""
    found = _parsed.get(name)
    if found is None:
        if len(_parsed) >= _MOST:
            _parsed.clear()
        found = _parsed[name] = rules.parse(document)
    return found


def in_force(frozen: str, frozen_document: Mapping[str, Any], live: str, live_document: Mapping[str, Any]) -> Rules:
    """The rules an idea lives by: what was frozen at its submission, and what is live for all."""
    if frozen == live:
        return parsed(live, live_document)
    found = _parsed.get(frozen + live)
    if found is None:
        found = rules.merge_live(parsed(frozen, frozen_document), parsed(live, live_document))
        _parsed[frozen + live] = found
    return found
