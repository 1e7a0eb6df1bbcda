"""Kits from the quay: what stands, floats and lifts at the water."""

from __future__ import annotations

import math

from ideaboard.cli.demo.draw.isometric import Model
from ideaboard.cli.demo.draw.palettes import ASH, BEECH, WALNUT, Palette, darker, lighter, mix


def lighthouse(m: Model, p: Palette) -> None:
    m.shadow(-3, -3, 6, 6, 2)
    m.box(-3, -3, 0, 6, 6, 0.5, BEECH)
    m.box(-2.2, -2.2, 0.5, 4.2, 4.2, 0.45, lighter(p.b, 0.2), grain="")
    m.box(-2.7, -1.2, 0.5, 1.5, 2.4, 1.5, ASH, "z")
    m.gable(-2.8, -1.3, 2, 1.7, 2.6, 0.9, p.a, "y", ASH)
    for i in range(6):
        low, high = 1.45 - i * 0.115, 1.45 - (i + 1) * 0.115
        m.cylinder(0.3, 0, 0.95 + i, low, 1, p.a if i % 2 else p.paper, high)
    m.cylinder(0.3, 0, 6.95, 1.15, 0.22, WALNUT)
    m.cylinder(0.3, 0, 7.17, 0.62, 1.0, p.c)
    for a in range(0, 181, 45):
        x, y = 0.3 + 0.66 * math.cos(math.radians(a - 45)), 0.66 * math.sin(math.radians(a - 45))
        m.rod((x, y, 7.17), (x, y, 8.2), WALNUT, 0.08)
    m.cone(0.3, 0, 8.15, 0.95, 0.9, p.b)
    m.ball(0.3, 0, 9.1, 0.12, p.c)
    m.left_panel(-0.05, 1.6, 0.95, 0.8, 1.15, WALNUT)
    m.person(2.2, 2.2, 0.5, p.c)
    m.person(-1.4, 2.5, 0.5, p.b)


def lock(m: Model, p: Palette) -> None:
    m.shadow(-5, -2.5, 10, 5, 1.4)
    water, deep = mix(p.b, (120, 190, 210), 0.55), mix(p.b, (90, 160, 190), 0.4)
    m.box(-5, -2.5, 0, 10, 5, 0.4, BEECH)
    m.box(-5, -2.5, 0.4, 10, 1.3, 1.8, ASH)
    m.box(-5, -1.2, 0.4, 3.2, 2.4, 1.4, water, grain="")
    m.box(-1.8, -1.2, 0.4, 4.2, 2.4, 0.9, deep, grain="")
    m.box(2.4, -1.2, 0.4, 2.6, 2.4, 0.35, darker(deep, 0.08), grain="")
    for x in (-1.9, 2.3):
        m.box(x, -1.2, 0.4, 0.28, 1.2, 2.0, WALNUT, "z")
        m.box(x, 0, 0.4, 0.28, 1.2, 2.0, darker(WALNUT, 0.06), "z")
        m.rod((x + 0.14, -1, 2.5), (x + 0.14, -3.1, 2.7), p.a, 0.2)
    m.box(-0.9, -0.5, 1.3, 2.4, 1.0, 0.45, p.a, grain="")
    m.box(-0.5, -0.35, 1.75, 1.1, 0.7, 0.5, p.paper, grain="")
    m.left_panel(-0.3, 0.36, 1.9, 0.26, 0.22, p.ink)
    m.left_panel(0.15, 0.36, 1.9, 0.26, 0.22, p.ink)
    m.box(-5, 1.2, 0.4, 10, 1.3, 1.1, ASH)
    for x in range(-4, 5, 2):
        m.peg(x, 1.9, 1.5)
    m.box(3.2, 1.4, 1.5, 1.2, 0.9, 1.1, p.c, grain="")
    m.gable(3.1, 1.3, 2.6, 1.4, 1.1, 0.6, p.b, "x", p.c)
    m.person(-3, 1.9, 1.5, p.a)


