"""Files people give us: pictures are decoded and written anew, and files are kept under names nobody can guess.

A picture goes in as whatever somebody uploads and comes out as WebP without any metadata, or the upload is refused with
a sentence (``Invalid("file", …)``) and nothing else: within 2 seconds and 200 MB, whatever the bytes are.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from PIL import Image, ImageCms, ImageFile

from ideaboard.core.errors import Invalid, NotVisible
from ideaboard.core.text import _

ACCEPTED = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")
WIDTHS = (400, 800, 1600)  # what pages ask for in srcset
LONGEST_SIDE = 2000
QUALITY = 84

_MEMORY = 122_000_000  # bytes that decoding may take, beside the fixed 80 MB of scaling down and writing
_SCANS_MAX = 60  # of a JPEG; each one passes over the whole picture again (usual: 1 to 12)
_PROFILE_MAX = 1_000_000
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_NAME = re.compile(r"[0-9a-f]{32}(?:-[0-9]{2,4})?\.[a-z0-9]{1,5}")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")


class Picture(NamedTuple):
    """A picture of our own making: its bytes, its size in pixels, its format ("webp")."""

    data: bytes
    width: int
    height: int
    format: str


# Pictures


def reencode(source: bytes | BinaryIO, *, max_bytes: int, max_pixels: int = 40_000_000) -> Picture:
    """The uploaded picture upright, in sRGB, without metadata, ``LONGEST_SIDE`` at most; of animations frame one.

    Raises ``Invalid`` (field "file") for anything that is not a whole PNG, JPEG, GIF, WebP or AVIF within the limits.
    """
    data = _read(source, max_bytes)
    try:
        with Image.open(BytesIO(data), formats=ACCEPTED) as opened:
            _check_size(opened, data, max_pixels)
            return _written(_decoded(opened))
    except Invalid:
        raise
    except Image.DecompressionBombError:
        raise _too_large(max_pixels) from None
    except Exception:  # decoders raise whatever they like, struct.error and KeyError among it
        raise Invalid(
            "file", _("This is not a picture we can read. Please use PNG, JPEG, GIF, WebP or AVIF.")
        ) from None


def variant(data: bytes, width: int) -> bytes:
    """Our own picture ``data`` scaled down to ``width`` pixels; itself when it is not wider."""
    with Image.open(BytesIO(data), formats=("WEBP",)) as opened:
        if opened.width <= width:
            return data
        height = max(1, round(opened.height * width / opened.width))
        return _written(opened.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)).data


def _read(source: bytes | BinaryIO, max_bytes: int) -> bytes:
    data = source if isinstance(source, bytes) else source.read(max_bytes + 1)
    if not data:
        raise Invalid("file", _("The file is empty."))
    if len(data) > max_bytes:
        megabytes = f"{max_bytes / 1_000_000:.3g}"
        raise Invalid("file", _("The file is too large: at most %(size)s MB, please.", size=megabytes))
    return data


def _check_size(opened: ImageFile.ImageFile, data: bytes, max_pixels: int) -> None:
    """Before a single pixel is decoded: is there memory and time for all of them?"""
    allowed = min(max_pixels, int(_MEMORY / _bytes_per_pixel(opened)))
    if opened.width * opened.height > allowed:
        raise _too_large(allowed)
    if opened.format in ("JPEG", "MPO") and data.count(b"\xff\xda") > _SCANS_MAX:
        raise Invalid("file", _("This picture is stored in an unusual way. Please save it anew and try again."))


def _bytes_per_pixel(opened: ImageFile.ImageFile) -> float:
    """What decoding takes at its worst, measured: WebP and AVIF hold the picture thrice, transparency costs a copy."""
    alpha = opened.mode in ("RGBA", "LA")
    if opened.format == "WEBP":
        return 13 if alpha else 10
    if opened.format == "AVIF":
        return 10
    if opened.info.get("progressive"):
        return _coefficients(opened)
    return 9 if alpha else 4 if opened.format == "PNG" and opened.mode == "RGB" else 3


def _coefficients(jpeg: ImageFile.ImageFile) -> float:
    """A progressive JPEG is held whole, 2 bytes for each sample: 6 a pixel, or 3 where colours are sampled at half."""
    samples = [across * down for _name, across, down, *_rest in getattr(jpeg, "layer", [])]
    return max(3.0, 2 * sum(samples) / max(samples)) if samples else 6.0


def _too_large(pixels: int) -> Invalid:
    millions = f"{pixels / 1_000_000:.3g}"
    return Invalid("file", _("The picture has too many pixels: at most %(count)s million, please.", count=millions))


def _decoded(opened: ImageFile.ImageFile) -> Image.Image:
    """Made small first, so that every later step is cheap."""
    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    opened.load()
    turn = _UPRIGHT.get(_orientation(opened))
    has_alpha = opened.has_transparency_data
    image: Image.Image = opened
    if opened.mode in ("P", "PA", "1", "LA", "La"):
        image = _reduced(opened).convert("RGBA" if has_alpha else "RGB")
    if max(image.size) > LONGEST_SIDE:
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    image = _in_srgb(image, opened.info.get("icc_profile"), "RGBA" if has_alpha else "RGB")
    return image.transpose(turn) if turn is not None else image


def _reduced(image: Image.Image) -> Image.Image:
    """Palettes cannot be averaged, only thinned out; done when the picture in full colour would be too much memory."""
    factor = -(-max(image.size) // (2 * LONGEST_SIDE))
    if factor < 2:
        return image
    size = (max(1, image.width // factor), max(1, image.height // factor))
    return image.resize(size, Image.Resampling.NEAREST)


def _orientation(opened: Image.Image) -> int:
    """The EXIF orientation; 1 (upright) where the EXIF data are broken, they are not the picture."""
    try:
        return int(opened.getexif().get(_ORIENTATION, 1))
    except Exception:  # as above: broken EXIF raises anything
        return 1


def _in_srgb(image: Image.Image, profile: bytes | None, mode: str) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey: converting would clip, not scale
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if profile and len(profile) <= _PROFILE_MAX and image.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None  # a profile that is broken or for other colours: the numbers are shown as they are
        image = converted or image
    return image.convert(mode)


def _written(image: Image.Image) -> Picture:
    """Pixels only: what is not named here (EXIF, XMP, profile, comments) is not written."""
    out = BytesIO()
    bare = image if image.mode in ("RGB", "RGBA") else image.convert("RGB")
    bare.save(out, "WEBP", quality=QUALITY, method=2, exif=b"", xmp=b"", icc_profile=b"")
    return Picture(out.getvalue(), bare.width, bare.height, "webp")


# Storage


def store(folder: Path, data: bytes, suffix: str) -> str:
    """Write ``data`` below ``folder`` whole or not at all; the name it is found by (random, ends in ``suffix``)."""
    if not _SUFFIX.fullmatch(suffix):
        raise ValueError(f"not a suffix: {suffix!r}")
    name = secrets.token_hex(16) + suffix
    put(folder, name, data)
    return name


def put(folder: Path, name: str, data: bytes) -> None:
    """Write ``data`` under a name that is known already (a variant, a restored file)."""
    path = path_of(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, waiting = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(waiting, path)
    except BaseException:
        Path(waiting).unlink(missing_ok=True)
        raise


def path_of(folder: Path, name: str) -> Path:
    """Where ``name`` lies below ``folder``; ``NotVisible`` for anything that is not a name of ours."""
    if not _NAME.fullmatch(name):
        raise NotVisible(_("There is no such file."))
    return folder / name[:2] / name[2:4] / name


def variant_name(name: str, width: int) -> str:
    """The name of the picture ``name`` at ``width`` pixels."""
    stem, _dot, suffix = name.rpartition(".")
    return f"{stem}-{width}.{suffix}"


def delete(folder: Path, name: str) -> None:
    """Remove a file and its variants; nothing happens when it is gone already."""
    for each in (name, *(variant_name(name, width) for width in WIDTHS)):
        path_of(folder, each).unlink(missing_ok=True)


def delete_all(folder: Path, names: Iterable[str]) -> None:
    """Remove several files and their variants."""
    for name in names:
        delete(folder, name)
