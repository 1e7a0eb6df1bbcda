"""A sheet to draw on: logical units, drawn at twice the size and scaled down, with a little paper grain at the end."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TypeAlias

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from ideaboard.cli.demo.draw.palettes import Colour

Point: TypeAlias = tuple[float, float]

FINE = 2  # drawn at this multiple, then scaled down: smooth edges without an antialiasing library


class Sheet:
    """``width`` × ``height`` logical units; all coordinates and sizes are in these units."""

    def __init__(self, width: int, height: int, ground: Colour) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * FINE, height * FINE), ground)
        self.pen = ImageDraw.Draw(self.image)

    def polygon(self, points: Sequence[Point], fill: Colour) -> None:
        self.pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float = 2) -> None:
        """A polyline with round joints and ends."""
        scaled = [(x * FINE, y * FINE) for x, y in points]
        self.pen.line(scaled, fill=fill, width=max(1, round(width * FINE)), joint="curve")
        if width >= 2:
            for x, y in (points[0], points[-1]):
                self.circle(x, y, width / 2, fill)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        self.pen.ellipse([(x - rx) * FINE, (y - ry) * FINE, (x + rx) * FINE, (y + ry) * FINE], fill=fill)

    def circle(self, x: float, y: float, r: float, fill: Colour) -> None:
        self.ellipse(x, y, r, r, fill)

    def ring(self, x: float, y: float, r: float, fill: Colour, width: float) -> None:
        box = [(x - r) * FINE, (y - r) * FINE, (x + r) * FINE, (y + r) * FINE]
        self.pen.ellipse(box, outline=fill, width=max(1, round(width * FINE)))

    def slice(self, x: float, y: float, r: float, start: float, end: float, fill: Colour) -> None:
        """A pie slice; degrees clockwise from three o'clock."""
        box = [(x - r) * FINE, (y - r) * FINE, (x + r) * FINE, (y + r) * FINE]
        self.pen.pieslice(box, start, end, fill=fill)

    def arc(self, x: float, y: float, r: float, start: float, end: float, fill: Colour, width: float) -> None:
        box = [(x - r) * FINE, (y - r) * FINE, (x + r) * FINE, (y + r) * FINE]
        self.pen.arc(box, start, end, fill=fill, width=max(1, round(width * FINE)))

    def rect(self, x: float, y: float, w: float, h: float, fill: Colour, r: float = 0) -> None:
        """A rectangle, with corners of radius ``r``."""
        box = [x * FINE, y * FINE, (x + w) * FINE - 1, (y + h) * FINE - 1]
        self.pen.rounded_rectangle(box, radius=min(r, w / 2, h / 2) * FINE, fill=fill)

    def blob(self, points: Sequence[Point], fill: Colour) -> None:
        """A closed smooth shape through ``points``."""
        self.polygon(closed_curve(points), fill)

    def shade(self, points: Sequence[Point], depth: float = 0.25, blur: float = 14) -> None:
        """A soft shadow of the shape ``points``; ``depth`` 0..1 is its darkness."""
        coarse, rim = 4, round(blur * 3)
        left, top = round(min(x for x, _ in points)) - rim, round(min(y for _, y in points)) - rim
        wide, tall = max(x for x, _ in points) + rim - left, max(y for _, y in points) + rim - top
        mask = Image.new("L", (round(wide * FINE / coarse), round(tall * FINE / coarse)), 0)
        scaled = [((x - left) * FINE / coarse, (y - top) * FINE / coarse) for x, y in points]
        ImageDraw.Draw(mask).polygon(scaled, fill=round(255 * depth))
        mask = mask.filter(ImageFilter.GaussianBlur(blur * FINE / coarse))
        mask = mask.resize((mask.width * coarse, mask.height * coarse), Image.Resampling.BILINEAR)
        where = (left * FINE, top * FINE, left * FINE + mask.width, top * FINE + mask.height)
        self.image.paste((30, 18, 30), where, mask)

    def stamp(self, layer: Image.Image, w: float, h: float, *places: Point) -> None:
        """Lay an RGBA ``layer`` over the sheet, scaled to ``w`` × ``h``, with its upper left corner at each place."""
        scaled = layer.resize((round(w * FINE), round(h * FINE)), Image.Resampling.LANCZOS)
        for x, y in places:
            self.image.paste(scaled, (round(x * FINE), round(y * FINE)), scaled)

    def finish(self, seed: int, grain: int = 7) -> Image.Image:
        """The drawing at its logical size, with grain as on printed paper (``grain``: deviation of 255)."""
        small = self.image.reduce(FINE)
        return grained(small, seed, grain) if grain else small


def grained(image: Image.Image, seed: int, grain: int) -> Image.Image:
    """``image`` with an even, fine noise; the same seed gives the same bytes."""
    half = (image.width // 2 + 1, image.height // 2 + 1)
    noise = Image.frombytes("L", half, random.Random(seed).randbytes(half[0] * half[1]))
    noise = noise.resize((half[0] * 2, half[1] * 2), Image.Resampling.BILINEAR).crop((0, 0, *image.size))
    noise = noise.point([128 + round((value - 128) / 128 * grain) for value in range(256)])
    return ImageChops.add(image, Image.merge("RGB", (noise, noise, noise)), scale=1, offset=-128)


def jpeg(image: Image.Image) -> bytes:
    """``image`` as JPEG bytes, small enough for a gallery of many."""
    out = BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()


def png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def closed_curve(points: Sequence[Point], steps: int = 10) -> list[Point]:
    """A closed Catmull-Rom spline through ``points`` as a fine polygon."""
    count = len(points)
    curve: list[Point] = []
    for i in range(count):
        p0, p1, p2, p3 = (points[(i + k - 1) % count] for k in range(4))
        curve += [_spline(p0, p1, p2, p3, step / steps) for step in range(steps)]
    return curve


def open_curve(points: Sequence[Point], steps: int = 12) -> list[Point]:
    """An open Catmull-Rom spline through ``points``, ends included."""
    padded = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for i in range(len(points) - 1):
        p0, p1, p2, p3 = padded[i : i + 4]
        curve += [_spline(p0, p1, p2, p3, step / steps) for step in range(steps)]
    return [*curve, points[-1]]


def _spline(p0: Point, p1: Point, p2: Point, p3: Point, t: float) -> Point:
    def along(a: float, b: float, c: float, d: float) -> float:
        return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)

    return along(p0[0], p1[0], p2[0], p3[0]), along(p0[1], p1[1], p2[1], p3[1])


def oval(x: float, y: float, rx: float, ry: float, start: float = 0, end: float = 360, steps: int = 40) -> list[Point]:
    """Points on an ellipse from ``start`` to ``end`` degrees (clockwise from three o'clock)."""
    angles = (math.radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def turned(points: Iterable[Point], x: float, y: float, degrees: float) -> list[Point]:
    """``points`` turned about (``x``, ``y``), clockwise."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [(x + (px - x) * cos - (py - y) * sin, y + (px - x) * sin + (py - y) * cos) for px, py in points]


def hull(points: Iterable[Point]) -> list[Point]:
    """The convex hull (Andrew's monotone chain)."""
    ordered = sorted(set(points))

    def half(chain: Iterable[Point]) -> list[Point]:
        kept: list[Point] = []
        for p in chain:
            while len(kept) > 1 and _cross(kept[-2], kept[-1], p) <= 0:
                kept.pop()
            kept.append(p)
        return kept[:-1]

    return half(ordered) + half(reversed(ordered))


def _cross(o: Point, a: Point, b: Point) -> float:
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
