"""The picture that goes with a link: title, a picture of its own, and for an idea how far it is. Drawn by the server,
in the site's colour, 1200 × 630 as networks want it."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from ideaboard.core import colours
from ideaboard.core.text import ngettext
from ideaboard.domain.stories import Card
from ideaboard.web.assets import STATIC
from ideaboard.web.filters import number

SIZE = (1200, 630)
MARGIN, RING, PICTURE, FINE = 72, 168, 400, 4  # pixels; the ring is drawn finer, then scaled down
PAPER, INK, QUIET, LINE = "#faf7f0", "#191a2a", "#4a4b5c", "#e6dfd1"
LINES = 4  # of the title at most
_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def drawn(card: Card, site_name: str, colour: str, picture: Path | None) -> bytes:
    """The picture as PNG. Nothing on it tells what the ballot hides from everybody."""
    canvas, brand = _begun(f"{site_name} · {card.board_title}", card.title, colour, picture)
    _standing(canvas, card, brand)
    return _png(canvas)


def place(
    title: str, figure: str, beside: str, under: str, site_name: str, colour: str, picture: Path | None = None
) -> bytes:
    """The same for a place (the front page, a board, a person): ``figure`` in the ring, two lines beside it."""
    canvas, brand = _begun(site_name, title, colour, picture)
    pen, left, top = ImageDraw.Draw(canvas), MARGIN, SIZE[1] - RING - 48
    room = SIZE[0] - 2 * MARGIN - RING - 40 - (PICTURE if picture is not None else 0)
    canvas.paste(_ring(1.0, brand), (left, top))
    _in_ring(pen, figure if can_be_drawn(figure) else "")
    for words, size, ink, down in ((beside, 40, INK, 36 if under else 60), (under, 32, brand, 94)):
        font = _font(size, 560)
        line = _wrapped(pen, words, font, room)[:1] if can_be_drawn(words) else []
        pen.text((left + RING + 40, top + down), "".join(line), font=font, fill=ink)
    return _png(canvas)


def _begun(over: str, title: str, colour: str, picture: Path | None) -> tuple[Image.Image, str]:
    """Paper with what all of them have; and the colour to go on with."""
    canvas = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(canvas)
    brand = colours.tones(colour)["brand"][0] if colour else colours.OWN
    width = SIZE[0] - 2 * MARGIN
    if picture is not None and _placed(canvas, picture):
        width -= PICTURE - MARGIN + 48
    pen.rectangle((0, 0, 14, SIZE[1]), fill=brand)
    pen.text((MARGIN, 58), _fitting(over, 60), font=_font(30, 560), fill=QUIET)
    _title(pen, title, width)
    return canvas, brand


def _png(canvas: Image.Image) -> bytes:
    made = BytesIO()
    canvas.save(made, "PNG", optimize=True)
    return made.getvalue()


def can_be_drawn(words: str) -> bool:
    """Whether our one font has these letters; for others the link's own words must do."""
    return all(ord(sign) < 0x250 or 0x2010 <= ord(sign) < 0x2040 for sign in words)


def _title(pen: ImageDraw.ImageDraw, title: str, width: int) -> None:
    if not can_be_drawn(title):
        return
    for size in (76, 64, 54, 46, 38):
        font = _font(size, 620)
        lines = _wrapped(pen, title, font, width)
        if len(lines) <= LINES and len(lines) * (size * 1.25 + 10) <= SIZE[1] - RING - 48 - 122:
            break
    pen.multiline_text((MARGIN, 122), "\n".join(lines[:LINES]), font=font, fill=INK, spacing=10)


def _wrapped(pen: ImageDraw.ImageDraw, words: str, font: _Font, width: int) -> list[str]:
    """``words`` in lines that fit; a word that fits nowhere is broken."""
    most = max(8, int(width / max(1.0, pen.textlength("n", font=font))))
    lines = textwrap.wrap(words, most, break_long_words=True)
    while most > 8 and any(pen.textlength(line, font=font) > width for line in lines):
        most -= 1
        lines = textwrap.wrap(words, most, break_long_words=True)
    return lines


def _standing(canvas: Image.Image, card: Card, brand: str) -> None:
    """The ring with its number, and the stage; without a tally to show only the stage."""
    pen = ImageDraw.Draw(canvas)
    left, top = MARGIN, SIZE[1] - RING - 48
    if card.supporters is None or card.ballot_kind == "none":
        pen.text((left, SIZE[1] - 110), _fitting(card.stage, 40), font=_font(40, 600), fill=brand)
        return
    canvas.paste(_ring(card.progress or 0.0, brand), (left, top))
    figure = number(card.points if card.ballot_kind in ("updown", "budget") else card.supporters)
    _in_ring(pen, figure)
    beside = left + RING + 40
    count = ngettext("%(n)s supporter", "%(n)s supporters", card.supporters, n=number(card.supporters))
    pen.text((beside, top + 36), count, font=_font(40, 600), fill=INK)
    pen.text((beside, top + 94), _fitting(card.stage, 34), font=_font(34, 500), fill=brand)


def _in_ring(pen: ImageDraw.ImageDraw, figure: str) -> None:
    middle = (MARGIN + RING / 2, SIZE[1] - 48 - RING / 2)
    pen.text(middle, figure, font=_font(54 if len(figure) < 5 else 38, 640), fill=INK, anchor="mm")


def _ring(progress: float, brand: str) -> Image.Image:
    whole = Image.new("RGB", (RING * FINE, RING * FINE), PAPER)
    pen, box = ImageDraw.Draw(whole), (0, 0, RING * FINE - 1, RING * FINE - 1)
    pen.arc(box, 0, 360, fill=LINE, width=16 * FINE)
    if progress:
        pen.arc(box, -90, -90 + 360 * min(1.0, progress), fill=brand, width=16 * FINE)
    return whole.resize((RING, RING), Image.Resampling.LANCZOS)


def _placed(canvas: Image.Image, picture: Path) -> bool:
    """The idea's picture over the whole height at the end; whether there was one."""
    try:
        with Image.open(picture, formats=("WEBP",)) as opened:
            scale = max(PICTURE / opened.width, SIZE[1] / opened.height)
            whole = opened.convert("RGB").resize((round(opened.width * scale), round(opened.height * scale)))
    except OSError:
        return False
    left, top = (whole.width - PICTURE) // 2, (whole.height - SIZE[1]) // 2
    canvas.paste(whole.crop((left, top, left + PICTURE, top + SIZE[1])), (SIZE[0] - PICTURE, 0))
    return True


def _fitting(words: str, most: int) -> str:
    shown = words if len(words) <= most else words[: most - 1] + "…"
    return shown if can_be_drawn(shown) else ""


@lru_cache(maxsize=32)
def _font(size: int, weight: int) -> _Font:
    """The display font at a weight; Pillow's own where the front-end files were not fetched."""
    there = sorted((STATIC / "vendor").rglob("*-latin-wght-normal.woff2"))
    try:
        font = ImageFont.truetype(str(there[0]), size)
        font.set_variation_by_axes([weight])
        return font
    except (IndexError, OSError):
        return ImageFont.load_default(size)
