"""How long and how much memory a picture may take: every hostile one, and the largest ones that are let in.

Run ``python -m bench.pictures [folder of the pictures]``. Each is answered by a process of its own, as an upload is
(read, judged, decoded, written anew as WebP); its memory is by how much that process grew at most (``ru_maxrss``,
above what it had when the picture came). It fails when one takes more than 2 seconds or 200 MB.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from ideaboard.core import files
from ideaboard.core.errors import Invalid

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "hostile" / "pillow_images"
MOST_BYTES, MOST_SECONDS, MOST_MEGABYTES = 10_000_000, 2.0, 200
# kind, mode, options, and the sides of the largest square that is let in, by what its decoder holds for a pixel
LARGEST = (
    ("PNG", "RGB", {}, 5_500), ("PNG", "RGBA", {}, 3_650), ("JPEG", "RGB", {}, 6_300),
    ("JPEG", "RGB", {"progressive": True}, 6_300), ("JPEG", "RGB", {"progressive": True, "subsampling": 0}, 4_500),
    ("WEBP", "RGB", {}, 3_450), ("WEBP", "RGBA", {}, 3_050), ("AVIF", "RGB", {"speed": 10}, 3_450),
    ("GIF", "P", {}, 6_300),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """One picture: what became of it and what it cost."""

    name: str
    taken: bool
    seconds: float
    megabytes: float


def main(folder: Path) -> int:
    """Measure, print, and say by the exit code whether all is within the limits."""
    with tempfile.TemporaryDirectory(prefix="ideaboard-pictures-") as name:
        hostile, large = [[answered(path) for path in some] for some in (pictures(folder), list(largest(Path(name))))]
    print(f"{len(hostile)} hostile pictures, {sum(one.taken for one in hostile)} taken, the rest refused in words\n")
    print(f"{'':14}{'seconds':>8}{'MB':>6}  picture")
    for title, some, order in (
        ("slowest", hostile, lambda one: one.seconds), ("most memory", hostile, lambda one: one.megabytes),
        ("largest", large, lambda one: one.megabytes),
    ):  # fmt: skip
        for one in sorted(some, key=order, reverse=True)[: 3 if some is hostile else len(large)]:
            print(f"{title:14}{one.seconds:>8.2f}{one.megabytes:>6.0f}  {one.name}{'' if one.taken else ' (refused)'}")
    all_taken = all(one.taken for one in large)
    return 0 if hostile and all_taken and not any(map(_is_beyond, [*hostile, *large])) else 1


def _is_beyond(one: Answered) -> bool:
    return one.seconds > MOST_SECONDS or one.megabytes > MOST_MEGABYTES


def pictures(folder: Path) -> list[Path]:
    """All files below the folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def largest(folder: Path) -> Iterator[Path]:
    """One of each kind, about as large as the limits allow."""
    for number, (kind, mode, options, side) in enumerate(LARGEST):
        path = folder / f"largest-{number}-{mode}-{'-'.join(options)}-{side}.{kind.lower()}"
        Image.radial_gradient("L").resize((side, side)).convert(mode).save(path, kind, **options)
        yield path


def answered(path: Path) -> Answered:
    """What one picture costs: where it takes too long, the machine may have been busy, and it is asked once more."""
    found = _answered(path)
    return min(found, _answered(path), key=lambda one: one.seconds) if _is_beyond(found) else found


def _answered(path: Path) -> Answered:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, json.dumps(one(path)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        taken, seconds, megabytes = json.loads(pipe.read())
    return Answered(path.name, taken, seconds, megabytes)


def one(path: Path) -> tuple[bool, float, float]:
    """In the process of its own: read it as an upload is read; what it took."""
    before, began, taken = _most(), time.perf_counter(), True
    try:
        with path.open("rb") as file:
            files.reencode(file, max_bytes=MOST_BYTES)
    except Invalid:
        taken = False
    return taken, time.perf_counter() - began, _most() - before


def _most() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
