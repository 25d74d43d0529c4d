"""Photos as phones and attackers send them."""
import io
import struct
import zlib

from PIL import Image, PngImagePlugin

CANARY = b"CANARY-49.4123-8.6789"


def drawn(width: int = 320, height: int = 200, mode: str = "RGB") -> Image.Image:
    """Half of it red, half blue, so that it is seen which way it lies."""
    picture = Image.new(mode, (width, height), (200, 30, 30) if mode == "RGB" else (200, 30, 30, 255))
    picture.paste((20, 20, 220) if mode == "RGB" else (20, 20, 220, 255), (width // 2, 0, width, height))
    return picture


def jpeg(picture: Image.Image | None = None, **more) -> bytes:
    out = io.BytesIO()
    (picture or drawn()).save(out, "JPEG", **more)
    return out.getvalue()


def png(picture: Image.Image | None = None, **more) -> bytes:
    out = io.BytesIO()
    (picture or drawn()).save(out, "PNG", **more)
    return out.getvalue()


def webp(picture: Image.Image | None = None, **more) -> bytes:
    out = io.BytesIO()
    (picture or drawn()).save(out, "WEBP", **more)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """With the place where it was taken, who took it, and how it was held."""
    found = Image.Exif()
    found[0x0112], found[0x010E], found[0x013B] = orientation, CANARY.decode(), CANARY.decode()
    place = found.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (49.0, 24.0, 44.28), "E", (8.0, 40.0, 44.04)
    place[29] = CANARY.decode()
    return found


def laden_jpeg(orientation: int = 1) -> bytes:
    """A JPEG with a place, XMP, a colour profile and a comment."""
    return jpeg(exif=exif(orientation), icc_profile=CANARY * 20, comment=CANARY, xmp=b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>")


def laden_png() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", CANARY.decode())
    words.add_itxt("XML:com.adobe.xmp", CANARY.decode())
    return png(pnginfo=words, exif=exif(), icc_profile=CANARY * 20)


def laden_webp() -> bytes:
    return webp(exif=exif(), xmp=CANARY, icc_profile=CANARY * 20)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def bomb(width: int = 14_000, height: int = 14_000) -> bytes:
    """A PNG of half a megabyte that unpacks to hundreds of them. A hundred rows are packed, and repeated: so is what they are packed to."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    size, packer = (1 + width * 3) * height, zlib.compressobj(9, wbits=-15)
    rows = packer.compress(bytes(size // (height // 100))) + packer.flush(zlib.Z_FULL_FLUSH)
    checked = struct.pack(">HH", size % 65_521, 1)  # Adler-32 of nothing but zeros
    packed = b"\x78\xda" + rows * (height // 100) + b"\x03\x00" + checked
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def lying_png() -> bytes:
    """Says that it is small, and is not."""
    head = struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 40_000_000, 9)) + chunk(b"IEND", b"")
