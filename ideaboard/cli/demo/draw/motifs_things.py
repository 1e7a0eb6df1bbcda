"""Designs with things and patterns in them."""

from __future__ import annotations

import math
import random

from ideaboard.cli.demo.draw.canvas import Point, open_curve, oval
from ideaboard.cli.demo.draw.palettes import Palette, darker, lighter, mix
from ideaboard.cli.demo.draw.plate import Plate


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
            s.polygon(
                [*open_curve([(49, y), mid, tip]), *open_curve([tip, low, (49, y)])],
                p.b if (i + side) % 3 else lighter(p.b, 0.28),
            )
            s.line([(50, y), (50 + side * size * 1.2, y - size * 0.62)], lighter(p.b, 0.55), 0.6)
            if i % 2 == 0 and i < 6:
                for k in range(3):
                    s.circle(50 + side * (5 + k * 4.6), y + 1 - (k % 2) * 4, 2.8, p.a if k != 1 else p.c)


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
