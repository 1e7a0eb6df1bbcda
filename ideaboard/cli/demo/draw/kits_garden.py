"""Kits from the garden, the hill and the sky."""

from __future__ import annotations

import math

from ideaboard.cli.demo.draw.isometric import Model, Spot
from ideaboard.cli.demo.draw.palettes import ASH, BEECH, WALNUT, Palette, darker, lighter, mix


def windmill(m: Model, p: Palette) -> None:
    m.shadow(-2.8, -2.8, 5.6, 5.6, 3)
    m.cylinder(0, 0, 0, 2.7, 0.4, mix(p.b, (150, 170, 110), 0.5))
    m.cylinder(0, 0, 0.4, 1.7, 3.8, BEECH, 1.15)
    m.cylinder(0, 0, 2.1, 1.75, 0.18, WALNUT)
    for a in range(-30, 121, 25):
        x, y = 1.7 * math.cos(math.radians(a)), 1.7 * math.sin(math.radians(a))
        m.rod((x, y, 2.28), (x, y, 2.75), WALNUT, 0.07)
    m.cylinder(0, 0, 4.2, 1.2, 0.25, p.a)
    m.dome(0, 0, 4.45, 1.1, p.a)
    m.left_panel(-0.4, 1.72, 0.45, 0.8, 1.3, WALNUT)
    m.left_panel(-0.28, 1.45, 3.0, 0.55, 0.6, p.ink)
    m.rod((0, 0.6, 4.9), (0, 2.0, 4.9), WALNUT, 0.28)
    for i in range(4):
        _sail(m, p, math.radians(20 + i * 90))
    m.disc(0, 2.0, 4.9, 0.3, 0.2, "y", p.c)
    m.person(2.1, 1.1, 0.4, p.c)


def _sail(m: Model, p: Palette, angle: float) -> None:
    ux, uz = math.cos(angle), math.sin(angle)

    def spot(along: float, across: float) -> Spot:
        return (ux * along - uz * across, 2.0, 4.9 + uz * along + ux * across)

    m.face([spot(0.9, 0.05), spot(3.4, 0.05), spot(3.4, 0.95), spot(0.9, 0.95)], lighter(p.paper, 0.1))
    for k in range(6):
        m.rod(spot(0.9 + k * 0.5, 0.05), spot(0.9 + k * 0.5, 0.95), BEECH, 0.06)
    m.rod(spot(0.9, 0.95), spot(3.4, 0.95), BEECH, 0.08)
    m.rod(spot(0, 0), spot(3.5, 0), WALNUT, 0.15)


def beehive(m: Model, p: Palette) -> None:
    m.shadow(-2, -2, 4, 4, 3.4)
    m.box(-1.9, -1.9, 0, 0.5, 0.5, 0.6, WALNUT, grain="")
    m.box(1.4, -1.9, 0, 0.5, 0.5, 0.6, WALNUT, grain="")
    m.box(-1.9, 1.4, 0, 0.5, 0.5, 0.6, WALNUT, grain="")
    m.box(1.4, 1.4, 0, 0.5, 0.5, 0.6, WALNUT, grain="")
    m.box(-2.2, -2.2, 0.6, 4.4, 4.6, 0.3, BEECH)
    m.box(-2, -2, 0.9, 4, 4, 1.6, p.c, grain="")
    m.left_panel(-1, 2.01, 0.95, 2, 0.22, p.ink)
    m.box(-2, -2, 2.5, 4, 4, 1.3, p.paper, grain="")
    m.left_panel(-0.5, 2.01, 3.0, 1, 0.22, darker(p.paper, 0.2))
    m.box(-2, -2, 3.8, 4, 4, 1.3, p.a, grain="")
    m.left_panel(-0.5, 2.01, 4.3, 1, 0.22, darker(p.a, 0.2))
    m.face([(-1.8, -1.8, 5.1), (1.8, -1.8, 5.1), (1.8, 1.8, 5.1), (-1.8, 1.8, 5.1)], darker(WALNUT, 0.4))
    for i in range(6):
        m.box(-1.6 + i * 0.58, -1.7, 4.9, 0.26, 3.4, 0.3, ASH, "y")
    m.box(-0.44, -1.5, 5.2, 0.24, 3.0, 2.0, ASH, "y")
    m.right_panel(-0.19, -1.25, 5.4, 2.5, 1.5, p.c)
    m.box(3.6, -1.0, 0, 3.2, 3.2, 0.4, WALNUT)
    m.gable(3.6, -1.0, 0.4, 3.2, 3.2, 0.5, BEECH, "y")
    for x, y, z in ((3.1, -2.5, 4.6), (2.2, 2.8, 4.0), (4.2, 0.2, 3.8), (-2.9, 2.6, 3.2), (0.8, -1.2, 8.2)):
        px, py = m.at(x, y, z)
        m.sheet.ellipse(px - 7, py - 9, 8, 5, p.paper)
        m.sheet.ellipse(px + 6, py - 9, 8, 5, p.paper)
        m.sheet.ellipse(px, py, 12, 8, p.c)
        m.sheet.line([(px - 2, py - 6), (px - 2, py + 6)], p.ink, 3)
        m.sheet.line([(px + 5, py - 5), (px + 5, py + 5)], p.ink, 3)


