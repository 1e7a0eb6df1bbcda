"""Scenes from the workshop: parts laid out, a machine, a plan."""

from __future__ import annotations

import math

from ideaboard.cli.demo.draw.canvas import Point, Sheet, oval, turned
from ideaboard.cli.demo.draw.palettes import ASH, BEECH, WALNUT, Colour, Palette, darker, lighter, mix


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
        tooth = [
            (x - r * 0.11, y - r * 1.14),
            (x + r * 0.11, y - r * 1.14),
            (x + r * 0.16, y - r * 0.8),
            (x - r * 0.16, y - r * 0.8),
        ]
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
        wing = [
            (600 + side * 30, 250),
            (600 + side * 130, 150),
            (600 + side * 290, 110),
            (600 + side * 250, 190),
            (600 + side * 210, 240),
            (600 + side * 110, 282),
        ]
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
        [(420, 660), (470, 260), (530, 260), (580, 660)],
        [(462, 320), (540, 320)],
        [(452, 400), (550, 400)],
        [(442, 480), (560, 480)],
        [(432, 560), (570, 560)],
        [(462, 320), (550, 400), (442, 480), (570, 560)],
        [(540, 320), (452, 400), (560, 480), (432, 560)],
        [(280, 240), (900, 240), (900, 262), (280, 262), (280, 240)],
        [(500, 240), (500, 130), (880, 240)],
        [(500, 130), (300, 240)],
        [(830, 262), (830, 480)],
        [(290, 262), (290, 340), (370, 340), (370, 262)],
        [(380, 660), (620, 660), (640, 700), (360, 700), (380, 660)],
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
    for start, end in (((280, 740), (900, 740)), ((1000, 130), (1000, 700))):
        sheet.line([start, end], spark, 2.4)
        for x, y in (start, end):
            sheet.line([(x - 10, y + 10), (x + 10, y - 10)], spark, 3)
    for i, w in enumerate((90, 60, 76)):
        sheet.rect(1050, 600 + i * 28, w, 10, white, r=5)
    sheet.ring(1095, 190, 52, white, 3)
    for k in range(12):
        a = math.tau * k / 12
        sheet.line(
            [(1095 + 52 * math.cos(a), 190 + 52 * math.sin(a)), (1095 + 64 * math.cos(a), 190 + 64 * math.sin(a))],
            white,
            6,
        )
    sheet.ring(1095, 190, 14, white, 3)
    for i in range(3):
        sheet.pen.rounded_rectangle([2110, 640 + i * 130, 2270, 710 + i * 130], radius=30, outline=white, width=5)
        for k in range(3):
            sheet.ring(1070 + k * 25, 338 + i * 65, 6, white, 2)
