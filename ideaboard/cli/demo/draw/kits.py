"""Models of the construction kits, each a small scene of wooden solids."""

from __future__ import annotations

import math
from collections.abc import Callable

from ideaboard.cli.demo.draw.canvas import Sheet
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


def tram(m: Model, p: Palette) -> None:
    m.shadow(-6, -1.6, 12, 3.2, 2.4)
    m.box(-6, -1.6, 0, 12, 3.2, 0.25, ASH)
    for y in (-0.8, 0.8):
        m.box(-6, y - 0.08, 0.25, 12, 0.16, 0.12, WALNUT, grain="")
    for x in (-3.6, -2.6, 2.2, 3.2):
        m.wheel(x, 0.95, 0.75, 0.42, 0.25, "y", WALNUT)
    m.box(-4.6, -1.1, 0.7, 9.2, 2.2, 1.1, p.a, grain="")
    m.box(-4.6, -1.1, 1.8, 9.2, 2.2, 1.3, p.paper, grain="")
    for i in range(8):
        if i in (2, 5):
            m.left_panel(-4.3 + i * 1.12, 1.11, 0.85, 0.85, 2.05, WALNUT)
            m.left_panel(-4.2 + i * 1.12, 1.12, 1.3, 0.3, 1.4, lighter(p.b, 0.45))
            m.left_panel(-3.84 + i * 1.12, 1.12, 1.3, 0.3, 1.4, lighter(p.b, 0.45))
        else:
            m.left_panel(-4.3 + i * 1.12, 1.11, 1.95, 0.85, 0.95, mix(p.b, (200, 225, 230), 0.45))
    m.right_panel(4.61, -0.85, 1.95, 1.7, 0.95, mix(p.b, (160, 190, 200), 0.4))
    for y in (-0.6, 0.6):
        px, py = m.at(4.62, y, 1.2)
        m.sheet.circle(px, py, 7, p.c)
    m.box(-4.8, -1.25, 3.1, 9.6, 2.5, 0.3, BEECH)
    m.box(-3.2, -0.7, 3.4, 6.4, 1.4, 0.25, ASH)
    m.rod((0, 0, 3.65), (-0.9, 0, 4.8), WALNUT, 0.12)
    m.rod((-0.9, 0, 4.8), (0.3, 0, 5.7), WALNUT, 0.12)
    m.rod((-0.3, -0.7, 5.7), (-0.3 + 0.9, 0.7, 5.7), p.ink, 0.1)
    m.person(-5.3, 1.2, 0.25, p.b)


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
        a = math.radians(20 + i * 90)
        ux, uz = math.cos(a), math.sin(a)
        vx, vz = -uz, ux
        def spot(along: float, across: float) -> tuple[float, float, float]:
            return (ux * along + vx * across, 2.0, 4.9 + uz * along + vz * across)
        m.face([spot(0.9, 0.05), spot(3.4, 0.05), spot(3.4, 0.95), spot(0.9, 0.95)], lighter(p.paper, 0.1))
        for k in range(6):
            m.rod(spot(0.9 + k * 0.5, 0.05), spot(0.9 + k * 0.5, 0.95), BEECH, 0.06)
        m.rod(spot(0.9, 0.95), spot(3.4, 0.95), BEECH, 0.08)
        m.rod(spot(0, 0), spot(3.5, 0), WALNUT, 0.15)
    m.disc(0, 2.0, 4.9, 0.3, 0.2, "y", p.c)
    m.person(2.1, 1.1, 0.4, p.c)


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
    slot = [m.at(0.25 + 1.9 * math.sin(t) * 0.72, 0.25 + 1.9 * math.sin(t) * 0.72, 3.2 + 1.9 * math.cos(t)) for t in (x / 12 * 1.25 for x in range(13))]
    m.sheet.line(slot, p.ink, 26)
    m.rod((0.5, 0.5, 4.4), (1.75, 1.75, 6.0), p.c, 0.5)
    m.rod((1.6, 1.6, 5.8), (1.95, 1.95, 6.25), p.ink, 0.62)
    m.person(2.3, -2.3, 2.5, p.c)
    m.box(-0.5, 2.4, 0.35, 1.0, 0.5, 0.3, WALNUT, grain="")


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


