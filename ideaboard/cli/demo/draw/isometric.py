"""Solids in isometric view: what the construction kits are made of.

x runs to the lower right, y to the lower left, z up. One sees the faces at greatest x (right), greatest y (left) and
greatest z (top), so draw from small coordinates to great ones. Light comes from the left.
"""

from __future__ import annotations

import math
from typing import TypeAlias

from ideaboard.cli.demo.draw.canvas import Point, Sheet, hull
from ideaboard.cli.demo.draw.palettes import BEECH, Colour, darker, lighter

Spot: TypeAlias = tuple[float, float, float]


class Model:
    """Solids on ``sheet``; (0, 0, 0) is at (``x``, ``y``) and a unit is ``scale`` wide."""

    def __init__(self, sheet: Sheet, x: float = 600, y: float = 520, scale: float = 40) -> None:
        self.sheet, self.x, self.y, self.scale = sheet, x, y, scale

    def at(self, x: float, y: float, z: float = 0) -> Point:
        """Where a spot in space is on the sheet."""
        return self.x + (x - y) * 0.866 * self.scale, self.y + ((x + y) * 0.5 - z) * self.scale

    def face(self, spots: list[Spot], colour: Colour) -> None:
        self.sheet.polygon([self.at(*spot) for spot in spots], colour)

    def rod(self, one: Spot, other: Spot, colour: Colour = BEECH, width: float = 0.16) -> None:
        """A round stick between two spots."""
        ends = [self.at(*one), self.at(*other)]
        self.sheet.line(ends, darker(colour, 0.2), width * self.scale)
        shift = width * self.scale * 0.14
        self.sheet.line([(x - shift, y - shift) for x, y in ends], lighter(colour, 0.1), width * self.scale * 0.5)

    def shadow(self, x: float, y: float, w: float, d: float, h: float = 3, depth: float = 0.3) -> None:
        """The soft shadow that a block of this size throws to the right; draw it first."""
        feet = [(x, y), (x + w, y), (x, y + d), (x + w, y + d)]
        reach = h * 0.55
        far = [(px + reach, py - reach * 0.35) for px, py in feet]
        self.sheet.shade(hull(self.at(px, py) for px, py in feet + far), depth, blur=9)

    def box(
        self, x: float, y: float, z: float, w: float, d: float, h: float, colour: Colour = BEECH, grain: str = "x"
    ) -> None:
        """A block; ``grain`` is the axis along which the wood's lines run ("" for painted)."""
        top, left, right = lighter(colour, 0.22), colour, darker(colour, 0.2)
        self.face([(x, y, z + h), (x + w, y, z + h), (x + w, y + d, z + h), (x, y + d, z + h)], top)
        self.face([(x, y + d, z), (x + w, y + d, z), (x + w, y + d, z + h), (x, y + d, z + h)], left)
        self.face([(x + w, y, z), (x + w, y + d, z), (x + w, y + d, z + h), (x + w, y, z + h)], right)
        if grain:
            self._grain(x, y, z, w, d, h, colour, grain)

    def _grain(self, x: float, y: float, z: float, w: float, d: float, h: float, colour: Colour, along: str) -> None:
        fine = self.scale * 0.028
        for share in (0.22, 0.47, 0.71, 0.88):
            start, end = 0.06 + share * 0.1, 0.94 - share * 0.2
            if along == "x":
                self.sheet.line(
                    [self.at(x + w * start, y + d * share, z + h), self.at(x + w * end, y + d * share, z + h)],
                    colour,
                    fine,
                )
                if h > 0.4:
                    level = z + h * share
                    self.sheet.line(
                        [self.at(x + w * start, y + d, level), self.at(x + w * end, y + d, level)],
                        darker(colour, 0.09),
                        fine,
                    )
            elif along == "y":
                self.sheet.line(
                    [self.at(x + w * share, y + d * start, z + h), self.at(x + w * share, y + d * end, z + h)],
                    colour,
                    fine,
                )
                if h > 0.4:
                    level = z + h * share
                    self.sheet.line(
                        [self.at(x + w, y + d * start, level), self.at(x + w, y + d * end, level)],
                        darker(colour, 0.28),
                        fine,
                    )
            else:
                self.sheet.line(
                    [self.at(x + w * share, y + d, z + h * start), self.at(x + w * share, y + d, z + h * end)],
                    darker(colour, 0.09),
                    fine,
                )
                self.sheet.line(
                    [self.at(x + w, y + d * share, z + h * start), self.at(x + w, y + d * share, z + h * end)],
                    darker(colour, 0.28),
                    fine,
                )

    def left_panel(self, x: float, y: float, z: float, w: float, h: float, colour: Colour) -> None:
        """A flat thing on a left face (``y`` is that face's place)."""
        self.face([(x, y, z), (x + w, y, z), (x + w, y, z + h), (x, y, z + h)], colour)

    def right_panel(self, x: float, y: float, z: float, d: float, h: float, colour: Colour) -> None:
        """A flat thing on a right face (``x`` is that face's place)."""
        self.face([(x, y, z), (x, y + d, z), (x, y + d, z + h), (x, y, z + h)], colour)

    def peg(self, x: float, y: float, z: float, r: float = 0.14, colour: Colour = BEECH) -> None:
        """The end of a dowel, seen from above."""
        px, py = self.at(x, y, z)
        self.sheet.ellipse(px, py, r * 1.22 * self.scale, r * 0.71 * self.scale, darker(colour, 0.3))
        self.sheet.ellipse(px, py - 0.04 * self.scale, r * self.scale, r * 0.58 * self.scale, lighter(colour, 0.3))

    def cylinder(
        self, x: float, y: float, z: float, r: float, h: float, colour: Colour = BEECH, top_r: float | None = None
    ) -> None:
        """A turned column, narrowing to ``top_r``; its axis stands at (x, y)."""
        upper = r if top_r is None else top_r
        (bx, by), (tx, ty) = self.at(x, y, z), self.at(x, y, z + h)
        wide, tall = 1.2247 * self.scale, 0.7071 * self.scale
        strips = 28
        for i in range(strips):
            a, b = (math.pi * (1 - k / strips) for k in (i, i + 1.25))
            light = (i + 0.5) / strips
            tone = (
                lighter(colour, 0.2 * (1 - light / 0.3)) if light < 0.3 else darker(colour, 0.36 * (light - 0.3) / 0.7)
            )
            quad = [
                (bx + r * wide * math.cos(a), by + r * tall * math.sin(a)),
                (bx + r * wide * math.cos(b), by + r * tall * math.sin(b)),
            ]
            quad += [
                (tx + upper * wide * math.cos(b), ty + upper * tall * math.sin(b)),
                (tx + upper * wide * math.cos(a), ty + upper * tall * math.sin(a)),
            ]
            self.sheet.polygon(quad, tone)
        if upper > 0.02:
            self.sheet.ellipse(tx, ty, upper * wide, upper * tall, lighter(colour, 0.24))

    def cone(self, x: float, y: float, z: float, r: float, h: float, colour: Colour = BEECH) -> None:
        self.cylinder(x, y, z, r, h, colour, top_r=0.0)

    def dome(self, x: float, y: float, z: float, r: float, colour: Colour = BEECH) -> None:
        """Half a ball, turned in rings."""
        rings = 14
        for i in range(rings):
            low, high = (math.sin(math.pi / 2 * k / rings) * r for k in (i, i + 1))
            self.cylinder(
                x,
                y,
                z + low,
                math.sqrt(max(0, r * r - low * low)),
                high - low,
                colour,
                math.sqrt(max(0.0, r * r - high * high)),
            )

    def ball(self, x: float, y: float, z: float, r: float, colour: Colour) -> None:
        px, py = self.at(x, y, z)
        size = r * 1.22 * self.scale
        self.sheet.circle(px, py, size, darker(colour, 0.25))
        self.sheet.circle(px - size * 0.1, py - size * 0.1, size * 0.88, colour)
        self.sheet.circle(px - size * 0.3, py - size * 0.34, size * 0.34, lighter(colour, 0.45))

    def disc(self, x: float, y: float, z: float, r: float, thick: float, axis: str, colour: Colour = BEECH) -> None:
        """A wheel whose ``axis`` is "x" (faces right) or "y" (faces left); (x, y, z) is the hub of its hidden side."""
        back, front = self._circle(x, y, z, r, axis), self._circle(*self._moved(x, y, z, thick, axis), r, axis)
        self.sheet.polygon(hull(back + front), darker(colour, 0.34 if axis == "x" else 0.26))
        self.sheet.polygon(front, darker(colour, 0.12) if axis == "x" else lighter(colour, 0.06))

    def flat_ring(self, x: float, y: float, z: float, r: float, axis: str, colour: Colour, width: float) -> None:
        """A circle drawn as a line of ``width`` units."""
        points = self._circle(x, y, z, r, axis)
        self.sheet.line([*points, points[0], points[1]], colour, width * self.scale)

    def _circle(self, x: float, y: float, z: float, r: float, axis: str) -> list[Point]:
        angles = [math.tau * i / 48 for i in range(48)]
        if axis == "x":
            return [self.at(x, y + r * math.cos(a), z + r * math.sin(a)) for a in angles]
        return [self.at(x + r * math.cos(a), y, z + r * math.sin(a)) for a in angles]

    @staticmethod
    def _moved(x: float, y: float, z: float, by: float, axis: str) -> Spot:
        return (x + by, y, z) if axis == "x" else (x, y + by, z)

    def wheel(self, x: float, y: float, z: float, r: float, thick: float, axis: str, colour: Colour = BEECH) -> None:
        """A disc with a hub and a rim line."""
        self.disc(x, y, z, r, thick, axis, colour)
        front = self._moved(x, y, z, thick, axis)
        self.flat_ring(*front, r * 0.74, axis, darker(colour, 0.24), 0.05)
        self.disc(*front, r * 0.24, 0.08, axis, lighter(colour, 0.2))

    def gable(
        self,
        x: float,
        y: float,
        z: float,
        w: float,
        d: float,
        h: float,
        colour: Colour,
        ridge: str = "x",
        wall: Colour = BEECH,
    ) -> None:
        """A pitched roof over w × d; the ridge runs along ``ridge``."""
        if ridge == "x":
            m = y + d / 2
            self.face([(x, y, z), (x + w, y, z), (x + w, m, z + h), (x, m, z + h)], lighter(colour, 0.1))
            self.face([(x, y + d, z), (x + w, y + d, z), (x + w, m, z + h), (x, m, z + h)], colour)
            self.face([(x + w, y, z), (x + w, y + d, z), (x + w, m, z + h)], darker(wall, 0.2))
            for share in (0.25, 0.5, 0.75):
                self.sheet.line(
                    [
                        self.at(x, y + d - d / 2 * share, z + h * share),
                        self.at(x + w, y + d - d / 2 * share, z + h * share),
                    ],
                    darker(colour, 0.16),
                    1.6,
                )
        else:
            m = x + w / 2
            self.face([(x, y, z), (x, y + d, z), (m, y + d, z + h), (m, y, z + h)], lighter(colour, 0.18))
            self.face([(x + w, y, z), (x + w, y + d, z), (m, y + d, z + h), (m, y, z + h)], darker(colour, 0.14))
            self.face([(x, y + d, z), (x + w, y + d, z), (m, y + d, z + h)], wall)
            for share in (0.25, 0.5, 0.75):
                self.sheet.line(
                    [
                        self.at(x + w - w / 2 * share, y, z + h * share),
                        self.at(x + w - w / 2 * share, y + d, z + h * share),
                    ],
                    darker(colour, 0.28),
                    1.6,
                )

    def tree(self, x: float, y: float, z: float = 0, size: float = 1, colour: Colour = (90, 125, 74)) -> None:
        """A turned little tree: stem and two cones."""
        self.cylinder(x, y, z, 0.12 * size, 0.5 * size, darker(BEECH, 0.25))
        self.cone(x, y, z + 0.4 * size, 0.55 * size, 1.0 * size, colour)
        self.cone(x, y, z + 0.95 * size, 0.42 * size, 0.95 * size, lighter(colour, 0.08))

    def person(self, x: float, y: float, z: float, colour: Colour) -> None:
        """A peg figure."""
        self.cylinder(x, y, z, 0.17, 0.5, colour, top_r=0.13)
        self.ball(x, y, z + 0.68, 0.15, lighter(BEECH, 0.2))
