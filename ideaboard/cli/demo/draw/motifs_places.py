"""Designs with a place or a sky in them."""

from __future__ import annotations

import math
import random

from ideaboard.cli.demo.draw.canvas import closed_curve, open_curve, turned
from ideaboard.cli.demo.draw.palettes import Palette, darker, lighter, mix
from ideaboard.cli.demo.draw.plate import Plate


def kettle(s: Plate, p: Palette) -> None:
    """A kettle whose steam becomes mountains."""
    for pts, tone in (
        ([(4, 40), (24, 14), (36, 28), (52, 6), (74, 32), (82, 24), (97, 40)], p.c),
        ([(10, 44), (30, 26), (46, 40), (60, 24), (92, 44)], lighter(p.c, 0.4)),
    ):
        s.polygon([*pts, (90, 46), (10, 46)], tone)
    s.ring(50, 50, 21, p.ink, 3.4)
    s.blob([(24, 88), (24, 66), (38, 54), (62, 54), (76, 66), (76, 88), (50, 94)], p.a)
    s.polygon([(74, 72), (92, 56), (95, 60), (78, 84)], p.a)
    s.ellipse(50, 54, 16, 4, darker(p.a, 0.25))
    s.circle(50, 49, 3.6, p.ink)
    s.line(open_curve([(31, 84), (29, 72), (36, 62)]), lighter(p.a, 0.4), 2)


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
                        s.rect(
                            x + 1.8 + j * 4.4, base - h + 3 + k * 6, 1.8, 2.8, p.c if row == 2 else lighter(tone, 0.4)
                        )
            x += w
    s.rect(0, 84, 100, 16, p.a)
    for i in range(6):
        s.line(
            open_curve([(4 + i * 16, 90), (8 + i * 16, 88.5), (12 + i * 16, 90), (16 + i * 16, 91.5)]),
            lighter(p.a, 0.4),
            1,
        )
    s.line([(20, 70), (20, 28)], p.ink, 1.2)
    s.line([(10, 32), (44, 28)], p.ink, 1.2)
    s.line([(20, 28), (20, 22), (42, 28)], p.ink, 0.7)
    s.line([(40, 29), (40, 44)], p.ink, 0.5)


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


def orbit(s: Plate, p: Palette) -> None:
    """A solar system of beans and biscuits."""
    for r in (14, 24, 34, 44):
        s.ring(50, 50, r, mix(p.b, p.tint, 0.5), 0.7)
    s.circle(50, 50, 9, p.c)
    for k in range(12):
        a = math.tau * k / 12
        s.line(
            [(50 + 10.5 * math.cos(a), 50 + 10.5 * math.sin(a)), (50 + 12.5 * math.cos(a), 50 + 12.5 * math.sin(a))],
            p.c,
            1,
        )
    for r, angle, size, tone in (
        (14, 40, 3, p.a),
        (24, 200, 5, p.b),
        (24, 330, 2.4, p.a),
        (34, 100, 6.4, p.a),
        (44, 235, 5, p.c),
        (44, 20, 7.4, p.b),
    ):
        a = math.radians(angle)
        x, y = 50 + r * math.cos(a), 50 + r * math.sin(a)
        s.ellipse(x, y, size, size * 0.82, tone)
        s.line(
            open_curve([(x - size * 0.7, y), (x, y - size * 0.25), (x, y + size * 0.25), (x + size * 0.7, y)]),
            lighter(tone, 0.45),
            0.9,
        )
    x, y = 50 + 44 * math.cos(math.radians(20)), 50 + 44 * math.sin(math.radians(20))
    s.line(closed_curve([(x - 11, y + 3), (x, y + 2), (x + 11, y - 3), (x, y - 1)]), p.c, 0.8)
