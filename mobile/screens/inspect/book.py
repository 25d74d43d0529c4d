"""Keys and kill list of the city as this phone keeps them, for when there is no network. All of it is checked again whenever it is read."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from backend.contract.tickets import TicketKeysResponse
from mobile.accounts.device_key import decode
from mobile.client import Client, Refused
from mobile.store.database import Store
from signing import key_sets, kill_lists
from signing.key_sets import KeySet, read_key_set
from signing.kill_lists import MOST_BYTES, KillList, read_kill_list
from signing.refused import TicketRefused

NAME = "tickets of the city"
LIST_KIND = "application/cose"


class Kept(msgspec.Struct, frozen=True):
    """root: of the city, believed since the first time its keys came. Bytes as they were signed; b"" for none."""

    backend: str
    root: bytes = b""
    keys: bytes = b""
    killed: bytes = b""


@dataclass(frozen=True)
class TicketBook:
    """What tickets are checked by, as far as this phone can believe it."""

    keys: KeySet | None = None
    killed: KillList | None = None


class Ledge:
    """Where the book lies. backend: whose keys count; those of another city that was used before do not."""

    def __init__(self, store: Store, backend: str):
        self.store, self.backend = store, backend

    def open(self, now: datetime) -> TicketBook:
        return opened(self.find(), now)

    def find(self) -> Kept:
        try:
            kept = msgspec.msgpack.decode(self.store.find_kept(NAME) or b"", type=Kept)
        except msgspec.MsgspecError:
            kept = Kept(self.backend)
        return kept if kept.backend == self.backend else Kept(self.backend)

    async def renew(self, client: Client, now: datetime) -> TicketBook:
        """Ask the city for what is newer. Raises ClientError; what is kept stays then."""
        given = await client.ask("GET", "/v1/tickets/keys", TicketKeysResponse)
        kept = with_keys(self.find(), given, now)
        killed = await client.fetch("/v1/tickets/kill-list", "", LIST_KIND, MOST_BYTES)
        kept = with_list(kept, killed, now)
        self.store.keep(NAME, msgspec.msgpack.encode(kept))
        return opened(kept, now)


def opened(kept: Kept, now: datetime) -> TicketBook:
    try:
        keys = read_key_set(kept.keys, kept.root, now)
    except TicketRefused:
        return TicketBook()
    try:
        return TicketBook(keys, read_kill_list(kept.killed, keys, now))
    except TicketRefused:
        return TicketBook(keys)


def with_keys(kept: Kept, given: TicketKeysResponse, now: datetime) -> Kept:
    """The newer of the set kept and the one given, if the root that is believed signed it or named the one that did. Raises Refused."""
    held = opened(kept, now).keys
    try:
        root, token = bytes.fromhex(given.root), decode(given.set)
        newer = key_sets.take_newer(held, kept.root or root, token, root, now)
    except (ValueError, TicketRefused) as error:
        raise Refused("", "keys_refused") from error
    return kept if newer is held else msgspec.structs.replace(kept, root=root, keys=token)


def with_list(kept: Kept, token: bytes, now: datetime) -> Kept:
    """The newer of both lists. Raises Refused for one that the city did not sign."""
    book = opened(kept, now)
    try:
        if book.keys is None:
            raise Refused("", "keys_refused")
        newer = kill_lists.take_newer(book.killed, read_kill_list(token, book.keys, now))
    except TicketRefused as error:
        raise Refused("", "list_refused") from error
    return kept if newer is book.killed else msgspec.structs.replace(kept, killed=token)
