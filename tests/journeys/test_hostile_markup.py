"""Markup that wants to run, as idea, comment, profile and board intro, in a real browser: no script runs, and the
policy of the page has nothing to report."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.errors import No
from ideaboard.domain import boards, comments, ideas, people
from tests.hostile import FOLDER, beside
from tests.make import Make

PAYLOADS = FOLDER / "dompurify" / "expect.json"
pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_server")]

TRIPWIRE = """
window.__ran = [];
const ran = (...said) => { window.__ran.push(said); };
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = ran;
document.addEventListener("securitypolicyviolation", (event) => ran(event.violatedDirective, event.blockedURI));
"""
LOOK = """() => {
  const wrong = (one) => /^on/i.test(one.name) || /^\\s*javascript:/i.test(one.value);
  const every = [...document.querySelectorAll("main *")].flatMap((node) => [...node.attributes]);
  return [...window.__ran, ...every.filter(wrong).map((one) => [one.name, one.value])];
}"""


@beside
def test_no_payload_runs_wherever_people_write(page: Page, make: Make) -> None:
    payloads = [case["payload"] for case in json.loads(PAYLOADS.read_text("utf-8"))]
    assert len(payloads) > 200
    board, person, idea = make.board("markup"), make.person("Ada"), None
    pages = ["/boards/markup", f"/people/{person.handle}"]
    for start in range(0, len(payloads), 40):
        some = payloads[start : start + 40]
        idea = make.idea(board=board, author=person, title=f"Payloads {start}", body="\n\n".join(some)[:29_000])
        pages.append(f"/ideas/{idea.id}/{idea.slug}")
        for payload in some:
            try:
                with transaction():
                    comments.post(make.here(idea), payload, by=make.here(person), at=now())
            except No:
                continue
    with transaction():
        here, intro = make.here(person), "\n\n".join(payloads[:40])[:1_900]
        people.edit(here, by=here, name="Ada", handle=here.handle, bio=intro[:990], face=None)
        boards.change(make.here(board), by=people.house(), at=now(), intro=intro)
        ideas.follow(make.here(idea), by=here, at=now())
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if "ontent Security Policy" in line.text else None)
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.add_init_script(TRIPWIRE)
    for address in pages:
        page.goto(address)
        assert page.evaluate(LOOK) == [], address
    assert said == []
