"""`python -m benchmarks.parking_reservations`: how many spaces are reserved in a second on both databases. Writes benchmarks/PARKING_RESERVATIONS.md.

As `benchmarks.bookings`, over HTTP with the sandbox of the payment service, but each books a place in one car park, for an hour of their own: all of
them stand in line for the same pool. `--small` books few and writes nothing.
"""
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from backend.service.services import Services
from benchmarks.bookings import PEOPLE, book, row, served_by
from benchmarks.timing import Machine, machine
from tests import databases
from tests.cities import demo_city
from tests.flows.shop import CITY_PLACES, Person, Shop, opened
from tests.mobile.server import LiveBackend

PAGE = Path(__file__).parent / "PARKING_RESERVATIONS.md"
EACH, FEW = 25, 2
HOUR = timedelta(hours=1)


def main() -> int:
    each = FEW if "--small" in sys.argv[1:] else EACH
    host, city, rows = machine(), demo_city(), []
    services = Services.open(city)
    for kind in databases.KINDS:
        backend = LiveBackend(services)
        with tempfile.TemporaryDirectory() as home, served_by(kind, Path(home)) as address, opened(backend, city, Path(home), address) as shop:
            rows.append(row(kind, measure(shop, each)))
        print(rows[-1])
    if each == EACH:
        PAGE.write_text(page(host, rows), encoding="utf-8")
        print(f"written: {PAGE.name}")
    return 0


def measure(shop: Shop, each: int) -> dict:
    """Seconds from "book" to a ticket of each reservation, and of all together."""
    people = [Person(shop, f"driver{number}@example.org") for number in range(PEOPLE)]
    for person in people:
        person.sign_in()
    first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + 24 * HOUR
    space = a_pool(people[0], first, first + PEOPLE * (each + 1) * HOUR)
    book(people[0], wish(space, first))  # the first of all opens connections and reads files

    def drives(number: int) -> list[float]:
        begins = [first + (1 + number * each + turn) * HOUR for turn in range(each)]
        return [book(people[number], wish(space, begin)) for begin in begins]

    begun = time.perf_counter()
    with ThreadPoolExecutor(PEOPLE) as pool:
        spent = [second for part in pool.map(drives, range(PEOPLE)) for second in part]
    return {"whole_s": time.perf_counter() - begun, "each_s": np.array(spent)}


def a_pool(person: Person, start: datetime, end: datetime) -> str:
    """Of a car park that is open all of the time, with as many places as there are."""
    lat, lon = CITY_PLACES["station"]
    asked = {
        "lat": lat, "lon": lon, "startsAt": start.isoformat(), "endsAt": end.isoformat(), "vehicle": {"heightMm": 1450, "widthMm": 1750},
        "filters": {"bookable": True}, "maxWalkM": 5000,
    }  # fmt: skip
    found = person.ask("POST", "/v1/parking/search", asked).json()
    return max([*found["fits"], *found["unsure"]], key=lambda space: space["free"])["spaceId"]


def wish(space: str, start: datetime) -> dict:
    return {"parking": [{
        "spaceId": space, "start": start.isoformat(), "end": (start + HOUR).isoformat(), "vehicle": {"heightMm": 1450, "widthMm": 1750},
    }]}  # fmt: skip


def page(host: Machine, rows: list[str]) -> str:
    return f"""# Reserved spaces

Written by `python -m benchmarks.parking_reservations`. {PEOPLE} people at once, each {EACH} hours in one car park one after another: a price, a
booking, the page of payment, a ticket. The service (one process), its database and the payment service's sandbox share the machine with those who
ask. Both databases keep what they were told in a power cut. No peer publishes such numbers.

{host.when} · {host.cpu}, {host.cores} cores, load {host.load:.1f} at the start · Python {host.python}

| database | reservations | a second to CONFIRMED | median ms from "book" to the ticket | 95 % | 99 % |
|---|---|---|---|---|---|
""" + "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.exit(main())
