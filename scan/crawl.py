"""The walk: every kind of page that somebody can reach, a few times each; and each form once without its token."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import requests
from werkzeug.routing import Map

from scan.answers import HIGH, MEDIUM, for_all, is_page, problems
from scan.findings import Finding
from scan.markup import Form, Page, at_home
from scan.routes import NOTHING, Routes
from scan.site import Looker

TIMES = 3  # of each kind of address
MOST = 1_500  # answers for one person; the demo needs far fewer
ODD = (
    "/nothing-here", "/ideas/0", "/ideas/9223372036854775808", "/ideas/%00", "/boards/%F0%9F%A6%86",
    "/people/..%2f..%2fetc", "/uploads/..%2fsecret_key", "/faces/%2e%2e%2fsecret_key",
    "/ideas/1/%0d%0aSet-Cookie:%20a=b", "/?after=%27%22%3E", "/search?q=%00%27%22%3Cscript%3E",
    "/search?q=" + "a" * 999, "/?sort=nothing&board=../..", "/api/v1/nothing", "/api/v1/ideas?cursor=%27",
    "/static/../wsgi.py", "/static/%2e%2e/config.py", "//example.com/%2e%2e", "/theme?to=%0d%0aa:b",
    "/signin?next=//example.com", "/signin?next=https:example.com",
)  # fmt: skip
REFUSED = (400, 401)  # a form without its token: the page again, or the question who one is


class Crawl:
    """What somebody finds on the walk: a choice of ``pages`` and ``forms``, and what was wrong."""

    def __init__(self, looker: Looker, visitor: Looker, known: Map) -> None:
        self.looker, self.visitor, self.site = looker, visitor, looker.site
        self.routes = Routes(known, self.site)
        self.found: list[Finding] = []
        self.pages: list[str] = []  # the first of each kind that shows something
        self.forms: dict[str, Form] = {}  # the first to each route
        self.left: set[str] = set()  # more of the same
        self.statuses: Counter[int] = Counter()
        self.met: Counter[tuple[str, str]] = Counter()  # endpoint and a name asked with it
        self._queue: deque[str] = deque()
        self._seen: set[str] = set()
        self._shown: set[tuple[str, str]] = set()

    def walk(self) -> None:
        """Begin at every address without a number in it, follow what pages lead to, then try what none led to."""
        self._go(*self.routes.plain(), *ODD)
        self._go(*self.routes.unmet(self.endpoints(), TIMES))
        for endpoint, form in self.forms.items():
            self._send_without_token(endpoint, form)

    def endpoints(self) -> set[str]:
        """The routes that were asked."""
        return {endpoint for endpoint, _name in self.met}

    def _go(self, *addresses: str) -> None:
        for address in addresses:
            self._enqueue(self.site + address)
        while self._queue and self.statuses.total() < MOST:
            self._visit(self._queue.popleft())

    def _enqueue(self, address: str) -> None:
        address = urldefrag(address)[0]
        if address in self._seen or not at_home(address, self.site):
            return
        self._seen.add(address)
        kinds = self._kinds(address)
        if any(self.met[kind] < TIMES for kind in kinds):
            self.met.update(kinds)
            self._queue.append(address)
        else:
            self.left.add(address)

    def _kinds(self, address: str) -> set[tuple[str, str]]:
        """The route with each of the names that are asked, so that many names do not multiply."""
        endpoint = self.routes.endpoint(address)
        if endpoint == NOTHING:
            return {(endpoint, address)}
        names = {name for name, _value in parse_qsl(urlsplit(address).query)}
        return {(endpoint, name) for name in names or {""}}

    def _visit(self, address: str) -> None:
        answer = self.looker.ask(address)
        self.statuses[answer.status_code] += 1
        self._note(address, problems(answer))
        self._note(address, self._others_see(answer))
        if "Location" in answer.headers:
            self._follow(address, answer)
        if is_page(answer):
            self._choose(address, answer.status_code)
            self._read(Page(address, answer.text))

    def _choose(self, address: str, status: int) -> None:
        """Keep the first page of each kind for the attack."""
        new = self._kinds(address) - self._shown
        if status == 200 and new and address.removeprefix(self.site) not in ODD:
            self._shown |= new
            self.pages.append(address)
        else:
            self.left.add(address)

    def _follow(self, address: str, answer: requests.Response) -> None:
        to = urljoin(address, answer.headers["Location"])
        if not at_home(to, self.site):
            self._note(address, [(MEDIUM, f"leads away, to {to}")])
        self._enqueue(to)

    def _others_see(self, answer: requests.Response) -> Iterator[tuple[int, str]]:
        """What caches may keep must be the same for a visitor."""
        if self.looker is self.visitor or not for_all(answer) or answer.status_code != 200:
            return
        plain = self.visitor.ask(answer.url)
        if plain.status_code != 200 or plain.content != answer.content:
            yield HIGH, "caches may keep what a visitor does not see"

    def _read(self, page: Page) -> None:
        foreign = [
            address for address in page.loaded if not at_home(address, self.site) and not address.startswith("data:")
        ]
        self._note(page.address, [(MEDIUM, f"loads {address} from elsewhere") for address in foreign])
        for address in [*page.links, *page.loaded]:
            self._enqueue(address)
        for form in page.forms:
            self._read_form(page, form)

    def _read_form(self, page: Page, form: Form) -> None:
        if not at_home(form.action, self.site):
            self._note(page.address, [(MEDIUM, f"a form goes to {form.action}")])
        elif form.method == "POST":
            known = self.forms.setdefault(self.routes.endpoint(form.action, "POST"), form)
            if known.action != form.action:
                self.left.add(form.action)
            if "csrf_token" not in form.names:
                self._note(page.address, [(MEDIUM, f"a form to {form.action} has no token")])

    def _send_without_token(self, endpoint: str, form: Form) -> None:
        """As another site would let a browser send it."""
        fields = {name: "1" for name in form.names if name != "csrf_token"}
        answer = self.looker.ask(form.action, fields)
        self._note(form.action, problems(answer))
        if answer.status_code not in REFUSED:
            self._note(form.action, [(HIGH, f"{endpoint} without a token answered {answer.status_code}")])

    def _note(self, address: str, wrong: Iterator[tuple[int, str]] | list[tuple[int, str]]) -> None:
        self.found += [Finding(self.looker.who, "crawl", level, address, said) for level, said in wrong]
