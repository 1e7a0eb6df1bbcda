"""Designs for the print room: each fills a square of 100 × 100 with a few flat shapes.

A motif is drawn on a sheet of its own and then stamped onto a shirt, a poster, a mug, a towel or a bag.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw

from ideaboard.cli.demo.draw.canvas import Point, Sheet, closed_curve, open_curve, oval, turned
from ideaboard.cli.demo.draw.palettes import Colour, Palette, darker, lighter, mix

UNIT = 8  # a motif's 100 units are 800 logical units, so that posters stay crisp


class Plate(Sheet):
    """A transparent square; shapes are given in hundredths of its side."""

    def __init__(self) -> None:
        self.width = self.height = 100
        self.image = Image.new("RGBA", (100 * UNIT, 100 * UNIT), (0, 0, 0, 0))
        self.pen = ImageDraw.Draw(self.image)

    def polygon(self, points: list[Point] | tuple[Point, ...], fill: Colour) -> None:  # type: ignore[override]
        self.pen.polygon([(x * UNIT, y * UNIT) for x, y in points], fill=fill)

    def line(self, points: list[Point] | tuple[Point, ...], fill: Colour, width: float = 2) -> None:  # type: ignore[override]
        self.pen.line([(x * UNIT, y * UNIT) for x, y in points], fill=fill, width=max(1, round(width * UNIT)), joint="curve")
        for x, y in (points[0], points[-1]):
            self.circle(x, y, width / 2, fill)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        self.pen.ellipse([(x - rx) * UNIT, (y - ry) * UNIT, (x + rx) * UNIT, (y + ry) * UNIT], fill=fill)

    def ring(self, x: float, y: float, r: float, fill: Colour, width: float) -> None:
        self.pen.ellipse([(x - r) * UNIT, (y - r) * UNIT, (x + r) * UNIT, (y + r) * UNIT], outline=fill, width=max(1, round(width * UNIT)))

    def slice(self, x: float, y: float, r: float, start: float, end: float, fill: Colour) -> None:
        self.pen.pieslice([(x - r) * UNIT, (y - r) * UNIT, (x + r) * UNIT, (y + r) * UNIT], start, end, fill=fill)

    def arc(self, x: float, y: float, r: float, start: float, end: float, fill: Colour, width: float) -> None:
        self.pen.arc([(x - r) * UNIT, (y - r) * UNIT, (x + r) * UNIT, (y + r) * UNIT], start, end, fill=fill, width=max(1, round(width * UNIT)))

    def rect(self, x: float, y: float, w: float, h: float, fill: Colour, r: float = 0) -> None:
        self.pen.rounded_rectangle([x * UNIT, y * UNIT, (x + w) * UNIT - 1, (y + h) * UNIT - 1], radius=min(r, w / 2, h / 2) * UNIT, fill=fill)


def gull(s: Plate, p: Palette) -> None:
    """A gull with a stolen pastry."""
    s.circle(50, 44, 38, p.c)
    s.blob([(24, 74), (28, 52), (42, 38), (52, 24), (64, 22), (70, 30), (68, 44), (78, 60), (90, 76), (66, 78), (44, 84)], p.paper)
    s.blob([(30, 70), (38, 52), (56, 50), (74, 64), (92, 78), (60, 74)], mix(p.b, p.paper, 0.25))
    s.polygon([(69, 28), (84, 33), (69, 37)], p.a)
    s.circle(63, 30, 1.9, p.ink)
    s.blob([(80, 26), (92, 22), (95, 32), (90, 42), (81, 40), (86, 33)], darker(p.c, 0.3))
    for x, y in ((88, 27), (90, 33), (87, 38)):
        s.line([(x - 2, y - 1), (x + 2, y + 1)], lighter(p.c, 0.2), 0.9)
    for x in (46, 56):
        s.line([(x, 80), (x, 94), (x + 5, 94)], p.a, 1.8)


def whale(s: Plate, p: Palette) -> None:
    """A whale with a small café on its back."""
    s.blob([(6, 62), (14, 44), (40, 38), (66, 44), (80, 52), (88, 40), (86, 30), (95, 34), (99, 28), (98, 44), (90, 60), (70, 76), (36, 80), (14, 76)], p.b)
    s.blob([(8, 66), (30, 72), (56, 72), (66, 70), (50, 79), (26, 79)], lighter(p.b, 0.65))
    for i in range(4):
        s.line(open_curve([(14 + i * 7, 70 + i), (20 + i * 7, 73 + i * 0.7), (24 + i * 7, 77)]), p.b, 0.8)
    s.circle(20, 58, 1.8, p.paper)
    s.blob([(40, 66), (50, 68), (52, 84), (44, 80)], darker(p.b, 0.2))
    s.rect(36, 24, 20, 17, p.paper)
    s.polygon([(33, 24), (59, 24), (46, 13)], p.a)
    s.rect(39, 30, 6, 11, p.a)
    s.rect(48, 30, 5, 5, p.c)
    s.rect(52, 12, 4, 9, darker(p.a, 0.3))
    s.line(open_curve([(54, 10), (58, 5), (53, 2)]), p.paper, 1.3)
    for y, x in ((86, 14), (90, 44), (85, 76), (94, 66)):
        s.line(open_curve([(x, y), (x + 5, y - 2.5), (x + 10, y), (x + 15, y + 2.5), (x + 20, y)]), mix(p.b, p.tint, 0.4), 1.4)


def kettle(s: Plate, p: Palette) -> None:
    """A kettle whose steam becomes mountains."""
    for pts, tone in (([(4, 40), (24, 14), (36, 28), (52, 6), (74, 32), (82, 24), (97, 40)], p.c), ([(10, 44), (30, 26), (46, 40), (60, 24), (92, 44)], lighter(p.c, 0.4))):
        s.polygon([*pts, (90, 46), (10, 46)], tone)
    s.ring(50, 50, 21, p.ink, 3.4)
    s.blob([(24, 88), (24, 66), (38, 54), (62, 54), (76, 66), (76, 88), (50, 94)], p.a)
    s.polygon([(74, 72), (92, 56), (95, 60), (78, 84)], p.a)
    s.ellipse(50, 54, 16, 4, darker(p.a, 0.25))
    s.circle(50, 49, 3.6, p.ink)
    s.line(open_curve([(31, 84), (29, 72), (36, 62)]), lighter(p.a, 0.4), 2)


def plane(s: Plate, p: Palette) -> None:
    """A carpenter's plane and its long shaving, which writes a wave."""
    wave: list[Point] = [(4 + i, 40 + 14 * math.sin(i / 9) * (1 - i / 90)) for i in range(56)]
    s.line(wave, p.c, 6)
    s.line([(x, y + 1.2) for x, y in wave], lighter(p.c, 0.4), 1.2)
    s.rect(34, 58, 60, 18, p.b, r=2)
    s.blob([(78, 60), (80, 46), (90, 40), (95, 46), (90, 58)], p.a)
    s.circle(44, 52, 6, p.a)
    s.rect(41, 54, 6, 6, darker(p.a, 0.2))
    s.polygon([(58, 36), (64, 34), (72, 60), (64, 60)], p.ink)
    s.rect(34, 76, 60, 4, darker(p.b, 0.3))
    s.rect(2, 82, 96, 6, mix(p.c, p.paper, 0.35), r=1)
    s.line([(6, 85), (60, 85)], p.c, 0.8)


