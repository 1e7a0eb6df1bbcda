"""Designs with somebody in them."""

from __future__ import annotations

from ideaboard.cli.demo.draw.canvas import open_curve
from ideaboard.cli.demo.draw.palettes import Palette, darker, lighter, mix
from ideaboard.cli.demo.draw.plate import Plate


def gull(s: Plate, p: Palette) -> None:
    """A gull with a stolen pastry."""
    s.circle(50, 44, 38, p.c)
    s.blob(
        [(24, 74), (28, 52), (42, 38), (52, 24), (64, 22), (70, 30), (68, 44), (78, 60), (90, 76), (66, 78), (44, 84)],
        p.paper,
    )
    s.blob([(30, 70), (38, 52), (56, 50), (74, 64), (92, 78), (60, 74)], mix(p.b, p.paper, 0.25))
    s.polygon([(69, 28), (84, 33), (69, 37)], p.a)
    s.circle(63, 30, 1.9, p.ink)
    s.blob([(80, 26), (92, 22), (95, 32), (90, 42), (81, 40), (86, 33)], darker(p.c, 0.3))
    for x, y in ((88, 27), (90, 33), (87, 38)):
        s.line([(x - 2, y - 1), (x + 2, y + 1)], lighter(p.c, 0.2), 0.9)
    for x in (46, 56):
        s.line([(x, 80), (x, 94), (x + 5, 94)], p.a, 1.8)


def whale(s: Plate, p: Palette) -> None:
    """A whale with a small café on its back."""
    s.blob(
        [
            (6, 62),
            (14, 44),
            (40, 38),
            (66, 44),
            (80, 52),
            (88, 40),
            (86, 30),
            (95, 34),
            (99, 28),
            (98, 44),
            (90, 60),
            (70, 76),
            (36, 80),
            (14, 76),
        ],
        p.b,
    )
    s.blob([(8, 66), (30, 72), (56, 72), (66, 70), (50, 79), (26, 79)], lighter(p.b, 0.65))
    for i in range(4):
        s.line(open_curve([(14 + i * 7, 70 + i), (20 + i * 7, 73 + i * 0.7), (24 + i * 7, 77)]), p.b, 0.8)
    s.circle(20, 58, 1.8, p.paper)
    s.blob([(40, 66), (50, 68), (52, 84), (44, 80)], darker(p.b, 0.2))
    s.rect(36, 24, 20, 17, p.paper)
    s.polygon([(33, 24), (59, 24), (46, 13)], p.a)
    s.rect(39, 30, 6, 11, p.a)
    s.rect(48, 30, 5, 5, p.c)
    s.rect(52, 12, 4, 9, darker(p.a, 0.3))
    s.line(open_curve([(54, 10), (58, 5), (53, 2)]), p.paper, 1.3)
    for y, x in ((86, 14), (90, 44), (85, 76), (94, 66)):
        s.line(
            open_curve([(x, y), (x + 5, y - 2.5), (x + 10, y), (x + 15, y + 2.5), (x + 20, y)]),
            mix(p.b, p.tint, 0.4),
            1.4,
        )


def cats(s: Plate, p: Palette) -> None:
    """Three cats, three temperatures of milk."""
    for x, tone, ear in ((18, p.a, 0), (50, p.ink, 0), (82, p.c, 0)):
        s.blob(
            [(x - 13, 92), (x - 14, 62), (x - 9, 44), (x, 40), (x + 9, 44), (x + 14, 62), (x + 13, 92), (x, 95)], tone
        )
        s.blob([(x - 11, 44), (x - 12, 24), (x - 4, 30), (x + 4, 30), (x + 12, 24), (x + 11, 44), (x, 50)], tone)
        for side in (-1, 1):
            s.ellipse(x + side * 4.4, 38, 1.6, 2.2 - ear, p.paper)
            for k in (-1, 1):
                s.line([(x + side * 5, 43), (x + side * 13, 43 + k * 1.6)], lighter(tone, 0.5), 0.5)
        s.polygon([(x - 1.4, 41.5), (x + 1.4, 41.5), (x, 43.3)], p.paper)
        s.rect(x - 7, 66, 14, 11, p.paper, r=2)
        s.ring(x + 8, 71, 3.2, p.paper, 1.5)
        s.line(open_curve([(x + 12, 88), (x + 18, 80), (x + 14, 70)]), tone, 3)
    s.line(open_curve([(14, 62), (16, 59), (13, 56)]), p.paper, 1)
    s.line(open_curve([(20, 62), (22, 59), (19, 56)]), p.paper, 1)


