"""Encoded polylines with six decimals, as legs carry them. Source: the encoded polyline algorithm format."""


def decode(text: str, decimals: int = 6) -> list[tuple[float, float]]:
    """Points as (lat, lon). Raises ValueError for text that is no polyline."""
    points, at, lat, lon = [], 0, 0, 0
    factor = 10**decimals
    while at < len(text):
        step_lat, at = number(text, at)
        step_lon, at = number(text, at)
        lat, lon = lat + step_lat, lon + step_lon
        points.append((lat / factor, lon / factor))
    return points


def number(text: str, at: int) -> tuple[int, int]:
    """The number that begins at a character, and where the next begins."""
    value, shift = 0, 0
    while True:
        if at >= len(text):
            raise ValueError("a polyline ends in the middle of a number")
        part = ord(text[at]) - 63
        at += 1
        value |= (part & 0x1F) << shift
        shift += 5
        if part < 0x20:
            return (~(value >> 1) if value & 1 else value >> 1), at
