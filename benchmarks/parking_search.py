"""`python -m benchmarks.parking_search [--spaces 5000] [--holds 50000] [--asked 300]`: looking for a space in the demonstration city.

Spaces lie around the centre, so that a search meets many; holds lie over thirty days. Prints milliseconds of a search, without HTTP, and what of it
the question to the database takes.
"""
import argparse
import asyncio
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
from sqlalchemy import create_engine, insert

from backend.bookings.booked import ResourceHold
from backend.contract.listings import ListingPrice
from backend.contract.parking import ParkingSearch, SpaceKind, Vehicle
from backend.database.address import file_address
from backend.database.database import Database
from backend.live.service import LiveCity
from backend.migrations.upgrade import upgrade
from backend.parking.declared import Declared
from backend.parking.models import ParkingSite, ParkingSpot, ParkingTariff, SpotKind
from backend.parking.selling import taken_of
from backend.parking.service import Parking
from backend.parking.tariffs import as_json, digest_of, of_host
from backend.service.settings import Settings
from routing.city import City
from routing.snapshot import Snapshot
from tests.cities import demo_city

CAR = Vehicle(height_mm=1500, width_mm=1800, length_mm=4300, weight_kg=1500, gas=False)
DAYS, SPREAD_DEG, PER_SITE = 30, 0.02, 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spaces", type=int, default=5000)
    parser.add_argument("--holds", type=int, default=50_000)
    parser.add_argument("--asked", type=int, default=300)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        address = file_address(Path(folder) / "bench.sqlite")
        upgrade(address)
        asyncio.run(measure(address, given.spaces, given.holds, given.asked))


async def measure(address: str, spaces: int, holds: int, asked: int) -> None:
    city, rng = City.open(demo_city()), np.random.default_rng(7)
    database = Database.open(address)
    begin = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    spots = await fill(database, city, spaces, rng)
    reserve(database, spots, holds, begin, rng)
    parking = Parking(database, LiveCity(Snapshot.of(city)), Settings(), Declared())
    await parking.kept.look()
    south, west, north, east = city.manifest.bbox
    whole, question, found = [], [], []
    for number in range(asked + 20):
        lat, lon = (south + north) / 2 + rng.uniform(-0.01, 0.01), (west + east) / 2 + rng.uniform(-0.01, 0.01)
        start = begin + timedelta(hours=int(rng.integers(0, DAYS * 24 - 8)))
        wish = ParkingSearch(lat, lon, start, start + timedelta(hours=int(rng.integers(1, 8))), CAR)
        at = time.perf_counter()
        async with database.reading() as session:
            answer = await parking.search(session, wish)
        done = time.perf_counter()
        some = [one.space for one in parking.every(parking.live.view).rows[:100]]
        async with database.reading() as session:
            before = time.perf_counter()
            await taken_of(session, some, wish.starts_at, wish.ends_at)
            took = time.perf_counter() - before
        if number >= 20:
            whole.append((done - at) * 1000)
            question.append(took * 1000)
            found.append(len(answer.fits) + len(answer.unsure) + answer.omitted)
    await database.close()
    for name, values in (("search", whole), ("of it holds of 100 spaces", question)):
        print(f"{name:28} median {np.median(values):6.1f} ms   p95 {np.quantile(values, 0.95):6.1f} ms")
    print(f"{spaces} spaces, {holds} holds, {asked} searches; within reach: median {np.median(found):.0f}")


async def fill(database: Database, city: City, spaces: int, rng) -> list[UUID]:
    """Half of them pools of five slots, half single bays."""
    south, west, north, east = city.manifest.bbox
    content = as_json(of_host(ListingPrice(30, 100, 0, 1500), city.manifest.timezone))
    terms = {"graceMin": 10, "overstayStepMin": 15, "overstayStepMinor": 100, "overstayFeeMinor": 500, "overstayMostMinor": 3000, "minStayMin": 0,
             "freeUntilMin": 0, "earlyLeave": True, "instant": True, "approveWithinMin": None}  # fmt: skip
    sites, spots, tariffs = [], [], []
    for number in range(spaces):
        site = uuid4()
        lat, lon = (south + north) / 2 + rng.uniform(-SPREAD_DEG, SPREAD_DEG), (west + east) / 2 + rng.uniform(-SPREAD_DEG, SPREAD_DEG) * 1.7
        sites.append({
            "id": site, "kind": SpaceKind.STREET, "name": f"Street {number}", "lat_e7": int(lat * 1e7), "lon_e7": int(lon * 1e7), "capacity": 5,
            "zone": city.manifest.timezone, "currency": "EUR", "operator_id": "streets", "operator_name": "Streets", "terms": terms,
        })  # fmt: skip
        pool = number % 2 == 0
        spots += [
            {"id": uuid4(), "site_id": site, "kind": SpotKind.POOL_SLOT if pool else SpotKind.BAY, "label": None if pool else "1", "place_no": place,
             "forbids": [], "badge_only": False, "width_mm": 2500, "length_mm": 5500}
            for place in range(PER_SITE if pool else 1)
        ]  # fmt: skip
        tariffs.append({
            "id": uuid4(), "site_id": site, "valid_from": datetime(2020, 1, 1, tzinfo=UTC), "currency": "EUR", "content": content, "source": "bench",
            "digest": digest_of(content),
        })  # fmt: skip
    async with database.writing() as session:
        for table, rows in ((ParkingSite, sites), (ParkingSpot, spots), (ParkingTariff, tariffs)):
            await session.execute(insert(table), rows)
    return [spot["id"] for spot in spots]


def reserve(database: Database, spots: list[UUID], holds: int, begin: datetime, rng) -> None:
    """Each spot has as many as the others, one after the other; of no booking, which a search never looks at."""
    each = -(-holds // len(spots))
    rows = []
    for spot in spots:
        for start_h in rng.choice(DAYS * 12, each, replace=False):
            start = begin + timedelta(hours=2 * int(start_h))
            rows.append({"id": uuid4(), "leg_id": uuid4(), "resource_id": str(spot), "starts_at": start, "ends_at": start + timedelta(hours=2)})
    loose = create_engine(database.url.set(drivername="sqlite"))  # such a connection does not ask for the legs
    with loose.begin() as connection:
        connection.execute(insert(ResourceHold), rows[:holds])
    loose.dispose()


if __name__ == "__main__":
    main()
