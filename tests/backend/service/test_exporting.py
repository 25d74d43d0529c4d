"""What hosts and drivers find in the export of their account, and what neither finds of the other."""
import csv
import io
import json
import zipfile

import msgspec
import pytest
from sqlalchemy import select, update

from backend.accounts.export import gather, packed
from backend.contract.listings import ListingPrice
from backend.database.base import Base, now
from backend.parking.models import ParkingListing
from backend.parking.photos import put
from backend.service.exporting import TELLERS
from tests.backend.reservations.conftest import control, sandbox, world
from tests.backend.reservations.world import HOUR

__all__ = ["control", "sandbox", "world"]
PICTURE, PLATE = b"\xff\xd8\xffof the gate", "ELM1234"


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


async def exported(world, account_id):
    """account.json, and all that is in the zip as text."""
    async with world.database.reading() as session:
        rows = await gather(session, account_id, Base.metadata)
        for tell in TELLERS:
            rows |= await tell(session, world.reservations.vault, account_id, rows)
    archive = zipfile.ZipFile(io.BytesIO(packed(rows, now())))
    return json.loads(archive.read("account.json")), {name: archive.read(name).decode() for name in archive.namelist()}


async def let_and_parked(world):
    async with world.database.writing() as session:
        await session.execute(update(ParkingListing).values(price=msgspec.to_builtins(ListingPrice(30, 100))))
        await put(session, world.reservations.vault, (await session.scalars(select(ParkingListing))).one(), 1, PICTURE)
    wish = world.wish(world.places.driveway, begins=0, hours=2)
    await world.parked(wish, plate=PLATE)
    await world.advance(wish.end + HOUR - world.clock())
    await world.quiesce()
    return wish


async def test_a_host_finds_earnings_and_listings_and_a_driver_their_plate(world):
    wish = await let_and_parked(world)
    told, files = await exported(world, world.places.host)
    (line,) = told["earnings"]
    assert (line["currency"], line["kind"], line["amount_minor"], line["base_minor"]) == ("eur", "earn", 320, 400)
    assert (line["starts_at"], line["ends_at"]) == (wish.start.isoformat(), wish.end.isoformat())
    (listing,) = told["listings"]
    assert (listing["house_number"], listing["directions"], listing["price"]["stepMinor"]) == ("12", "behind the hedge", 100)
    assert "place" not in told["parking_listing"][0]
    assert told["listing_picture"][0]["sealed"] == "/9j/b2YgdGhlIGdhdGU="
    assert [row["amount_minor"] for row in csv.DictReader(io.StringIO(files["csv/earnings.csv"]))] == ["320"]
    assert [row["street"] for row in csv.DictReader(io.StringIO(files["csv/listings.csv"]))] == ["Holly Lane"]
    assert PLATE not in str(files)
    told, files = await exported(world, world.actor.id)
    assert [row["plate"] for row in told["parking_reservation"]] == [PLATE]
    assert {"earnings", "listings"}.isdisjoint(told)
    assert "behind the hedge" not in str(files)


async def test_what_was_sealed_by_a_lost_key_is_left_out(world):
    await let_and_parked(world)
    async with world.database.writing() as session:
        await session.execute(update(ParkingListing).values(place=b"\x01" * 40))
    told, _ = await exported(world, world.places.host)
    assert [(listing["street"], listing["house_number"]) for listing in told["listings"]] == [("Holly Lane", "")]
