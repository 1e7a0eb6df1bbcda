"""What a scan finds: how bad it is, and what is known to be a false alarm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from urllib.parse import urlsplit

LEVELS = ("info", "low", "medium", "high", "critical")
FAILS = LEVELS.index("medium")
HARDER = {"redirect": 2}  # wapiti calls an open redirect low; here it is a fault


@dataclass(frozen=True)
class Finding:
    """Something about one address, seen as somebody; ``by`` is a module of wapiti, or ``crawl``."""

    who: str
    by: str
    level: int
    address: str
    said: str
    sent: str = ""  # the request as it went over the wire

    @property
    def fails(self) -> bool:
        return self.level >= FAILS


@dataclass(frozen=True)
class Aside:
    """A false alarm: who raises it where (a wildcard), by a part of what was sent and said, and why it is none."""

    by: str
    path: str
    sent: str
    said: str
    why: str

    def covers(self, finding: Finding) -> bool:
        path = urlsplit(finding.address.split()[-1]).path
        where = finding.by == self.by and fnmatch(path, self.path)
        return where and self.sent in finding.sent and self.said in finding.said


SET_ASIDE: tuple[Aside, ...] = ()


def set_aside(finding: Finding) -> str | None:
    """Why this one is a false alarm, or None."""
    return next((aside.why for aside in SET_ASIDE if aside.covers(finding)), None)


def table(findings: Sequence[Finding]) -> str:
    """One line each, the worst first; what repeats is counted, and what only informs is not more than a number."""
    counted: dict[tuple[str, str, int, str], list[Finding]] = {}
    for finding in findings:
        if finding.level == 0:
            finding = replace(finding, said="for information, not a fault")
        counted.setdefault((finding.who, finding.by, finding.level, finding.said), []).append(finding)
    lines = [f"{'who':<11}{'module':<14}{'severity':<10}address and what was said"]
    for (who, by, level, said), alike in sorted(counted.items(), key=lambda item: -item[0][2]):
        more = f" (and {len(alike) - 1} more)" if len(alike) > 1 else ""
        first = " ".join(said.split())[:160]
        lines.append(f"{who:<11}{by:<14}{LEVELS[level]:<10}{alike[0].address}{more}: {first}")
    return "\n".join(lines)
