"""Things the print room prints on, photographed as it were: shirt, poster, mug, towel, bag, and the bare print."""

from __future__ import annotations

from ideaboard.cli.demo.draw.canvas import Point, Sheet, closed_curve, open_curve, oval
from ideaboard.cli.demo.draw.motifs import OPAQUE, motif
from ideaboard.cli.demo.draw.palettes import BEECH, WALNUT, Palette, darker, lighter, mix


def shirt(sheet: Sheet, p: Palette, design: str) -> None:
    """A shirt laid flat, a little creased."""
    sheet.circle(600, 400, 350, mix(p.ground, p.ink, 0.1))
    cloth = mix(p.tint, p.paper, 0.3)
    body: list[Point] = [
        (478, 96),
        (390, 132),
        (252, 262),
        (330, 356),
        (408, 300),
        (402, 720),
        (600, 734),
        (798, 720),
        (792, 300),
        (870, 356),
        (948, 262),
        (810, 132),
        (722, 96),
    ]
    sheet.shade([(x + 22, y + 20) for x, y in body], 0.3, 18)
    sheet.polygon(body, cloth)
    sheet.blob([(402, 700), (600, 716), (798, 700), (798, 724), (600, 740), (402, 724)], cloth)
    neck = oval(600, 92, 122, 72, 0, 180)
    sheet.polygon(neck, darker(cloth, 0.22))
    sheet.polygon(oval(600, 84, 108, 58, 0, 180), darker(cloth, 0.4))
    sheet.line(neck, darker(cloth, 0.12), 5)
    for points in ([(408, 300), (424, 240), (420, 180)], [(792, 300), (776, 240), (780, 180)]):
        sheet.line(open_curve(points), darker(cloth, 0.14), 4)
    for points in (
        [(440, 690), (470, 600), (452, 520)],
        [(762, 660), (728, 600), (738, 540)],
        [(560, 712), (580, 660), (570, 640)],
    ):
        sheet.line(open_curve(points), darker(cloth, 0.06), 7)
    sheet.line([(268, 276), (340, 360)], darker(cloth, 0.1), 3)
    sheet.line([(932, 276), (860, 360)], darker(cloth, 0.1), 3)
    sheet.stamp(motif(design, p), 310, 310, (445, 220))


def poster(sheet: Sheet, p: Palette, design: str) -> None:
    """A framed print above a sideboard with a plant."""
    sheet.rect(0, 640, 1200, 160, darker(p.ground, 0.12))
    sheet.rect(0, 634, 1200, 8, lighter(p.ground, 0.3))
    sheet.shade([(388, 72), (838, 72), (838, 640), (388, 640)], 0.3, 16)
    sheet.rect(374, 50, 452, 570, WALNUT, r=3)
    sheet.rect(384, 60, 432, 550, lighter(p.paper, 0.5))
    if design in OPAQUE:
        sheet.stamp(motif(design, p).crop((100, 0, 700, 800)), 360, 478, (420, 96))
    else:
        sheet.rect(420, 96, 360, 478, p.tint)
        sheet.stamp(motif(design, p), 332, 332, (434, 156))
        for i, width in enumerate((130, 84)):
            sheet.rect(600 - width / 2, 522 + i * 18, width, 6, p.ink, r=3)
    _plant(sheet, p, 960, 640)
    _books(sheet, p, 150, 640)


def _plant(sheet: Sheet, p: Palette, x: float, floor: float) -> None:
    leaf = mix(p.b, (70, 120, 80), 0.55)
    for dx, dy, tip in ((-20, -300, -110), (10, -340, 30), (30, -260, 130), (-10, -220, -150), (24, -200, 150)):
        sheet.line(
            open_curve([(x, floor - 110), (x + dx, floor - 200), (x + tip * 0.7, floor + dy)]), darker(leaf, 0.2), 5
        )
        cx, cy = x + tip * 0.8, floor + dy - 20
        sheet.blob(
            [(cx - 34, cy + 30), (cx - 20, cy - 30), (cx + 18, cy - 48), (cx + 40, cy - 4), (cx + 10, cy + 36)],
            leaf if tip > 0 else lighter(leaf, 0.12),
        )
        sheet.line([(cx - 10, cy + 26), (cx + 16, cy - 36)], lighter(leaf, 0.35), 2.4)
    sheet.polygon([(x - 66, floor - 124), (x + 66, floor - 124), (x + 48, floor), (x - 48, floor)], p.a)
    sheet.rect(x - 72, floor - 136, 144, 24, lighter(p.a, 0.16), r=4)