def bridge(m: Model, p: Palette) -> None:
    water = mix(p.b, (130, 195, 215), 0.6)
    m.shadow(-6, -2, 12, 4, 1.5)
    m.box(-6, -2, 0, 12, 4, 0.3, water, grain="")
    for i in range(5):
        m.sheet.line([m.at(-1.6 + i * 0.7, -1.5 + i * 0.6, 0.3), m.at(-0.4 + i * 0.7, -1.5 + i * 0.6, 0.3)], lighter(water, 0.4), 3)
    m.box(-6, -2, 0, 3, 4, 1.6, ASH)
    m.face([(-3.1, -1.1, 1.7), (-3.1, 1.1, 1.7), (-0.4, 1.1, 2.9), (-0.4, -1.1, 2.9)], lighter(p.a, 0.1))
    m.face([(-3.1, 1.1, 1.45), (-3.1, 1.1, 1.7), (-0.4, 1.1, 2.9), (-0.4, 1.1, 2.7)], darker(p.a, 0.2))
    for k in range(1, 6):
        t = k / 6
        m.sheet.line([m.at(-3.1 + 2.7 * t, -1.1, 1.7 + 1.2 * t), m.at(-3.1 + 2.7 * t, 1.1, 1.7 + 1.2 * t)], darker(p.a, 0.2), 2)
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


def kiosk(m: Model, p: Palette) -> None:
    m.shadow(-3.4, -2.6, 6.8, 5.2, 2.6)
    m.box(-3.4, -2.6, 0, 6.8, 5.4, 0.25, ASH)
    m.box(-2.4, -2, 0.25, 4.8, 2.8, 3.1, p.b, grain="")
    m.left_panel(-1.9, 0.81, 1.35, 3.8, 1.5, darker(p.ink, 0.1))
    m.left_panel(-1.9, 0.815, 1.35, 3.8, 0.12, BEECH)
    for x in (-1.5, -0.9, -0.3):
        m.cylinder(x, 0.5, 1.5, 0.16, 0.4, p.paper, 0.2)
    m.cylinder(0.9, 0.4, 1.5, 0.3, 0.75, p.a)
    m.box(-2.1, 0.8, 1.2, 4.2, 0.5, 0.18, BEECH)
    m.box(-2.6, -2.2, 3.35, 5.2, 3.2, 0.28, WALNUT)
    for i in range(8):
        x = -2.5 + i * 0.625
        m.face([(x, 1.0, 3.3), (x + 0.625, 1.0, 3.3), (x + 0.625, 2.1, 2.75), (x, 2.1, 2.75)], p.a if i % 2 else p.paper)
        m.face([(x, 2.1, 2.75), (x + 0.625, 2.1, 2.75), (x + 0.625, 2.1, 2.5), (x, 2.1, 2.5)], darker(p.a if i % 2 else p.paper, 0.12))
    m.cylinder(-1.1, -0.6, 3.63, 0.55, 0.25, WALNUT)
    m.cylinder(-1.1, -0.6, 3.88, 0.5, 0.95, p.c, 0.66)
    m.right_panel(2.41, -1.4, 0.3, 1.2, 2.2, WALNUT)
    m.cylinder(2.6, 2.0, 0.25, 0.08, 0.8, WALNUT)
    m.cylinder(2.6, 2.0, 1.05, 0.55, 0.12, BEECH)
    m.cylinder(2.5, 1.9, 1.17, 0.13, 0.2, p.paper, 0.16)
    m.person(-0.6, 2.3, 0.25, p.c)
    m.person(0.6, 2.2, 0.25, p.a)
    m.tree(-3.0, 2.2, 0.25, 0.8, mix(p.b, (90, 125, 74), 0.7))


