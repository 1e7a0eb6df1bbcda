"""Colours of the demo's drawings: a few limited palettes, named after what they remind one of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Colour: TypeAlias = tuple[int, int, int]


def rgb(code: str) -> Colour:
    """``"#e8622c"`` as three bytes."""
    code = code.lstrip("#")
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """``one`` with ``share`` (0..1) of ``other`` stirred in."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(one, other, strict=True))
    return r, g, b


def darker(colour: Colour, share: float) -> Colour:
    """Towards a warm near-black, so that shadows never turn grey."""
    return mix(colour, (38, 24, 34), share)


def lighter(colour: Colour, share: float) -> Colour:
    """Towards warm paper."""
    return mix(colour, (255, 250, 240), share)


@dataclass(frozen=True)
class Palette:
    """``ground`` fills the sheet, ``tint`` is the quiet shape on it, ``a``, ``b``, ``c`` paint, ``ink`` lines."""

    ground: Colour
    tint: Colour
    a: Colour
    b: Colour
    c: Colour
    ink: Colour
    paper: Colour = (251, 247, 238)


def _palette(ground: str, tint: str, a: str, b: str, c: str, ink: str) -> Palette:
    return Palette(rgb(ground), rgb(tint), rgb(a), rgb(b), rgb(c), rgb(ink))


PALETTES: dict[str, Palette] = {
    "harbour": _palette("#cfe0e3", "#e6efec", "#e2603a", "#1f4e5f", "#f2c14e", "#17303b"),
    "orchard": _palette("#e7e3c8", "#f3efd9", "#c8452f", "#5a7d4a", "#efb23e", "#2f3a28"),
    "dusk": _palette("#3a3560", "#514a7e", "#f08a5d", "#f4d58d", "#b56576", "#1f1c38"),
    "clay": _palette("#efd9c7", "#f8eadd", "#b5533c", "#2f5d62", "#e3a857", "#3b2a27"),
    "mint": _palette("#cfe6d8", "#e4f2e8", "#ef6f53", "#2c6e63", "#f5cd6a", "#1d3b37"),
    "rose": _palette("#f4d3cf", "#fbe6e1", "#b23a55", "#3f4b7c", "#f0b35b", "#3a2233"),
    "mustard": _palette("#f0cf7d", "#f7e0a6", "#c4472b", "#27566b", "#fff3d9", "#3a2a18"),
    "night": _palette("#1f2f4a", "#2c4064", "#f2b84b", "#e8dcc4", "#d8573c", "#121c2e"),
    "sky": _palette("#b9d7ea", "#d8e9f3", "#3a3fd6", "#e8622c", "#fbf2dc", "#1d1f37"),
    "moss": _palette("#a9b88f", "#c1cda9", "#f1e3c0", "#34513b", "#d9703f", "#22301f"),
    "plum": _palette("#d9c7dc", "#eadfeb", "#7a3e6d", "#e0804f", "#f3d58c", "#36203a"),
    "paper": _palette("#f1ebdd", "#faf6ec", "#d9532f", "#2d4b8e", "#e9b44c", "#2a2733"),
}

BEECH = rgb("#e0b482")
WALNUT = rgb("#8a5a3c")
ASH = rgb("#ecd6b0")
