"""What ``flask doctor`` looks at. Each check is a function that says what it found, line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ideaboard.cli.checks.counters import boards_counted, comments_counted, followers_counted, hearts_counted
from ideaboard.cli.checks.database import keys, reachable, whole
from ideaboard.cli.checks.finding import Finding
from ideaboard.cli.checks.makers import openness, shares
from ideaboard.cli.checks.money import ledger
from ideaboard.cli.checks.surroundings import errands, index, letters, queue, secret_key, uploads
from ideaboard.cli.checks.tallies import tallies

Check = Callable[[], Iterable[Finding]]

FIRST: tuple[Check, ...] = (reachable,)  # without these the others make no sense
CHECKS: dict[str, Check] = {
    "database": whole,
    "foreign keys": keys,
    "tallies": tallies,
    "comments": comments_counted,
    "hearts": hearts_counted,
    "followers": followers_counted,
    "boards": boards_counted,
    "openness": openness,
    "shares": shares,
    "ledger": ledger,
    "search index": index,
    "queue": queue,
    "errands": errands,
    "mail": letters,
    "uploads": uploads,
    "secret key": secret_key,
}

__all__ = ["CHECKS", "FIRST", "Check", "Finding"]
