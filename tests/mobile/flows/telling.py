"""A city that is told things, strangers who tell it, its staff, and what a person at the app waits for."""
import json
from io import BytesIO
from secrets import token_urlsafe
from uuid import uuid4

import httpx
import msgspec
from PIL import Image

from accessibility.profiles import ProfileId
from backend.accounts import sessions
from backend.accounts.models import RoleGrant
from backend.accounts.service import find_or_make
from backend.contract.accounts import Role
from backend.database.base import now
from mobile.store.needs import Needs, limits_of
from mobile.store.reports import ReportState

STATION, PLATFORM = (55.4897, 3.5036), (55.4893227, 3.5035415)
IN_A_CHAIR = json.loads(msgspec.json.encode(limits_of(Needs(profile=ProfileId.MANUAL_CHAIR))))
BOX = {"south": 55.40, "west": 3.40, "north": 55.55, "east": 3.60}
STAFF = "the staff of the demonstration city, of 32"
HOLE, KIND = "Hole in the road", "pothole"


def on_the_map(backend) -> list[dict]:
    return httpx.get(f"{backend.address}/v1/obstacles", params=BOX, verify=False).json()["obstacles"]


def told(backend) -> list[dict]:
    """What everybody may read, as the city has it."""
    near = {"lat": STATION[0], "lon": STATION[1], "radiusM": 3000}
    return httpx.get(f"{backend.address}/v1/requests", params=near, verify=False).json()["requests"]


def stranger(backend, category: str, lat: float, lon: float) -> str:
    """Somebody else who tells the city, on a phone of their own: the number."""
    token = httpx.post(f"{backend.address}/v1/devices", headers={"Idempotency-Key": uuid4().hex}).json()["token"]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
    body = {"category": category, "place": {"lat": lat, "lon": lon}, "words": "Two slabs are loose."}
    return httpx.post(f"{backend.address}/v1/requests", json=body, headers=headers).json()["code"]


def staff(backend, code: str, bearer: str = STAFF, **change) -> None:
    """Somebody of the city acts on it."""
    headers = {"Authorization": f"Bearer {bearer}", "Idempotency-Key": uuid4().hex}
    httpx.post(f"{backend.address}/v1/staff/requests/{code}/changes", json=change, headers=headers).raise_for_status()


def rolled_s(backend) -> int:
    """How long somebody in a wheelchair takes from the street to the platform."""
    ends = {name: dict(zip(("lat", "lon"), place)) for name, place in (("origin", STATION), ("destination", PLATFORM))}
    answer = httpx.post(f"{backend.address}/v1/plan", json=ends | {"modes": ["WALK"], "limits": IN_A_CHAIR}, timeout=60)
    return answer.raise_for_status().json()["itineraries"][0]["durationS"]


class Neighbour:
    """Has the same trouble, and a phone."""

    def __init__(self, backend):
        self.client = httpx.Client(base_url=backend.address, headers={"X-Forwarded-For": "100.64.7.7"})
        self.client.headers["Authorization"] = f"Bearer {self.client.post('/v1/devices').json()['token']}"

    def says_me_too(self, code: str) -> None:
        self.client.put(f"/v1/requests/{code}/following", json={"following": True}).raise_for_status()

    def news(self) -> list[str]:
        return [one["kind"] for one in self.client.get("/v1/notices").json()["notices"]]


class Officer:
    """Of the staff, signed in by passkey a moment ago."""

    def __init__(self, backend):
        async def begin(session):
            account_id, _ = await find_or_make(session, "officer@example.org", "en")
            session.add(RoleGrant(account_id=account_id, role=Role.STAFF, operator_id="", reason="", granted_at=now()))
            return await sessions.begin(session, account_id, "desk", b"\x04" + bytes(64), by_passkey=True)

        self.backend, self.bearer = backend, backend.within(begin).access

    def closes_with_proof(self, code: str, words: str) -> None:
        picture = BytesIO()
        Image.new("RGB", (320, 240), "white").save(picture, "JPEG")
        headers = {"Authorization": f"Bearer {self.bearer}", "Content-Type": "image/jpeg"}
        place = f"{self.backend.address}/v1/staff/requests/{code}/photos/{token_urlsafe(24)}"
        proof = httpx.put(place, content=picture.getvalue(), headers=headers).raise_for_status().json()["photo"]["photoId"]
        staff(self.backend, code, self.bearer, action="resolve", resolution="fixed", words=words, proofId=proof)


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