def fish(s: Plate, p: Palette) -> None:
    """A shoal that is nearly all going the same way."""
    tones = (p.a, p.b, p.c, mix(p.b, p.tint, 0.4))
    for i in range(20):
        x, y = 14 + i % 4 * 24 + (i // 4 % 2) * 6, 12 + i // 4 * 19
        way = -1 if i == 10 else 1
        tone = p.ink if i == 10 else tones[(i * 7) % 4]
        s.blob([(x - way * 9, y), (x, y - 5.2), (x + way * 9, y), (x, y + 5.2)], tone)
        s.polygon([(x - way * 7, y), (x - way * 12, y - 4.4), (x - way * 12, y + 4.4)], tone)
        s.circle(x + way * 5, y - 0.8, 1.1, p.paper)
        s.arc(x + way * 1.5, y, 3.2, 100 if way > 0 else -80, 260 if way > 0 else 80, lighter(tone, 0.5), 0.7)


def owl(s: Plate, p: Palette) -> None:
    """An owl on its first coffee."""
    s.blob([(24, 90), (18, 56), (22, 22), (34, 28), (50, 25), (66, 28), (78, 22), (82, 56), (76, 90), (50, 96)], p.b)
    for i in range(4):
        for k in range(5 - i % 2):
            s.arc(36 + k * 7 + i % 2 * 3.5, 64 + i * 6, 3.6, 0, 180, lighter(p.b, 0.4), 1.1)
    for x, wide in ((36, 1.0), (64, 0.45)):
        s.circle(x, 45, 13.5, p.paper)
        s.circle(x, 45, 9, p.c)
        s.circle(x, 45, 4.5, p.ink)
        if wide < 1:
            s.slice(x, 45, 13.8, 180, 360, darker(p.b, 0.2))
    s.polygon([(46, 51), (54, 51), (50, 60)], p.a)
    s.rect(40, 74, 20, 15, p.paper, r=2)
    s.ring(62, 81, 4.6, p.paper, 2)
    s.line(open_curve([(46, 71), (48, 67), (45, 63)]), p.paper, 1.2)
    s.line(open_curve([(54, 71), (56, 67), (53, 63)]), p.paper, 1.2)
    for x in (30, 66):
        s.blob([(x - 8, 70), (x + 2, 76), (x + 8, 84), (x - 4, 90)], darker(p.b, 0.15))


def hare(s: Plate, p: Palette) -> None:
    """A hare asleep on a library."""
    for i, (x, w, tone) in enumerate(((12, 76, p.a), (16, 70, p.b), (10, 74, p.c), (18, 66, p.ink))):
        y = 90 - i * 9
        s.rect(x, y - 8, w, 8.4, tone, r=1)
        s.rect(x + 4, y - 6.4, w - 4, 5.2, lighter(p.paper, 0.2))
        s.line([(x + 8, y - 3.8), (x + w - 4, y - 3.8)], darker(p.paper, 0.1), 0.6)
    s.blob([(18, 54), (24, 38), (44, 32), (66, 36), (80, 48), (80, 55), (50, 57)], mix(p.c, p.paper, 0.45))
    s.blob([(62, 55), (64, 42), (76, 38), (88, 46), (89, 54), (76, 57)], mix(p.c, p.paper, 0.55))
    s.blob([(72, 42), (58, 30), (38, 26), (36, 31), (54, 38), (68, 46)], mix(p.c, p.ink, 0.15))
    s.blob([(76, 40), (68, 26), (50, 16), (47, 20), (60, 32), (70, 44)], mix(p.c, p.paper, 0.45))
    s.arc(80, 47, 3, 20, 160, p.ink, 1)
    s.circle(19, 50, 5, p.paper)
    s.circle(89, 50, 1.3, p.a)
