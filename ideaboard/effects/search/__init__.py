"""Finding ideas by words, and ideas that are alike. The menu of this room.

The house asks ``find``, ``similar``, ``related`` and ``suggest``; ``refresh`` follows from facts; ``rebuild_all``,
``mend`` and ``health`` are for commands and the tick. Beneath them is an engine that knows only plain documents.
"""

from .alerts import alert_if_due
from .comparing import compare
from .explaining import Reason, explain
from .finding import Result, Results, find, related, similar, suggest
from .index import engine, health, mend, progress, rebuild_all
from .interface import (
    AGES,
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
from .postgresql import PostgresqlEngine
from .refreshing import refresh
from .whoosh_engine import WhooshEngine

__all__ = [
    "AGES",
    "EVERYWHERE",
    "Document",
    "Engine",
    "Found",
    "Health",
    "Hit",
    "IndexBusy",
    "IndexUnavailable",
    "PostgresqlEngine",
    "Query",
    "Reason",
    "Result",
    "Results",
    "Scope",
    "Suggestion",
    "WhooshEngine",
    "alert_if_due",
    "compare",
    "explain",
    "engine",
    "find",
    "health",
    "mend",
    "progress",
    "rebuild_all",
    "refresh",
    "related",
    "similar",
    "suggest",
]
