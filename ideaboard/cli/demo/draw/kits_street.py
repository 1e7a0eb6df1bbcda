"""Kits from the street: what drives, opens and is gone to."""

from __future__ import annotations

import math

from ideaboard.cli.demo.draw.isometric import Model
from ideaboard.cli.demo.draw.palettes import ASH, BEECH, WALNUT, Palette, darker, lighter, mix


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
        m.face(
            [(x, 1.0, 3.3), (x + 0.625, 1.0, 3.3), (x + 0.625, 2.1, 2.75), (x, 2.1, 2.75)], p.a if i % 2 else p.paper
        )
        m.face(
            [(x, 2.1, 2.75), (x + 0.625, 2.1, 2.75), (x + 0.625, 2.1, 2.5), (x, 2.1, 2.5)],
            darker(p.a if i % 2 else p.paper, 0.12),
        )
    m.cylinder(-1.1, -0.6, 3.63, 0.55, 0.25, WALNUT)
    m.cylinder(-1.1, -0.6, 3.88, 0.5, 0.95, p.c, 0.66)
    m.right_panel(2.41, -1.4, 0.3, 1.2, 2.2, WALNUT)
    m.cylinder(2.6, 2.0, 0.25, 0.08, 0.8, WALNUT)
    m.cylinder(2.6, 2.0, 1.05, 0.55, 0.12, BEECH)
    m.cylinder(2.5, 1.9, 1.17, 0.13, 0.2, p.paper, 0.16)
    m.person(-0.6, 2.3, 0.25, p.c)
    m.person(0.6, 2.2, 0.25, p.a)
    m.tree(-3.0, 2.2, 0.25, 0.8, mix(p.b, (90, 125, 74), 0.7))


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
        m.rod(
            (0.72 * math.cos(a), 1.72, 4.7 + 0.72 * math.sin(a)),
            (0.84 * math.cos(a), 1.72, 4.7 + 0.84 * math.sin(a)),
            p.ink,
            0.06,
        )
        m.rod(
            (1.72, 0.72 * math.cos(a), 4.7 + 0.72 * math.sin(a)),
            (1.72, 0.84 * math.cos(a), 4.7 + 0.84 * math.sin(a)),
            p.ink,
            0.06,
        )
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
    m.face(
        [(2.0, 1.12, 2.95), (3.2, 2.2, 2.95), (3.2, 2.2, 5.75), (2.0, 1.12, 5.75)], mix(p.ground, (240, 250, 250), 0.5)
    )
    m.rod((3.2, 2.2, 2.95), (3.2, 2.2, 5.75), BEECH, 0.14)
    m.rod((2.0, 1.12, 5.75), (3.2, 2.2, 5.75), BEECH, 0.14)
    m.rod((2.0, 1.12, 2.95), (3.2, 2.2, 2.95), BEECH, 0.14)
    m.person(2.2, 2.9, 0, p.c)
    m.person(1.2, 3.2, 0, p.a)


def theatre(m: Model, p: Palette) -> None:
    m.shadow(-3.2, -2, 6.4, 4, 4)
    m.box(-3.2, -2, 0, 6.4, 4.2, 0.8, BEECH)
    m.box(-3.2, -2, 0.8, 6.4, 0.3, 4.6, p.ink, grain="")
    m.left_panel(-2.8, -1.68, 1.0, 5.6, 4.1, mix(p.ground, (250, 235, 200), 0.4))
    px, py = m.at(1.2, -1.66, 3.9)
    m.sheet.circle(px, py, 34, p.c)
    hills = [
        (-2.8, -1.0, 0.8),
        (-2.8, -1.0, 2.2),
        (-1.4, -1.0, 3.0),
        (-0.3, -1.0, 2.0),
        (0.9, -1.0, 2.6),
        (2.8, -1.0, 1.7),
        (2.8, -1.0, 0.8),
    ]
    m.face(hills, mix(p.b, (120, 160, 140), 0.4))
    m.face(
        [(-2.8, -0.3, 0.8), (-2.8, -0.3, 1.5), (-0.6, -0.3, 1.9), (1.0, -0.3, 1.2), (2.8, -0.3, 1.7), (2.8, -0.3, 0.8)],
        p.b,
    )
    m.person(-0.9, 0.3, 0.8, p.a)
    m.person(0.7, 0.5, 0.8, p.c)
    m.rod((-0.9, 0.3, 1.6), (-0.9, 0.3, 5.4), p.ink, 0.04)
    m.rod((0.7, 0.5, 1.6), (0.7, 0.5, 5.4), p.ink, 0.04)
    m.box(-3.2, 1.2, 0.8, 0.9, 0.4, 4.0, WALNUT, "z")
    m.box(2.3, 1.2, 0.8, 0.9, 0.4, 4.0, WALNUT, "z")
    for side, x in ((1, -2.3), (-1, 2.3)):
        m.face(
            [
                (x, 1.62, 4.8),
                (x + side * 1.3, 1.62, 4.8),
                (x + side * 0.9, 1.62, 3.2),
                (x + side * 0.25, 1.62, 2.2),
                (x + side * 0.45, 1.62, 0.8),
                (x, 1.62, 0.8),
            ],
            p.a,
        )
        m.face([(x, 1.63, 2.15), (x + side * 0.42, 1.63, 2.2), (x + side * 0.3, 1.63, 2.4), (x, 1.63, 2.4)], p.c)
    m.box(-3.4, 1.1, 4.8, 6.8, 0.6, 0.9, p.a, grain="")
    m.left_panel(-3.0, 1.71, 5.0, 6.0, 0.12, p.c)
    m.gable(-2.2, 1.1, 5.7, 4.4, 0.6, 0.9, WALNUT, "y", p.a)
    for x in (-2.4, -0.8, 0.8, 2.4):
        m.dome(x, 2.0, 0.8, 0.16, p.c)


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