def cats(s: Plate, p: Palette) -> None:
    """Three cats, three temperatures of milk."""
    for x, tone, ear in ((18, p.a, 0), (50, p.ink, 0), (82, p.c, 0)):
        s.blob([(x - 13, 92), (x - 14, 62), (x - 9, 44), (x, 40), (x + 9, 44), (x + 14, 62), (x + 13, 92), (x, 95)], tone)
        s.blob([(x - 11, 44), (x - 12, 24), (x - 4, 30), (x + 4, 30), (x + 12, 24), (x + 11, 44), (x, 50)], tone)
        for side in (-1, 1):
            s.ellipse(x + side * 4.4, 38, 1.6, 2.2 - ear, p.paper)
            for k in (-1, 1):
                s.line([(x + side * 5, 43), (x + side * 13, 43 + k * 1.6)], lighter(tone, 0.5), 0.5)
        s.polygon([(x - 1.4, 41.5), (x + 1.4, 41.5), (x, 43.3)], p.paper)
        s.rect(x - 7, 66, 14, 11, p.paper, r=2)
        s.ring(x + 8, 71, 3.2, p.paper, 1.5)
        s.line(open_curve([(x + 12, 88), (x + 18, 80), (x + 14, 70)]), tone, 3)
    s.line(open_curve([(14, 62), (16, 59), (13, 56)]), p.paper, 1)
    s.line(open_curve([(20, 62), (22, 59), (19, 56)]), p.paper, 1)


