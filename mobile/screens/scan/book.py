"""The keys and the markers of the city as this phone keeps them, for when there is no network. All of it is checked again whenever it is read."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

import msgspec

from mobile.client import Client
from mobile.store.database import Store
from signing.keys import KeyRefused, Ring
from signing.refused import CodeRefused
from signing.tables import MarkerTable, read_table

RING, MARKERS = "ring", "markers"


class Kept(msgspec.Struct, frozen=True):
    """One file of a city, by the address of its service."""

    backend: str
    etag: str
    content: bytes


@dataclass(frozen=True)
class Book:
    """What codes are read by. asked: the city itself said what it has; before that a phone without keys only does not know them yet."""

    ring: Ring | None = None
    table: MarkerTable | None = None
    asked: bool = False


class CodeBook:
    """backend: whose files count; those of another city that was used before do not."""

    def __init__(self, store: Store, backend: str):
        self.store, self.backend = store, backend

    def open(self, now: datetime, asked: bool = False) -> Book:
        """What is kept, as far as it can be believed. It may take a while: run it in a thread."""
        ring = self.find_ring()
        return Book(ring, self.find_table(ring, now) if ring else None, asked)

    def find_ring(self) -> Ring | None:
        kept = self.find_kept(RING)
        try:
            return Ring.from_json(kept.content.decode()) if kept else None
        except (KeyRefused, UnicodeDecodeError):
            return None

    def find_table(self, ring: Ring, now: datetime) -> MarkerTable | None:
        kept = self.find_kept(MARKERS)
        try:
            return read_table(kept.content, ring, now) if kept else None
        except CodeRefused:
            return None

    def find_kept(self, name: str) -> Kept | None:
        try:
            kept = msgspec.msgpack.decode(self.store.find_kept(f"codes {name}") or b"", type=Kept)
        except msgspec.MsgspecError:
            return None
        return kept if kept.backend == self.backend else None

    async def renew(self, client: Client, now: datetime) -> Book:
        """Ask the city for what is newer. Raises Unreachable; what is kept stays then."""
        for name in (RING, MARKERS):
            kept = self.find_kept(name)
            status, etag, content = await client.published_codes(name, kept.etag if kept else "")
            if status == 200 and content:
                self.store.keep(f"codes {name}", msgspec.msgpack.encode(Kept(self.backend, etag, content)))
            elif status == 404:
                self.store.keep(f"codes {name}", b"")  # the city has taken it back
        return await asyncio.to_thread(self.open, now, True)