def theatre(m: Model, p: Palette) -> None:
    m.shadow(-3.2, -2, 6.4, 4, 4)
    m.box(-3.2, -2, 0, 6.4, 4.2, 0.8, BEECH)
    m.box(-3.2, -2, 0.8, 6.4, 0.3, 4.6, p.ink, grain="")
    m.left_panel(-2.8, -1.68, 1.0, 5.6, 4.1, mix(p.ground, (250, 235, 200), 0.4))
    px, py = m.at(1.2, -1.66, 3.9)
    m.sheet.circle(px, py, 34, p.c)
    hills = [(-2.8, -1.0, 0.8), (-2.8, -1.0, 2.2), (-1.4, -1.0, 3.0), (-0.3, -1.0, 2.0), (0.9, -1.0, 2.6), (2.8, -1.0, 1.7), (2.8, -1.0, 0.8)]
    m.face(hills, mix(p.b, (120, 160, 140), 0.4))
    m.face([(-2.8, -0.3, 0.8), (-2.8, -0.3, 1.5), (-0.6, -0.3, 1.9), (1.0, -0.3, 1.2), (2.8, -0.3, 1.7), (2.8, -0.3, 0.8)], p.b)
    m.person(-0.9, 0.3, 0.8, p.a)
    m.person(0.7, 0.5, 0.8, p.c)
    m.rod((-0.9, 0.3, 1.6), (-0.9, 0.3, 5.4), p.ink, 0.04)
    m.rod((0.7, 0.5, 1.6), (0.7, 0.5, 5.4), p.ink, 0.04)
    m.box(-3.2, 1.2, 0.8, 0.9, 0.4, 4.0, WALNUT, "z")
    m.box(2.3, 1.2, 0.8, 0.9, 0.4, 4.0, WALNUT, "z")
    for side, x in ((1, -2.3), (-1, 2.3)):
        m.face([(x, 1.62, 4.8), (x + side * 1.3, 1.62, 4.8), (x + side * 0.9, 1.62, 3.2), (x + side * 0.25, 1.62, 2.2), (x + side * 0.45, 1.62, 0.8), (x, 1.62, 0.8)], p.a)
        m.face([(x, 1.63, 2.15), (x + side * 0.42, 1.63, 2.2), (x + side * 0.3, 1.63, 2.4), (x, 1.63, 2.4)], p.c)
    m.box(-3.4, 1.1, 4.8, 6.8, 0.6, 0.9, p.a, grain="")
    m.left_panel(-3.0, 1.71, 5.0, 6.0, 0.12, p.c)
    m.gable(-2.2, 1.1, 5.7, 4.4, 0.6, 0.9, WALNUT, "y", p.a)
    for x in (-2.4, -0.8, 0.8, 2.4):
        m.dome(x, 2.0, 0.8, 0.16, p.c)


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
        m.rod((1.23 + 0.2 * t, 2.35 + 0.9 * t, 3.5 - 3.3 * t), (1.83 + 0.2 * t, 2.35 + 0.9 * t, 3.5 - 3.3 * t), BEECH, 0.08)
    m.ball(1.9, 0.9, 6.9, 0.8, lighter(leaf, 0.1))
    m.person(-1.5, 1.7, 3.95, p.c)
    m.rod((-2.2, 2.6, 3.7), (-2.2, 2.6, 1.2), p.ink, 0.05)
    m.cylinder(-2.2, 2.6, 0.9, 0.28, 0.4, p.a, 0.34)


def press(m: Model, p: Palette) -> None:
    m.shadow(-3, -2, 6, 4, 3)
    m.box(-3.2, -1.8, 0, 6.4, 3.6, 0.5, BEECH)
    m.box(-3.0, -1.0, 0.5, 6.0, 2.0, 0.7, WALNUT)
    m.box(-2.9, -0.8, 1.2, 3.4, 1.6, 0.18, p.paper, grain="")
    px, py = m.at(-1.5, 0, 1.38)
    m.sheet.ellipse(px, py, 36, 21, p.a)
    m.sheet.ellipse(px, py, 18, 10, p.paper)
    m.box(-0.4, -1.9, 0.5, 0.7, 0.6, 5.0, BEECH, "z")
    m.box(-0.2, -0.9, 3.0, 0.5, 1.8, 0.0, ASH)
    m.box(-1.0, -0.9, 2.2, 2.0, 1.8, 0.35, p.b, grain="")
    m.cylinder(0, 0, 2.55, 0.26, 2.6, ASH)
    for z in (2.9, 3.25, 3.6, 3.95, 4.3):
        m.rod((-0.26, 0.1, z), (0.26, 0.2, z + 0.14), WALNUT, 0.07)
    m.rod((-0.2, 0, 4.4), (3.0, 1.3, 4.4), p.a, 0.22)
    m.ball(3.1, 1.35, 4.4, 0.26, p.a)
    m.box(-0.4, 1.3, 0.5, 0.7, 0.6, 5.0, BEECH, "z")
    m.box(-0.6, -2.1, 5.5, 1.1, 4.2, 0.8, WALNUT, "y")
    for y in (-1.6, 1.6):
        m.peg(0, y, 6.3, 0.18)
    m.box(1.4, -0.5, 1.2, 1.2, 1.1, 0.3, p.c, grain="")
    m.cylinder(-4.6, 1.0, 0, 0.5, 0.8, p.a)
    m.box(3.9, 0.2, 0, 2.2, 1.7, 0.35, p.paper, grain="")


