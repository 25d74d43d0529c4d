"""Photos of strangers: nothing but pixels comes through, and what is no photo does not."""
import asyncio
import io
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from backend.database.sealing import Vault
from backend.pictures.darkroom import Darkroom, PhotoKind, PhotosNotSetUp, PhotoTooLarge, PhotoUnreadable, check_kind
from backend.pictures.photo_child import KEPT_SIDE
from backend.service.errors import Busy
from tests.backend.obstacles.pictures import CANARY, bomb, drawn, jpeg, laden_jpeg, laden_png, laden_webp, lying_png, png, webp

MARKERS = (b"Exif", b"http://ns.adobe.com", b"ICC_PROFILE", b"xmpmeta", b"GPS", CANARY)


@pytest.fixture
def darkroom():
    return Darkroom(Vault((bytes(range(32)),)))


def opened(made: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(made))
    picture.load()
    return picture


@pytest.mark.parametrize("taken", [laden_jpeg(), laden_png(), laden_webp()], ids=["jpeg", "png", "webp"])
async def test_nothing_but_pixels_comes_through(darkroom, taken):
    assert CANARY in taken, "the photo that is sent has what must not be kept"
    made = await darkroom.develop(taken)
    picture = opened(made)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (320, 200))
    assert [marker for marker in MARKERS if marker in made] == []
    assert dict(picture.getexif()) == {}
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    red, _, blue = picture.getpixel((10, 100))
    assert red > 150 > blue


def segments(made: bytes) -> list[int]:
    """Markers of a JPEG before its pixels."""
    found, at = [], 2
    while made[at + 1] != 0xDA:
        found.append(made[at + 1])
        at += 2 + int.from_bytes(made[at + 2 : at + 4], "big")
    return found


async def test_the_file_has_no_room_for_more_than_a_picture(darkroom):
    made = await darkroom.develop(laden_jpeg())
    application, comment = [marker for marker in segments(made) if 0xE1 <= marker <= 0xEF], 0xFE
    assert application == []
    assert comment not in segments(made)
    assert made.endswith(b"\xff\xd9")


async def test_a_photo_that_was_held_upright_stays_upright(darkroom):
    picture = opened(await darkroom.develop(laden_jpeg(orientation=6)))
    assert picture.size == (200, 320)
    assert picture.getpixel((100, 10))[0] > 150
    assert picture.getpixel((100, 310))[2] > 150


@pytest.mark.parametrize(("kind", "size"), [(jpeg, (5000, 2500)), (webp, (3000, 4000))], ids=["wide", "tall"])
async def test_a_large_photo_gets_smaller(darkroom, kind, size):
    assert max(opened(await darkroom.develop(kind(drawn(*size)))).size) == KEPT_SIDE


async def test_what_is_seen_through_is_white(darkroom):
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert opened(await darkroom.develop(png(clear))).getpixel((20, 20)) == (255, 255, 255)


async def test_what_hangs_behind_a_photo_is_left_behind(darkroom):
    polyglot = jpeg() + b"PK\x03\x04<html><script>alert(1)</script>" + CANARY
    made = await darkroom.develop(polyglot)
    assert b"script" not in made
    assert CANARY not in made


@pytest.mark.parametrize("taken", [
    b"\xff\xd8\xff<html><script>alert(1)</script></html>", jpeg()[:200], b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP",
    b"\xff\xd8\xff" + os.urandom(5000),
], ids=["html", "cut off", "head only", "empty", "noise"])  # fmt: skip
async def test_what_only_begins_like_a_photo_is_refused(darkroom, taken):
    with pytest.raises(PhotoUnreadable):
        await darkroom.develop(taken)


@pytest.mark.parametrize("taken", [
    b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"GIF89a" + bytes(50), b"II*\0" + bytes(50), b"%!PS-Adobe-3.0 EPSF-3.0",
])  # fmt: skip
def test_only_three_kinds_are_taken(taken):
    with pytest.raises(PhotoKind):
        check_kind(taken)


def test_heic_is_refused_with_what_to_do():
    with pytest.raises(PhotoKind) as refused:
        check_kind(b"\0\0\0\x18ftypheic" + bytes(50))
    assert "JPEG" in refused.value.detail


async def test_a_bomb_is_refused_by_what_it_says_of_its_size(darkroom):
    taken = bomb()
    assert len(taken) < 2_000_000
    with pytest.raises(PhotoTooLarge):
        await darkroom.develop(taken)
    with pytest.raises(PhotoTooLarge):
        await darkroom.develop(png(Image.new("1", (12_001, 3))))


async def test_a_photo_that_lies_about_its_size_harms_nobody(darkroom):
    try:
        made = await darkroom.develop(lying_png())
    except PhotoUnreadable:
        return
    assert opened(made).size == (64, 64)


async def test_a_child_that_takes_too_long_is_ended():
    darkroom = Darkroom(Vault(()), longest_s=0.0)
    with pytest.raises(PhotoUnreadable):
        await darkroom.develop(jpeg())


async def test_too_many_at_once_are_told_to_come_again():
    darkroom = Darkroom(Vault(()), at_once=1)
    taken = jpeg()
    answers = await asyncio.gather(*(darkroom.develop(taken) for _ in range(12)), return_exceptions=True)
    assert {type(answer) for answer in answers} == {bytes, Busy}
    assert await darkroom.develop(taken), "and then it goes on"


async def test_without_a_key_no_photo_is_kept():
    with pytest.raises(PhotosNotSetUp):
        Darkroom(Vault(())).seal(b"picture", "place")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(20, 1500), noise=st.binary(min_size=1, max_size=60))
async def test_a_damaged_photo_is_a_picture_or_a_refusal(darkroom, at, noise):
    taken = laden_jpeg()
    damaged = taken[:at] + noise + taken[at + len(noise) :]
    try:
        made = await darkroom.develop(damaged)
    except (PhotoUnreadable, PhotoTooLarge):
        return
    assert CANARY not in made
    assert max(opened(made).size) <= KEPT_SIDE
