"""Scenes from the cafés: a shop front, the counter, a table from above, a window seat."""

from __future__ import annotations

import math
import random

from ideaboard.cli.demo.draw.canvas import Sheet, open_curve, oval, turned
from ideaboard.cli.demo.draw.palettes import ASH, BEECH, WALNUT, Palette, darker, lighter, mix


def shop_front(sheet: Sheet, p: Palette) -> None:
    """The shop from across the street."""
    sheet.rect(0, 0, 1200, 640, mix(p.ground, p.c, 0.12))
    for row in range(11):
        for k in range(9):
            left = k * 150 - (row % 2) * 75
            sheet.rect(left + 3, row * 60 + 3, 144, 54, mix(p.ground, p.tint, 0.25 + (k * 7 + row * 3) % 5 * 0.1))
    sheet.rect(0, 640, 1200, 160, mix(p.ground, p.ink, 0.25))
    sheet.rect(0, 640, 1200, 26, lighter(p.ground, 0.35))
    sheet.rect(130, 150, 940, 490, p.b)
    sheet.rect(130, 150, 940, 90, darker(p.b, 0.2))
    for i, w in enumerate((60, 44, 70, 52, 30, 64, 48)):
        sheet.rect(340 + i * 76, 182, w, 26, p.c, r=13)
    glow = mix(p.c, (255, 244, 214), 0.55)
    for x in (170.0, 760.0):
        sheet.rect(x, 290, 270, 270, glow)
        sheet.rect(x, 420, 270, 10, BEECH)
        for i in range(5):
            sheet.rect(x + 22 + i * 48, 380 - i % 2 * 14, 26, 40 + i % 2 * 14, (p.a, p.paper, p.b, p.ink, p.a)[i], r=5)
        sheet.circle(x + 70, 500, 26, WALNUT)
        sheet.polygon([(x + 34, 560), (x + 44, 520), (x + 98, 520), (x + 108, 560)], p.a)
        sheet.circle(x + 190, 494, 26, lighter(WALNUT, 0.45))
        sheet.polygon([(x + 152, 560), (x + 162, 518), (x + 218, 518), (x + 228, 560)], p.ink)
        for share in (0.33, 0.67):
            sheet.rect(x + 270 * share - 4, 290, 8, 270, p.b)
        sheet.line([(x + 135, 290), (x + 135, 330)], p.ink, 3)
        sheet.slice(x + 135, 352, 28, 180, 360, p.a)
    sheet.rect(490, 290, 220, 350, darker(p.b, 0.35))
    sheet.rect(510, 310, 180, 230, glow)
    sheet.rect(540, 380, 120, 50, p.paper, r=6)
    sheet.rect(560, 398, 80, 12, p.a, r=6)
    sheet.circle(680, 580, 9, p.c)
    for i in range(16):
        x = 110 + i * 61.25
        tone = p.a if i % 2 else p.paper
        sheet.polygon([(x + 10, 236), (x + 61, 236), (x + 65, 306), (x, 306)], tone)
        sheet.slice(x + 32, 306, 32, 0, 180, darker(tone, 0.08))
    _bicycle(sheet, 930, 690, p)
    for x in (190.0, 330.0):
        sheet.polygon([(x - 40, 600), (x + 40, 600), (x + 30, 670), (x - 30, 670)], p.a)
        for k in range(7):
            sheet.circle(x - 36 + k * 12, 586 - (k * 37) % 40, 24, mix((86, 124, 74), p.b, 0.3 + k % 3 * 0.15))


