"""`python -m benchmarks.requests`: 20,000 service requests at 50 a second, on both databases. Writes benchmarks/REQUESTS.md.

Real ones of San Francisco, duplicated and shifted into the demonstration city, each by HTTP to a service that is a process of its own; every tenth is
sent twice under one key, as by a phone that got no answer. `--small` sends 300 and writes nothing.
"""
import asyncio
import csv
import itertools
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from secrets import token_urlsafe

import httpx
import numpy as np
from sqlalchemy import text

from backend.database.database import Database
from benchmarks.bookings import served_by
from benchmarks.timing import Machine, machine
from routing.city import City
from tests import databases
from tests.cities import demo_city
from tests.conftest import shared_folder
from tests.flows.test_killed_while_booking import Killable

PAGE = Path(__file__).parent / "REQUESTS.md"
MANY, FEW, A_SECOND = 20_000, 300, 50
EACH = 9  # of one device: it may send ten an hour
TWICE = 10
STAFF = "staff-of-the-benchmark-0123456789"
CATEGORIES = {
    "Street and Sidewalk": "litter", "Graffiti": "graffiti", "Sewer": "drain_blocked", "Streetlight": "street_light", "Tree": "overgrown",
    "Pothole": "pothole", "Sign": "road_sign", "Sidewalk or Curb": "broken_paving", "Abandoned Vehicle": "abandoned_vehicle",
}  # fmt: skip


def main() -> int:
    many = FEW if "--small" in sys.argv[1:] else MANY
    shared = shared_folder()
    if shared is None:
        print("The sample is not here: set ALLWAYS_SHARED to its folder.")
        return 1
    host, city, rows = machine(), demo_city(), []
    asked = list(itertools.islice(requests(shared / "data" / "service_requests" / "sf311_sample.csv", City.open(city)), many))
    for kind in databases.KINDS:
        with tempfile.TemporaryDirectory() as home, served_by(kind, Path(home)) as address:
            rows.append(row(kind, measure(city, address, asked)))
        print(rows[-1])
    if many == MANY:
        PAGE.write_text(page(host, rows), encoding="utf-8")
        print(f"written: {PAGE.name}")
    return 0


def requests(sample: Path, city: City) -> Iterator[dict]:
    """Bodies of requests, without end: the sample again and again, each round a few metres aside."""
    south, west, north, east = city.manifest.bbox
    with sample.open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    for turn in itertools.count():
        for one in told:
            lat, lon = float(one["latitude"] or 0) + turn * 1e-4, float(one["longitude"] or 0) + turn * 1e-4
            known = abs(lat) > 1
            place = {"lat": south + (north - south) * (lat * 7 % 1), "lon": west + (east - west) * (lon * 7 % 1)} if known else {}
            words = f"{one['complaint_type']} {one['descriptor']}".strip()[:500]
            yield {
                "category": category_of(one["category"]), "place": place | {"address": one["incident_address"][:200] or "no address"}, "words": words,
                "noDanger": True,
            }  # fmt: skip


def category_of(told: str) -> str:
    return next((code for word, code in CATEGORIES.items() if word.lower() in told.lower()), "other")


def measure(city: Path, address: str, asked: list[dict]) -> dict:
    served = Killable(city)
    served.environment = {
        "ALLWAYS_DATABASE_URL": address, "ALLWAYS_STAFF_TOKEN": STAFF, "ALLWAYS_RATE_LIMITS": "off", "ALLWAYS_LOG_REQUESTS": "0",
    }  # fmt: skip
    served.start()
    try:
        spent, codes, refused = asyncio.run(sent(served.address, asked))
    finally:
        served.stop()
    return {"each_s": np.array(spent), "codes": codes, "refused": refused, "kept": asyncio.run(kept(address))}


async def sent(address: str, asked: list[dict]) -> tuple[list[float], set[str], int]:
    """Seconds from each request to its answer, whatever the one before takes; the numbers told; how many were refused."""
    spent: list[float] = []
    codes: set[str] = set()
    refused = 0
    async with httpx.AsyncClient(base_url=address, headers={"host": "localhost"}, timeout=120, limits=httpx.Limits(max_connections=64)) as client:
        tokens = [(await client.post("/v1/devices")).json()["token"] for _ in range(-(-len(asked) // EACH))]

        async def send(number: int, body: dict) -> None:
            nonlocal refused
            headers = {"authorization": f"Bearer {tokens[number // EACH]}", "idempotency-key": token_urlsafe(24)}
            for turn in range(2 if number % TWICE == 0 else 1):
                begun = time.perf_counter()
                while (answer := await client.post("/v1/requests", json=body, headers=headers)).status_code == 503:
                    await asyncio.sleep(1)  # busy: a phone sends it again
                if turn == 0:
                    spent.append(time.perf_counter() - begun)
                if answer.status_code != 201:
                    refused += 1
                    return
                codes.add(answer.json()["code"])

        begun, running = time.perf_counter(), []
        for number, body in enumerate(asked):
            await asyncio.sleep(max(0.0, begun + number / A_SECOND - time.perf_counter()))
            running.append(asyncio.create_task(send(number, body)))
        await asyncio.gather(*running)
    return spent, codes, refused


async def kept(address: str) -> tuple[int, int, int]:
    """Requests, different numbers, and beginnings of histories in the database."""
    database = Database.open(address)
    try:
        async with database.reading() as session:
            queries = (
                "SELECT count(*) FROM request", "SELECT count(DISTINCT code) FROM request",
                "SELECT count(*) FROM request_event WHERE kind = 'submitted'",
            )  # fmt: skip
            first, second, third = [await session.scalar(text(query)) or 0 for query in queries]
    finally:
        await database.close()
    return first, second, third


def row(kind: str, found: dict) -> str:
    spent, rows = found["each_s"] * 1000, found["kept"]
    lost, doubled = len(found["codes"]) - rows[1], rows[0] - len(found["codes"]) + max(0, rows[2] - rows[0])
    times = " | ".join(f"{np.percentile(spent, share):.0f}" for share in (50, 95, 99, 100))
    return f"| {kind} | {len(spent)} | {found['refused']} | {lost} | {doubled} | {times} |"


def page(host: Machine, rows: list[str]) -> str:
    return f"""# Service requests

Written by `python -m benchmarks.requests`. {MANY:,} requests of San Francisco's sample, duplicated and shifted into the demonstration city,
{A_SECOND} a second whatever the answers take; every tenth sent twice under one key. The service (one process), its database and those who send
share the machine; both databases keep what they were told in a power cut. Lost and doubled are counted in the tables afterwards: they have to be 0.

{host.when} · {host.cpu}, {host.cores} cores, load {host.load:.1f} at the start · Python {host.python}

| database | sent | refused | lost | doubled | median ms to the answer | 95 % | 99 % | longest |
|---|---|---|---|---|---|---|---|---|
""" + "\n".join(rows) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("ALLWAYS_LOG_REQUESTS", "0")
    sys.exit(main())
