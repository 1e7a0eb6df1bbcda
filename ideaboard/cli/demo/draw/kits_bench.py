"""Kits from the workbench: things that do something."""

from __future__ import annotations

from ideaboard.cli.demo.draw.isometric import Model
from ideaboard.cli.demo.draw.palettes import ASH, BEECH, WALNUT, Palette, darker, lighter


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
        m.face(
            [
                (start, y, z - 0.05),
                (end, y, z - slope - 0.05),
                (end, y + 0.55, z - slope - 0.05),
                (start, y + 0.55, z - 0.05),
            ],
            lighter(tone, 0.15),
        )
        m.rod((start, y + 0.55, z), (end, y + 0.55, z - slope), tone, 0.2)
        spot = 0.25 + i * 0.16
        m.ball(start + (end - start) * spot, y + 0.3, z - slope * spot + 0.28, 0.22, p.ink if tone != p.b else p.a)
    for x, y, h in ((-2.8, 1.9, 2.2), (2.4, 2.2, 3.0)):
        m.box(x, y, 0.4, 0.45, 0.45, h, WALNUT, "z")
    for i in range(5):
        m.cylinder(-1.8 + i * 0.9, 2.5, 0.4, 0.36, 0.35 + i * 0.18, (p.a, p.c, p.b, ASH, p.paper)[i])
    m.ball(2.2, 2.5, 1.5, 0.2, p.ink)
