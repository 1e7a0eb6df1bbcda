"""What a link to a page shows elsewhere: a title, plain words a drawn picture, nothing that is not for all."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest
from PIL import Image

from ideaboard.core import settings
from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.domain import boards, people

NASTY = (
    "# Refill\n\n**Bring** a _clean_ cup, see [the plan](https://example.org/) and ![a cup](https://example.org/c)\n\n"
    "| a | b |\n|---|---|\n| one | two |\n\n- `pay` less\n- <script>alert(1)</script> <b>bold</b> more\n\n> said\n\n"
    + "word " * 200
)  # fmt: skip


def told(client, address: str) -> dict[str, str]:
    """The page's meta elements by name, as a crawler reads them."""
    client.application.extensions["page_cache"].clear()
    answer = client.get(address)
    assert answer.status_code == 200, address
    head = answer.text.partition("</head>")[0]
    found = re.findall(r'<meta (?:property|name)="((?:og:|twitter:|description)[^"]*)" content="([^"]*)">', head)
    names = [name for name, _words in found]
    assert len(names) == len(set(names)), f"{address} says something twice: {names}"
    return {name: unescape(words) for name, words in found}


def places(make) -> dict[str, str]:
    """A page of each kind, and the title its link has."""
    board = make.board()
    idea = make.idea(board=board, title="Refill stations")
    return {
        "/": "What should we make next?",
        f"/?board={board.slug}": board.title,
        f"/boards/{board.slug}": board.title,
        f"/people/{idea.author.handle}": idea.author.name,
        f"/ideas/{idea.id}/{idea.slug}": "Refill stations",
    }


def test_every_kind_of_page_has_a_whole_preview(client, make):
    for address, title in places(make).items():
        said = told(client, address)
        assert said["og:title"] == title, address
        assert said["og:description"] == said["description"] != ""
        assert said["og:url"].startswith("http://127.0.0.1:8000/")
        assert said["twitter:card"] == "summary_large_image"
        assert title in said["og:image:alt"]
        picture = client.get(said["og:image"].removeprefix("http://127.0.0.1:8000"))
        assert (picture.status_code, picture.mimetype) == (200, said["og:image:type"]), address
        with Image.open(BytesIO(picture.data)) as opened:
            assert opened.size == (int(said["og:image:width"]), int(said["og:image:height"]))


def test_descriptions_are_plain_words_cut_at_a_word(client, make):
    idea = make.idea(body=NASTY)
    with transaction():
        boards.change(make.here(idea.board), by=people.house(), at=now(), intro=NASTY)
        people.edit(make.here(idea.author), by=make.here(idea.author), name="Ada", bio=NASTY[:500])
    for address in (f"/ideas/{idea.id}/{idea.slug}", f"/boards/{idea.board.slug}", f"/people/{idea.author.handle}"):
        words = told(client, address)["og:description"]
        assert len(words) <= 201, address
        assert words.endswith("…")
        assert not re.search(r"[*_`|#\[\]]|https?:|\n", words), (address, words)
    idea_words = told(client, f"/ideas/{idea.id}/{idea.slug}")["og:description"]
    assert idea_words.startswith("Refill Bring a clean cup, see the plan and a cup")
    assert idea_words.endswith("word…")


def test_a_board_tells_how_many_ideas_it_has_from_ten_on(client, make):
    board = make.board()
    make.idea(board=board)
    said = told(client, f"/boards/{board.slug}")
    assert "1 idea" not in said["og:image:alt"]
    for _number in range(9):
        make.idea(board=board)
    after = told(client, f"/boards/{board.slug}")
    assert "10 ideas" in after["og:image:alt"]
    assert after["og:image"] != said["og:image"]


@pytest.mark.parametrize("phase", ["draft", "screening", "withdrawn", "removed"])
def test_a_shared_link_to_what_is_not_public_tells_nothing(client, make, phase):
    idea = make.idea(phase=phase, title="Zebra crossings")
    for address in (f"/ideas/{idea.id}/{idea.slug}", f"/ideas/{idea.id}/preview.png"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "zebra crossings" not in answer.text.casefold()
        assert "everybody's day" not in answer.text


@pytest.mark.parametrize(
    "rules",
    [
        {"ranking": {"visibility": "private"}},
        {"ranking": {"visibility": "members"}},
        {"terms": {"key": "nda", "text": "Keep it.", "accept_at": "view"}},
    ],
)
def test_a_link_to_a_closed_board_or_an_idea_there_tells_nothing_of_its_inside(client, make, rules):
    board = make.board("closed-one", rules=rules)
    with transaction():
        boards.change(make.here(board), by=people.house(), at=now(), intro="About the secret engine.")
    idea = make.idea(board=board, title="Zebra crossings")
    assert client.get(f"/boards/{board.slug}/preview.png").status_code == 404
    assert client.get(f"/ideas/{idea.id}/preview.png").status_code == 404
    for address in (f"/boards/{board.slug}", f"/ideas/{idea.id}/{idea.slug}", "/", f"/people/{idea.author.handle}"):
        page = client.get(address).text
        assert "secret engine" not in page, address
        assert "Zebra crossings" not in page, address
        assert f"/ideas/{idea.id}/preview.png" not in page


def test_who_left_has_no_picture(client, make):
    assert client.get("/people/nobody/preview.png").status_code == 404
    assert client.get("/people/system/preview.png").status_code == 404


@pytest.mark.parametrize("words", ["W" * 120, "東京の図書館", "فكرة جديدة", "a " * 60, "👩‍👩‍👧", "…"])
def test_any_words_are_drawn_or_left_to_the_link(client, words):
    with transaction():
        settings.put("question", words)
        settings.put("name", words)
    answer = client.get(told(client, "/")["og:image"].removeprefix("http://127.0.0.1:8000"))
    assert answer.status_code == 200
