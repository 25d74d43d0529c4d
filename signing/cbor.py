"""The small part of CBOR (RFC 8949) that codes and tables are made of, in its one deterministic form (section 4.2.1).

Numbers, bytes, text, lists and maps with numbers as keys. Whatever is not written in the shortest way, in order and once is refused, so what was read
is what was signed; tags, floats and lengths left open do not exist here. Written here and not taken from a library, because those decode much more
than a stranger's sticker may ask for, and come as compiled code that phones have no build of.
"""
from typing import Any

MOST_DEPTH = 4
UNSIGNED, NEGATIVE, BYTES, TEXT, LIST, MAP = range(6)
SHORTEST = {24: (1, 24), 25: (2, 1 << 8), 26: (4, 1 << 16), 27: (8, 1 << 32)}  # additional information: bytes that follow, least value they may hold


class CborError(ValueError):
    """Not deterministic CBOR of the kinds known here."""


def encode(value: Any) -> bytes:
    """Raises TypeError for what has no place here."""
    if isinstance(value, bool):
        raise TypeError("a bool is no number here")
    if isinstance(value, int):
        return head(UNSIGNED, value) if value >= 0 else head(NEGATIVE, -1 - value)
    if isinstance(value, bytes):
        return head(BYTES, len(value)) + value
    if isinstance(value, str):
        text = value.encode()
        return head(TEXT, len(text)) + text
    if isinstance(value, (list, tuple)):
        return head(LIST, len(value)) + b"".join(encode(item) for item in value)
    if isinstance(value, dict):
        pairs = sorted((encode(key), encode(item)) for key, item in value.items())
        return head(MAP, len(pairs)) + b"".join(key + item for key, item in pairs)
    raise TypeError(f"{type(value).__name__} has no place here")


def head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, (size, _) in SHORTEST.items():
        if argument < 1 << 8 * size:
            return bytes([major << 5 | info]) + argument.to_bytes(size, "big")
    raise TypeError("a number beyond 64 bits has no place here")


def decode(encoded: bytes) -> Any:
    """The one value written in all of the bytes. Raises CborError."""
    value, end = Reader(encoded).value(0, 0)
    if end != len(encoded):
        raise CborError("something follows")
    return value


class Reader:
    def __init__(self, encoded: bytes):
        self.encoded = encoded

    def value(self, at: int, depth: int) -> tuple[Any, int]:
        """What begins at `at`, and where the next begins."""
        major, argument, at = self.head(at)
        if major == UNSIGNED:
            return argument, at
        if major == NEGATIVE:
            return -1 - argument, at
        if major in (BYTES, TEXT):
            return self.string(major, at, argument)
        if major not in (LIST, MAP):
            raise CborError("a kind not known here")
        # Each item is a byte at least, so a count that cannot be true is found before any work.
        if depth == MOST_DEPTH or argument > len(self.encoded) - at:
            raise CborError("too deep or too many")
        return self.items(at, argument, depth + 1) if major == LIST else self.pairs(at, argument, depth + 1)

    def head(self, at: int) -> tuple[int, int, int]:
        if at >= len(self.encoded):
            raise CborError("cut short")
        major, info = self.encoded[at] >> 5, self.encoded[at] & 31
        at += 1
        if info < 24:
            return major, info, at
        if info not in SHORTEST:
            raise CborError("a length not known here")
        size, least = SHORTEST[info]
        written = self.encoded[at : at + size]
        argument = int.from_bytes(written, "big")
        if len(written) < size or argument < least:
            raise CborError("cut short, or not the shortest form")
        return major, argument, at + size

    def string(self, major: int, at: int, length: int) -> tuple[bytes | str, int]:
        if length > len(self.encoded) - at:
            raise CborError("cut short")
        written = self.encoded[at : at + length]
        if major == BYTES:
            return written, at + length
        try:
            return written.decode(), at + length
        except UnicodeDecodeError as error:
            raise CborError("not UTF-8") from error

    def items(self, at: int, count: int, depth: int) -> tuple[list, int]:
        found = []
        for _ in range(count):
            item, at = self.value(at, depth)
            found.append(item)
        return found, at

    def pairs(self, at: int, count: int, depth: int) -> tuple[dict, int]:
        found: dict[int, Any] = {}
        before = b""
        for _ in range(count):
            start = at
            key, at = self.value(at, depth)
            written = self.encoded[start:at]
            if not isinstance(key, int) or written <= before:
                raise CborError("a key that is no number, out of order or there twice")
            found[key], at = self.value(at, depth)
            before = written
        return found, at
