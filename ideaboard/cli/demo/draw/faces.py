"""Portraits of the demo's people: a few shapes on a coloured ground, 256 × 256."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from ideaboard.cli.demo.draw.canvas import Sheet, closed_curve, open_curve, oval, png
from ideaboard.cli.demo.draw.palettes import Colour, darker, lighter, mix, rgb

SKINS = [rgb(c) for c in ("#fbe0cf", "#f4cbae", "#e6b08a", "#cf9165", "#a96c46", "#84502f", "#5f3822")]
HAIRS: dict[str, Colour] = {
    "black": rgb("#26202a"),
    "brown": rgb("#553424"),
    "chestnut": rgb("#84492b"),
    "ginger": rgb("#c4602c"),
    "blond": rgb("#dcb063"),
    "grey": rgb("#a5a1a0"),
    "white": rgb("#ece7df"),
    "blue": rgb("#4f6cc0"),
    "pink": rgb("#d9718f"),
}
GROUNDS = [rgb(c) for c in ("#f2c572", "#a9cfd0", "#e99f84", "#b9c79a", "#c3b4dd", "#f0d9c3", "#8fb4dc", "#e8b7bd")]
CLOTHES = [rgb(c) for c in ("#2f4f6f", "#b8452f", "#3d6b54", "#f4ead6", "#6a3f6b", "#e0a03c", "#34344a", "#d97b5c")]

CREAM = rgb("#f4ead6")
X = 128.0  # the middle of the head


@dataclass(frozen=True)
class Face:
    """How somebody looks. ``skin`` indexes ``SKINS``; ``hair`` names a function below, ``tone`` its colour."""

    skin: int
    hair: str
    tone: str = "brown"
    glasses: str = ""  # round | square
    beard: str = ""  # full | stubble | moustache | goatee
    wear: str = "round"  # round | collar | vee | roll | apron
    extra: str = ""  # earrings | freckles | lips


def draw_face(face: Face, seed: int) -> bytes:
    """The portrait as PNG bytes; ``seed`` picks ground and clothes."""
    chance = random.Random(seed)
    ground, cloth = chance.choice(GROUNDS), chance.choice(CLOTHES)
    if cloth == CREAM and (face.tone in ("white", "grey") or face.skin == 0):
        cloth = CLOTHES[0]
    skin, hair = SKINS[face.skin], HAIRS[face.tone]
    covered = face.hair in ("hijab", "turban", "beanie")
    top = chance.choice([c for c in CLOTHES if c not in (cloth, CREAM)]) if covered else hair
    sheet = Sheet(256, 256, ground)
    sheet.circle(128, 138, 104, lighter(ground, 0.32))
    back, front = STYLES[face.hair]
    back(sheet, top)
    _body(sheet, face.wear, skin, cloth)
    _head(sheet, face, skin, hair)
    _features(sheet, face, skin, hair)
    front(sheet, top)
    if face.glasses:
        _glasses(sheet, face.glasses)
    if face.extra == "earrings":
        for side in (-1, 1):
            sheet.circle(X + side * 41, 139, 4.5, rgb("#f0c04e"))
    return png(sheet.finish(seed, grain=4))


def _body(sheet: Sheet, wear: str, skin: Colour, cloth: Colour) -> None:
    shade = darker(cloth, 0.18)
    sheet.blob([(36, 262), (44, 218), (78, 196), (128, 190), (178, 196), (212, 218), (220, 262), (128, 290)], cloth)
    sheet.polygon([(108, 140), (148, 140), (149, 192), (128, 206), (107, 192)], darker(skin, 0.14))
    if wear == "round":
        sheet.ellipse(128, 190, 31, 18, shade)
        sheet.ellipse(128, 187, 27, 17, darker(skin, 0.06))
    elif wear == "vee":
        sheet.polygon([(98, 190), (158, 190), (128, 236)], shade)
        sheet.polygon([(103, 186), (153, 186), (128, 226)], darker(skin, 0.06))
    elif wear == "collar":
        sheet.polygon([(106, 184), (150, 184), (128, 212)], darker(skin, 0.06))
        sheet.polygon([(104, 182), (128, 212), (108, 228), (88, 196)], lighter(cloth, 0.25))
        sheet.polygon([(152, 182), (128, 212), (148, 228), (168, 196)], lighter(cloth, 0.25))
    elif wear == "roll":
        sheet.rect(100, 168, 56, 34, lighter(cloth, 0.16), r=12)
        sheet.line([(104, 186), (152, 186)], shade, 2)
    else:
        sheet.ellipse(128, 189, 27, 16, darker(skin, 0.06))
        for side in (-1, 1):
            sheet.polygon(
                [(128 + side * 34, 190), (128 + side * 46, 194), (128 + side * 36, 262), (128 + side * 24, 262)], shade
            )
        sheet.rect(92, 226, 72, 40, shade, r=6)


def _head(sheet: Sheet, face: Face, skin: Colour, hair: Colour) -> None:
    for side in (-1, 1):
        sheet.ellipse(X + side * 41, 116, 8, 11, darker(skin, 0.08))
    shape = [
        (87, 96),
        (92, 70),
        (128, 60),
        (164, 70),
        (169, 96),
        (166, 130),
        (150, 156),
        (128, 164),
        (106, 156),
        (90, 130),
    ]
    sheet.blob(shape, skin)
    if face.beard == "full":
        beard = [(86, 112), (95, 126), (110, 132), (128, 128), (146, 132), (161, 126), (170, 112)]
        beard += [(168, 138), (152, 166), (128, 174), (104, 166), (88, 138)]
        sheet.blob(beard, hair)
    elif face.beard == "stubble":
        stubble = [
            (89, 124),
            (108, 136),
            (128, 133),
            (148, 136),
            (167, 124),
            (164, 140),
            (150, 157),
            (128, 164),
            (106, 157),
            (92, 140),
        ]
        sheet.blob(stubble, mix(skin, hair, 0.28))


def _features(sheet: Sheet, face: Face, skin: Colour, hair: Colour) -> None:
    ink = darker(skin, 0.72) if face.skin < 4 else rgb("#150c10")
    blush = mix(skin, (224, 84, 72), 0.24 if face.skin < 4 else 0.3)
    for side in (-1, 1):
        if face.beard != "full":
            sheet.ellipse(X + side * 25, 132, 9, 6.5, blush)
        if face.skin >= 4:
            sheet.ellipse(X + side * 17, 113, 6.6, 5.4, lighter(skin, 0.82))
        sheet.ellipse(X + side * 17, 113, 3.8, 4.8, ink)
        sheet.circle(X + side * 17 + 1.3, 111.3, 1.2, lighter(skin, 0.9))
        brow = [(X + side * 9, 101), (X + side * 17, 97.5), (X + side * 25, 100.5)]
        sheet.line(open_curve(brow), mix(hair, ink, 0.35), 3)
    sheet.line(open_curve([(128, 112), (132, 126), (126, 128)]), darker(skin, 0.24 if face.skin < 5 else 0.5), 2.4)
    if face.beard == "moustache" or face.beard == "goatee":
        sheet.blob(
            [(108, 140), (118, 133), (128, 135), (138, 133), (148, 140), (138, 141), (128, 139), (118, 141)], hair
        )
    if face.beard == "goatee":
        sheet.blob([(116, 156), (128, 152), (140, 156), (138, 170), (128, 176), (118, 170)], hair)
    mouth = [(115, 142), (128, 149), (141, 142)]
    if face.beard == "full":
        sheet.polygon(closed_curve([(114, 141), (128, 144), (142, 141), (128, 152)]), lighter(skin, 0.75))
    elif face.extra == "lips":
        sheet.blob([(116, 143), (123, 140), (128, 142), (133, 140), (140, 143), (128, 151)], rgb("#b53a4a"))
    else:
        lips = darker(mix(skin, (190, 60, 60), 0.35), 0.35) if face.skin < 4 else mix(skin, (250, 150, 130), 0.5)
        sheet.line(open_curve(mouth), lips, 3)
    if face.extra == "freckles":
        for dx, dy in ((-26, 124), (-20, 127), (-14, 124), (14, 124), (20, 127), (26, 124)):
            sheet.circle(X + dx, dy, 1.5, darker(skin, 0.26))


def _glasses(sheet: Sheet, kind: str) -> None:
    ink = rgb("#2b2530")
    for side in (-1, 1):
        if kind == "round":
            sheet.ring(X + side * 18, 114, 14, ink, 2.6)
        else:
            x = X + side * 18 - 15
            sheet.pen.rounded_rectangle([x * 2, 204, x * 2 + 60, 250], radius=12, outline=ink, width=6)
    sheet.line([(X - 4, 112), (X + 4, 112)], ink, 2.4)
    for side in (-1, 1):
        sheet.line([(X + side * 32, 111), (X + side * 40, 109)], ink, 2.4)


def _nothing(sheet: Sheet, hair: Colour) -> None:
    """Nothing on this side of the head."""


def _cap(sheet: Sheet, hair: Colour, low: float = 92) -> None:
    sheet.blob(
        [
            (85, low + 14),
            (82, 82),
            (98, 56),
            (128, 48),
            (158, 56),
            (174, 82),
            (171, low + 14),
            (164, 88),
            (146, 80),
            (110, 80),
            (92, 88),
        ],
        hair,
    )


def _short(sheet: Sheet, hair: Colour) -> None:
    _cap(sheet, hair)
    sheet.line(open_curve([(104, 62), (120, 55), (140, 57)]), lighter(hair, 0.14), 3)


def _side(sheet: Sheet, hair: Colour) -> None:
    sheet.blob(
        [
            (84, 110),
            (80, 80),
            (96, 52),
            (134, 44),
            (166, 56),
            (176, 86),
            (172, 110),
            (166, 90),
            (150, 78),
            (118, 84),
            (98, 80),
            (90, 94),
        ],
        hair,
    )
    sheet.line(open_curve([(104, 78), (116, 60), (142, 52)]), darker(hair, 0.25), 2)


def _quiff(sheet: Sheet, hair: Colour) -> None:
    sheet.blob(
        [
            (85, 106),
            (84, 80),
            (88, 52),
            (112, 34),
            (150, 36),
            (172, 58),
            (172, 84),
            (171, 106),
            (163, 86),
            (140, 78),
            (112, 76),
            (92, 88),
        ],
        hair,
    )
    sheet.line(open_curve([(106, 66), (122, 48), (150, 48)]), lighter(hair, 0.16), 3)


def _crop(sheet: Sheet, hair: Colour) -> None:
    sheet.blob(
        [(87, 100), (86, 78), (102, 59), (128, 54), (154, 59), (170, 78), (169, 100), (162, 80), (128, 70), (94, 80)],
        hair,
    )


def _bob_back(sheet: Sheet, hair: Colour) -> None:
    sheet.blob(
        [(74, 160), (70, 100), (90, 52), (128, 42), (166, 52), (186, 100), (182, 160), (150, 172), (106, 172)],
        darker(hair, 0.16),
    )


def _bob_front(sheet: Sheet, hair: Colour) -> None:
    for side in (-1, 1):
        sheet.blob(
            [
                (X + side * 4, 48),
                (X + side * 36, 56),
                (X + side * 54, 94),
                (X + side * 54, 150),
                (X + side * 44, 162),
                (X + side * 38, 120),
                (X + side * 30, 86),
            ],
            hair,
        )


def _fringe_front(sheet: Sheet, hair: Colour) -> None:
    _bob_front(sheet, hair)
    sheet.blob([(86, 98), (88, 64), (128, 46), (168, 64), (170, 98), (150, 92), (128, 94), (106, 92)], hair)
    sheet.line(open_curve([(116, 90), (118, 74), (126, 60)]), darker(hair, 0.22), 2)
    sheet.line(open_curve([(142, 90), (140, 74), (134, 60)]), darker(hair, 0.22), 2)


def _long_back(sheet: Sheet, hair: Colour) -> None:
    sheet.blob(
        [
            (66, 226),
            (64, 150),
            (74, 84),
            (100, 48),
            (128, 42),
            (156, 48),
            (182, 84),
            (192, 150),
            (190, 226),
            (160, 238),
            (96, 238),
        ],
        darker(hair, 0.16),
    )


def _long_front(sheet: Sheet, hair: Colour) -> None:
    sheet.blob([(140, 47), (100, 52), (78, 86), (70, 150), (76, 196), (86, 180), (88, 128), (100, 92)], hair)
    sheet.blob([(112, 46), (150, 48), (180, 84), (187, 150), (180, 196), (170, 180), (168, 124), (154, 88)], hair)


def _bun_back(sheet: Sheet, hair: Colour) -> None:
    sheet.circle(128, 40, 25, darker(hair, 0.1))
    sheet.arc(128, 40, 15, 200, 340, lighter(hair, 0.12), 3)


def _bun_front(sheet: Sheet, hair: Colour) -> None:
    sheet.blob(
        [
            (84, 112),
            (82, 82),
            (98, 56),
            (128, 48),
            (158, 56),
            (174, 82),
            (172, 112),
            (164, 86),
            (134, 66),
            (122, 66),
            (92, 86),
        ],
        hair,
    )


def _curls_back(sheet: Sheet, hair: Colour) -> None:
    for x, y, r in (
        (128, 58, 44),
        (86, 74, 34),
        (170, 74, 34),
        (72, 108, 30),
        (184, 108, 30),
        (82, 140, 24),
        (174, 140, 24),
        (106, 44, 28),
        (150, 44, 28),
    ):
        sheet.circle(x, y, r, hair)


def _curls_front(sheet: Sheet, hair: Colour) -> None:
    for x, y, r in ((92, 78, 17), (112, 66, 18), (134, 64, 18), (156, 70, 17), (168, 86, 13), (87, 94, 12)):
        sheet.circle(x, y, r, hair)
    for x, y in ((104, 40), (142, 36), (78, 92), (176, 92), (124, 54)):
        sheet.arc(x, y, 9, 190, 330, lighter(hair, 0.16), 2.4)


def _short_curls(sheet: Sheet, hair: Colour) -> None:
    for x, y, r in (
        (92, 84, 13),
        (97, 68, 15),
        (113, 57, 16),
        (131, 54, 17),
        (149, 59, 16),
        (161, 71, 14),
        (165, 86, 12),
    ):
        sheet.circle(x, y, r, hair)
    for x, y in ((108, 58), (132, 50), (152, 62)):
        sheet.arc(x, y, 7, 190, 330, lighter(hair, 0.18), 2.2)


def _pony_back(sheet: Sheet, hair: Colour) -> None:
    sheet.blob([(160, 60), (196, 70), (208, 120), (198, 184), (186, 200), (182, 140), (170, 96)], darker(hair, 0.12))


def _waves_front(sheet: Sheet, hair: Colour) -> None:
    sheet.blob(
        [
            (84, 116),
            (74, 150),
            (64, 128),
            (70, 88),
            (92, 52),
            (130, 42),
            (168, 54),
            (186, 90),
            (192, 130),
            (182, 152),
            (172, 116),
            (164, 90),
            (142, 84),
            (120, 76),
            (98, 88),
        ],
        hair,
    )
    for points in ([(88, 78), (104, 62), (126, 58)], [(150, 60), (168, 78), (174, 104)]):
        sheet.line(open_curve(points), lighter(hair, 0.18), 3)


def _fade_sides(sheet: Sheet, hair: Colour) -> None:
    for side in (-1, 1):
        sheet.blob(
            [(X + side * 43, 118), (X + side * 46, 96), (X + side * 42, 82), (X + side * 37, 92), (X + side * 38, 108)],
            hair,
        )


def _hijab_back(sheet: Sheet, hair: Colour) -> None:
    sheet.blob(
        [
            (64, 120),
            (76, 66),
            (128, 40),
            (180, 66),
            (192, 120),
            (186, 176),
            (206, 226),
            (128, 252),
            (50, 226),
            (70, 176),
        ],
        darker(hair, 0.12),
    )


def _hijab_front(sheet: Sheet, hair: Colour) -> None:
    outer = oval(128, 118, 62, 76, 90, 450)
    inner = oval(128, 116, 40, 50, 450, 90)
    sheet.polygon([*outer, *inner], hair)
    sheet.blob([(70, 176), (100, 170), (128, 178), (160, 168), (188, 178), (196, 206), (128, 226), (64, 208)], hair)
    sheet.line(open_curve([(84, 178), (124, 196), (180, 184)]), darker(hair, 0.18), 2.6)
    sheet.line(open_curve([(90, 82), (128, 60), (166, 82)]), darker(hair, 0.16), 2.4)


def _turban(sheet: Sheet, hair: Colour) -> None:
    sheet.blob(
        [(82, 96), (74, 66), (96, 32), (128, 24), (162, 32), (182, 66), (174, 96), (150, 82), (128, 76), (106, 82)],
        hair,
    )
    for points in (
        [(84, 88), (120, 60), (170, 40)],
        [(172, 88), (140, 58), (92, 38)],
        [(104, 80), (128, 62), (176, 62)],
    ):
        sheet.line(open_curve(points), darker(hair, 0.2), 2.6)


def _beanie(sheet: Sheet, hair: Colour) -> None:
    sheet.blob([(84, 84), (86, 46), (110, 26), (146, 26), (170, 46), (172, 84)], hair)
    sheet.rect(80, 72, 96, 24, lighter(hair, 0.14), r=9)
    for x in range(90, 172, 10):
        sheet.line([(x, 76), (x, 92)], darker(hair, 0.06), 1.6)
    sheet.circle(128, 24, 11, lighter(hair, 0.3))


STYLES: dict[str, tuple[Callable[[Sheet, Colour], None], Callable[[Sheet, Colour], None]]] = {
    "short": (_nothing, _short),
    "side": (_nothing, _side),
    "quiff": (_nothing, _quiff),
    "crop": (_nothing, _crop),
    "bald": (_nothing, _fade_sides),
    "bare": (_nothing, _nothing),
    "bob": (_bob_back, _bob_front),
    "fringe": (_bob_back, _fringe_front),
    "long": (_long_back, _long_front),
    "bun": (_bun_back, _bun_front),
    "curls": (_curls_back, _curls_front),
    "tight": (_nothing, _short_curls),
    "pony": (_pony_back, _side),
    "waves": (_long_back, _waves_front),
    "hijab": (_hijab_back, _hijab_front),
    "turban": (_nothing, _turban),
    "beanie": (_nothing, _beanie),
}
