"""The outermost layer of a GTFS Realtime message, taken apart before anything is decoded: how many entities there are, and how large each is.

Decoding first would be too late: 8 MB of empty entities become millions of objects. https://protobuf.dev/programming-guides/encoding/
"""
from collections.abc import Iterator
from typing import NamedTuple

from google.protobuf.message import DecodeError
from google.transit.gtfs_realtime_pb2 import FeedHeader

from backend.feeds.problems import TOO_MANY_ENTITIES, UNREADABLE, FeedUnreadable, refuse_size

MOST_BYTES = 8 * 1024 * 1024
MOST_ENTITIES = 50_000
MOST_ENTITY_BYTES = 256 * 1024
HEADER, ENTITY = 1, 2  # FeedMessage
VARINT, FIXED_64, LENGTH, FIXED_32 = 0, 1, 2, 5
LONGEST_VARINT = 10


class Message(NamedTuple):
    header: FeedHeader
    entities: list[bytes]


def take_apart(body: bytes) -> Message:
    """Header and undecoded entities. Raises FeedUnreadable for what is cut short, too large, or no GTFS Realtime."""
    refuse_size(body, MOST_BYTES)
    headers, entities = [], []
    for number, field in enumerate(fields(body)):
        if number > MOST_ENTITIES:
            raise FeedUnreadable(TOO_MANY_ENTITIES, f"The message has more than {MOST_ENTITIES:,} entities. Ask its operator for one of this city.")
        if field.number == HEADER:
            headers.append(body[field.begin : field.end])
        elif field.number == ENTITY:
            entities.append(body[field.begin : field.end])
    try:
        header = FeedHeader.FromString(b"".join(headers))  # a field that stands twice is merged, says the encoding
    except DecodeError:
        raise not_a_feed() from None
    if not header.IsInitialized():
        raise not_a_feed()
    return Message(header, entities)


class Field(NamedTuple):
    """Where the content of a field stands; begin = end where it is a number."""

    number: int
    begin: int
    end: int


def fields(body: bytes) -> Iterator[Field]:
    at = 0
    while at < len(body):
        tag, at = varint(body, at)
        number, kind = tag >> 3, tag & 7
        length = 0
        if kind == VARINT:
            _, at = varint(body, at)
        elif kind == FIXED_64:
            at += 8
        elif kind == FIXED_32:
            at += 4
        elif kind == LENGTH:
            length, at = varint(body, at)
        else:
            raise not_a_feed()
        if at + length > len(body) or not number:
            raise not_a_feed()
        yield Field(number, at, at + length)
        at += length


def varint(body: bytes, at: int) -> tuple[int, int]:
    """A number and where it ends."""
    value = 0
    for shift in range(LONGEST_VARINT):
        if at >= len(body):
            break
        byte = body[at]
        at += 1
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value, at
    raise not_a_feed()


def not_a_feed() -> FeedUnreadable:
    return FeedUnreadable(UNREADABLE, "The message is no GTFS Realtime, or cut short. Check that the address leads to the protobuf feed itself.")