def greenhouse(m: Model, p: Palette) -> None:
    m.shadow(-3.4, -2.2, 6.8, 4.4, 2)
    glass = mix(p.ground, (225, 242, 240), 0.6)
    m.box(-3.4, -2.2, 0, 6.8, 4.4, 0.7, BEECH)
    m.face([(-3, -1.8, 0.7), (3, -1.8, 0.7), (3, 1.8, 0.7), (-3, 1.8, 0.7)], darker(WALNUT, 0.3))
    for i in range(5):
        x = -2.4 + i * 1.2
        m.tree(x, -0.9, 0.7, 0.95 + (i % 3) * 0.25, mix(p.b, (80, 130, 70), 0.6))
    for i in range(4):
        m.ball(-2.2 + i * 1.4, 0.7, 1.2, 0.42, mix(p.b, (110, 160, 80), 0.6))
        m.ball(-2.3 + i * 1.4, 0.9, 1.4, 0.12, p.a)
    for i in range(7):
        x = -3.2 + i * 1.066
        m.rod((x, -2, 0.7), (x, -2, 2.9), BEECH, 0.1)
        m.rod((x, -2, 2.9), (x, 0, 4.3), BEECH, 0.1)
    m.rod((-3.2, 0, 4.3), (3.2, 0, 4.3), WALNUT, 0.16)
    m.face([(-3.2, 0, 4.3), (-1.07, 0, 4.3), (-1.07, 2, 2.9), (-3.2, 2, 2.9)], mix(glass, p.paper, 0.3))
    for i in range(7):
        x = -3.2 + i * 1.066
        m.rod((x, 2, 0.7), (x, 2, 2.9), BEECH, 0.12)
        m.rod((x, 2, 2.9), (x, 0, 4.3), BEECH, 0.12)
    for z in (0.75, 2.9):
        m.rod((-3.2, 2, z), (3.2, 2, z), BEECH, 0.12)
        m.rod((3.2, 2, z), (3.2, -2, z), BEECH, 0.12)
    m.rod((3.2, 0, 0.7), (3.2, 0, 4.3), BEECH, 0.12)
    m.person(4.2, 1.2, 0, p.a)
    m.cylinder(4.0, -0.6, 0, 0.3, 0.5, p.c, 0.36)


def treehouse(m: Model, p: Palette) -> None:
    leaf = mix(p.b, (96, 140, 80), 0.6)
    m.shadow(-3, -3, 6, 6, 2.5)
    m.cylinder(0, 0, 0, 3.2, 0.35, ASH)
    m.cylinder(0, 0, 0.35, 0.75, 3.4, WALNUT, 0.55)
    m.rod((0, 0, 2.2), (-2.4, -1.6, 4.6), WALNUT, 0.36)
    m.rod((0, 0, 2.2), (2.0, -2.2, 4.6), WALNUT, 0.36)
    for x, y, z, r in ((-2.6, -1.8, 5.4, 1.1), (2.0, -2.4, 5.4, 1.2), (0.0, -2.2, 6.6, 1.5), (-1.5, -1.2, 7.1, 1.0)):
        m.ball(x, y, z, r, leaf)
    m.box(-2, -1.4, 3.7, 4, 3.6, 0.25, BEECH)
    m.box(-1.3, -0.9, 3.95, 2.6, 2.2, 1.9, ASH, "z")
    m.left_panel(-0.4, 1.31, 3.95, 0.8, 1.3, WALNUT)
    m.right_panel(1.31, -0.3, 4.6, 0.9, 0.7, p.c)
    m.gable(-1.6, -1.2, 5.85, 3.2, 2.8, 1.4, p.a, "y", ASH)
    for i in range(6):
        m.rod((-2 + i * 0.8, 2.2, 3.95), (-2 + i * 0.8, 2.2, 4.7), BEECH, 0.08)
    m.rod((-2, 2.2, 4.7), (2, 2.2, 4.7), BEECH, 0.1)
    for x in (1.2, 1.8):
        m.rod((x, 2.25, 3.8), (x + 0.2, 3.2, 0.3), BEECH, 0.1)
    for i in range(6):
        t = i / 6
        m.rod(
            (1.23 + 0.2 * t, 2.35 + 0.9 * t, 3.5 - 3.3 * t),
            (1.83 + 0.2 * t, 2.35 + 0.9 * t, 3.5 - 3.3 * t),
            BEECH,
            0.08,
        )
    m.ball(1.9, 0.9, 6.9, 0.8, lighter(leaf, 0.1))
    m.person(-1.5, 1.7, 3.95, p.c)
    m.rod((-2.2, 2.6, 3.7), (-2.2, 2.6, 1.2), p.ink, 0.05)
    m.cylinder(-2.2, 2.6, 0.9, 0.28, 0.4, p.a, 0.34)


