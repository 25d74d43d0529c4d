"""Keys of the city and lists of what was killed, as the page keeps them."""
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest

from backend.contract.tickets import (
    TicketKeysResponse,
)
from mobile.accounts.device_key import encode
from mobile.client import Refused
from mobile.screens.inspect.book import Kept, Ledge, TicketBook, opened, with_keys, with_list
from signing.kill_lists import digests_of, write_kill_list
from tests.signing.city import NOW, City, Traveller

CITY, ANN = City(), Traveller()
BERLIN = ZoneInfo("Europe/Berlin")
BOOK = TicketBook(CITY.keys(), CITY.killed())
TICKET_ID = UUID(int=7)
TOKEN = ANN.token(CITY, id=TICKET_ID)
ADDRESS = "http://city.example"
MINUTE = timedelta(minutes=1)


def keys_given(city: City = CITY, **more) -> TicketKeysResponse:
    root = more.get("root", city.root)
    return TicketKeysResponse("littletown", root.public.hex(), encode(city.set_token(**more)))


def listed(*ids, version: int = 1) -> bytes:
    return write_kill_list(digests_of(ids), version, CITY.keys(), CITY.kill_list, NOW)


def test_keys_and_list_are_kept_and_read_again(store):
    kept = with_list(with_keys(Kept(ADDRESS), keys_given(version=3), NOW), listed(TICKET_ID), NOW)
    book = opened(kept, NOW)
    assert (book.keys.version, book.killed.has(TICKET_ID)) == (3, True)
    ledge = Ledge(store, ADDRESS)
    assert ledge.open(NOW) == TicketBook()
    store.keep("tickets of the city", msgspec.msgpack.encode(kept))
    assert ledge.open(NOW) == book
    assert Ledge(store, "http://other.example").open(NOW) == TicketBook()
    store.keep("tickets of the city", b"nonsense")
    assert ledge.open(NOW) == TicketBook()


def test_another_root_is_refused_once_one_is_known():
    kept = with_keys(Kept(ADDRESS), keys_given(), NOW)
    stranger = City()
    with pytest.raises(Refused):
        with_keys(kept, keys_given(stranger), NOW)
    with pytest.raises(Refused):
        with_keys(kept, TicketKeysResponse("littletown", "no hex", "no base64"), NOW)


def test_a_root_that_the_last_one_named_is_followed():
    coming = City().root
    kept = with_keys(Kept(ADDRESS), keys_given(next_root=coming.public), NOW)
    after = with_keys(kept, keys_given(root=coming, version=2), NOW)
    assert after.root == coming.public


def test_neither_keys_nor_list_go_back():
    kept = with_keys(Kept(ADDRESS), keys_given(version=5), NOW)
    assert with_keys(kept, keys_given(version=4), NOW) is kept
    kept = with_list(kept, listed(TICKET_ID, version=9), NOW)
    assert with_list(kept, listed(version=8), NOW) is kept


def test_a_list_of_somebody_else_is_refused():
    kept = with_keys(Kept(ADDRESS), keys_given(), NOW)
    other = City()
    with pytest.raises(Refused):
        with_list(kept, write_kill_list(b"", 1, other.keys(), other.kill_list, NOW), NOW)
    with pytest.raises(Refused):
        with_list(Kept(ADDRESS), listed(), NOW)
    assert opened(kept, NOW).killed is None
