"""The demo's drawn pictures by name: ``draw({"kit": "lighthouse", "palette": "harbour"})`` is a JPEG of 1200 × 800."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from zlib import crc32

from ideaboard.cli.demo.draw.canvas import Sheet, jpeg
from ideaboard.cli.demo.draw.goods import GOODS
from ideaboard.cli.demo.draw.kits import draw_kit
from ideaboard.cli.demo.draw.palettes import PALETTES, Palette
from ideaboard.cli.demo.draw.places import counter, shop_front, table, window_seat
from ideaboard.cli.demo.draw.workshop import automaton, parts, plan

SCENES: dict[str, Callable[[Sheet, Palette], None]] = {
    f.__name__: f for f in (shop_front, counter, table, window_seat, parts, automaton, plan)
}


def draw(picture: Mapping[str, str]) -> bytes:
    """The JPEG of ``picture``: a ``palette`` and a ``kit`` (``backdrop``), ``goods`` (``motif``) or ``scene``, by name.

    The same description gives the same bytes. Raises ``KeyError`` for a name that is not drawn.
    """
    palette = PALETTES[picture["palette"]]
    sheet = Sheet(1200, 800, palette.ground)
    if "kit" in picture:
        draw_kit(sheet, palette, picture["kit"], picture.get("backdrop", "circle"))
    elif "goods" in picture:
        GOODS[picture["goods"]](sheet, palette, picture["motif"])
    else:
        SCENES[picture["scene"]](sheet, palette)
    return jpeg(sheet.finish(seed=crc32(repr(sorted(picture.items())).encode())))
