"""A city that is told things, strangers who tell it, its staff, and what a person at the app waits for."""
from uuid import uuid4

import httpx

from mobile.store.reports import ReportState

STATION = (55.4897, 3.5036)
BOX = {"south": 55.40, "west": 3.40, "north": 55.55, "east": 3.60}
STAFF = "the staff of the demonstration city, of 32"
HOLE, KIND = "Hole in the road", "pothole"


def on_the_map(backend) -> list[dict]:
    return httpx.get(f"{backend.address}/v1/obstacles", params=BOX).json()["obstacles"]


def told(backend) -> list[dict]:
    """What everybody may read, as the city has it."""
    return httpx.get(f"{backend.address}/v1/requests", params={"lat": STATION[0], "lon": STATION[1], "radiusM": 3000}).json()["requests"]


def stranger(backend, category: str, lat: float, lon: float) -> str:
    """Somebody else who tells the city, on a phone of their own: the number."""
    token = httpx.post(f"{backend.address}/v1/devices", headers={"Idempotency-Key": uuid4().hex}).json()["token"]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
    body = {"category": category, "place": {"lat": lat, "lon": lon}, "words": "Two slabs are loose."}
    return httpx.post(f"{backend.address}/v1/requests", json=body, headers=headers).json()["code"]


def staff(backend, code: str, **change) -> None:
    """Somebody of the city acts on it."""
    headers = {"Authorization": f"Bearer {STAFF}", "Idempotency-Key": uuid4().hex}
    httpx.post(f"{backend.address}/v1/staff/requests/{code}/changes", json=change, headers=headers).raise_for_status()


async def ready(person) -> None:
    """The city is there, and what it can be told."""
    await person.until(lambda: person.session.requests.kinds.find("street_light"), "the kinds of the city")


async def settled(person) -> None:
    """The city has said how what is shown stands."""
    await person.until(lambda: not any(person.session.tasks.runs(person.page, work) for work in ("ask", "photos", "near")), "an answer")


async def sent(person) -> None:
    await person.until(lambda: states(person) == [ReportState.SENT], "the city has it")


def sent_one(person):
    (report,) = person.session.reporting.reports.list_reports()
    return report


def states(person) -> list[ReportState]:
    return [report.state for report in person.session.reporting.reports.list_reports()]
