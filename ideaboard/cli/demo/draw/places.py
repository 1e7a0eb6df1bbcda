"""Scenes from the cafés and the workshop: a shop front, the counter, a table from above, a window seat, parts, a machine, a plan."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from ideaboard.cli.demo.draw.canvas import Point, Sheet, open_curve, oval, turned
from ideaboard.cli.demo.draw.palettes import ASH, BEECH, WALNUT, Colour, Palette, darker, lighter, mix


def shop_front(sheet: Sheet, p: Palette) -> None:
    """The shop from across the street."""
    sheet.rect(0, 0, 1200, 640, mix(p.ground, p.c, 0.12))
    for row in range(11):
        for k in range(9):
            x = k * 150 - (row % 2) * 75
            sheet.rect(x + 3, row * 60 + 3, 144, 54, mix(p.ground, p.tint, 0.25 + (k * 7 + row * 3) % 5 * 0.1))
    sheet.rect(0, 640, 1200, 160, mix(p.ground, p.ink, 0.25))
    sheet.rect(0, 640, 1200, 26, lighter(p.ground, 0.35))
    sheet.rect(130, 150, 940, 490, p.b)
    sheet.rect(130, 150, 940, 90, darker(p.b, 0.2))
    for i, w in enumerate((60, 44, 70, 52, 30, 64, 48)):
        sheet.rect(340 + i * 76, 182, w, 26, p.c, r=13)
    glow = mix(p.c, (255, 244, 214), 0.55)
    for x in (170, 760):
        sheet.rect(x, 290, 270, 270, glow)
        sheet.rect(x, 420, 270, 10, BEECH)
        for i in range(5):
            sheet.rect(x + 22 + i * 48, 380 - i % 2 * 14, 26, 40 + i % 2 * 14, (p.a, p.paper, p.b, p.ink, p.a)[i], r=5)
        sheet.circle(x + 70, 500, 26, WALNUT)
        sheet.polygon([(x + 34, 560), (x + 44, 520), (x + 98, 520), (x + 108, 560)], p.a)
        sheet.circle(x + 190, 494, 26, lighter(WALNUT, 0.45))
        sheet.polygon([(x + 152, 560), (x + 162, 518), (x + 218, 518), (x + 228, 560)], p.ink)
        for k in (0.33, 0.67):
            sheet.rect(x + 270 * k - 4, 290, 8, 270, p.b)
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
    for x in (190, 330):
        sheet.polygon([(x - 40, 600), (x + 40, 600), (x + 30, 670), (x - 30, 670)], p.a)
        for k in range(7):
            sheet.circle(x - 36 + k * 12, 586 - (k * 37) % 40, 24, mix((86, 124, 74), p.b, 0.3 + k % 3 * 0.15))


def _bicycle(sheet: Sheet, x: float, y: float, p: Palette) -> None:
    for dx in (-92, 92):
        sheet.ring(x + dx, y, 66, p.ink, 7)
        for k in range(8):
            a = math.tau * k / 8
            sheet.line([(x + dx, y), (x + dx + 60 * math.cos(a), y + 60 * math.sin(a))], mix(p.ink, p.ground, 0.4), 1.5)
    for points in ([(x - 92, y), (x - 40, y - 90), (x + 50, y - 90), (x - 6, y), (x - 92, y)], [(x - 6, y), (x - 46, y - 112)], [(x + 92, y), (x + 46, y - 120)]):
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
        sheet.blob([(100 + i * 60, 536), (106 + i * 60, 500), (140 + i * 60, 494), (158 + i * 60, 520), (154 + i * 60, 538)], tone)
    sheet.rect(60, 536, 260, 12, WALNUT, r=5)


def table(sheet: Sheet, p: Palette) -> None:
    """A café table from above, half coffee, half construction."""
    sheet.rect(0, 0, 1200, 800, BEECH)
    for y in range(0, 800, 133):
        sheet.rect(0, y, 1200, 130, mix(BEECH, WALNUT if y % 2 else ASH, 0.08 + y % 5 * 0.03))
        for k in range(3):
            sheet.line(open_curve([(0, y + 30 + k * 36), (400, y + 22 + k * 40), (800, y + 38 + k * 34), (1200, y + 28 + k * 37)]), darker(BEECH, 0.1), 1.6)
    for x, y, r, tone in ((270, 240, 120, p.paper), (930, 560, 100, p.b)):
        sheet.shade(oval(x + 16, y + 18, r * 1.3, r * 1.3), 0.32, 14)
        sheet.circle(x, y, r * 1.34, lighter(tone, 0.2))
        sheet.circle(x, y, r * 1.14, darker(lighter(tone, 0.2), 0.06))
        handle = turned([(x + r * 0.8, y - 14), (x + r * 1.34, y - 20), (x + r * 1.34, y + 20), (x + r * 0.8, y + 14)], x, y, -35)
        sheet.polygon(handle, tone)
        sheet.circle(x, y, r * 0.88, tone)
        sheet.circle(x, y, r * 0.76, (104, 62, 38))
        sheet.blob([(x, y - r * 0.5), (x + r * 0.42, y - r * 0.2), (x + r * 0.3, y + r * 0.2), (x, y + r * 0.52), (x - r * 0.3, y + r * 0.2), (x - r * 0.42, y - r * 0.2)], (222, 184, 140))
        sheet.blob([(x, y - r * 0.2), (x + r * 0.2, y - r * 0.05), (x, y + r * 0.34), (x - r * 0.2, y - r * 0.05)], (246, 226, 196))
    page = turned([(470, 130), (850, 130), (850, 400), (470, 400)], 660, 265, -7)
    sheet.shade([(x + 12, y + 14) for x, y in page], 0.3, 12)
    sheet.polygon(page, p.paper)
    sheet.line(turned([(660, 132), (660, 398)], 660, 265, -7), darker(p.paper, 0.18), 3)
    for i in range(6):
        sheet.line(turned([(690, 165 + i * 36), (820 - i % 3 * 26, 165 + i * 36)], 660, 265, -7), mix(p.ink, p.paper, 0.4), 4)
    for r in (74, 50, 22):
        centre = turned([(565, 262)], 660, 265, -7)[0]
        sheet.ring(*centre, r, p.a, 4)
    pen = turned([(870, 180), (886, 180), (886, 400), (878, 420), (870, 400)], 878, 300, 24)
    sheet.polygon(pen, p.a)
    chance = random.Random(5)
    for i in range(22):
        x, y = 110 + i % 8 * 78, 500 + i // 8 * 92
        long = (78, 52, 30)[i % 3]
        bar = turned([(x, y), (x + long, y), (x + long, y + 22), (x, y + 22)], x + long / 2, y + 11, chance.uniform(-60, 60))
        sheet.shade([(a + 5, b + 6) for a, b in bar], 0.28, 5)
        sheet.polygon(bar, (p.a, ASH, p.c, p.b, ASH)[i % 5])
        for k in range(long // 24):
            sheet.circle(*turned([(x + 14 + k * 24, y + 11)], x + long / 2, y + 11, 0)[0], 3, darker(BEECH, 0.5))
    sheet.shade(oval(1052, 190, 130, 130), 0.3, 12)
    sheet.circle(1040, 170, 124, p.tint)
    sheet.circle(1040, 170, 98, lighter(p.tint, 0.3))
    for k in range(9):
        sheet.circle(1040 + 40 * math.cos(k * 0.7) * (k / 9 + 0.2), 170 + 40 * math.sin(k * 0.7) * (k / 9 + 0.2), 26 - k, mix((196, 132, 70), WALNUT, k * 0.06))


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
    sheet.blob([(432, 300), (430, 210), (480, 176), (550, 186), (578, 236), (560, 250), (500, 236), (470, 262), (462, 330)], darker(WALNUT, 0.4))
    sheet.line(open_curve([(560, 400), (640, 470), (660, 500)]), darker(p.a, 0.12), 46)
    sheet.polygon([(600, 440), (676, 462), (676, 552), (600, 530)], p.paper)
    sheet.polygon([(676, 462), (752, 440), (752, 530), (676, 552)], darker(p.paper, 0.07))
    for i in range(4):
        sheet.line([(612, 462 + i * 16), (664, 477 + i * 16)], mix(p.ink, p.paper, 0.55), 3)
        sheet.line([(690, 477 + i * 16), (740, 462 + i * 16)], mix(p.ink, p.paper, 0.55), 3)
    sheet.ring(884, 514, 20, p.c, 8)
    sheet.polygon([(810, 472), (886, 472), (874, 552), (822, 552)], p.c)
    for dx in (-14, 14):
        sheet.line(open_curve([(848 + dx, 456), (856 + dx, 430), (842 + dx, 408), (850 + dx, 384)]), lighter(sky, 0.6), 5)
    sheet.blob([(250, 552), (236, 470), (268, 420), (300, 404), (330, 430), (346, 500), (336, 552)], p.ink)
    sheet.blob([(258, 424), (256, 372), (276, 392), (306, 390), (326, 370), (328, 424), (292, 446)], p.ink)
    for x in (280, 306):
        sheet.ellipse(x, 412, 4, 6, p.c)
    sheet.line(open_curve([(336, 540), (392, 520), (384, 470)]), p.ink, 14)


def parts(sheet: Sheet, p: Palette) -> None:
    """Everything in the box, laid out in order."""
    sheet.rect(0, 0, 1200, 800, p.ground)
    for i in range(6):
        _bar(sheet, 90, 80 + i * 52, 330 - i * 34, (ASH, BEECH, p.a, BEECH, ASH, p.b)[i])
    for i in range(4):
        _gear(sheet, 560 + i * 160, 150, 66 - i * 9, (p.c, BEECH, p.b, p.a)[i])
    for i in range(14):
        _peg(sheet, 500 + i * 46, 290, (WALNUT, p.a, ASH)[i % 3])
    for i in range(5):
        x = 560 + i * 128
        sheet.shade(oval(x + 6, 448, 46, 46), 0.3, 6)
        sheet.circle(x, 440, 46, (BEECH, WALNUT, BEECH, p.a, ASH)[i])
        sheet.ring(x, 440, 34, darker(BEECH, 0.3), 3)
        sheet.circle(x, 440, 8, darker(WALNUT, 0.5))
    for i in range(3):
        x = 90 + i * 130
        sheet.shade([(x + 6, 426), (x + 106, 426), (x + 106, 556), (x + 6, 556)], 0.3, 6)
        sheet.rect(x, 420, 100, 130, (BEECH, p.c, ASH)[i], r=4)
        for k in range(3):
            for j in range(4):
                sheet.circle(x + 22 + k * 28, 440 + j * 30, 5, darker(WALNUT, 0.45))
    for i in range(8):
        x = 500 + i * 82
        tri: list[Point] = [(x, 620), (x + 60, 620), (x, 560)] if i % 2 else [(x + 60, 620), (x, 620), (x + 60, 560)]
        sheet.shade([(a + 5, b + 6) for a, b in tri], 0.3, 5)
        sheet.polygon(tri, (p.b, ASH, p.a, BEECH)[i % 4])
    for i in range(9):
        sheet.circle(112 + i * 42, 614, 15, darker(p.b, 0.1))
        sheet.circle(109 + i * 42, 610, 6, lighter(p.b, 0.5))
    sheet.shade([(96, 676), (1116, 676), (1116, 740), (96, 740)], 0.3, 8)
    sheet.rect(90, 670, 1020, 60, BEECH, r=8)
    for i in range(50):
        sheet.line([(110 + i * 20, 670), (110 + i * 20, 700 if i % 5 == 0 else 686)], darker(WALNUT, 0.3), 2)


def _bar(sheet: Sheet, x: float, y: float, long: float, tone: Colour) -> None:
    sheet.shade([(x + 6, y + 8), (x + long + 6, y + 8), (x + long + 6, y + 40), (x + 6, y + 40)], 0.3, 6)
    sheet.rect(x, y, long, 34, tone, r=17)
    for k in range(int(long // 34)):
        sheet.circle(x + 19 + k * 34, y + 17, 6, darker(WALNUT, 0.45))


def _gear(sheet: Sheet, x: float, y: float, r: float, tone: Colour, turn: float = 0) -> None:
    sheet.shade(oval(x + 7, y + 9, r * 1.08, r * 1.08), 0.3, 7)
    teeth = max(8, int(r / 5))
    for k in range(teeth):
        tooth = [(x - r * 0.11, y - r * 1.14), (x + r * 0.11, y - r * 1.14), (x + r * 0.16, y - r * 0.8), (x - r * 0.16, y - r * 0.8)]
        sheet.polygon(turned(tooth, x, y, turn + 360 * k / teeth), tone)
    sheet.circle(x, y, r, tone)
    sheet.ring(x, y, r * 0.76, darker(tone, 0.2), 3)
    for k in range(5):
        a = math.tau * k / 5
        sheet.circle(x + r * 0.5 * math.cos(a), y + r * 0.5 * math.sin(a), r * 0.15, darker(tone, 0.4))
    sheet.circle(x, y, r * 0.2, darker(WALNUT, 0.2))


def _peg(sheet: Sheet, x: float, y: float, tone: Colour) -> None:
    sheet.shade([(x + 4, y + 5), (x + 18, y + 5), (x + 18, y + 75), (x + 4, y + 75)], 0.28, 4)
    sheet.rect(x, y, 16, 70, tone, r=6)
    sheet.line([(x + 5, y + 8), (x + 5, y + 60)], lighter(tone, 0.3), 2)


def automaton(sheet: Sheet, p: Palette) -> None:
    """A bird that flaps when one turns the crank."""
    sheet.circle(600, 380, 340, p.tint)
    sheet.shade([(330, 690), (900, 690), (960, 730), (330, 730)], 0.3, 14)
    sheet.rect(300, 680, 600, 46, WALNUT, r=6)
    for x in (330, 834):
        sheet.rect(x, 380, 36, 304, BEECH, r=4)
        sheet.line([(x + 10, 400), (x + 10, 660)], darker(BEECH, 0.1), 2)
    sheet.rect(330, 360, 540, 36, BEECH, r=6)
    sheet.line([(366, 560), (940, 560)], WALNUT, 16)
    for x, r, tone, turn in ((470, 74, p.c, 0), (606, 62, p.b, 12), (738, 74, p.a, 8)):
        _gear(sheet, x, 560, r, tone, turn)
    sheet.line([(940, 560), (940, 640)], WALNUT, 16)
    sheet.rect(916, 632, 74, 30, p.a, r=14)
    sheet.rect(592, 236, 20, 260, ASH, r=6)
    sheet.circle(602, 492, 20, ASH)
    for side in (-1, 1):
        wing = [(600 + side * 30, 250), (600 + side * 130, 150), (600 + side * 290, 110), (600 + side * 250, 190), (600 + side * 210, 240), (600 + side * 110, 282)]
        sheet.shade([(x + 8, y + 14) for x, y in wing], 0.22, 10)
        sheet.blob(wing, p.a)
        for k in range(4):
            tip = (600 + side * (270 - k * 44), 140 + k * 32)
            sheet.line([(600 + side * 90, 232 + k * 8), tip], darker(p.a, 0.18), 3)
        sheet.line([(600 + side * 160, 220), (600 + side * 130, 376)], WALNUT, 8)
    sheet.blob([(548, 300), (556, 220), (600, 180), (644, 220), (652, 300), (600, 346)], p.paper)
    sheet.circle(600, 170, 46, p.paper)
    sheet.polygon([(586, 176), (614, 176), (600, 206)], p.c)
    for x in (582, 618):
        sheet.circle(x, 160, 6, p.ink)
    sheet.rect(430, 412, 340, 34, p.b, r=6)
    for i in range(6):
        sheet.circle(456 + i * 57, 429, 7, lighter(p.b, 0.4))


def plan(sheet: Sheet, p: Palette) -> None:
    """A drawing for the workshop: a crane in white on blue, with measures."""
    ground = mix(p.b, (36, 66, 120), 0.6)
    sheet.rect(0, 0, 1200, 800, ground)
    white, faint = lighter(ground, 0.9), lighter(ground, 0.13)
    for i in range(0, 1200, 40):
        sheet.line([(i, 0), (i, 800)], faint, 1)
    for i in range(0, 800, 40):
        sheet.line([(0, i), (1200, i)], faint, 1)
    sheet.pen.rectangle([80, 80, 2320, 1520], outline=white, width=6)
    for points in (
        [(420, 660), (470, 260), (530, 260), (580, 660)], [(462, 320), (540, 320)], [(452, 400), (550, 400)], [(442, 480), (560, 480)],
        [(432, 560), (570, 560)], [(462, 320), (550, 400), (442, 480), (570, 560)], [(540, 320), (452, 400), (560, 480), (432, 560)],
        [(280, 240), (900, 240), (900, 262), (280, 262), (280, 240)], [(500, 240), (500, 130), (880, 240)], [(500, 130), (300, 240)],
        [(830, 262), (830, 480)], [(290, 262), (290, 340), (370, 340), (370, 262)], [(380, 660), (620, 660), (640, 700), (360, 700), (380, 660)],
    ):
        sheet.line(points, white, 3.4)
    for i in range(15):
        x = 290 + i * 40
        sheet.line([(x, 262), (x + 20, 240), (x + 40, 262)], white, 1.8)
    sheet.arc(830, 500, 20, -90, 180, white, 4)
    sheet.rect(770, 520, 120, 90, white)
    sheet.rect(775, 525, 110, 80, ground)
    for i in range(4):
        sheet.line([(798 + i * 22, 530), (798 + i * 22, 600)], white, 2)
    sheet.ring(500, 251, 13, white, 3)
    spark = lighter(p.c, 0.1)
    for a, b in (((280, 740), (900, 740)), ((1000, 130), (1000, 700))):
        sheet.line([a, b], spark, 2.4)
        for x, y in (a, b):
            sheet.line([(x - 10, y + 10), (x + 10, y - 10)], spark, 3)
    for i, w in enumerate((90, 60, 76)):
        sheet.rect(1050, 600 + i * 28, w, 10, white, r=5)
    sheet.ring(1095, 190, 52, white, 3)
    for k in range(12):
        a = math.tau * k / 12
        sheet.line([(1095 + 52 * math.cos(a), 190 + 52 * math.sin(a)), (1095 + 64 * math.cos(a), 190 + 64 * math.sin(a))], white, 6)
    sheet.ring(1095, 190, 14, white, 3)
    for i in range(3):
        sheet.pen.rounded_rectangle([2110, 640 + i * 130, 2270, 710 + i * 130], radius=30, outline=white, width=5)
        for k in range(3):
            sheet.ring(1070 + k * 25, 338 + i * 65, 6, white, 2)


SCENES: dict[str, Callable[[Sheet, Palette], None]] = {f.__name__: f for f in (shop_front, counter, table, window_seat, parts, automaton, plan)}
