"""Render every page of ``samples/`` to files: signed in, as a visitor; day or night is the photographer's choice."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tests.preview import data

HERE = Path(__file__).parent
HOUSE = HERE.parent.parent / "ideaboard"
TEMPLATES = HOUSE / "templates"


def house_assets() -> Any:
    """``ideaboard/web/assets.py`` by itself: a photograph needs no application, and none that starts."""
    spec = importlib.util.spec_from_file_location("house_assets", HOUSE / "web" / "assets.py")
    module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
    sys.modules["house_assets"] = module
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    return module


class Addresses:
    """``url.anything(...)``: an address that says what it is."""

    def __getattr__(self, name: str) -> Callable[..., str]:
        return lambda *about, **more: (
            f"/{name}" + "".join(f"/{getattr(each, 'id', each)}" for each in about if each is not None)
        )


def environment() -> Environment:
    """Jinja as the application sets it up, with the house's filters in their simplest form."""
    jinja = Environment(
        loader=ChoiceLoader([FileSystemLoader(TEMPLATES), FileSystemLoader(HERE)]),
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    jinja.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    jinja.filters |= {
        "number": lambda n: f"{n:,}",
        "date": _date,
        "ago": _ago,
        "money": lambda minor, currency="EUR": f"{minor / 100:,.2f} {currency}",
    }
    jinja.globals |= {
        "url": Addresses(),
        "csrf": lambda: Markup('<input type="hidden" name="csrf_token" value="x">'),
        "assets": house_assets().collect(),
    }
    return jinja


def render_all(out: Path) -> list[str]:
    """Write every page for a member and for a visitor, with the pictures and assets; returns the file names."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "static").mkdir(exist_ok=True)
    jinja = environment()
    for asset in jinja.globals["assets"].all():  # type: ignore[union-attr]
        (out / "static" / asset.name).write_bytes(asset.body)
    for name, svg in data.PICTURES.items():
        (out / name).write_text(svg)
    names = []
    for page in sorted((HERE / "samples").glob("*.html")):
        for who, me in (("member", data.CUSTOMER), ("visitor", None), ("staff", data.ME)):
            html = jinja.get_template(f"samples/{page.name}").render(**context(me))
            name = f"{page.stem}-{who}.html"
            (out / name).write_text(html, "utf-8")
            names.append(name)
    return names


def context(me: Thing | None) -> dict[str, Any]:
    words = {name: getattr(data, name) for name in dir(data) if name.isupper()}
    return {
        "site": data.SITE,
        "me": me,
        "unread": 3 if me else 0,
        "theme": "auto",
        "language": "en",
        "direction": "ltr",
        "d": Thing(**words),
    }


def _date(at: datetime) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), f"{at.day} {at:%b %Y}")


def _ago(at: datetime) -> Markup:
    return Markup('<time datetime="{}" data-ago>{}</time>').format(at.isoformat(), f"{at.day} {at:%b %Y}")