def observatory(m: Model, p: Palette) -> None:
    m.shadow(-3, -3, 6, 6, 3)
    m.box(-3, -3, 0, 6, 6, 0.35, ASH)
    m.box(-2.4, -2.4, 0.35, 4.8, 4.8, 1.9, BEECH, "z")
    for i in range(3):
        m.left_panel(-1.9 + i * 1.5, 2.41, 0.8, 0.8, 1.0, p.b)
        m.right_panel(2.41, -1.9 + i * 1.5, 0.8, 0.8, 1.0, darker(p.b, 0.2))
    m.box(-2.6, -2.6, 2.25, 5.2, 5.2, 0.25, WALNUT, grain="")
    m.cylinder(0, 0, 2.5, 1.95, 0.7, ASH)
    m.dome(0, 0, 3.2, 1.9, p.a)
    slot = [
        m.at(0.25 + 1.9 * math.sin(t) * 0.72, 0.25 + 1.9 * math.sin(t) * 0.72, 3.2 + 1.9 * math.cos(t))
        for t in (x / 12 * 1.25 for x in range(13))
    ]
    m.sheet.line(slot, p.ink, 26)
    m.rod((0.5, 0.5, 4.4), (1.75, 1.75, 6.0), p.c, 0.5)
    m.rod((1.6, 1.6, 5.8), (1.95, 1.95, 6.25), p.ink, 0.62)
    m.person(2.3, -2.3, 2.5, p.c)
    m.box(-0.5, 2.4, 0.35, 1.0, 0.5, 0.3, WALNUT, grain="")


def lander(m: Model, p: Palette) -> None:
    dust = lighter(p.tint, 0.1)
    m.cylinder(0, 0, -0.2, 4.4, 0.2, dust)
    for x, y, r in ((-2.6, -1.0, 0.6), (2.6, 1.8, 0.8), (0.6, 3.3, 0.45), (2.4, -2.6, 0.4)):
        px, py = m.at(x, y)
        m.sheet.ellipse(px, py, r * 1.22 * m.scale, r * 0.7 * m.scale, darker(dust, 0.1))
        m.sheet.ellipse(px + 3, py + 3, r * 1.05 * m.scale, r * 0.6 * m.scale, darker(dust, 0.18))
    m.shadow(-1.4, -1.4, 2.8, 2.8, 2.4)
    for a in (225, 315, 135, 45):
        cx, cy = 2.6 * math.cos(math.radians(a)), 2.6 * math.sin(math.radians(a))
        m.rod((cx * 0.4, cy * 0.4, 2.4), (cx, cy, 0.2), WALNUT, 0.18)
        m.rod((cx * 0.4, cy * 0.4, 1.4), (cx * 0.85, cy * 0.85, 0.7), BEECH, 0.12)
        m.cylinder(cx, cy, 0, 0.42, 0.14, p.c)
    m.cone(0, 0, 0.5, 0.9, 1.2, p.ink)
    m.cylinder(0, 0, 1.4, 1.7, 1.2, p.c)
    m.cylinder(0, 0, 2.6, 1.75, 0.15, WALNUT)
    m.cylinder(0, 0, 2.75, 1.2, 1.5, BEECH, 1.0)
    m.dome(0, 0, 4.25, 1.0, p.a)
    m.disc(0, 1.12, 3.5, 0.42, 0.1, "y", p.b)
    m.disc(1.12, 0, 3.5, 0.42, 0.1, "x", p.b)
    m.rod((-0.4, -0.4, 5.0), (-0.9, -0.9, 6.4), WALNUT, 0.08)
    m.cone(-0.9, -0.9, 6.3, 0.5, 0.4, p.paper)
    m.rod((2.9, 1.4, 0), (2.9, 1.4, 2.4), BEECH, 0.08)
    m.face([(2.9, 1.4, 2.4), (2.9, 2.5, 2.4), (2.9, 2.5, 1.7), (2.9, 1.4, 1.7)], p.a)
    m.person(1.6, 2.6, 0, p.paper)
