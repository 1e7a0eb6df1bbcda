"""The page's own files: one stylesheet, one script, one font, under names with their hash, immutable in every cache.

The stylesheet is all of ``static/css`` in the order of the names (the components between layout and utilities), the
script is htmx and all of ``static/js``: put together once at start, no build tool. What few pages need is a script of
its own in ``static/parts``.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flask import Flask, Response, request

STATIC = Path(__file__).resolve().parent.parent / "static"
HASH_LENGTH = 12
JAVASCRIPT = "text/javascript; charset=utf-8"
IMMUTABLE = "public, max-age=31536000, immutable"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_REMARK = re.compile(r"^\s*/\*.*?\*/$", re.DOTALL | re.MULTILINE)
_INDENT = re.compile(r"\n\s*")
_ADDRESS = re.compile(r'url\("\.\./([^"]+)"\)')


@dataclass(frozen=True)
class Asset:
    """One file as it is served: its name carries the hash of its bytes, so it may be kept for ever."""

    name: str
    body: bytes
    kind: str

    @classmethod
    def of(cls, stem: str, suffix: str, body: bytes, kind: str) -> Asset:
        """An asset named ``stem.<hash>suffix``; ``kind`` is its media type."""
        return cls(f"{stem}.{hashlib.sha256(body).hexdigest()[:HASH_LENGTH]}{suffix}", body, kind)

    @property
    def url(self) -> str:
        return f"/static/{self.name}"

    @cached_property
    def packed(self) -> bytes:
        """The body in gzip, the same bytes every time."""
        return gzip.compress(self.body, mtime=0)

    @property
    def packable(self) -> bool:
        return not self.kind.startswith("font/")


@dataclass(frozen=True)
class Assets:
    """What a page asks for; ``font`` is ``None`` before the front-end files are fetched."""

    css: Asset
    js: Asset
    icon: Asset
    font: Asset | None
    parts: Mapping[str, Asset]  # scripts that few pages ask for, by name

    def all(self) -> list[Asset]:
        return [asset for asset in (self.css, self.js, self.icon, self.font, *self.parts.values()) if asset]


def collect(static: Path = STATIC) -> Assets:
    """Read and put together everything under ``static``."""
    font = _font(static)
    return Assets(
        css=stylesheet(static, font),
        js=script(static),
        icon=_icon(static),
        font=font,
        parts=parts(static),
    )


def stylesheet(static: Path = STATIC, font: Asset | None = None) -> Asset:
    """All style sheets as one: layers, reset, tokens, base, layout (1 to 5), components, utilities and print (7, 8)."""
    css = static / "css"
    frames = sorted(css.glob("[0-9]-*.css"))
    before = [file for file in frames if file.name < "6"]
    after = [file for file in frames if file.name >= "6"]
    parts = [*before, *sorted((css / "components").glob("*.css")), *after]
    text = "\n".join(file.read_text("utf-8") for file in parts)
    return Asset.of("app", ".css", _squeezed(_with_addresses(text, font)).encode(), "text/css; charset=utf-8")


def script(static: Path = STATIC) -> Asset:
    """htmx, when it has been fetched, and the house's own script."""
    vendored = [file.read_text("utf-8") for file in sorted((static / "vendor").rglob("htmx.min.js"))[:1]]
    ours = "\n".join(file.read_text("utf-8") for file in sorted((static / "js").glob("*.js")))
    own = '(() => {\n"use strict";\n' + _small(ours) + "})();\n"
    return Asset.of("app", ".js", "\n;\n".join([*vendored, own]).encode(), JAVASCRIPT)


def register(app: Flask) -> Assets:
    """Serve the files and name them to the templates as ``assets``; literal rules win over ``/static/<path>``."""
    assets = collect()
    for asset in assets.all():
        app.add_url_rule(asset.url, f"asset {asset.name}", _served(asset))
    app.jinja_env.globals["assets"] = assets
    return assets


def _served(asset: Asset) -> Callable[[], Response]:
    def serve() -> Response:
        packed = asset.packable and request.accept_encodings.quality("gzip") > 0
        answer = Response(asset.packed if packed else asset.body, content_type=asset.kind)
        answer.headers["Cache-Control"] = IMMUTABLE
        if asset.packable:
            answer.headers["Vary"] = "Accept-Encoding"
        if packed:
            answer.headers["Content-Encoding"] = "gzip"
        return answer

    return serve


def _font(static: Path) -> Asset | None:
    files = sorted((static / "vendor").rglob("*-latin-wght-normal.woff2"))
    return Asset.of("display", ".woff2", files[0].read_bytes(), "font/woff2") if files else None


def parts(static: Path = STATIC) -> dict[str, Asset]:
    """The scripts that only some pages ask for, by name; each stands by itself."""
    files = sorted((static / "parts").glob("*.js"))
    return {
        file.stem: Asset.of(file.stem, ".js", _small(file.read_text("utf-8")).encode(), JAVASCRIPT) for file in files
    }


def _small(script: str) -> str:
    """Without remarks and indentation; compression does the rest."""
    return _INDENT.sub("\n", _REMARK.sub("", script))


def _icon(static: Path) -> Asset:
    return Asset.of("icon", ".svg", (static / "img" / "icon.svg").read_bytes(), "image/svg+xml")


def _with_addresses(text: str, font: Asset | None) -> str:
    """Point the one ``url()`` (the font's) at its served name; without the font the system's serif stands in."""
    return _ADDRESS.sub(f'url("{font.url}")' if font else 'local("Georgia")', text)


def _squeezed(text: str) -> str:
    """Without comments and indentation; compression does the rest."""
    return _INDENT.sub("\n", _COMMENT.sub("", text)).strip() + "\n"
