"""The picture that goes with a link: drawn by the server, the same for everybody, telling nothing hidden."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image

from ideaboard.core import files
from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.domain import ideas
from ideaboard.web import drawing


def picture_of(client, idea):
    page = client.get(f"/ideas/{idea.id}/{idea.slug}").text
    address = re.search(r'og:image" content="[^"]*?(/ideas/[^"]+)"', page)[1]
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    with Image.open(BytesIO(answer.data)) as opened:
        assert opened.size == drawing.SIZE
    return address, answer.data


def test_a_vote_makes_another_picture_under_another_address(client, make):
    idea = make.idea(gate=10, supporters=2)
    before = picture_of(client, idea)
    make.vote(idea)
    client.application.extensions["page_cache"].clear()
    after = picture_of(client, idea)
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_a_hidden_vote_changes_nothing(client, make):
    idea = make.idea(rules={"ballot": {"reveal": "after_close"}}, supporters=1)
    before = picture_of(client, idea)
    make.vote(idea)
    client.application.extensions["page_cache"].clear()
    assert picture_of(client, idea) == before


@pytest.mark.parametrize("title", ["W" * 120, "東京の図書館", "فكرة جديدة", "a " * 60, "Ünïcode “one” – ok", "👩‍👩‍👧"])
def test_any_title_is_drawn_or_left_to_the_words_of_the_link(client, make, title):
    picture_of(client, make.idea(title=title))


def test_the_ideas_own_picture_is_on_it(client, make, site):
    made = BytesIO()
    Image.new("RGB", (300, 200), (200, 20, 20)).save(made, "PNG")
    name = files.store(site.settings.uploads, files.reencode(made.getvalue(), max_bytes=10_000).data, ".webp")
    idea = make.idea()
    with transaction():
        ideas.attach(make.here(idea), by=make.here(idea.author), at=now(), file=name, width=300, height=200, alt="Red")
    _address, data = picture_of(client, idea)
    with Image.open(BytesIO(data)) as opened:
        red, green, _blue = opened.getpixel((1100, 300))
        assert red > 150 > 60 > green


def test_what_not_everybody_sees_has_none(client, make):
    idea = make.idea(phase="draft")
    client.sign_in(idea.author)
    assert client.get(f"/ideas/{idea.id}/preview.png").status_code == 404
    assert "og:image" not in client.get(f"/ideas/{idea.id}", follow_redirects=True).text
