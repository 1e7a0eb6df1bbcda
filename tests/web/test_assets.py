"""The page's own files: whole, named by what is in them, and nothing in a template that the CSP would refuse."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask

from ideaboard.web import assets

TEMPLATES = assets.STATIC.parent / "templates"
INLINE = re.compile(r"""\sstyle=["']|\son[a-z]+=["']|<style|<script(?![^>]*\ssrc=)|javascript:|hx-on""")
OWN_SCRIPT_MOST = 8 * 1024


def test_every_style_sheet_is_in_the_one_that_is_served() -> None:
    css = assets.collect().css.body.decode()

    for file in (assets.STATIC / "css" / "components").glob("*.css"):
        first = re.findall(r"^  (\.[a-z][\w-]+)", file.read_text("utf-8"), re.MULTILINE)[0]
        assert f"\n{first}" in css, file.name
    assert 'url("../' not in css


def test_a_name_changes_with_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    sheet = tmp_path / "css" / "1-layers.css"
    sheet.write_text("a { color: red }")
    before = assets.stylesheet(tmp_path)
    sheet.write_text("a { color: blue }")

    assert assets.stylesheet(tmp_path).name != before.name


def test_files_are_immutable_packed_and_set_no_cookie() -> None:
    app = Flask(__name__)
    kept = assets.register(app)

    answer = app.test_client().get(kept.css.url, headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Cache-Control"] == assets.IMMUTABLE
    assert gzip.decompress(answer.data) == kept.css.body
    assert "Set-Cookie" not in answer.headers


def test_our_own_script_stays_small() -> None:
    own = assets.script().body.decode().rpartition('(() => {\n"use strict";')[2]

    assert 0 < len(own.encode()) < OWN_SCRIPT_MOST


# mails are no pages: they carry their own styles, and no policy of ours reaches them
PAGES = sorted(file for file in TEMPLATES.rglob("*.html") if file.parent.name != "mails")


@pytest.mark.parametrize("name", assets.parts())
def test_a_part_is_small_and_asked_for_by_a_page(name: str) -> None:
    assert 0 < len(assets.parts()[name].body) < OWN_SCRIPT_MOST
    assert [page for page in PAGES if f"assets.parts.{name}.url" in page.read_text("utf-8")]


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_no_template_needs_inline_code(file: Path) -> None:
    assert not INLINE.search(file.read_text("utf-8"))