def bridge(m: Model, p: Palette) -> None:
    water = mix(p.b, (130, 195, 215), 0.6)
    m.shadow(-6, -2, 12, 4, 1.5)
    m.box(-6, -2, 0, 12, 4, 0.3, water, grain="")
    for i in range(5):
        m.sheet.line(
            [m.at(-1.6 + i * 0.7, -1.5 + i * 0.6, 0.3), m.at(-0.4 + i * 0.7, -1.5 + i * 0.6, 0.3)],
            lighter(water, 0.4),
            3,
        )
    m.box(-6, -2, 0, 3, 4, 1.6, ASH)
    m.face([(-3.1, -1.1, 1.7), (-3.1, 1.1, 1.7), (-0.4, 1.1, 2.9), (-0.4, -1.1, 2.9)], lighter(p.a, 0.1))
    m.face([(-3.1, 1.1, 1.45), (-3.1, 1.1, 1.7), (-0.4, 1.1, 2.9), (-0.4, 1.1, 2.7)], darker(p.a, 0.2))
    for k in range(1, 6):
        t = k / 6
        m.sheet.line(
            [m.at(-3.1 + 2.7 * t, -1.1, 1.7 + 1.2 * t), m.at(-3.1 + 2.7 * t, 1.1, 1.7 + 1.2 * t)], darker(p.a, 0.2), 2
        )
    m.box(-4.6, -1.7, 1.6, 0.7, 0.5, 3.2, BEECH, "z")
    m.box(-4.6, 1.2, 1.6, 0.7, 0.5, 3.2, BEECH, "z")
    m.box(-4.7, -1.8, 4.8, 0.9, 3.6, 0.4, WALNUT, "y")
    m.rod((-4.2, 1.4, 5.0), (-0.6, 1.1, 2.9), p.ink, 0.06)
    m.box(3, -2, 0, 3, 4, 1.6, ASH)
    m.face([(3.1, -1.1, 1.7), (3.1, 1.1, 1.7), (0.6, 1.1, 2.9), (0.6, -1.1, 2.9)], darker(p.a, 0.16))
    m.box(3.9, -1.7, 1.6, 0.7, 0.5, 3.2, BEECH, "z")
    m.box(3.9, 1.2, 1.6, 0.7, 0.5, 3.2, BEECH, "z")
    m.box(3.8, -1.8, 4.8, 0.9, 3.6, 0.4, WALNUT, "y")
    m.rod((4.2, 1.4, 5.0), (0.8, 1.1, 2.9), p.ink, 0.06)
    m.box(-0.6, 0.2, 0.3, 1.5, 0.7, 0.4, p.c, grain="")
    m.rod((0.1, 0.5, 0.7), (0.1, 0.5, 2.6), WALNUT, 0.08)
    m.face([(0.1, 0.5, 0.9), (1.0, 0.5, 1.0), (0.1, 0.5, 2.5)], p.paper)
    m.person(5.2, 0.6, 1.6, p.b)


def crane(m: Model, p: Palette) -> None:
    m.shadow(-3.5, -2.5, 7, 5, 3)
    m.box(-3.6, -2.6, 0, 7.2, 5.2, 0.3, ASH)
    for x in (-1.6, 1.2):
        for y in (-1.8, 1.4):
            m.box(x, y, 0.3, 0.4, 0.4, 3.4, p.a, grain="")
    m.rod((-1.4, 1.8, 0.6), (1.4, 1.8, 3.5), p.a, 0.14)
    m.rod((1.62, 1.6, 0.6), (1.62, -1.6, 3.5), darker(p.a, 0.2), 0.14)
    m.box(-1.9, -2.1, 3.7, 3.8, 4.2, 0.4, darker(p.a, 0.06), grain="")
    m.cylinder(0, 0, 4.1, 0.9, 0.4, WALNUT)
    m.box(-0.9, -0.9, 4.5, 1.9, 1.8, 1.5, p.paper, grain="")
    m.right_panel(1.01, -0.6, 5.0, 1.1, 0.8, p.ink)
    m.left_panel(-0.5, 0.91, 5.0, 1.0, 0.8, lighter(p.b, 0.4))
    m.box(-3.0, -0.35, 6.0, 8.6, 0.3, 0.35, p.a, grain="")
    m.box(-3.0, 0.15, 6.0, 8.6, 0.3, 0.35, p.a, grain="")
    m.box(-3.3, -0.6, 5.4, 1.1, 1.3, 0.9, WALNUT, grain="")
    m.rod((0.2, 0, 6.3), (0.2, 0, 8.0), p.a, 0.2)
    m.rod((0.2, 0, 8.0), (5.3, 0, 6.4), p.ink, 0.06)
    m.rod((0.2, 0, 8.0), (-2.8, 0, 6.4), p.ink, 0.06)
    m.rod((4.6, 0.1, 6.0), (4.6, 0.1, 3.2), p.ink, 0.05)
    m.box(3.9, -0.5, 2.0, 1.5, 1.3, 1.1, p.c, grain="")
    m.box(2.2, 0.6, 0.3, 1.2, 1.8, 0.9, p.b, grain="")
    m.box(2.2, 0.8, 1.2, 1.2, 1.5, 0.8, BEECH, "y")
    m.person(-2.6, 2.0, 0.3, p.c)


