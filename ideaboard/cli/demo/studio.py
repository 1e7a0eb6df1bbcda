"""Where the demo's pictures are drawn: in a process of its own, while the past is being told."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from ideaboard.cli.demo.draw.faces import Face, draw_face
from ideaboard.cli.demo.pictures import draw
from ideaboard.core import files


@dataclass(frozen=True)
class Stored:
    """A picture that is, or soon will be, in the uploads folder."""

    file: str
    width: int
    height: int


@dataclass
class Studio:
    """Takes orders at once and draws them one after the other; ``folder`` is the uploads folder."""

    folder: Path
    _orders: dict[str, Future[None]] = field(default_factory=dict)
    _painter: ProcessPoolExecutor = field(default_factory=lambda: ProcessPoolExecutor(1, get_context("spawn")))

    def picture(self, picture: Mapping[str, str]) -> Stored:
        """Order a picture by its description."""
        name = _name()
        self._orders[name] = self._painter.submit(_paint, self.folder, name, dict(picture))
        return Stored(name, 1200, 800)

    def face(self, face: Face, seed: int) -> Stored:
        """Order a portrait."""
        name = _name()
        self._orders[name] = self._painter.submit(_portray, self.folder, name, face, seed)
        return Stored(name, 256, 256)

    def deliver(self, progress: Callable[[int, int], object]) -> None:
        """Wait until everything is drawn; raises what went wrong."""
        for done, order in enumerate(self._orders.values(), start=1):
            order.result()
            progress(done, len(self._orders))

    def close(self) -> None:
        """Send the painter home, whatever is still to be drawn."""
        self._painter.shutdown(cancel_futures=True)

    def throw_away(self) -> None:
        """Remove what was drawn."""
        self.close()
        for name in self._orders:
            files.delete(self.folder, name)


def _name() -> str:
    """As ``core.files`` names what it stores; known before the picture is, so that nobody waits for it."""
    return f"{secrets.token_hex(16)}.webp"


def _paint(folder: Path, name: str, picture: Mapping[str, str]) -> None:
    _put(folder, name, draw(picture))


def _portray(folder: Path, name: str, face: Face, seed: int) -> None:
    _put(folder, name, draw_face(face, seed))


def _put(folder: Path, name: str, drawing: bytes) -> None:
    files.put(folder, name, files.reencode(drawing, max_bytes=10_000_000).data)