def _books(sheet: Sheet, p: Palette, x: float, floor: float) -> None:
    for i, (w, tone) in enumerate(((170, p.b), (150, p.c), (160, p.a))):
        sheet.rect(x + (i % 2) * 10, floor - 30 * (i + 1), w, 28, tone, r=4)
        sheet.rect(x + (i % 2) * 10 + w - 34, floor - 30 * (i + 1), 10, 28, lighter(tone, 0.5))
    _cup(sheet, x + 70, floor - 90, 36, p)


def _cup(sheet: Sheet, x: float, floor: float, size: float, p: Palette) -> None:
    sheet.ring(x + size, floor - size * 0.8, size * 0.48, p.paper, size * 0.2)
    sheet.polygon(
        [
            (x - size, floor - size * 1.5),
            (x + size, floor - size * 1.5),
            (x + size * 0.7, floor),
            (x - size * 0.7, floor),
        ],
        p.paper,
    )
    sheet.ellipse(x, floor - size * 1.5, size, size * 0.2, darker(p.paper, 0.55))


def mug(sheet: Sheet, p: Palette, design: str) -> None:
    """Two enamel mugs on a table, one turned away."""
    sheet.rect(0, 560, 1200, 240, BEECH)
    for y in (600, 652, 716, 778):
        sheet.line(open_curve([(0, y), (400, y + 8), (800, y - 6), (1200, y + 4)]), darker(BEECH, 0.07), 2.5)
    sheet.circle(600, 330, 290, p.tint)
    sheet.rect(310, 556, 620, 80, BEECH)
    sheet.rect(0, 556, 1200, 6, lighter(BEECH, 0.3))
    _big_mug(sheet, p, 890, 612, 0.66, p.b, None)
    _big_mug(sheet, p, 520, 680, 1.0, p.paper, design)


def _big_mug(
    sheet: Sheet, p: Palette, x: float, floor: float, size: float, tone: tuple[int, int, int], design: str | None
) -> None:
    w, h = 205 * size, 400 * size
    sheet.shade(
        [(x - w, floor - 10), (x + w * 1.6, floor - 60 * size), (x + w * 1.9, floor - 10), (x + w, floor + 40 * size)],
        0.34,
        16,
    )
    sheet.ring(x + w * 1.08, floor - h * 0.52, 108 * size, darker(tone, 0.16), 40 * size)
    sheet.ring(x + w * 1.08, floor - h * 0.52, 104 * size, tone, 24 * size)
    sheet.polygon(
        [(x - w, floor - h), (x + w, floor - h), *oval(x, floor - 40 * size, w * 0.95, 56 * size, 0, 180)], tone
    )
    for i in range(16):
        left = x + w * (0.36 + i * 0.04)
        sheet.polygon(
            [
                (left, floor - h),
                (left + w * 0.042, floor - h),
                (left + w * 0.04, floor - 14 * size - i * 1.6 * size),
                (left, floor - 12 * size - i * 1.6 * size),
            ],
            darker(tone, 0.012 * i),
        )
    if design:
        sheet.stamp(motif(design, p), 290 * size, 290 * size, (x - 158 * size, floor - h + 78 * size))
    sheet.ellipse(x, floor - h, w, 52 * size, darker(p.ink, 0.1) if design else darker(tone, 0.4))
    sheet.ellipse(x, floor - h + 4 * size, w * 0.94, 44 * size, lighter(tone, 0.4))
    sheet.ellipse(x, floor - h + 14 * size, w * 0.86, 34 * size, (74, 44, 30))
    sheet.ellipse(x - w * 0.1, floor - h + 12 * size, w * 0.5, 17 * size, (158, 106, 68))


