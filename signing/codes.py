"""A code in the street: which stop, vehicle, bay, lift or place this is, signed by the city.

A code names a place and is no right to anything: what one does there is asked and confirmed on a page. As text it is an address on the city's own
host, so that a camera that knows nothing of us opens a page that helps; whoever knows us reads it without a connection and never opens the address.
"""
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from signing import base41, cose
from signing.keys import KeyRefused, KeyUse, Ring, SigningKey, utc_day
from signing.refused import CodeRefused, Refusal

PURPOSE = "allways/code/1"
MOST_SIGNS = 600
MOST_ID_BYTES, MOST_NAME_BYTES = 100, 60
KIND, CITY, ID, ISSUED, NAME = range(1, 6)


class CodeKind(StrEnum):
    STOP = "stop"
    VEHICLE = "vehicle"
    BAY = "bay"
    LIFT = "lift"
    PLACE = "place"


def code_id_of(kind: CodeKind, id: str) -> str:
    """One word for what hangs there: kind and id."""
    return f"{kind}:{id}"


NUMBERS = {CodeKind.STOP: 1, CodeKind.VEHICLE: 2, CodeKind.BAY: 3, CodeKind.LIFT: 4, CodeKind.PLACE: 5}
KINDS = {number: kind for kind, number in NUMBERS.items()}


@dataclass(frozen=True)
class PlaceCode:
    """id: as the API of the city knows it. name: short, to be said before anything was asked; may be empty. key_id: who signed."""

    kind: CodeKind
    city: str
    id: str
    issued: date
    name: str = ""
    key_id: bytes = b""


def write_code(kind: CodeKind, id: str, name: str, ring: Ring, key: SigningKey, now: datetime) -> str:
    """The text of a QR code. Raises KeyRefused when the ring would not believe it, ValueError for an id or a name that cannot stand in a code."""
    today = utc_day(now)
    own = ring.find(key.id, KeyUse.CODE)
    if own is None or not own.signs_on(today):
        raise KeyRefused("The ring does not hold this key for codes of today: make a new one with `allways codes key`.")
    if not readable(id, MOST_ID_BYTES) or (name and not readable(name, MOST_NAME_BYTES)):
        raise ValueError(f"an id has 1 to {MOST_ID_BYTES} bytes and a name at most {MOST_NAME_BYTES}, without signs that cannot be printed")
    value = {KIND: NUMBERS[kind], CITY: ring.city, ID: id, ISSUED: cose.day_number(today), **({NAME: name} if name else {})}
    return address_of(ring) + base41.encode(cose.sign(value, key, PURPOSE))


def read_code(text: str, ring: Ring, now: datetime) -> PlaceCode:
    """What a scanned text stands for. Raises CodeRefused. Opens nothing, asks nobody."""
    address, today = address_of(ring), utc_day(now)
    if len(text) > MOST_SIGNS or not same_address(text[: len(address)], address):
        raise CodeRefused(Refusal.NOT_OURS)
    try:
        token = base41.decode(text[len(address) :])
    except base41.NotBase41 as error:
        raise CodeRefused(Refusal.DAMAGED) from error
    value, key = cose.open_signed(token, ring, KeyUse.CODE, PURPOSE, today)
    code = place_code(value, key.id)
    if code.city != ring.city:
        raise CodeRefused(Refusal.OTHER_CITY)
    cose.check_days(code.issued, key, today)
    return code


def address_of(ring: Ring) -> str:
    """Capitals, because those are what a QR code packs tightly."""
    return f"HTTPS://{ring.host.upper()}/C/"


def same_address(given: str, address: str) -> bool:
    """The path exactly; scheme and host in capitals or not, as addresses go: whatever opens one writes them small."""
    path = len("/C/")
    return given.isascii() and given[:-path].upper() == address[:-path] and given[-path:] == address[-path:]


def place_code(value: Any, key_id: bytes) -> PlaceCode:
    match value:
        case {1: int() as number, 2: str() as city, 3: str() as id, 4: int() as issued, **others} if set(others) <= {NAME}:
            name = others.get(NAME)
            if readable(id, MOST_ID_BYTES) and (name is None or (isinstance(name, str) and readable(name, MOST_NAME_BYTES))):
                if number not in KINDS:
                    raise CodeRefused(Refusal.UNKNOWN_KIND)
                return PlaceCode(KINDS[number], city, id, cose.day_of(issued), name or "", key_id)
    raise CodeRefused(Refusal.DAMAGED)


def readable(text: str, most_bytes: int) -> bool:
    """Not empty, not long, and without signs that turn or hide what follows."""
    return text.isprintable() and 0 < len(text.encode()) <= most_bytes