def houses(m: Model, p: Palette) -> None:
    water = mix(p.b, (130, 195, 215), 0.65)
    m.shadow(-6, -2, 12, 5, 2.5)
    m.box(-6, -2, 0, 12, 3.2, 0.8, ASH)
    m.box(-6, 1.2, 0, 12, 1.8, 0.35, water, grain="")
    x = -5.7
    row = ((2.0, 3.4, p.a, "y"), (1.7, 4.6, p.paper, "y"), (2.3, 3.8, p.c, "x"), (1.6, 5.0, p.b, "y"), (2.0, 4.0, p.paper, "y"), (1.7, 3.3, p.a, "x"))
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


def ferris(m: Model, p: Palette) -> None:
    m.shadow(-4, -1.6, 8, 3.2, 4)
    m.box(-4, -1.6, 0, 8, 3.4, 0.35, BEECH)
    hub = (0.0, 0.0, 4.6)
    for side in (-2.0, 2.0):
        m.rod((side, -1, 0.35), (0, -0.8, 4.6), WALNUT, 0.3)
    for y in (-0.5, 0.7):
        tone = darker(p.a, 0.15) if y < 0 else p.a
        for r in (3.6, 2.2):
            m.flat_ring(0, y, 4.6, r, "y", tone, 0.2 if r > 3 else 0.1)
        for i in range(10):
            a = math.tau * i / 10
            m.rod((0, y, 4.6), (3.6 * math.cos(a), y, 4.6 + 3.6 * math.sin(a)), ASH, 0.1)
        if y < 0:
            paint = (p.b, p.c, p.paper)
            for i in range(10):
                a = math.tau * i / 10
                cx, cz = 3.6 * math.cos(a), 4.6 + 3.6 * math.sin(a)
                m.box(cx - 0.42, -0.4, cz - 0.9, 0.84, 0.9, 0.55, paint[i % 3], grain="")
                m.rod((cx, 0.1, cz), (cx, 0.1, cz - 0.4), WALNUT, 0.07)
    m.disc(hub[0], 0.7, hub[2], 0.55, 0.25, "y", p.c)
    for side in (-2.2, 2.2):
        m.rod((side, 1.2, 0.35), (0, 1.1, 4.6), WALNUT, 0.32)
    m.disc(0, 1.1, 4.6, 0.3, 0.2, "y", BEECH)
    m.box(2.4, 0.6, 0.35, 1.1, 0.9, 1.2, p.b, grain="")
    m.gable(2.3, 0.5, 1.55, 1.3, 1.1, 0.6, p.a, "x", p.b)
    m.person(-2.9, 1.2, 0.35, p.c)
    m.person(-3.4, 0.7, 0.35, p.a)