def moons(s: Plate, p: Palette) -> None:
    """The phases of the moon as cups seen from above, filling and emptying."""
    for i in range(9):
        x, y = 18 + i % 3 * 32, 18 + i // 3 * 32
        s.circle(x, y, 13, p.paper)
        s.ring(x, y, 13, p.b, 0.9)
        s.ring(x + 12.5, y - 9, 3.6, p.paper, 1.7)
        s.circle(x, y, 10, darker(p.a, 0.25))
        share = (i - 4) / 4
        s.ellipse(x + share * 12, y, 10 * (0.3 + 0.7 * (1 - abs(share))), 9.6, p.c)
        s.ring(x, y, 11.6, p.paper, 2.6)


def fern(s: Plate, p: Palette) -> None:
    """Leaves of a coffee plant, with cherries."""
    stem = open_curve([(50, 98), (46, 70), (52, 40), (50, 8)])
    s.line(stem, p.b, 1.6)
    for i in range(7):
        y = 86 - i * 12
        size = 26 - abs(i - 2.5) * 3.2
        for side in (-1, 1):
            tip = (50 + side * size * 1.4, y - size * 0.75)
            mid = (50 + side * size * 0.6, y - size * 0.62)
            low = (50 + side * size * 0.9, y - size * 0.14)
            s.polygon([*open_curve([(49, y), mid, tip]), *open_curve([tip, low, (49, y)])], p.b if (i + side) % 3 else lighter(p.b, 0.28))
            s.line([(50, y), (50 + side * size * 1.2, y - size * 0.62)], lighter(p.b, 0.55), 0.6)
            if i % 2 == 0 and i < 6:
                for k in range(3):
                    s.circle(50 + side * (5 + k * 4.6), y + 1 - (k % 2) * 4, 2.8, p.a if k != 1 else p.c)


