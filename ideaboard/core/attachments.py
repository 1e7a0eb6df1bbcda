"""Files that are handed on as they came: only of kinds we know, within a size, and never shown by a browser.

What a file is called says what it must be; its first bytes must agree. Whatever is inside, it is served as a download
without a type (see ``web/attachments.py``), so nothing in it runs in our name.
"""

from __future__ import annotations

from typing import BinaryIO, NamedTuple

from ideaboard.core.errors import Invalid
from ideaboard.core.text import _

BYTES_MAX = 12_000_000
_ZIP = (b"PK\x03\x04",)
_TEXT: tuple[bytes, ...] = ()

# suffix → how such a file begins; a text begins as it likes, and is UTF-8 without NUL
KINDS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "txt": _TEXT, "md": _TEXT, "csv": _TEXT, "dxf": _TEXT, "step": _TEXT, "stp": _TEXT, "gcode": _TEXT,
    "docx": _ZIP, "xlsx": _ZIP, "pptx": _ZIP, "odt": _ZIP, "ods": _ZIP, "odp": _ZIP, "zip": _ZIP, "3mf": _ZIP,
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",), "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
    "mp4": (b"\x00\x00\x00",),
}  # fmt: skip
ACCEPTED = ",".join(f".{suffix}" for suffix in KINDS)


class Attached(NamedTuple):
    """A file that may be kept: its bytes and the end of its name."""

    data: bytes
    suffix: str


def accepted(name: str, source: bytes | BinaryIO, *, max_bytes: int = BYTES_MAX) -> Attached:
    """The uploaded file ``name``, or ``Invalid`` (field "file") with the sentence that says why not."""
    data = source if isinstance(source, bytes) else source.read(max_bytes + 1)
    if not data:
        raise Invalid("file", _("The file is empty."))
    if len(data) > max_bytes:
        size = f"{max_bytes / 1_000_000:.3g}"
        raise Invalid("file", _("The file is too large: at most %(size)s MB, please.", size=size))
    suffix = name.rpartition(".")[2].lower()
    if suffix not in KINDS:
        raise Invalid("file", _("Files of this kind cannot be taken. There are: %(kinds)s.", kinds=", ".join(KINDS)))
    if not _is(data, KINDS[suffix]):
        raise Invalid("file", _("Inside, this is no file of the kind .%(kind)s.", kind=suffix))
    return Attached(data, suffix)


def _is(data: bytes, beginnings: tuple[bytes, ...]) -> bool:
    if beginnings:
        return data.startswith(beginnings)
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False
