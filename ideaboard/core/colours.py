"""A colour of one's own: from the one that an admin chose, all tones of what one can do, readable by day and by night.

Lightness moves in OKLCH (B. Ottosson, 2020), where it is even to the eye and leaves the hue alone; contrast is that of
WCAG 2.2.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from coloraide import Color

from ideaboard.core.errors import Invalid
from ideaboard.core.text import _

OWN = "#2b3cc4"  # ideaboard's blue, when nobody chose another
TEXT = 4.6  # contrast of words with their ground; WCAG AA asks 4.5
STEP = 0.005
# the grounds of static/css/3-tokens.css on which the brand's words stand
DAY, NIGHT = ("#faf7f0", "#fffdf9", "#f2ede2"), ("#15151b", "#1d1d26", "#101016")
_HEX = re.compile(r"#[0-9a-f]{6}")

Tones = Mapping[str, tuple[str, str]]  # token → its colour by day and by night


def checked(colour: str) -> str:
    """``colour`` as ``#rrggbb`` in small letters; raises ``Invalid`` for anything else."""
    found = colour.strip().lower()
    if not _HEX.fullmatch(found):
        raise Invalid("colour", _("Give a colour as # and six digits, like %(example)s.", example=OWN))
    return found


@lru_cache(maxsize=64)
def tones(colour: str) -> Tones:
    """The brand's tokens made from ``colour`` (``#rrggbb``), dark enough by day and light enough by night."""
    chosen = Color(colour).convert("oklch")
    lightness, chroma = min(max(chosen["lightness"], 0.02), 0.98), chosen["chroma"]
    hue = 0.0 if chosen.is_nan("hue") else chosen["hue"]

    def tone(light: float, strong: float) -> str:
        made = Color("oklch", [min(max(light, 0), 1), strong, hue])
        return str(made.fit("srgb").convert("srgb").to_string(hex=True))

    soft, dim = tone(0.94, min(chroma, 0.03)), tone(0.3, min(chroma, 0.06))
    day = _moved(tone, lightness, min(chroma, 0.25), -STEP, (*DAY, soft))
    night = _moved(tone, max(lightness, 0.78), min(chroma, 0.13), STEP, (*NIGHT, dim))
    return {
        "brand": (tone(day, chroma), tone(night, min(chroma, 0.13))),
        "brand-deep": (tone(day - 0.08, chroma), tone(min(night + 0.07, 0.96), min(chroma, 0.08))),
        "on-brand": ("#ffffff", tone(0.2, min(chroma, 0.05))),
        "brand-soft": (soft, dim),
        "brand-line": (tone(0.83, min(chroma, 0.08)), tone(0.46, min(chroma, 0.1))),
    }


def _moved(
    tone: Callable[[float, float], str], light: float, strong: float, step: float, grounds: tuple[str, ...]
) -> float:
    """The lightness nearest to ``light`` in the direction of ``step`` that can be read on all ``grounds``."""
    while 0 <= light <= 1 and min(contrast(tone(light, strong), ground) for ground in grounds) < TEXT:
        light += step
    return light


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, as WCAG 2.2 defines it."""
    return float(Color(one).contrast(other, method="wcag21"))


@lru_cache(maxsize=64)
def stylesheet(colour: str) -> str:
    """A style sheet that gives the brand's tokens the tones of ``colour``."""
    lines = [f"--{name}: light-dark({day}, {night});" for name, (day, night) in tones(colour).items()]
    return ":root { " + " ".join(lines) + " }\n"


@lru_cache(maxsize=64)
def digest(colour: str) -> str:
    """What names the style sheet of a colour: its own bytes."""
    return hashlib.sha256(stylesheet(colour).encode()).hexdigest()[:12]


def differs(colour: str) -> str | None:
    """The tone that words get by day in place of ``colour``, when that is too light for them."""
    used = tones(colour)["brand"][0]
    return None if used == colour else used