def ferry(m: Model, p: Palette) -> None:
    m.sheet.shade([m.at(-5, -2.2), m.at(6, -2.6), m.at(6.5, 1.2), m.at(-5, 2.2)], 0.2, 12)
    hull_top = [(-4.6, -1.6), (3.2, -1.6), (5.4, 0), (3.2, 1.6), (-4.6, 1.6)]
    low = [(-4.2, 1.3), (3.0, 1.3), (4.8, 0)]
    m.face([(-4.6, 1.6, 1.4), (3.2, 1.6, 1.4), (low[1][0], low[1][1], 0), (low[0][0], low[0][1], 0)], p.a)
    m.face([(3.2, 1.6, 1.4), (5.4, 0, 1.4), (low[2][0], 0, 0), (low[1][0], low[1][1], 0)], darker(p.a, 0.2))
    m.face([(-4.6, 1.6, 1.1), (3.2, 1.6, 1.1), (3.17, 1.54, 0.85), (-4.53, 1.54, 0.85)], p.paper)
    m.face([(x, y, 1.4) for x, y in hull_top], lighter(BEECH, 0.15))
    m.box(-3.8, -1.2, 1.4, 6.4, 2.4, 1.3, p.paper, grain="")
    for i in range(7):
        px, py = m.at(-3.3 + i * 0.9, 1.21, 2.05)
        m.sheet.circle(px, py, 10, p.b)
    m.box(-3.2, -1.0, 2.7, 4.8, 2.0, 0.18, BEECH)
    m.box(-1.0, -0.9, 2.88, 2.4, 1.8, 1.1, p.paper, grain="")
    m.left_panel(-0.8, 0.91, 3.25, 2.0, 0.5, p.ink)
    m.right_panel(1.41, -0.7, 3.25, 1.4, 0.5, p.ink)
    m.cylinder(-2.2, 0, 2.88, 0.55, 1.7, p.c)
    m.cylinder(-2.2, 0, 4.1, 0.56, 0.4, p.b)
    m.rod((0.3, 0, 3.98), (0.3, 0, 5.6), WALNUT, 0.1)
    m.face([(0.3, 0, 5.6), (-0.9, 0, 5.3), (0.3, 0, 5.0)], p.a)
    m.person(3.2, 0.4, 1.4, p.b)
    m.person(2.9, -0.6, 1.4, p.c)
    for i, (x, y) in enumerate(((-5.4, 2.6), (-2, 3.4), (2, 3.2), (5.2, 2.0), (6.0, -1.2))):
        px, py = m.at(x, y)
        m.sheet.arc(px, py, 26 + i % 2 * 8, 200, 340, lighter(p.ground, 0.5), 4)


def houses(m: Model, p: Palette) -> None:
    water = mix(p.b, (130, 195, 215), 0.65)
    m.shadow(-6, -2, 12, 5, 2.5)
    m.box(-6, -2, 0, 12, 3.2, 0.8, ASH)
    m.box(-6, 1.2, 0, 12, 1.8, 0.35, water, grain="")
    x = -5.7
    row = (
        (2.0, 3.4, p.a, "y"),
        (1.7, 4.6, p.paper, "y"),
        (2.3, 3.8, p.c, "x"),
        (1.6, 5.0, p.b, "y"),
        (2.0, 4.0, p.paper, "y"),
        (1.7, 3.3, p.a, "x"),
    )
    for i, (w, h, tone, ridge) in enumerate(row):
        m.box(x, -1.6, 0.8, w, 2.2, h, tone, grain="")
        roof = WALNUT if i % 2 else darker(p.a, 0.35)
        m.gable(x, -1.6, 0.8 + h, w, 2.2, 1.2, roof, ridge, tone)
        m.left_panel(x + w * 0.36, 0.61, 0.8, w * 0.28, 0.95, WALNUT)
        for level in range(int(h) - 1):
            for k in (0.16, 0.6):
                m.left_panel(x + w * k, 0.61, 2.15 + level * 1.05, w * 0.24, 0.6, p.ink if tone != p.b else p.paper)
        x += w + 0.02
    m.box(-3.2, 1.7, 0.35, 1.9, 0.7, 0.4, p.c, grain="")
    m.box(2.1, 1.7, 0.35, 2.5, 0.8, 0.4, p.a, grain="")
    m.box(2.6, 1.85, 0.75, 1.1, 0.5, 0.4, p.paper, grain="")
    for tx in (-4.4, 0.2, 5.2):
        m.tree(tx, 0.95, 0.8, 0.7, (96, 130, 84))
