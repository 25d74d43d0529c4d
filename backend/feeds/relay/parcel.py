"""A message as it is kept between processes: its bodies and what lets a server say that they still hold, packed.

No address is in it, for there may be keys in them: a part says by a hash where it came from.
"""
import hashlib
import zlib
from dataclasses import dataclass

import msgspec

from backend.feeds.collect import DISCOVERY, Collected, Part, listed_files
from backend.feeds.declaration import FeedDeclaration
from backend.feeds.failures import FetchFailed
from backend.feeds.models import MOST_PARCEL

QUICKLY = 1  # as zlib counts: half of the rest costs ten times as long


class ParcelRefused(Exception):
    """What was kept is not what was sent."""


@dataclass(frozen=True)
class Kept:
    """A Part. place: hash of its address."""

    name: str
    place: bytes
    body: bytes
    etag: str
    last_modified: str


@dataclass(frozen=True)
class Contents:
    declared: bytes
    parts: tuple[Kept, ...]


def digest(feed: FeedDeclaration) -> bytes:
    """Of all that decides what a message means: one of another declaration under the same id is not believed."""
    return hashlib.sha256("\n".join((feed.id, feed.kind, feed.url, *feed.languages)).encode()).digest()


def place_of(url: str) -> bytes:
    return hashlib.sha256(url.encode()).digest()


def pack(feed: FeedDeclaration, collected: Collected) -> bytes:
    parts = tuple(Kept(name, place_of(part.url), part.body, part.etag, part.last_modified) for name, part in collected.parts.items())
    return zlib.compress(msgspec.msgpack.encode(Contents(digest(feed), parts)), QUICKLY)


def unpack(feed: FeedDeclaration, packed: bytes, sha256: bytes) -> Collected:
    """What `pack` was given; all parts are due. Raises ParcelRefused."""
    if hashlib.sha256(packed).digest() != sha256:
        raise ParcelRefused
    unpacking = zlib.decompressobj()
    try:
        contents = msgspec.msgpack.decode(unpacking.decompress(packed, MOST_PARCEL), type=Contents)
    except (zlib.error, msgspec.MsgspecError) as error:
        raise ParcelRefused from error
    if contents.declared != digest(feed):
        raise ParcelRefused
    urls = addresses_of(feed, contents)
    return Collected({kept.name: Part(urls.get(kept.place, ""), kept.body, kept.etag, kept.last_modified) for kept in contents.parts})


def addresses_of(feed: FeedDeclaration, contents: Contents) -> dict[bytes, str]:
    """Hash → address, of those that are known without being kept."""
    found = {place_of(feed.url): feed.url}
    for discovery in (kept.body for kept in contents.parts if kept.name == DISCOVERY):
        try:
            found |= {place_of(url): url for url in listed_files(discovery, feed.languages).values()}
        except FetchFailed:
            continue
    return found
