"""The site's routes: what an address is one of, and addresses for routes that no page led to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, product
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect, Rule

NOTHING = "nothing"  # the name of what has no route


class Routes:
    """Matches addresses, and learns from them what stands behind ``/ideas/``, ``/people/`` and so on."""

    def __init__(self, routes: Map, site: str) -> None:
        self.bound = routes.bind(urlsplit(site).netloc)
        self.readable = [rule for rule in routes.iter_rules() if "GET" in (rule.methods or ())]
        self.learnt: dict[str, dict[str, None]] = defaultdict(dict)

    def endpoint(self, address: str, method: str = "GET") -> str:
        """The route's name."""
        path = urlsplit(address).path
        try:
            rule, _values = self.bound.match(path, method, return_rule=True)
        except RequestRedirect:
            return "redirect"
        except HTTPException:
            return NOTHING
        self._learn(rule, path)
        return str(rule.endpoint)

    def plain(self) -> list[str]:
        """The addresses that need no number or name."""
        return [rule.rule for rule in self.readable if not rule.arguments]

    def unmet(self, met: set[str], times: int) -> Iterator[str]:
        """Addresses for routes that were not met yet, made of what was learnt."""
        for rule in self.readable:
            if rule.endpoint not in met:
                choices = [self._choices(before, part) for before, part in _steps(rule.rule)]
                for parts in islice(product(*choices), times):
                    yield "/" + "/".join(parts)

    def _learn(self, rule: Rule, path: str) -> None:
        """Numbers and names by the word they follow; API and pages share them."""
        steps, parts = list(_steps(rule.rule)), path.strip("/").split("/")
        if len(steps) == len(parts):
            for (before, step), part in zip(steps, parts, strict=True):
                if step.startswith("<"):
                    self.learnt[before].setdefault(part)

    def _choices(self, before: str, part: str) -> list[str]:
        return list(self.learnt.get(before, ())) if part.startswith("<") else [part]


def _steps(rule: str) -> Iterator[tuple[str, str]]:
    """Each part of a rule with the one before it."""
    before = ""
    for part in rule.strip("/").split("/"):
        yield before, part
        before = part
