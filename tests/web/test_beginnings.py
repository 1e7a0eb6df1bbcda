"""Below ten ideas no page shows figures or tabs of orders: the question, an example, and "Be the first"."""

from __future__ import annotations

import re

import pytest

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.domain import boards, people
from ideaboard.effects import search
from ideaboard.web.previews import FEW

TABS = ("Closing soon", "Best match", "Most support")


def looked_at(client, address: str) -> str:
    """The main part of a page, freshly made."""
    client.application.extensions["page_cache"].clear()
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.text.partition("<main")[2].partition("</main>")[0]


def pages_of(idea) -> list[str]:
    return [
        "/", "/?sort=top", f"/?board={idea.board.slug}", f"/boards/{idea.board.slug}",
        f"/boards/{idea.board.slug}?sort=new", "/boards", "/search?q=idea", "/in-action",
        f"/people/{idea.author.handle}",
    ]  # fmt: skip


def test_below_ten_ideas_no_page_has_figures_or_tabs(client, make):
    board = make.board(rules={"review": {"answer_days": 30}})
    for _number in range(FEW - 1):
        idea = make.idea(board=board)
    for address in pages_of(idea):
        main = looked_at(client, address)
        assert not [words for words in TABS if words in main], address
        assert 'aria-label="Order"' not in main, address
        assert 'id="odds"' not in main, address
        if not address.startswith("/search"):  # that one says how many were found
            assert not re.search(r"\b9 ideas", main), address

    make.idea(board=board)
    assert "Closing soon" in looked_at(client, "/")
    assert "Closing soon" in looked_at(client, f"/?board={board.slug}")
    assert "Closing soon" in looked_at(client, f"/boards/{board.slug}")
    assert 'id="odds"' in looked_at(client, f"/boards/{board.slug}")
    assert "10 ideas" in looked_at(client, "/boards")
    search.rebuild_all()
    assert "Best match" in looked_at(client, "/search?q=idea")


def test_a_young_board_on_a_grown_site_is_young(client, make):
    board, young = make.board(), make.board()
    for _number in range(FEW):
        make.idea(board=board)
    make.idea(board=young)
    assert "Closing soon" in looked_at(client, "/")
    for address in (f"/?board={young.slug}", f"/boards/{young.slug}"):
        assert "Closing soon" not in looked_at(client, address), address
        assert "Yours could be next" in looked_at(client, address), address


def test_insights_begin_at_ten_ideas_and_what_is_overdue_is_told_before(client, make, clock):
    board = make.board(rules={"review": {"answer_days": 1}})
    late = make.idea(board=board, phase="review", title="Left lying")
    clock.shift(days=3)
    client.sign_in(make.admin())
    main = looked_at(client, "/insights")
    assert "Figures begin at 10 ideas" in main
    assert "Left lying" in main
    for figure in ("<svg", "handed in during", "How far people go", "Where they stand", "We promise an answer"):
        assert figure not in main.replace('<svg class="icon"', ""), figure
    for _number in range(FEW - 1):
        make.idea(board=late.board)
    main = looked_at(client, "/insights")
    assert "Figures begin" not in main
    for figure in ("10 ideas", "handed in during", "How far people go", "Where they stand"):
        assert figure in main, figure


@pytest.mark.parametrize("address", ["/", "/boards/{board}"])
def test_an_empty_place_asks_its_question_shows_an_example_and_says_be_the_first(client, make, address):
    board = make.board()
    main = looked_at(client, address.format(board=board.slug))
    for words in ("What should we make next?", "For example", "Refill stations", "10 %", "Be the first"):
        assert words in main, words
    assert "%%" not in main
    make.idea(board=board)
    main = looked_at(client, address.format(board=board.slug))
    assert "Yours could be next" in main
    assert "Be the first" not in main


def test_a_site_without_a_board_leads_nobody_to_a_form_that_is_not_there(client, make):
    main = looked_at(client, "/")
    assert "No boards yet" in main
    assert "/ideas/new" not in main
    assert "/welcome" not in main
    client.sign_in(make.admin())
    assert 'href="/welcome/board"' in looked_at(client, "/")


def test_a_filter_that_is_set_can_be_taken_away_on_a_young_site_too(client, make):
    idea = make.idea(tags="cups")
    assert re.search(r'<a class="small" href="/">.*cups</a>', looked_at(client, "/?tag=cups"))
    assert idea.title in looked_at(client, "/?tag=cups")


@pytest.mark.parametrize(("images", "is_gallery"), [([0, 5], False), ([1, 5], True), ([2, 9], True)])
def test_a_board_that_asks_for_pictures_is_a_gallery(client, make, images, is_gallery):
    board = make.board()
    make.idea(board=board)
    with transaction():
        boards.change_rules(make.here(board), {"form": {"images": images}}, by=people.house(), at=now())
    main = looked_at(client, f"/boards/{board.slug}")
    assert ('class="idea-cards"' in main) is is_gallery
    assert ('class="idea-rows"' in main) is not is_gallery
