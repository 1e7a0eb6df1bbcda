"""Designs for the print room: each fills a square of 100 × 100 with a few flat shapes."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from ideaboard.cli.demo.draw import motifs_beings as beings
from ideaboard.cli.demo.draw import motifs_places as places
from ideaboard.cli.demo.draw import motifs_things as things
from ideaboard.cli.demo.draw.palettes import Palette
from ideaboard.cli.demo.draw.plate import Plate

MOTIFS: dict[str, Callable[[Plate, Palette], None]] = {
    f.__name__: f
    for f in (
        beings.gull,
        beings.whale,
        beings.cats,
        beings.fish,
        beings.owl,
        beings.hare,
        places.kettle,
        places.moons,
        places.city,
        places.mountains,
        places.rain,
        places.orbit,
        things.plane,
        things.fern,
        things.tools,
        things.bicycle,
        things.bloom,
        things.tiles,
    )
}
OPAQUE = {"mountains", "tiles"}  # they bring their own ground


def motif(name: str, palette: Palette) -> Image.Image:
    """The design as an RGBA square."""
    plate = Plate()
    MOTIFS[name](plate, palette)
    return plate.image
