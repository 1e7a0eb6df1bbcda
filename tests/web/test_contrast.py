"""Every pair of colours that meets on a page keeps WCAG's contrast by day and by night, computed from the tokens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ideaboard.core import colours

TOKENS = Path(__file__).parents[2] / "ideaboard" / "static" / "css" / "3-tokens.css"
TEXT, CONTROL = 4.5, 3.0

GROUNDS = ("paper", "surface", "sunken")
INKS = ("ink", "ink-2", "ink-3", "brand", "brand-deep", "spark", "good", "warn", "bad")
EDGES = ("control", "brand", "spark-fill", "bad", "good", "warn")
TEXT_PAIRS = [
    *[(ink, ground) for ink in INKS for ground in GROUNDS],
    *[(ink, "brand-soft") for ink in ("ink", "ink-2", "brand", "brand-deep")],
    *[(ink, "spark-soft") for ink in ("ink", "ink-2", "spark")],
    *[(ink, f"{how}-soft") for how in ("good", "warn", "bad") for ink in ("ink", how)],
    ("on-brand", "brand"), ("on-brand", "brand-deep"), ("on-bad", "bad"), ("paper", "ink"),
    ("on-inverse", "inverse"), ("on-inverse-link", "inverse"),
    *[(f"on-tone-{n}", f"tone-{n}") for n in range(1, 7)],
]  # fmt: skip
CONTROL_PAIRS = [
    *[(line, ground) for line in EDGES for ground in ("paper", "surface")],
    ("control", "sunken"), ("ink-3", "line"), ("brand", "line"), ("good", "line"), ("warn", "line"),
]  # fmt: skip


def tokens(theme: int) -> dict[str, str]:
    """Name → colour of one theme (0 day, 1 night)."""
    pairs = re.findall(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)", TOKENS.read_text("utf-8"))
    return {name: (day, night)[theme] for name, day, night in pairs}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_agrees_with_the_known_extremes() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["day", "night"])
def test_text_can_be_read_on_every_ground_it_stands_on(theme: int) -> None:
    colours = tokens(theme)
    faint = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in TEXT_PAIRS}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < TEXT} == {}


@pytest.mark.parametrize("theme", [0, 1], ids=["day", "night"])
def test_the_edges_of_controls_can_be_seen(theme: int) -> None:
    colours = tokens(theme)
    faint = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in CONTROL_PAIRS}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < CONTROL} == {}


# A colour of one's own

SOME = [f"#{red:02x}{green:02x}{blue:02x}" for red in (0, 90, 255) for green in (0, 90, 255) for blue in (0, 90, 255)]


@pytest.mark.parametrize("theme", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize("colour", [*SOME, "#fefefe", "#ffee00", "#777777", colours.OWN])
def test_any_colour_an_admin_chooses_can_be_read(colour: str, theme: int) -> None:
    own = tokens(theme) | {name: pair[theme] for name, pair in colours.tones(colour).items()}
    words = {pair: round(contrast(own[pair[0]], own[pair[1]]), 2) for pair in TEXT_PAIRS if _branded(pair)}
    edges = {pair: round(contrast(own[pair[0]], own[pair[1]]), 2) for pair in CONTROL_PAIRS if _branded(pair)}

    assert {pair: ratio for pair, ratio in words.items() if ratio < TEXT} == {}
    assert {pair: ratio for pair, ratio in edges.items() if ratio < CONTROL} == {}


def _branded(pair: tuple[str, str]) -> bool:
    return any("brand" in name for name in pair)


def test_a_dark_colour_is_taken_as_it_is_and_a_light_one_darkened() -> None:
    assert colours.differs("#8a1f4d") is None
    darker = colours.differs("#ffd400")
    assert darker is not None
    assert contrast(darker, "#faf7f0") >= TEXT