def city(s: Plate, p: Palette) -> None:
    """Roofs and cranes of a harbour town, under a low sun."""
    s.circle(66, 34, 20, p.c)
    chance = random.Random(4)
    for row, (base, tone) in enumerate(((58, mix(p.b, p.tint, 0.55)), (70, mix(p.b, p.tint, 0.25)), (84, p.b))):
        x = 0.0
        while x < 100:
            w, h = chance.uniform(8, 15), chance.uniform(10, 26)
            w = min(w, 100 - x)
            s.rect(x, base - h, w, h + 30 if row == 2 else h + 16, tone)
            if chance.random() < 0.6:
                s.polygon([(x, base - h), (x + w / 2, base - h - 7), (x + w, base - h)], tone)
            for k in range(int(h // 7)):
                for j in range(int(w // 5)):
                    if chance.random() < 0.55:
                        s.rect(x + 1.8 + j * 4.4, base - h + 3 + k * 6, 1.8, 2.8, p.c if row == 2 else lighter(tone, 0.4))
            x += w
    s.rect(0, 84, 100, 16, p.a)
    for i in range(6):
        s.line(open_curve([(4 + i * 16, 90), (8 + i * 16, 88.5), (12 + i * 16, 90), (16 + i * 16, 91.5)]), lighter(p.a, 0.4), 1)
    s.line([(20, 70), (20, 28)], p.ink, 1.2)
    s.line([(10, 32), (44, 28)], p.ink, 1.2)
    s.line([(20, 28), (20, 22), (42, 28)], p.ink, 0.7)
    s.line([(40, 29), (40, 44)], p.ink, 0.5)


def tools(s: Plate, p: Palette) -> None:
    """Saw, mallet, chisel, cup: the four tools."""
    s.polygon([(8, 12), (44, 20), (42, 30), (8, 20)], p.b)
    for i in range(11):
        s.polygon([(9 + i * 3, 20.6 + i * 0.9), (12 + i * 3, 21.4 + i * 0.9), (10.5 + i * 3, 24.5 + i * 0.9)], p.b)
    s.blob([(44, 18), (54, 16), (56, 28), (46, 34), (41, 28)], p.a)
    s.rect(68, 10, 26, 15, p.c, r=3)
    s.rect(78, 24, 6, 26, p.a, r=2)
    for x in (11, 19):
        s.rect(x, 48, 5, 22, p.c, r=2)
        s.rect(x + 0.8, 68, 3.4, 17, p.ink)
        s.rect(x, 45, 5, 5, p.a, r=1)
    s.rect(11, 83, 13, 2, p.ink)
    s.blob([(42, 58), (72, 58), (70, 80), (64, 90), (50, 90), (44, 80)], p.paper)
    s.ring(73, 68, 7, p.paper, 3)
    s.ellipse(57, 58, 15, 3.6, darker(p.a, 0.3))
    s.line(open_curve([(52, 52), (55, 47), (51, 42)]), p.b, 1.6)
    s.line(open_curve([(61, 52), (64, 47), (60, 42)]), p.b, 1.6)
    s.line([(84, 62), (84, 90)], p.b, 2.2)
    for i in range(7):
        s.line([(84, 62 + i * 4.6), (91 if i % 2 else 88, 62 + i * 4.6)], p.b, 1)


def bicycle(s: Plate, p: Palette) -> None:
    """A bicycle with cups for wheels."""
    for x in (26, 74):
        s.circle(x, 66, 21, p.paper)
        s.ring(x, 66, 21, p.b, 2.4)
        s.circle(x, 66, 15.5, darker(p.a, 0.25))
        s.blob(oval(x, 66, 9, 9)[:-1], lighter(p.c, 0.3))
        s.blob([(x, 60), (x + 5, 63), (x + 3, 70), (x, 74), (x - 3, 70), (x - 5, 63)], p.paper)
    frame = [(26, 66), (42, 36), (66, 36), (48, 66), (26, 66)]
    s.line(frame, p.a, 3)
    s.line([(48, 66), (40, 30)], p.a, 3)
    s.line([(74, 66), (64, 26), (74, 22)], p.a, 3)
    s.line([(34, 29), (46, 29)], p.ink, 4)
    s.circle(48, 66, 4, p.ink)


def mountains(s: Plate, p: Palette) -> None:
    """A national-park poster for a heap of ground coffee."""
    s.rect(0, 0, 100, 100, p.tint)
    s.circle(70, 26, 13, p.a)
    for pts, tone in (
        ([(0, 60), (18, 42), (30, 50), (48, 26), (66, 48), (78, 40), (100, 58)], mix(p.b, p.tint, 0.6)),
        ([(0, 72), (24, 54), (42, 66), (60, 46), (84, 66), (100, 60)], mix(p.b, p.tint, 0.3)),
        ([(0, 84), (30, 66), (54, 78), (80, 62), (100, 76)], p.b),
        ([(0, 92), (40, 80), (70, 90), (100, 84)], darker(p.b, 0.35)),
    ):
        s.polygon([*pts, (100, 101), (0, 101)], tone)
    s.polygon([(48, 26), (53, 32), (49, 36), (45, 33), (42, 35)], p.paper)
    for x, y, size in ((12, 88, 8), (20, 90, 6), (84, 84, 9), (92, 86, 7), (76, 88, 6)):
        s.polygon([(x - size * 0.4, y), (x, y - size * 1.7), (x + size * 0.4, y)], p.ink)


def fish(s: Plate, p: Palette) -> None:
    """A shoal that is nearly all going the same way."""
    tones = (p.a, p.b, p.c, mix(p.b, p.tint, 0.4))
    for i in range(20):
        x, y = 14 + i % 4 * 24 + (i // 4 % 2) * 6, 12 + i // 4 * 19
        way = -1 if i == 10 else 1
        tone = p.ink if i == 10 else tones[(i * 7) % 4]
        s.blob([(x - way * 9, y), (x, y - 5.2), (x + way * 9, y), (x, y + 5.2)], tone)
        s.polygon([(x - way * 7, y), (x - way * 12, y - 4.4), (x - way * 12, y + 4.4)], tone)
        s.circle(x + way * 5, y - 0.8, 1.1, p.paper)
        s.arc(x + way * 1.5, y, 3.2, 100 if way > 0 else -80, 260 if way > 0 else 80, lighter(tone, 0.5), 0.7)


def rain(s: Plate, p: Palette) -> None:
    """An umbrella, from below, and rain that turns to confetti."""
    chance = random.Random(9)
    for _ in range(60):
        x, y = chance.uniform(2, 96), chance.uniform(0, 98)
        tone = (p.a, p.c, p.b)[chance.randrange(3)]
        if y < 36 or abs(x - 50) > 40:
            s.line([(x, y), (x - 1.6, y + 5)], mix(p.b, p.tint, 0.45), 1)
        elif y > 58:
            s.polygon(turned([(x, y), (x + 3, y), (x + 3, y + 2), (x, y + 2)], x, y, chance.uniform(0, 180)), tone)
    for i in range(6):
        s.slice(50, 54, 36, 180 + i * 30, 210 + i * 30, p.a if i % 2 else p.paper)
    for i in range(6):
        s.circle(50 - 36 + 6 + i * 12, 54, 6, p.tint)
    s.line([(50, 54), (50, 84)], p.ink, 2)
    s.arc(45, 84, 5, 0, 180, p.ink, 2)
    s.line([(50, 18), (50, 13)], p.ink, 1.6)


def bloom(s: Plate, p: Palette) -> None:
    """Fruit and blossoms in a square repeat."""
    for i in range(9):
        x, y = 17 + i % 3 * 33, 17 + i // 3 * 33
        if i % 2 == 0:
            tone = p.a if i % 4 == 0 else p.c
            for k in range(6):
                a = math.tau * k / 6
                s.circle(x + 7.6 * math.cos(a), y + 7.6 * math.sin(a), 5.6, tone)
            s.circle(x, y, 4.6, p.paper if tone == p.c else p.c)
        else:
            s.circle(x, y + 2, 10, p.a if i % 3 else p.b)
            s.slice(x, y + 2, 10, 100, 260, darker(p.a if i % 3 else p.b, 0.12))
            s.line([(x, y - 6), (x + 2, y - 13)], p.ink, 1.4)
            s.blob([(x + 2, y - 10), (x + 8, y - 15), (x + 13, y - 12), (x + 8, y - 8)], p.b)


def tiles(s: Plate, p: Palette) -> None:
    """Quarter circles in a grid: the old floor of the tram depot."""
    chance = random.Random(21)
    tones = (p.a, p.b, p.c, p.ink)
    for i in range(36):
        x, y = i % 6 * 16.67, i // 6 * 16.67
        tone = tones[chance.randrange(4)]
        s.rect(x, y, 16.4, 16.4, p.paper)
        turn = chance.randrange(4)
        corner = ((x, y), (x + 16.4, y), (x + 16.4, y + 16.4), (x, y + 16.4))[turn]
        s.slice(corner[0], corner[1], 16.2, turn * 90, turn * 90 + 90, tone)
        s.slice(corner[0], corner[1], 8.5, turn * 90, turn * 90 + 90, p.paper)
        s.slice(corner[0], corner[1], 4.4, turn * 90, turn * 90 + 90, tone)


def owl(s: Plate, p: Palette) -> None:
    """An owl on its first coffee."""
    s.blob([(24, 90), (18, 56), (22, 22), (34, 28), (50, 25), (66, 28), (78, 22), (82, 56), (76, 90), (50, 96)], p.b)
    for i in range(4):
        for k in range(5 - i % 2):
            s.arc(36 + k * 7 + i % 2 * 3.5, 64 + i * 6, 3.6, 0, 180, lighter(p.b, 0.4), 1.1)
    for x, wide in ((36, 1.0), (64, 0.45)):
        s.circle(x, 45, 13.5, p.paper)
        s.circle(x, 45, 9, p.c)
        s.circle(x, 45, 4.5, p.ink)
        if wide < 1:
            s.slice(x, 45, 13.8, 180, 360, darker(p.b, 0.2))
    s.polygon([(46, 51), (54, 51), (50, 60)], p.a)
    s.rect(40, 74, 20, 15, p.paper, r=2)
    s.ring(62, 81, 4.6, p.paper, 2)
    s.line(open_curve([(46, 71), (48, 67), (45, 63)]), p.paper, 1.2)
    s.line(open_curve([(54, 71), (56, 67), (53, 63)]), p.paper, 1.2)
    for x in (30, 66):
        s.blob([(x - 8, 70), (x + 2, 76), (x + 8, 84), (x - 4, 90)], darker(p.b, 0.15))


def hare(s: Plate, p: Palette) -> None:
    """A hare asleep on a library."""
    for i, (x, w, tone) in enumerate(((12, 76, p.a), (16, 70, p.b), (10, 74, p.c), (18, 66, p.ink))):
        y = 90 - i * 9
        s.rect(x, y - 8, w, 8.4, tone, r=1)
        s.rect(x + 4, y - 6.4, w - 4, 5.2, lighter(p.paper, 0.2))
        s.line([(x + 8, y - 3.8), (x + w - 4, y - 3.8)], darker(p.paper, 0.1), 0.6)
    s.blob([(18, 54), (24, 38), (44, 32), (66, 36), (80, 48), (80, 55), (50, 57)], mix(p.c, p.paper, 0.45))
    s.blob([(62, 55), (64, 42), (76, 38), (88, 46), (89, 54), (76, 57)], mix(p.c, p.paper, 0.55))
    s.blob([(72, 42), (58, 30), (38, 26), (36, 31), (54, 38), (68, 46)], mix(p.c, p.ink, 0.15))
    s.blob([(76, 40), (68, 26), (50, 16), (47, 20), (60, 32), (70, 44)], mix(p.c, p.paper, 0.45))
    s.arc(80, 47, 3, 20, 160, p.ink, 1)
    s.circle(19, 50, 5, p.paper)
    s.circle(89, 50, 1.3, p.a)


def orbit(s: Plate, p: Palette) -> None:
    """A solar system of beans and biscuits."""
    for r in (14, 24, 34, 44):
        s.ring(50, 50, r, mix(p.b, p.tint, 0.5), 0.7)
    s.circle(50, 50, 9, p.c)
    for k in range(12):
        a = math.tau * k / 12
        s.line([(50 + 10.5 * math.cos(a), 50 + 10.5 * math.sin(a)), (50 + 12.5 * math.cos(a), 50 + 12.5 * math.sin(a))], p.c, 1)
    for r, angle, size, tone in ((14, 40, 3, p.a), (24, 200, 5, p.b), (24, 330, 2.4, p.a), (34, 100, 6.4, p.a), (44, 235, 5, p.c), (44, 20, 7.4, p.b)):
        a = math.radians(angle)
        x, y = 50 + r * math.cos(a), 50 + r * math.sin(a)
        s.ellipse(x, y, size, size * 0.82, tone)
        s.line(open_curve([(x - size * 0.7, y), (x, y - size * 0.25), (x, y + size * 0.25), (x + size * 0.7, y)]), lighter(tone, 0.45), 0.9)
    x, y = 50 + 44 * math.cos(math.radians(20)), 50 + 44 * math.sin(math.radians(20))
    s.line(closed_curve([(x - 11, y + 3), (x, y + 2), (x + 11, y - 3), (x, y - 1)]), p.c, 0.8)


MOTIFS: dict[str, Callable[[Plate, Palette], None]] = {
    f.__name__: f
    for f in (gull, whale, kettle, plane, cats, moons, fern, city, tools, bicycle, mountains, fish, rain, bloom, tiles, owl, hare, orbit)
}
OPAQUE = {"mountains", "tiles"}  # they bring their own ground


def motif(name: str, palette: Palette) -> Image.Image:
    """The design as an RGBA square."""
    plate = Plate()
    MOTIFS[name](plate, palette)
    return plate.image


