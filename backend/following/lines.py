"""Encoded polylines with six decimals, read. Source: Google, "Encoded Polyline Algorithm Format"."""
UNIT = 1e-6
CHUNK_BITS, MOST_BITS = 5, 31
FIRST, MORE = 63, 32


class LineUnreadable(ValueError):
    """The text is no encoded polyline of places on Earth."""


def decode_line(text: str) -> list[tuple[float, float]]:
    """(lat, lon) of each point, degrees. Raises LineUnreadable."""
    numbers = decode_numbers(text)
    if len(numbers) % 2:
        raise LineUnreadable("a longitude is missing")
    points, lat, lon = [], 0, 0
    for north, east in zip(numbers[::2], numbers[1::2]):
        lat, lon = lat + north, lon + east
        if abs(lat) > 90 / UNIT or abs(lon) > 180 / UNIT:
            raise LineUnreadable("a point is not on Earth")
        points.append((lat * UNIT, lon * UNIT))
    return points


def decode_numbers(text: str) -> list[int]:
    numbers, value, shift = [], 0, 0
    for letter in text:
        chunk = ord(letter) - FIRST
        if not 0 <= chunk < 2 * MORE or shift > MOST_BITS:
            raise LineUnreadable("a letter does not belong there")
        value |= (chunk & (MORE - 1)) << shift
        shift += CHUNK_BITS
        if chunk < MORE:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    if shift:
        raise LineUnreadable("the text breaks off")
    return numbers
