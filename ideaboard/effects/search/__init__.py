"""Finding ideas by words, and ideas that are alike. The menu of this room."""

from .interface import (
    EVERYWHERE,
    Document,
    Engine,
    Found,
    Health,
    Hit,
    IndexBusy,
    IndexUnavailable,
    Query,
    Scope,
    Suggestion,
)
from .whoosh_engine import WhooshEngine

__all__ = [
    "EVERYWHERE",
    "Document",
    "Engine",
    "Found",
    "Health",
    "Hit",
    "IndexBusy",
    "IndexUnavailable",
    "Query",
    "Scope",
    "Suggestion",
    "WhooshEngine",
]
from .refreshing import refresh  # noqa: E402, F401