def towel(sheet: Sheet, p: Palette, design: str) -> None:
    """A tea towel over a rail, the design printed as a repeat."""
    sheet.rect(0, 0, 1200, 800, p.ground)
    for x in range(0, 1200, 100):
        for y in range(0, 800, 100):
            sheet.rect(x + 3, y + 3, 94, 94, mix(p.ground, p.tint, 0.35 if (x + y) // 100 % 2 else 0.6), r=4)
    sheet.shade([(330, 130), (910, 130), (900, 740), (340, 740)], 0.34, 18)
    cloth = lighter(p.paper, 0.4)
    edge = closed_curve(
        [
            (320, 116),
            (600, 112),
            (880, 116),
            (886, 420),
            (872, 716),
            (740, 700),
            (600, 720),
            (460, 702),
            (328, 718),
            (314, 420),
        ]
    )
    sheet.polygon(edge, cloth)
    for x in (511, 685):
        sheet.line(open_curve([(x, 130), (x + 12, 380), (x - 4, 690)]), darker(cloth, 0.045), 10)
    places = [(344 + i % 3 * 174, 186 + i // 3 * 218) for i in range(6)]
    sheet.stamp(motif(design, p), 160, 160, *places)
    for y in (580 + 50, 580 + 66):
        sheet.line(open_curve([(322, y), (460, y - 8), (600, y + 6), (740, y - 8), (878, y)]), p.a, 7)
    sheet.rect(180, 96, 840, 26, WALNUT, r=13)
    sheet.rect(180, 98, 840, 7, lighter(WALNUT, 0.25), r=4)
    for x in (230, 970):
        sheet.circle(x, 109, 28, p.c)
        sheet.circle(x, 109, 12, darker(p.c, 0.25))


def bag(sheet: Sheet, p: Palette, design: str) -> None:
    """A cloth bag on a hook."""
    sheet.rect(0, 0, 1200, 800, p.ground)
    sheet.rect(0, 620, 1200, 180, darker(p.ground, 0.14))
    sheet.rect(0, 612, 1200, 10, lighter(p.ground, 0.35))
    sheet.rect(180, 70, 840, 40, BEECH, r=6)
    for x in (320, 600, 880):
        sheet.circle(x, 90, 15, WALNUT)
    cloth = mix(p.tint, p.paper, 0.35)
    body: list[Point] = [(404, 300), (600, 292), (796, 300), (816, 500), (808, 706), (600, 716), (392, 706), (384, 500)]
    sheet.shade([(x + 26, y + 16) for x, y in body], 0.32, 18)
    for dx in (-10, 10):
        sheet.line(
            open_curve([(480 + dx, 310), (520 + dx, 190), (600 + dx * 0.4, 92), (680 + dx, 190), (720 + dx, 310)]),
            darker(cloth, 0.1 + 0.01 * dx),
            20,
        )
    sheet.blob(body, cloth)
    sheet.line([(412, 326), (788, 326)], darker(cloth, 0.1), 3)
    sheet.stamp(motif(design, p), 310, 310, (445, 366))
    for points in ([(420, 660), (440, 560), (424, 480)], [(784, 640), (764, 560), (776, 460)]):
        sheet.line(open_curve(points), darker(cloth, 0.07), 8)
    sheet.blob([(846, 104), (914, 104), (922, 330), (902, 420), (858, 420), (838, 330)], p.b)
    sheet.line(open_curve([(880, 104), (884, 260), (878, 410)]), darker(p.b, 0.2), 5)
    sheet.ellipse(320, 250, 92, 22, p.c)
    sheet.blob([(270, 248), (274, 196), (320, 180), (366, 196), (370, 248)], p.c)
    sheet.line(open_curve([(271, 236), (320, 246), (369, 236)]), p.a, 14)
    sheet.line([(320, 104), (320, 182)], WALNUT, 5)


def sheet_print(sheet: Sheet, p: Palette, design: str) -> None:
    """The bare design on the press bed, with ink and a squeegee."""
    sheet.rect(0, 0, 1200, 800, darker(p.ground, 0.1))
    for y in range(40, 800, 84):
        sheet.line([(0, y), (1200, y)], darker(p.ground, 0.16), 3)
    page: list[Point] = [(292, 66), (872, 50), (890, 716), (308, 734)]
    sheet.shade([(x + 16, y + 16) for x, y in page], 0.34, 14)
    sheet.polygon(page, lighter(p.paper, 0.5))
    sheet.stamp(motif(design, p), 470, 470, (352, 150))
    for x, y in ((322, 96), (846, 82), (336, 704), (860, 690)):
        sheet.line([(x - 12, y), (x + 12, y)], p.ink, 1.6)
        sheet.line([(x, y - 12), (x, y + 12)], p.ink, 1.6)
    for i, tone in enumerate((p.a, p.b, p.c, p.ink)):
        sheet.rect(520 + i * 40, 668, 30, 22, tone)
    for i, tone in enumerate((p.a, p.b, p.c)):
        x, y = 120 + (i % 2) * 24, 170 + i * 210
        sheet.shade([(x - 70, y - 40), (x + 90, y - 40), (x + 90, y + 90), (x - 60, y + 90)], 0.3, 12)
        sheet.circle(x, y, 82, lighter(p.paper, 0.2))
        sheet.circle(x, y, 68, darker(tone, 0.14))
        sheet.blob(oval(x + 4, y - 2, 56, 50)[:-1], tone)
        sheet.arc(x, y, 40, 200, 290, lighter(tone, 0.4), 7)
    sheet.shade([(956, 180), (1086, 180), (1096, 660), (966, 660)], 0.3, 12)
    sheet.rect(960, 160, 84, 480, BEECH, r=12)
    sheet.rect(944, 160, 26, 480, p.ink, r=4)
    sheet.rect(976, 176, 10, 448, lighter(BEECH, 0.3), r=5)


GOODS = {f.__name__: f for f in (shirt, poster, mug, towel, bag, sheet_print)}
