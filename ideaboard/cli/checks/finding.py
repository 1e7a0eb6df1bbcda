"""One line of the doctor's report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

SHOWN = 10  # of many faults of one kind


@dataclass(frozen=True)
class Finding:
    """``fault``: something is wrong; ``note``: somebody should know; ``ok``."""

    level: Literal["ok", "note", "fault"]
    what: str
    said: str


def counted(what: str, drift: Sequence[str], fine: str) -> Iterator[Finding]:
    """A fault for each drift, at most ``SHOWN`` and how many more; else that all is fine."""
    yield from (Finding("fault", what, line) for line in drift[:SHOWN])
    if len(drift) > SHOWN:
        yield Finding("fault", what, f"and {len(drift) - SHOWN} more")
    if not drift:
        yield Finding("ok", what, fine)
