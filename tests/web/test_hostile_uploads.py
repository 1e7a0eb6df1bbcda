"""Uploads through the pages: every broken picture is answered, and nothing that is not a picture becomes one."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.hostile import beside, pictures
from tests.web.world import PNG, World

NAMED = re.compile(r"[0-9a-f]{32}\.webp")
FIELDS = {"name": "Ana", "handle": "customer", "bio": ""}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
XML = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><svg>&c;</svg>'


def zip_bomb() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"\0" * 5_000_000)
    return made.getvalue()


def png_bomb() -> bytes:
    """A chunk of text that unpacks to a thousand times its size, before any pixel."""
    made, text = BytesIO(), PngInfo()
    text.add_text("Comment", "a" * 8_000_000, zip=True)
    Image.new("RGB", (2, 2)).save(made, "PNG", pnginfo=text)
    return made.getvalue()


@beside
@pytest.mark.parametrize("path", pictures(), ids=lambda path: path.name)
def test_every_hostile_picture_is_answered(world: World, path: Path) -> None:
    idea, data = world.things["draft"], path.read_bytes()
    shown = world.page("author", "POST", f"/ideas/{idea}/pictures", data={"pictures": (BytesIO(data), path.name)})
    assert shown.status_code in (303, 422)
    face = world.page("customer", "POST", "/account", data=FIELDS | {"face": (BytesIO(data), path.name)})
    assert face.status_code in (303, 422)
    assert (shown.status_code == 422) == (face.status_code == 422)
    if path.name.startswith("hopper."):
        assert shown.status_code == 303
    if shown.status_code == 422:
        assert path.name in shown.text


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", SVG), ("a.svg", SVG), ("a.svg", XML), ("a.png", b"GIF89a<script>alert(1)</script>"),
        ("a.png", b"<?php system($_GET['c']); ?>"), ("a.png", zip_bomb()), ("a.png", png_bomb()),
        ("a.png", b"%PDF-1.7"), ("a.png", b"\xff\xd8\xff" + b"\0" * 1_000), ("a.png", b"RIFF\xff\xff\xff\xffWEBPVP8X"),
    ],
    ids=["svg as png", "svg", "entities", "gif with markup", "php", "zip bomb", "png bomb", "pdf", "jpeg", "webp"],
)  # fmt: skip
def test_what_is_no_picture_is_refused_in_words(world: World, name: str, data: bytes) -> None:
    idea = world.things["draft"]
    said = world.page("author", "POST", f"/ideas/{idea}/pictures", data={"pictures": (BytesIO(data), name)})
    assert said.status_code == 422
    assert name in said.text


@pytest.mark.parametrize(
    "name", ["../../wsgi.py", "/etc/passwd", "a.php.png", "a.png\0.html", "a\r\nX-Evil: 1.png", "\u202egnp.exe", ""]
)
def test_what_a_file_is_called_decides_nothing(world: World, name: str) -> None:
    idea, folder = world.things["draft"], Path(world.app.config["UPLOADS"])
    before = set(folder.rglob("*"))
    world.page("author", "POST", f"/ideas/{idea}/pictures", data={"pictures": (BytesIO(PNG), name)})
    new = [path for path in folder.rglob("*") if path not in before]
    assert [path.name for path in new if path.is_file() and not NAMED.fullmatch(path.name)] == []
    assert not (folder.parent / "wsgi.py").exists()


def test_markup_after_a_picture_does_not_survive(world: World) -> None:
    idea = world.things["draft"]
    both = PNG + b"<script>alert(1)</script>"
    world.page("author", "POST", f"/ideas/{idea}/pictures", data={"pictures": (BytesIO(both), "a.png")}, keep=True)
    edit = world.page("author", "GET", f"/ideas/{idea}/edit", keep=True).text
    address = edit.split('src="/uploads/')[-1].split('"')[0].split("?")[0]
    sent = world.page("author", "GET", f"/uploads/{address}", keep=True)
    assert sent.mimetype == "image/webp"
    assert b"script" not in sent.data
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    world.restore()
