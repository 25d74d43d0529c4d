"""Bytes as text that a QR code packs tightly and an address carries unchanged.

It is RFC 9285 (base45) with fewer signs. A QR code has a dense mode for 45 signs; of those a space and % do not survive in an address, and / and .
may be tidied away in one (`/./`). With the 41 that are left two bytes still fit in three signs, as 41³ > 65,536, so a code is not one sign longer.
"""
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-:+*$"
BASE = len(SIGNS)
VALUES = {sign: value for value, sign in enumerate(SIGNS)}


class NotBase41(ValueError):
    """Not written by `encode`."""


def encode(plain: bytes) -> str:
    signs = []
    for at in range(0, len(plain) - 1, 2):
        signs += digits(plain[at] << 8 | plain[at + 1], 3)
    if len(plain) % 2:
        signs += digits(plain[-1], 2)
    return "".join(signs)


def digits(value: int, count: int) -> list[str]:
    """Lowest first, as in RFC 9285. The highest is below 39, so the last sign of a text is never * or $, which some readers of addresses cut off."""
    return [SIGNS[value // BASE**place % BASE] for place in range(count)]


def decode(text: str) -> bytes:
    """Exactly one text for all bytes: what `encode` would not write raises NotBase41."""
    if len(text) % 3 == 1:
        raise NotBase41("cut short")
    plain = bytearray()
    for at in range(0, len(text), 3):
        group = text[at : at + 3]
        size = len(group) - 1
        try:
            value = sum(VALUES[sign] * BASE**place for place, sign in enumerate(group))
            plain += value.to_bytes(size, "big")
        except (KeyError, OverflowError) as error:
            raise NotBase41("a sign or a group that does not exist") from error
    return bytes(plain)