def van(m: Model, p: Palette) -> None:
    m.shadow(-4, -1.8, 8.4, 3.6, 2.6)
    for x in (-2.6, 2.4):
        m.wheel(x, 1.5, 0.75, 0.75, 0.3, "y", WALNUT)
    m.box(-4, -1.7, 0.7, 8, 3.4, 1.5, p.a, grain="")
    m.box(-4, -1.7, 2.2, 7.4, 3.4, 1.7, p.paper, grain="")
    m.left_panel(-3.7, 1.71, 2.5, 1.5, 1.1, lighter(p.b, 0.5))
    m.left_panel(1.6, 1.71, 2.5, 1.5, 1.1, lighter(p.b, 0.5))
    m.left_panel(-1.9, 1.71, 2.3, 3.1, 1.4, p.ink)
    m.left_panel(-1.9, 1.72, 2.3, 3.1, 0.2, BEECH)
    for x in (-1.5, -0.9, -0.2):
        m.cylinder(x, 1.3, 2.5, 0.15, 0.4, p.c)
    m.right_panel(3.41, -1.4, 2.45, 2.8, 1.2, mix(p.b, (170, 200, 210), 0.5))
    for i in range(5):
        x = -1.9 + i * 0.62
        m.face([(x, 1.75, 3.8), (x + 0.62, 1.75, 3.8), (x + 0.62, 2.9, 3.5), (x, 2.9, 3.5)], p.c if i % 2 else p.paper)
    for y in (-1.0, 1.0):
        px, py = m.at(4.02, y, 1.5)
        m.sheet.ellipse(px, py, 12, 14, p.c)
    m.box(-4.1, -1.8, 3.9, 7.6, 3.6, 0.3, BEECH)
    m.box(-2.8, -1.0, 4.2, 3.6, 1.6, 0.3, p.c, grain="")
    m.box(0.4, -0.9, 4.2, 2.2, 1.2, 0.5, WALNUT)
    for x in (-2.6, 2.4):
        m.wheel(x, 1.7, 0.75, 0.75, 0.25, "y", WALNUT)
    m.person(0.3, 3.0, 0, p.b)


def xylophone(m: Model, p: Palette) -> None:
    m.shadow(-4.4, -2.6, 8.8, 5.2, 0.8)
    m.face([(-4.6, -2.7, 0.3), (-4.6, -2.1, 0.3), (4.6, -1.3, 0.3), (4.6, -1.9, 0.3)], WALNUT)
    m.box(-4.6, -2.6, 0, 9.2, 0.5, 0.5, WALNUT)
    m.box(-4.6, 2.0, 0, 9.2, 0.5, 0.5, WALNUT)
    paint = (p.a, p.c, p.b, ASH, lighter(p.a, 0.35), p.paper, darker(p.c, 0.2), BEECH)
    for i in range(8):
        reach = 3.1 - i * 0.2
        m.box(-4.3 + i * 1.1, -reach, 0.55, 0.85, reach * 2, 0.42, paint[i], "y")
        m.peg(-3.88 + i * 1.1, -reach + 0.6, 0.97, 0.12)
        m.peg(-3.88 + i * 1.1, reach - 0.6, 0.97, 0.12)
    m.rod((-1.4, 4.6, 1.2), (1.0, 0.4, 1.8), BEECH, 0.16)
    m.ball(1.0, 0.4, 1.8, 0.34, p.ink)
    m.rod((2.2, 4.9, 0.9), (3.2, 0.8, 1.6), BEECH, 0.16)
    m.ball(3.2, 0.8, 1.6, 0.34, p.a)


def espresso(m: Model, p: Palette) -> None:
    m.shadow(-3.2, -2, 6.4, 4, 3)
    m.box(-3.2, -2, 0, 6.4, 4, 0.35, WALNUT)
    m.box(-2.9, -1.8, 0.35, 5.8, 1.6, 3.6, p.a, grain="")
    m.box(-2.9, -1.8, 3.3, 5.8, 3.4, 1.3, p.paper, grain="")
    m.left_panel(-2.5, 1.61, 3.55, 1.1, 0.8, p.ink)
    for x in (-0.7, 0.1, 0.9):
        px, py = m.at(x, 1.62, 3.95)
        m.sheet.circle(px, py, 11, p.c)
    m.box(-2.6, -1.4, 4.6, 5.2, 2.6, 0.15, BEECH)
    for x, y in ((-2.0, -0.8), (-1.2, -0.8), (-0.4, -0.8), (-1.6, 0.2), (-0.8, 0.3), (1.2, -0.6), (2.0, -0.6)):
        m.cylinder(x, y, 4.75, 0.25, 0.5, p.paper if x < 1 else p.c, 0.32)
    for x in (-1.4, 1.2):
        m.cylinder(x, 0.7, 2.75, 0.5, 0.5, ASH)
        m.rod((x, 1.1, 2.8), (x - 0.2, 3.0, 2.6), WALNUT, 0.26)
        m.rod((x, 0.7, 2.7), (x, 0.7, 1.5), darker(WALNUT, 0.3), 0.1)
        m.cylinder(x, 0.7, 0.75, 0.42, 0.6, p.paper, 0.55)
        px, py = m.at(x, 0.7, 1.35)
        m.sheet.ellipse(px, py, 0.44 * 1.22 * m.scale, 0.44 * 0.7 * m.scale, darker(WALNUT, 0.2))
    m.box(-2.6, -0.2, 0.35, 5.2, 2.0, 0.22, darker(p.b, 0.1), grain="")
    m.rod((2.7, 1.2, 3.2), (3.0, 1.8, 1.4), p.c, 0.14)
    for i, x in enumerate((-1.2, 1.3)):
        px, py = m.at(x, 0.7, 5.9)
        m.sheet.arc(px, py - 40, 18, 90 + i * 180, 270 + i * 180, lighter(p.ground, 0.5), 6)
        m.sheet.arc(px, py - 76, 18, 270 + i * 180, 450 + i * 180, lighter(p.ground, 0.5), 6)


