from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from ideaboard.core import files
from ideaboard.core.errors import Invalid, NotVisible
from tests.hostile import FOLDER, beside, pictures

HOSTILE = FOLDER / "pillow_images"
PICTURES = pictures()
MEGABYTES_10 = 10_000_000


def made(mode: str = "RGB", size: tuple[int, int] = (60, 40), kind: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(out, kind, **options)
    return out.getvalue()


def opened(picture: files.Picture) -> Image.Image:
    image = Image.open(BytesIO(picture.data))
    image.load()
    return image


def difference(one: Image.Image, other: Image.Image) -> float:
    assert one.size == other.size
    return max(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean)


@beside
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_every_hostile_picture_is_written_anew_or_refused_with_a_sentence(path: Path) -> None:
    try:
        picture = files.reencode(path.read_bytes(), max_bytes=MEGABYTES_10)
    except Invalid as no:
        picture, sentence = None, no.errors["file"]
    if picture is None:
        assert sentence.endswith(".")
        assert not path.name.startswith("hopper.")
        return
    image = opened(picture)
    assert (image.format, image.size) == ("WEBP", (picture.width, picture.height))
    assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)


@beside
@pytest.mark.parametrize("name", ["hopper.jpg", "hopper.png", "hopper.gif", "hopper.webp"])
def test_an_ordinary_picture_looks_the_same_afterwards(name: str) -> None:
    original = HOSTILE / name
    picture = files.reencode(original.open("rb"), max_bytes=MEGABYTES_10)
    assert difference(opened(picture), Image.open(original)) < 8


@beside
@pytest.mark.parametrize("suffix", ["jpg", "webp"])
@pytest.mark.parametrize("turn", range(2, 9))
def test_a_turned_picture_is_set_upright(turn: int, suffix: str) -> None:
    picture = files.reencode((HOSTILE / f"hopper_orientation_{turn}.{suffix}").read_bytes(), max_bytes=MEGABYTES_10)
    assert difference(opened(picture), Image.open(HOSTILE / "hopper.jpg")) < 8


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_place_and_camera_are_gone(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 26.0)
    picture = files.reencode(made(kind=kind, exif=exif), max_bytes=MEGABYTES_10)
    assert b"SecretCamera" not in picture.data
    assert dict(opened(picture).getexif()) == {}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode: str) -> None:
    picture = files.reencode(made(mode), max_bytes=MEGABYTES_10)
    assert (picture.width, picture.height, picture.format) == (60, 40, "webp")


def test_sixteen_bits_of_grey_stay_grey() -> None:
    out = BytesIO()
    Image.new("I;16", (20, 20), 0x8000).save(out, "PNG")
    picture = files.reencode(out.getvalue(), max_bytes=MEGABYTES_10)
    assert abs(opened(picture).convert("L").getpixel((10, 10)) - 128) < 4  # type: ignore[operator]


def test_transparency_stays() -> None:
    out = BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(out, "PNG")
    assert opened(files.reencode(out.getvalue(), max_bytes=MEGABYTES_10)).mode == "RGBA"


def test_a_large_picture_is_scaled_down() -> None:
    picture = files.reencode(made(size=(4000, 1000), kind="JPEG"), max_bytes=MEGABYTES_10)
    assert (picture.width, picture.height) == (files.LONGEST_SIDE, files.LONGEST_SIDE // 4)


def test_what_is_too_large_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(Invalid, match=r"at most 0\.0001 MB"):
        files.reencode(made(), max_bytes=100)
    with pytest.raises(Invalid, match="pixels"):
        files.reencode(made(), max_bytes=MEGABYTES_10, max_pixels=1000)
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    bomb += struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    with pytest.raises(Invalid, match="pixels"):
        files.reencode(bomb, max_bytes=MEGABYTES_10)


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM", "PDF"])
def test_other_formats_are_refused(kind: str) -> None:
    with pytest.raises(Invalid, match="PNG, JPEG, GIF, WebP or AVIF"):
        files.reencode(made(kind=kind), max_bytes=MEGABYTES_10)


@pytest.mark.parametrize("data", [b"", b"x", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        files.reencode(data, max_bytes=MEGABYTES_10)


def test_a_jpeg_of_countless_scans_is_refused() -> None:
    data = made(kind="JPEG") + b"\xff\xda" * 100
    with pytest.raises(Invalid, match="unusual"):
        files.reencode(data, max_bytes=MEGABYTES_10)


def test_a_variant_has_the_width_asked_for_and_never_grows() -> None:
    picture = files.reencode(made(size=(1000, 500)), max_bytes=MEGABYTES_10)
    assert Image.open(BytesIO(files.variant(picture.data, 400))).size == (400, 200)
    assert files.variant(picture.data, 1600) == picture.data


def test_a_stored_file_is_found_by_its_name_and_deleted_with_its_variants(tmp_path: Path) -> None:
    name = files.store(tmp_path, b"data", ".webp")
    small = files.variant_name(name, 400)
    files.put(tmp_path, small, b"small")
    assert files.path_of(tmp_path, name).read_bytes() == b"data"
    assert files.store(tmp_path, b"data", ".webp") != name

    files.delete(tmp_path, name)
    files.delete(tmp_path, name)
    assert not files.path_of(tmp_path, name).exists()
    assert not files.path_of(tmp_path, small).exists()


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.replace", lambda *_paths: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        files.store(tmp_path, b"data", ".webp")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "name", ["../x.webp", "/etc/passwd", "", "a.webp", "0" * 32, "0" * 32 + ".webp\n", "0" * 32 + "/.x"]
)
def test_no_name_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(NotVisible):
        files.path_of(tmp_path, name)
    with pytest.raises(ValueError):
        files.store(tmp_path, b"", "/../x")
