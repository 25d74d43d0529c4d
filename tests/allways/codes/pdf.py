"""What a PDF really draws: boxes and pages in millimetres, read back from its bytes, so that nothing of the writer is believed."""
import base64
import re
import zlib
from dataclasses import dataclass

MM_PER_POINT = 25.4 / 72
BOX = re.compile(rb"([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) re f\b")
SCALE = re.compile(rb"([\d.-]+) 0 0 ([\d.-]+) 0 0 cm")


@dataclass(frozen=True)
class Page:
    """boxes: x, y of the top left, width, height in mm."""

    width: float
    height: float
    boxes: tuple[tuple[float, float, float, float], ...]


def pages_of(pdf: bytes) -> list[Page]:
    sizes = [[float(part) * MM_PER_POINT for part in found.split()] for found in re.findall(rb"/MediaBox \[ ([\d. ]+) \]", pdf)]
    drawn = [content for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S) if (content := unpacked(stream))]
    return [page(content, *size[2:]) for content, size in zip(drawn, sizes, strict=True)]


def unpacked(stream: bytes) -> bytes:
    """Of a page; empty for a font."""
    try:
        content = zlib.decompress(base64.a85decode(stream.strip(), adobe=stream.strip().startswith(b"<~")) if b"~>" in stream else stream)
    except (ValueError, zlib.error):
        content = zlib.decompress(base64.a85decode(b"<~" + stream.strip(), adobe=True))
    return content if b" re f" in content else b""


def page(content: bytes, width: float, height: float) -> Page:
    scale = 1.0
    for across, down in SCALE.findall(content):
        assert across == down
        scale *= float(across)
    millimetre = scale * MM_PER_POINT
    boxes = [[float(number) * millimetre for number in found] for found in BOX.findall(content)]
    return Page(width, height, tuple((x, height - y - tall, wide, tall) for x, y, wide, tall in boxes))