def marbles(m: Model, p: Palette) -> None:
    m.shadow(-3.4, -3, 6.8, 6, 3.6)
    m.box(-3.4, -3, 0, 6.8, 6, 0.4, BEECH)
    for x, y, h in ((-2.6, -2.4, 7.4), (2.2, -2.4, 6.0)):
        m.box(x, y, 0.4, 0.45, 0.45, h, WALNUT, "z")
    for i, z in enumerate((6.6, 5.2, 3.8, 2.4)):
        tone = (p.a, p.c, p.b, ASH)[i]
        y = -2.2 + i * 1.1
        start, end = (-2.8, 2.8) if i % 2 == 0 else (2.8, -2.8)
        slope = 0.9
        for side in (0.0, 0.55):
            m.rod((start, y + side, z), (end, y + side, z - slope), tone, 0.2)
        m.face([(start, y, z - 0.05), (end, y, z - slope - 0.05), (end, y + 0.55, z - slope - 0.05), (start, y + 0.55, z - 0.05)], lighter(tone, 0.15))
        m.rod((start, y + 0.55, z), (end, y + 0.55, z - slope), tone, 0.2)
        spot = 0.25 + i * 0.16
        m.ball(start + (end - start) * spot, y + 0.3, z - slope * spot + 0.28, 0.22, p.ink if tone != p.b else p.a)
    for x, y, h in ((-2.8, 1.9, 2.2), (2.4, 2.2, 3.0)):
        m.box(x, y, 0.4, 0.45, 0.45, h, WALNUT, "z")
    for i in range(5):
        m.cylinder(-1.8 + i * 0.9, 2.5, 0.4, 0.36, 0.35 + i * 0.18, (p.a, p.c, p.b, ASH, p.paper)[i])
    m.ball(2.2, 2.5, 1.5, 0.2, p.ink)