def _bicycle(sheet: Sheet, x: float, y: float, p: Palette) -> None:
    for dx in (-92, 92):
        sheet.ring(x + dx, y, 66, p.ink, 7)
        for k in range(8):
            a = math.tau * k / 8
            sheet.line([(x + dx, y), (x + dx + 60 * math.cos(a), y + 60 * math.sin(a))], mix(p.ink, p.ground, 0.4), 1.5)
    for points in (
        [(x - 92, y), (x - 40, y - 90), (x + 50, y - 90), (x - 6, y), (x - 92, y)],
        [(x - 6, y), (x - 46, y - 112)],
        [(x + 92, y), (x + 46, y - 120)],
    ):
        sheet.line(points, p.a, 9)
    sheet.rect(x - 78, y - 126, 62, 16, p.ink, r=8)
    sheet.line([(x + 46, y - 120), (x + 92, y - 132)], p.ink, 8)
    sheet.rect(x + 70, y - 128, 84, 58, BEECH, r=6)


def counter(sheet: Sheet, p: Palette) -> None:
    """Behind the counter: shelves of cups, the machine, someone at work."""
    sheet.rect(0, 0, 1200, 800, p.tint)
    for x in range(0, 1200, 80):
        for y in range(0, 520, 80):
            sheet.rect(x + 2, y + 2, 76, 76, mix(p.tint, p.ground, 0.3 + (x // 80 * 3 + y // 80 * 5) % 4 * 0.12), r=3)
    for y in (150, 290):
        sheet.shade([(90, y), (710, y), (710, y + 40), (90, y + 40)], 0.24, 10)
        sheet.rect(80, y, 640, 18, BEECH, r=4)
        for i in range(9):
            x, tone = 130 + i * 66, (p.paper, p.a, p.paper, p.b, p.c)[(i * 3 + y) % 5]
            if (i + y // 10) % 4 == 3:
                sheet.rect(x - 18, y - 70, 36, 70, tone, r=8)
                sheet.rect(x - 14, y - 80, 28, 12, WALNUT, r=4)
            else:
                sheet.ring(x + 22, y - 22, 11, tone, 6)
                sheet.polygon([(x - 22, y - 42), (x + 22, y - 42), (x + 16, y), (x - 16, y)], tone)
    for x in (820, 960, 1100):
        sheet.line([(x, 0), (x, 120 + x % 3 * 30)], p.ink, 4)
        sheet.slice(x, 190 + x % 3 * 30, 62, 180, 360, p.a)
        sheet.circle(x, 192 + x % 3 * 30, 18, lighter(p.c, 0.5))
    sheet.circle(900, 350, 56, (150, 96, 62))
    sheet.slice(900, 340, 62, 170, 370, darker(WALNUT, 0.5))
    sheet.circle(960, 312, 26, darker(WALNUT, 0.5))
    sheet.blob([(800, 560), (810, 450), (860, 408), (940, 408), (990, 450), (1000, 560)], p.paper)
    sheet.rect(856, 440, 90, 130, p.b, r=10)
    sheet.line(open_curve([(820, 460), (770, 520), (700, 500)]), p.paper, 40)
    sheet.rect(380, 320, 320, 220, p.a, r=16)
    sheet.rect(380, 320, 320, 66, lighter(p.a, 0.2), r=16)
    for i in range(3):
        sheet.circle(430 + i * 44, 354, 12, p.paper)
    for x in (460, 600):
        sheet.rect(x - 32, 410, 64, 26, p.ink, r=6)
        sheet.rect(x - 8, 430, 16, 24, p.ink)
        sheet.polygon([(x - 26, 476), (x + 26, 476), (x + 18, 520), (x - 18, 520)], p.paper)
    for x in range(410, 690, 60):
        sheet.polygon([(x - 22, 286), (x + 22, 286), (x + 16, 320), (x - 16, 320)], p.paper)
    sheet.rect(0, 540, 1200, 34, BEECH)
    sheet.rect(0, 574, 1200, 226, p.b)
    for x in range(0, 1200, 60):
        sheet.line([(x, 574), (x, 800)], darker(p.b, 0.16), 3)
    sheet.slice(190, 540, 116, 180, 360, mix(p.ground, (245, 252, 252), 0.6))
    for i, tone in enumerate((p.c, WALNUT, p.a)):
        sheet.blob(
            [(100 + i * 60, 536), (106 + i * 60, 500), (140 + i * 60, 494), (158 + i * 60, 520), (154 + i * 60, 538)],
            tone,
        )
    sheet.rect(60, 536, 260, 12, WALNUT, r=5)


def table(sheet: Sheet, p: Palette) -> None:
    """A café table from above, half coffee, half construction."""
    sheet.rect(0, 0, 1200, 800, BEECH)
    for y in range(0, 800, 133):
        sheet.rect(0, y, 1200, 130, mix(BEECH, WALNUT if y % 2 else ASH, 0.08 + y % 5 * 0.03))
        for k in range(3):
            sheet.line(
                open_curve(
                    [(0, y + 30 + k * 36), (400, y + 22 + k * 40), (800, y + 38 + k * 34), (1200, y + 28 + k * 37)]
                ),
                darker(BEECH, 0.1),
                1.6,
            )
    for x, y, r, tone in ((270, 240, 120, p.paper), (930, 560, 100, p.b)):
        sheet.shade(oval(x + 16, y + 18, r * 1.3, r * 1.3), 0.32, 14)
        sheet.circle(x, y, r * 1.34, lighter(tone, 0.2))
        sheet.circle(x, y, r * 1.14, darker(lighter(tone, 0.2), 0.06))
        handle = turned(
            [(x + r * 0.8, y - 14), (x + r * 1.34, y - 20), (x + r * 1.34, y + 20), (x + r * 0.8, y + 14)], x, y, -35
        )
        sheet.polygon(handle, tone)
        sheet.circle(x, y, r * 0.88, tone)
        sheet.circle(x, y, r * 0.76, (104, 62, 38))
        sheet.blob(
            [
                (x, y - r * 0.5),
                (x + r * 0.42, y - r * 0.2),
                (x + r * 0.3, y + r * 0.2),
                (x, y + r * 0.52),
                (x - r * 0.3, y + r * 0.2),
                (x - r * 0.42, y - r * 0.2),
            ],
            (222, 184, 140),
        )
        sheet.blob(
            [(x, y - r * 0.2), (x + r * 0.2, y - r * 0.05), (x, y + r * 0.34), (x - r * 0.2, y - r * 0.05)],
            (246, 226, 196),
        )
    page = turned([(470, 130), (850, 130), (850, 400), (470, 400)], 660, 265, -7)
    sheet.shade([(x + 12, y + 14) for x, y in page], 0.3, 12)
    sheet.polygon(page, p.paper)
    sheet.line(turned([(660, 132), (660, 398)], 660, 265, -7), darker(p.paper, 0.18), 3)
    for i in range(6):
        sheet.line(
            turned([(690, 165 + i * 36), (820 - i % 3 * 26, 165 + i * 36)], 660, 265, -7), mix(p.ink, p.paper, 0.4), 4
        )
    for r in (74, 50, 22):
        centre = turned([(565, 262)], 660, 265, -7)[0]
        sheet.ring(*centre, r, p.a, 4)
    pen = turned([(870, 180), (886, 180), (886, 400), (878, 420), (870, 400)], 878, 300, 24)
    sheet.polygon(pen, p.a)
    chance = random.Random(5)
    for i in range(22):
        x, y = 110 + i % 8 * 78, 500 + i // 8 * 92
        long = (78, 52, 30)[i % 3]
        bar = turned(
            [(x, y), (x + long, y), (x + long, y + 22), (x, y + 22)], x + long / 2, y + 11, chance.uniform(-60, 60)
        )
        sheet.shade([(a + 5, b + 6) for a, b in bar], 0.28, 5)
        sheet.polygon(bar, (p.a, ASH, p.c, p.b, ASH)[i % 5])
        for k in range(long // 24):
            sheet.circle(*turned([(x + 14 + k * 24, y + 11)], x + long / 2, y + 11, 0)[0], 3, darker(BEECH, 0.5))
    sheet.shade(oval(1052, 190, 130, 130), 0.3, 12)
    sheet.circle(1040, 170, 124, p.tint)
    sheet.circle(1040, 170, 98, lighter(p.tint, 0.3))
    for k in range(9):
        sheet.circle(
            1040 + 40 * math.cos(k * 0.7) * (k / 9 + 0.2),
            170 + 40 * math.sin(k * 0.7) * (k / 9 + 0.2),
            26 - k,
            mix((196, 132, 70), WALNUT, k * 0.06),
        )


def window_seat(sheet: Sheet, p: Palette) -> None:
    """Someone reading by the window while it rains."""
    sheet.rect(0, 0, 1200, 800, mix(p.ground, p.ink, 0.12))
    sheet.rect(150, 60, 900, 500, p.ink)
    sky = mix(p.b, (190, 205, 215), 0.55)
    sheet.rect(168, 78, 864, 464, sky)
    chance = random.Random(12)
    x = 168.0
    while x < 1020:
        w, h = chance.uniform(60, 120), chance.uniform(120, 280)
        w = min(w, 1032 - x)
        sheet.rect(x, 542 - h, w, h, mix(sky, p.ink, 0.18 + chance.random() * 0.2))
        for k in range(int(h // 44)):
            for j in range(int(w // 34)):
                if chance.random() < 0.45:
                    sheet.rect(x + 12 + j * 32, 542 - h + 16 + k * 42, 14, 20, lighter(p.c, 0.2))
        x += w
    for _ in range(150):
        rx, ry = chance.uniform(175, 1020), chance.uniform(80, 520)
        sheet.line([(rx, ry), (rx - 5, ry + 20)], lighter(sky, 0.45), 1.6)
    for x in (450, 742):
        sheet.rect(x, 60, 16, 500, p.ink)
    sheet.rect(110, 552, 980, 34, BEECH, r=6)
    sheet.rect(150, 586, 900, 214, darker(BEECH, 0.28))
    sheet.blob([(400, 560), (412, 400), (456, 344), (540, 340), (590, 390), (606, 560), (500, 580)], p.a)
    sheet.circle(506, 262, 66, (214, 160, 120))
    sheet.blob(
        [(432, 300), (430, 210), (480, 176), (550, 186), (578, 236), (560, 250), (500, 236), (470, 262), (462, 330)],
        darker(WALNUT, 0.4),
    )
    sheet.line(open_curve([(560, 400), (640, 470), (660, 500)]), darker(p.a, 0.12), 46)
    sheet.polygon([(600, 440), (676, 462), (676, 552), (600, 530)], p.paper)
    sheet.polygon([(676, 462), (752, 440), (752, 530), (676, 552)], darker(p.paper, 0.07))
    for i in range(4):
        sheet.line([(612, 462 + i * 16), (664, 477 + i * 16)], mix(p.ink, p.paper, 0.55), 3)
        sheet.line([(690, 477 + i * 16), (740, 462 + i * 16)], mix(p.ink, p.paper, 0.55), 3)
    sheet.ring(884, 514, 20, p.c, 8)
    sheet.polygon([(810, 472), (886, 472), (874, 552), (822, 552)], p.c)
    for dx in (-14, 14):
        sheet.line(
            open_curve([(848 + dx, 456), (856 + dx, 430), (842 + dx, 408), (850 + dx, 384)]), lighter(sky, 0.6), 5
        )
    sheet.blob([(250, 552), (236, 470), (268, 420), (300, 404), (330, 430), (346, 500), (336, 552)], p.ink)
    sheet.blob([(258, 424), (256, 372), (276, 392), (306, 390), (326, 370), (328, 424), (292, 446)], p.ink)
    for x in (280, 306):
        sheet.ellipse(x, 412, 4, 6, p.c)
    sheet.line(open_curve([(336, 540), (392, 520), (384, 470)]), p.ink, 14)
