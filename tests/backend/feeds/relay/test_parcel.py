"""A message between processes: it comes out as it went in, without addresses, and damage is found."""
import hashlib
import zlib
from dataclasses import replace

import pytest

from backend.contract.feeds import FeedKind
from backend.feeds.collect import Collected, Part
from backend.feeds.declaration import FeedDeclaration
from backend.feeds.models import MOST_PARCEL
from backend.feeds.relay.parcel import ParcelRefused, digest, pack, unpack

TRAMS = FeedDeclaration("trams", FeedKind.TRIP_UPDATES, "https://a.example/?key=CANARY", 15, 90)
BIKES = FeedDeclaration("bikes", FeedKind.GBFS, "https://a.example/gbfs.json", 60, 300)
STATUS = "https://b.example/status?token=CANARY"
LISTING = b'{"data": {"feeds": [{"name": "station_status", "url": "https://b.example/status?token=CANARY"}]}}'


def there_and_back(feed: FeedDeclaration, collected: Collected) -> Collected:
    packed = pack(feed, collected)
    return unpack(feed, packed, hashlib.sha256(packed).digest())


def test_a_message_with_what_lets_its_server_say_that_it_holds():
    collected = Collected({"message": Part(TRAMS.url, bytes(range(256)), '"1"', "Tue, 24 Nov 2026 12:02:00 GMT")})
    assert there_and_back(TRAMS, collected) == collected
    assert b"CANARY" not in zlib.decompress(pack(TRAMS, collected))


def test_a_shared_system_asks_each_of_its_files_again():
    parts = {
        "gbfs": Part(BIKES.url, LISTING, '"1"', ""), "station_status": Part(STATUS, b"{}", '"2"', "", due_s=900.0),
        "system_alerts": Part("https://b.example/elsewhere", b"{}", '"3"', ""),
    }  # fmt: skip
    found = there_and_back(BIKES, Collected(parts, ("system_alerts",), 12)).parts
    assert found["gbfs"] == parts["gbfs"]
    assert found["station_status"] == replace(parts["station_status"], due_s=0.0)
    assert found["system_alerts"].url == "", "an address that is not listed any more is not known"


@pytest.mark.parametrize("damaged", [b"", b"\0", b"x" * 100, zlib.compress(b"\xc1"), zlib.compress(b"\x80"), zlib.compress(b"\x82" * 40)])
def test_what_is_no_parcel_is_refused(damaged):
    with pytest.raises(ParcelRefused):
        unpack(TRAMS, damaged, hashlib.sha256(damaged).digest())
    with pytest.raises(ParcelRefused):
        unpack(TRAMS, damaged, b"")


def test_a_bomb_is_not_opened():
    bomb = zlib.compress(bytes(MOST_PARCEL + 1), 9)
    with pytest.raises(ParcelRefused):
        unpack(TRAMS, bomb, hashlib.sha256(bomb).digest())


@pytest.mark.parametrize("other", [replace(TRAMS, url="https://a.example/"), replace(TRAMS, kind=FeedKind.ALERTS), replace(TRAMS, id="buses")])
def test_a_message_of_another_declaration_is_not_believed(other):
    packed = pack(TRAMS, Collected({"message": Part(TRAMS.url, b"x", "", "")}))
    with pytest.raises(ParcelRefused):
        unpack(other, packed, hashlib.sha256(packed).digest())
    assert digest(TRAMS) == digest(replace(TRAMS, every_s=20, attribution="City")) != digest(other)