def clocktower(m: Model, p: Palette) -> None:
    m.shadow(-2, -2, 4, 4, 5)
    m.box(-2.2, -2.2, 0, 4.4, 4.4, 0.5, WALNUT)
    m.box(-1.6, -1.6, 0.5, 3.2, 3.2, 5.2, BEECH, "z")
    for z in (1.9, 3.5):
        m.box(-1.7, -1.7, z, 3.4, 3.4, 0.18, WALNUT, grain="")
    m.left_panel(-0.4, 1.61, 0.5, 0.8, 1.2, p.b)
    m.left_panel(-0.35, 1.62, 2.35, 0.7, 0.9, p.ink)
    m.right_panel(1.61, -0.35, 2.35, 0.7, 0.9, p.ink)
    m.disc(0, 1.6, 4.7, 0.95, 0.1, "y", p.paper)
    m.disc(1.6, 0, 4.7, 0.95, 0.1, "x", p.paper)
    for i in range(12):
        a = math.tau * i / 12
        m.rod((0.72 * math.cos(a), 1.72, 4.7 + 0.72 * math.sin(a)), (0.84 * math.cos(a), 1.72, 4.7 + 0.84 * math.sin(a)), p.ink, 0.06)
        m.rod((1.72, 0.72 * math.cos(a), 4.7 + 0.72 * math.sin(a)), (1.72, 0.84 * math.cos(a), 4.7 + 0.84 * math.sin(a)), p.ink, 0.06)
    m.rod((0, 1.74, 4.7), (-0.45, 1.74, 5.05), p.a, 0.1)
    m.rod((0, 1.74, 4.7), (0.1, 1.74, 5.4), p.a, 0.08)
    m.rod((1.74, 0, 4.7), (1.74, 0.45, 5.05), p.a, 0.1)
    m.rod((1.74, 0, 4.7), (1.74, -0.1, 5.4), p.a, 0.08)
    m.box(-1.8, -1.8, 5.7, 3.6, 3.6, 0.25, WALNUT, grain="")
    for x in (-1.3, 0.9):
        for y in (-1.3, 0.9):
            m.box(x, y, 5.95, 0.4, 0.4, 1.1, ASH, grain="")
    m.cylinder(0, 0, 6.1, 0.5, 0.7, p.c, 0.3)
    m.box(-1.5, -1.5, 7.05, 3.0, 3.0, 0.2, WALNUT, grain="")
    m.face([(-1.5, 1.5, 7.25), (1.5, 1.5, 7.25), (0, 0, 9.2)], p.a)
    m.face([(1.5, -1.5, 7.25), (1.5, 1.5, 7.25), (0, 0, 9.2)], darker(p.a, 0.2))
    m.ball(0, 0, 9.3, 0.16, p.c)
    m.person(2.9, 1.2, 0, p.a)
    m.person(2.0, 2.6, 0, p.b)


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


def bookbox(m: Model, p: Palette) -> None:
    m.shadow(-1.6, -1.4, 3.2, 2.8, 3.4)
    m.cylinder(0, 0, 0, 1.5, 0.3, mix(p.b, (130, 160, 100), 0.6))
    m.box(-0.3, -0.3, 0.3, 0.6, 0.6, 2.3, WALNUT, "z")
    m.box(-2.2, -1.3, 2.6, 4.4, 2.6, 0.3, BEECH)
    m.box(-2.0, -1.1, 2.9, 4.0, 2.2, 3.0, p.b, grain="")
    m.left_panel(-1.75, 1.11, 3.1, 3.5, 2.6, darker(p.ink, 0.1))
    x = -1.65
    spines = (p.a, p.c, p.paper, BEECH, lighter(p.b, 0.4), p.a, p.paper, p.c, WALNUT)
    for row, z in enumerate((3.15, 4.5)):
        x = -1.65
        for i in range(9):
            w, h = 0.26 + (i * 7 + row * 3) % 4 * 0.05, 0.8 + (i * 5 + row) % 4 * 0.1
            m.left_panel(x, 1.13, z, w, h, spines[(i + row * 4) % 9])
            x += w + 0.035
    m.left_panel(-1.75, 1.14, 4.36, 3.5, 0.12, BEECH)
    m.gable(-2.5, -1.5, 5.9, 5.0, 3.0, 1.5, p.a, "x", p.b)
    m.face([(2.0, 1.12, 2.95), (3.2, 2.2, 2.95), (3.2, 2.2, 5.75), (2.0, 1.12, 5.75)], mix(p.ground, (240, 250, 250), 0.5))
    m.rod((3.2, 2.2, 2.95), (3.2, 2.2, 5.75), BEECH, 0.14)
    m.rod((2.0, 1.12, 5.75), (3.2, 2.2, 5.75), BEECH, 0.14)
    m.rod((2.0, 1.12, 2.95), (3.2, 2.2, 2.95), BEECH, 0.14)
    m.person(2.2, 2.9, 0, p.c)
    m.person(1.2, 3.2, 0, p.a)


