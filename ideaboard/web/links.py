"""Links between ideas, made on the page of the one that says so."""

from __future__ import annotations

import re

from flask import Response, request

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.errors import Invalid
from ideaboard.core.text import _
from ideaboard.domain import ideas
from ideaboard.web import load, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import signed_in
from ideaboard.web.url import MOST, url

NUMBER = re.compile(r"(?:.*/ideas/)?#?([0-9]{1,19})(?:[/?#].*)?\Z", re.ASCII | re.DOTALL)


@pages.post("/ideas/<id:number>/links")
def add_link(number: int) -> Response:
    """Say how this idea stands to another; the other one is named by its number or its address."""
    with transaction():
        idea = load.idea(number)
        other = load.idea(_number(request.form.get("idea", "")))
        ideas.link(idea, other, request.form.get("kind", ""), by=signed_in(), at=now())
    return respond.to(url.idea(idea) + "#links", _("The two ideas point at each other now."))


@pages.post("/ideas/<id:number>/links/<id:link>/removal")
def remove_link(number: int, link: int) -> Response:
    """Take back what this idea says of another."""
    with transaction():
        idea = load.idea(number)
        ideas.unlink(idea, link, by=signed_in(), at=now())
    return respond.to(url.idea(idea) + "#links")


def _number(said: str) -> int:
    found = NUMBER.match(said.strip()[:500])
    if found is None or not 0 < int(found[1]) <= MOST:
        raise Invalid("idea", _("Write the number or the address of the other idea."))
    return int(found[1])
