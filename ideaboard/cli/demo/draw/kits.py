"""Models of the construction kits, each a small scene of wooden solids on a backdrop."""

from __future__ import annotations

from collections.abc import Callable

from ideaboard.cli.demo.draw import kits_bench as bench
from ideaboard.cli.demo.draw import kits_garden as garden
from ideaboard.cli.demo.draw import kits_quay as quay
from ideaboard.cli.demo.draw import kits_street as street
from ideaboard.cli.demo.draw.canvas import Sheet
from ideaboard.cli.demo.draw.isometric import Model
from ideaboard.cli.demo.draw.palettes import Palette, mix

MODELS: dict[str, Callable[[Model, Palette], None]] = {
    f.__name__: f
    for f in (
        quay.lighthouse,
        quay.lock,
        quay.bridge,
        quay.crane,
        quay.ferry,
        quay.houses,
        street.tram,
        street.kiosk,
        street.van,
        street.clocktower,
        street.bookbox,
        street.theatre,
        street.ferris,
        garden.windmill,
        garden.beehive,
        garden.greenhouse,
        garden.treehouse,
        garden.observatory,
        garden.lander,
        bench.press,
        bench.loom,
        bench.xylophone,
        bench.espresso,
        bench.marbles,
    )
}
LIFT = {
    "lighthouse": 110,
    "windmill": 60,
    "beehive": 90,
    "theatre": 50,
    "crane": 90,
    "treehouse": 80,
    "press": 50,
    "clocktower": 120,
    "ferris": 110,
    "marbles": 110,
    "bookbox": 100,
    "observatory": 50,
    "espresso": 50,
    "lander": 90,
    "houses": 60,
    "kiosk": 30,
}
SCALE = {
    "lighthouse": 50,
    "windmill": 62,
    "beehive": 52,
    "clocktower": 54,
    "bookbox": 66,
    "kiosk": 68,
    "van": 62,
    "tram": 58,
    "treehouse": 54,
    "observatory": 62,
    "theatre": 62,
    "espresso": 66,
    "press": 60,
    "greenhouse": 68,
    "lander": 68,
    "loom": 66,
    "xylophone": 66,
    "ferry": 60,
    "houses": 56,
    "lock": 62,
    "bridge": 54,
    "ferris": 56,
    "crane": 54,
    "marbles": 54,
}


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
        sheet.polygon(
            [(i * 120, 0), (i * 120 + 120, 0), (i * 120 - 280, 800), (i * 120 - 400, 800)], mix(p.ground, p.tint, 0.6)
        )


BACKDROPS: dict[str, Callable[[Sheet, Palette], None]] = {
    "circle": _circle,
    "arch": _arch,
    "floor": _floor,
    "stripes": _stripes,
}