def loom(m: Model, p: Palette) -> None:
    m.shadow(-3.4, -2.6, 6.8, 5.2, 1.6)
    for x in (-3.2, 2.9):
        m.box(x, -2.8, 0, 0.35, 5.6, 0.6, WALNUT, "y")
        m.box(x, -0.2, 0.6, 0.35, 0.5, 3.6, WALNUT, "z")
    m.rod((-3.2, -2.4, 1.0), (3.2, -2.4, 1.0), BEECH, 0.5)
    for i in range(44):
        x = -2.7 + i * 0.125
        m.rod((x, -2.4, 1.2), (x, 0, 2.2 if i % 2 else 1.7), p.paper if i % 3 else p.c, 0.045)
    m.box(-3.2, -0.1, 4.0, 6.45, 0.35, 0.4, WALNUT)
    for i in range(44):
        x = -2.7 + i * 0.125
        m.rod((x, 0, 2.2 if i % 2 else 1.7), (x, 2.4, 1.2), p.paper if i % 3 else p.c, 0.045)
    m.box(-2.9, 0.35, 1.5, 5.8, 0.16, 1.1, ASH, "z")
    bands = (p.a, p.a, p.paper, p.b, p.b, p.c, p.a, p.b)
    for k, tone in enumerate(bands):
        y0, y1 = 1.1 + k * 0.17, 1.1 + (k + 1) * 0.17
        z0, z1 = 1.66 - (y0 - 1.1) * 0.35, 1.66 - (y1 - 1.1) * 0.35
        m.face([(-2.75, y0, z0), (2.75, y0, z0), (2.75, y1, z1), (-2.75, y1, z1)], tone)
    m.rod((-3.2, 2.5, 1.0), (3.2, 2.5, 1.0), BEECH, 0.55)
    m.rod((-2.7, 2.5, 1.05), (2.7, 2.5, 1.05), p.a, 0.6)
    m.box(-4.3, 3.6, 0, 2.4, 0.5, 0.35, ASH)
    m.rod((-3.9, 3.85, 0.42), (-2.3, 3.85, 0.42), p.b, 0.3)
    m.cylinder(4.6, 1.2, 0, 0.4, 0.9, p.a)
    m.cylinder(4.3, 2.4, 0, 0.4, 0.9, p.c)


MODELS: dict[str, Callable[[Model, Palette], None]] = {
    f.__name__: f
    for f in (lighthouse, lock, tram, windmill, observatory, beehive, bridge, kiosk, theatre, crane, ferry, greenhouse, treehouse, press, houses)
    + (ferris, van, xylophone, espresso, marbles, clocktower, lander, bookbox, loom)
}
LIFT = {"lighthouse": 110, "windmill": 60, "beehive": 90, "theatre": 50, "crane": 90, "treehouse": 80, "press": 50, "clocktower": 120,
        "ferris": 110, "marbles": 110, "bookbox": 100, "observatory": 50, "espresso": 50, "lander": 90, "houses": 60, "kiosk": 30}
SCALE = {"lighthouse": 50, "windmill": 62, "beehive": 52, "clocktower": 54, "bookbox": 66, "kiosk": 68, "van": 62, "tram": 58, "treehouse": 54,
         "observatory": 62, "theatre": 62, "espresso": 66, "press": 60, "greenhouse": 68, "lander": 68, "loom": 66, "xylophone": 66,
         "ferry": 60, "houses": 56, "lock": 62, "bridge": 54, "ferris": 56, "crane": 54, "marbles": 54}


def draw_kit(sheet: Sheet, palette: Palette, model: str, backdrop: str = "circle") -> None:
    """One kit on a backdrop: circle, arch, floor or stripes."""
    BACKDROPS[backdrop](sheet, palette)
    MODELS[model](Model(sheet, 600, 470 + LIFT.get(model, 0), SCALE.get(model, 56)), palette)


def _circle(sheet: Sheet, p: Palette) -> None:
    sheet.circle(600, 400, 340, p.tint)


def _arch(sheet: Sheet, p: Palette) -> None:
    sheet.circle(600, 400, 310, p.tint)
    sheet.rect(290, 400, 620, 420, p.tint)


def _floor(sheet: Sheet, p: Palette) -> None:
    sheet.rect(0, 0, 1200, 470, p.tint)


def _stripes(sheet: Sheet, p: Palette) -> None:
    for i in range(-4, 14, 2):
        sheet.polygon([(i * 120, 0), (i * 120 + 120, 0), (i * 120 - 280, 800), (i * 120 - 400, 800)], mix(p.ground, p.tint, 0.6))


BACKDROPS: dict[str, Callable[[Sheet, Palette], None]] = {"circle": _circle, "arch": _arch, "floor": _floor, "stripes": _stripes}
