"""A transparent square of 100 × 100 on which the print room's designs are drawn, to be stamped onto things."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

from ideaboard.cli.demo.draw.canvas import Point, Sheet
from ideaboard.cli.demo.draw.palettes import Colour

UNIT = 8  # a motif's 100 units are 800 logical units, so that posters stay crisp


class Plate(Sheet):
    """A transparent square; shapes are given in hundredths of its side."""

    def __init__(self) -> None:
        self.width = self.height = 100
        self.image = Image.new("RGBA", (100 * UNIT, 100 * UNIT), (0, 0, 0, 0))
        self.pen = ImageDraw.Draw(self.image)

    def polygon(self, points: Sequence[Point], fill: Colour) -> None:
        self.pen.polygon([(x * UNIT, y * UNIT) for x, y in points], fill=fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float = 2) -> None:
        self.pen.line(
            [(x * UNIT, y * UNIT) for x, y in points], fill=fill, width=max(1, round(width * UNIT)), joint="curve"
        )
        for x, y in (points[0], points[-1]):
            self.circle(x, y, width / 2, fill)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        self.pen.ellipse([(x - rx) * UNIT, (y - ry) * UNIT, (x + rx) * UNIT, (y + ry) * UNIT], fill=fill)

    def ring(self, x: float, y: float, r: float, fill: Colour, width: float) -> None:
        self.pen.ellipse(
            [(x - r) * UNIT, (y - r) * UNIT, (x + r) * UNIT, (y + r) * UNIT],
            outline=fill,
            width=max(1, round(width * UNIT)),
        )

    def slice(self, x: float, y: float, r: float, start: float, end: float, fill: Colour) -> None:
        self.pen.pieslice([(x - r) * UNIT, (y - r) * UNIT, (x + r) * UNIT, (y + r) * UNIT], start, end, fill=fill)

    def arc(self, x: float, y: float, r: float, start: float, end: float, fill: Colour, width: float) -> None:
        self.pen.arc(
            [(x - r) * UNIT, (y - r) * UNIT, (x + r) * UNIT, (y + r) * UNIT],
            start,
            end,
            fill=fill,
            width=max(1, round(width * UNIT)),
        )

    def rect(self, x: float, y: float, w: float, h: float, fill: Colour, r: float = 0) -> None:
        self.pen.rounded_rectangle(
            [x * UNIT, y * UNIT, (x + w) * UNIT - 1, (y + h) * UNIT - 1], radius=min(r, w / 2, h / 2) * UNIT, fill=fill
        )
