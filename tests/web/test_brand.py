"""The site's own colour and logo."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image

from ideaboard.core import settings
from ideaboard.core.db import transaction
from ideaboard.domain import people

WORDS = {"name": "Keller", "question": "What next?", "language": "en", "privacy": "", "terms": ""}


def picture(kind="PNG"):
    made = BytesIO()
    Image.new("RGBA", (40, 20), (200, 0, 0, 128)).save(made, kind)
    made.seek(0)
    return made


def test_colour_and_logo_reach_every_page(client, make):
    client.sign_in(make.admin())
    sent = WORDS | {"colour": "#8A1F4D", "logo": (picture(), "logo.png")}
    assert client.post("/admin/site", data=sent, content_type="multipart/form-data").status_code == 303
    page = client.get("/").text
    sheet = re.search(r"/brand/[0-9a-f]{12}\.css", page)
    shown = re.search(r"/logo/[0-9a-f]{32}\.webp", page)
    assert sheet is not None
    assert shown is not None
    css = client.get(sheet[0])
    assert (css.mimetype, "--brand: light-dark(#8a1f4d, " in css.text) == ("text/css", True)
    assert "immutable" in css.headers["Cache-Control"]
    with Image.open(BytesIO(client.get(shown[0]).data)) as logo:
        assert (logo.format, logo.size, logo.mode) == ("WEBP", (40, 20), "RGBA")

    assert client.post("/admin/site", data=WORDS | {"no_logo": "y"}).status_code == 303
    page = client.get("/").text
    assert "/brand/" not in page
    assert "/logo/" not in page
    assert client.get(shown[0]).status_code == 404


def test_a_colour_too_light_for_words_is_said(client, make):
    client.sign_in(make.admin())
    answer = client.post("/admin/site", data=WORDS | {"colour": "#ffd400"}, follow_redirects=True)
    assert "Not everybody could read words in #ffd400" in answer.text


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"colour": "red"}, "# and six digits"),
        ({"colour": "#fff;}body{display:none"}, "# and six digits"),
        ({"logo": b"<svg onload=alert(1)>"}, "not a picture we can read"),
    ],
)
def test_what_is_no_colour_or_picture_is_refused(client, make, sent, says):
    client.sign_in(make.admin())
    sent = {name: (BytesIO(value), "logo.png") if isinstance(value, bytes) else value for name, value in sent.items()}
    answer = client.post("/admin/site", data=WORDS | sent, content_type="multipart/form-data")
    assert (answer.status_code, says in answer.text) == (422, True)
    assert settings.everything()["colour"] == ""


def test_the_first_run_asks_for_them_too(client, app):
    with transaction():
        code = people.new_welcome_code()
    client.get(f"/welcome?code={code}")
    sent = {"step": "site", "name": "Keller", "question": "What?", "colour": "#8a1f4d", "logo": (picture(), "x.png")}
    assert client.post("/welcome", data=sent, content_type="multipart/form-data").status_code == 303
    said = settings.everything()
    assert said["colour"] == "#8a1f4d"
    assert said["logo"].endswith(".webp")
