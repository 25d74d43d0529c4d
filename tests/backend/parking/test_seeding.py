"""What a city declares: read strictly, brought in once, changed without losing what is booked, and taken out of sale."""
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from backend.accounts.models import Account
from backend.database.sealing import Vault
from backend.parking.declared import ParkingUnusable, read_declared
from backend.parking.gates import site_id
from backend.parking.models import ParkingListing, ParkingSite, ParkingSpot, ParkingTariff
from backend.parking.rows import load_sites
from backend.parking.seeding import bring_in, bring_in_made_up
from payments.parking.tariff import price
from tests.backend.parking.world import parking_toml

ZONE = "Europe/Berlin"
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
HIGH_HOUSE = site_id("parking", "High House")
HOST = """
[[hosts.made_up]]
id = "host-01"
street = "Lane 3"
house_number = "4"
lat = 49.41
lon = 8.68
week = [{ day = 0, fromMin = 480, toMin = 1080 }]
price = { stepMin = 30, stepMinor = 100, dayCapMinor = 1200 }
space = { width_mm = 2500, plug = "type2", power_w = 11000, charging_kind = "ac" }
"""


@pytest.fixture
def declared(tmp_path):
    def read(text: str):
        (tmp_path / "parking.toml").write_text(text)
        return read_declared(tmp_path / "parking.toml", ZONE)

    return read


async def counted(database, *tables) -> list[int]:
    async with database.reading() as session:
        return [await session.scalar(select(func.count()).select_from(table)) for table in tables]


async def test_the_same_twice_is_the_same_once(database, declared):
    told = declared(parking_toml() + HOST)
    for _ in range(2):
        async with database.writing() as session:
            await bring_in(session, told, ZONE, AT)
            await bring_in_made_up(session, told, Vault((bytes(range(32)),)), ZONE, AT)
    assert await counted(database, ParkingSite, ParkingSpot, ParkingTariff, ParkingListing, Account) == [3, 5, 3, 1, 1]


async def test_slots_come_and_go_and_a_new_price_holds_from_now_on(database, declared):
    async with database.writing() as session:
        await bring_in(session, declared(parking_toml()), ZONE, AT)
    async with database.writing() as session:
        await bring_in(session, declared(parking_toml(slots=2, step_minor=200)), ZONE, AT + HOUR)
    for at, minor in ((AT, 120), (AT + HOUR, 200)):
        async with database.reading() as session:
            site = next(site for site in await load_sites(session, at, {HIGH_HOUSE}))
        assert (len(site.spots), price(site.tariff, AT, AT + HOUR)) == (2, minor)
    async with database.writing() as session:
        await bring_in(session, declared(parking_toml(slots=4)), ZONE, AT + 2 * HOUR)
        assert len((await load_sites(session, AT + 2 * HOUR, {HIGH_HOUSE}))[0].spots) == 4


async def test_what_is_declared_no_more_is_found_no_more(database, declared):
    async with database.writing() as session:
        await bring_in(session, declared(parking_toml()), ZONE, AT)
        await bring_in(session, declared('currency = "EUR"\n'), ZONE, AT + HOUR)
        assert await load_sites(session, AT + HOUR) == []
    assert await counted(database, ParkingSite, ParkingTariff) == [2, 2]


@pytest.mark.parametrize("text, said", [
    ("currency = 'EUR'\nsites = 3\n", "sites"), ("colour = 'red'\n", "colour"), ("currency = 'XXX'\n", "currency"), ("[[", "parking.toml"),
    (parking_toml() + parking_toml().removeprefix('currency = "EUR"\n'), "twice"),
    (parking_toml().replace("step_min = 60", "step_min = 0"), "bad_step"), (parking_toml().replace("from_min", "begin"), "cannot be read"),
    (parking_toml().replace("step_min = 60", "colour = 1, step_min = 60"), "nobody knows"),
])  # fmt: skip
def test_a_mistake_names_the_file_and_says_what(declared, text, said):
    with pytest.raises(ParkingUnusable, match=r"^parking\.toml: ") as error:
        declared(text)
    assert said in str(error.value)
