"""What a page asks of the database is little, and does not grow with the ideas."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas.models import Idea

# visitors, members
MOST = {
    "/": (14, 22),
    "/boards/{board}": (11, 18),
    "/in-action": (8, 14),
    "/ideas/{idea}": (30, 40),
    "/people/{author}": (9, 19),
}


def fill(idea: Idea, count: int) -> None:
    """Put ``count`` public ideas beside ``idea``, in one stroke."""
    begun = now() - timedelta(days=20)
    with transaction():
        rows = [
            {
                "board_id": idea.board_id, "author_id": idea.author_id, "rules_id": idea.rules_id, "title": f"Idea {n}",
                "slug": f"idea-{n}", "body": "", "body_html": "", "excerpt": "", "phase": "gathering", "shown": True,
                "listed": True, "created_at": begun, "published_at": begun + timedelta(minutes=n), "moved_at": begun,
                "heat": n,
            }
            for n in range(count)
        ]  # fmt: skip
        db.session.execute(insert(Idea), rows)
        db.session.get_one(Board, idea.board_id).ideas += count


@pytest.mark.parametrize("address", MOST)
def test_a_page_asks_as_much_of_ten_ideas_as_of_a_thousand(client, make, queries, address):
    idea = make.idea(supporters=2)
    make.idea(board=idea.board, phase="declined")
    make.comment(idea, parent=make.comment(idea))
    person = make.person()
    fill(idea, 30)
    where = address.format(board=idea.board.slug, idea=f"{idea.id}/{idea.slug}", author=idea.author.handle)

    def asked(signed_in: bool) -> int:
        client.sign_out()
        client.application.extensions["page_cache"].clear()
        if signed_in:
            client.sign_in(person)
        client.get(where)
        client.application.extensions["page_cache"].clear()
        with queries() as seen:
            assert client.get(where).status_code == 200
        return len(seen)

    few = asked(False), asked(True)
    fill(idea, 970)
    many = asked(False), asked(True)
    assert many == few
    assert many <= MOST[address], many


def test_a_long_talk_costs_what_a_short_one_costs(client, make, queries):
    idea = make.idea()
    address = f"/ideas/{idea.id}/{idea.slug}"

    def asked() -> int:
        client.application.extensions["page_cache"].clear()
        with queries() as seen:
            client.get(address)
        return len(seen)

    root = make.comment(idea)
    make.comment(idea, parent=root)
    few = asked()
    for _number in range(8):
        make.comment(idea, parent=root)
        make.comment(idea)
    assert asked() == few
