"""Lines as the city writes them."""
from collections.abc import Iterable


def encode(points: Iterable[tuple[float, float]]) -> str:
    """The slow twin of `mobile.polyline.decode`: (lat, lon) with six decimals."""
    text, before = "", (0, 0)
    for point in points:
        now = tuple(round(part * 1e6) for part in point)
        for new, old in zip(now, before):
            value = (new - old) << 1
            value = ~value if value < 0 else value
            while value >= 0x20:
                text += chr((0x20 | value & 0x1F) + 63)
                value >>= 5
            text += chr(value + 63)
        before = now
    return text
