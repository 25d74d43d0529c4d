"""What operators tell: believed from its signer only, kept once, handed to the bookings."""
import asyncio
import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from backend.contract.operators import OperatorEventKind
from backend.operators.controller import OperatorsController
from backend.operators.declaration import OperatorDeclaration
from backend.operators.events import EVENT, OperatorSaid, handlers
from backend.operators.service import Operators
from backend.operators.signatures import sign
from backend.operators.simulated.server import SimulatedOperator
from backend.operators.simulated.telling import Teller
from backend.outbox.models import OutboxEntry
from backend.service.app import create_app
from backend.service.settings import Settings
from tests.backend.operators.conftest import Control
from tests.serving import Client
from tests.worlds.town import open_town

TRAM_KEY, NEXT_KEY, BUS_KEY = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2, 3))
PATH = "/v1/operators/tram/events"
NOW = datetime.now(UTC).replace(microsecond=0)


class Bookings:
    """As operators' events see them. asked: (operator, reference) of every order there ever was."""

    def __init__(self, *asked: tuple[str, str]):
        self.asked, self.said = set(asked), list[OperatorSaid]()

    async def is_ref_of(self, session, operator_id: str, ref: str) -> bool:
        return (operator_id, ref) in self.asked

    async def on_operator_event(self, session, said: OperatorSaid) -> None:
        await session.execute(select(1))
        self.said.append(said)


@pytest.fixture
def bookings():
    return Bookings(("tram", "leg-1"), ("tram", "leg-2"), ("bus", "leg-3"))


@pytest.fixture
async def client(database_url, bookings):
    settings = Settings(log_requests=False, per_minute=None, database_url=database_url)
    app = create_app(open_town, settings, handlers(bookings), [OperatorsController])
    tram = OperatorDeclaration("tram", event_keys=(TRAM_KEY.public_key(), NEXT_KEY.public_key()))
    bus = OperatorDeclaration("bus", event_keys=(BUS_KEY.public_key(),))
    async with Client(app) as client:
        app.state.operators, app.state.event_taker = Operators((tram, bus)), bookings
        yield client


def event(ref: str = "leg-1", kind: str = "USED", **more) -> bytes:
    return json.dumps({"ref": ref, "kind": kind, "at": NOW.isoformat(), **more}).encode()


def signed(body: bytes, key: Ed25519PrivateKey = TRAM_KEY, event_id: str = "evt-1", late_s: int = 0) -> dict:
    time = str(int(datetime.now(UTC).timestamp()) - late_s)
    headers = {"Operator-Event-Id": event_id, "Operator-Event-Time": time, "Operator-Signature": sign(key, time, event_id, body)}
    return {"content": body, "headers": {**headers, "Content-Type": "application/json"}}


async def count_kept(database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).where(OutboxEntry.kind == EVENT))


async def hand_over(database, bookings) -> list[OperatorSaid]:
    """What the bookings were told once the service's own worker has done all there is to do."""
    for _ in range(2000):
        async with database.reading() as session:
            left = await session.scalar(select(func.count()).where(OutboxEntry.kind == EVENT, OutboxEntry.done_at.is_(None)))
        if not left:
            return bookings.said
        await asyncio.sleep(0.01)
    raise AssertionError(f"{left} events were not handed over")


async def test_a_signed_event_of_each_kind_is_kept_and_handed_to_the_bookings(client, database, bookings):
    for kind in OperatorEventKind:
        answer = await client.post(PATH, **signed(event(kind=kind, reason="vehicle_broken"), event_id=f"evt-{kind}"))
        assert (answer.status_code, answer.json()) == (202, {"eventId": f"evt-{kind}", "repeated": False})
    told = {said.kind: said for said in await hand_over(database, bookings)}
    assert len(bookings.said) == len(told) == len(OperatorEventKind)
    for kind, said in told.items():
        assert (said.operator_id, said.event_id, said.ref, said.at, said.reason) == ("tram", f"evt-{kind}", "leg-1", NOW, "vehicle_broken")
        assert abs(said.told_at - datetime.now(UTC)) < timedelta(minutes=1)


async def test_the_same_event_counts_once_however_often_it_comes(client, database, bookings):
    body = event()
    for late_s in (0, 10, 20):
        answer = await client.post(PATH, **signed(body, late_s=late_s))
        assert (answer.status_code, answer.json()["repeated"]) == (202, late_s > 0)
    assert len(await hand_over(database, bookings)) == 1
    assert (await client.post(PATH, **signed(body))).json()["repeated"]
    assert len(await hand_over(database, bookings)) == 1


async def test_another_event_under_a_used_id_is_refused_and_said(client, database, bookings):
    await client.post(PATH, **signed(event()))
    answer = await client.post(PATH, **signed(event("leg-2")))
    assert (answer.status_code, answer.json()["code"]) == (409, "event_id_reused")
    assert [said.ref for said in await hand_over(database, bookings)] == ["leg-1"]


async def test_ids_of_two_operators_do_not_meet(client, database, bookings):
    await client.post(PATH, **signed(event()))
    assert (await client.post("/v1/operators/bus/events", **signed(event("leg-3"), BUS_KEY))).json() == {"eventId": "evt-1", "repeated": False}
    assert {(said.operator_id, said.ref) for said in await hand_over(database, bookings)} == {("tram", "leg-1"), ("bus", "leg-3")}


async def test_the_next_key_signs_beside_the_present_one(client):
    assert (await client.post(PATH, **signed(event(), NEXT_KEY))).status_code == 202


async def test_an_event_signed_by_another_operator_is_refused(client, database):
    """N43."""
    for name, key, ref in (("tram", BUS_KEY, "leg-1"), ("bus", TRAM_KEY, "leg-3"), ("nobody", TRAM_KEY, "leg-1")):
        answer = await client.post(f"/v1/operators/{name}/events", **signed(event(ref), key))
        assert (answer.status_code, answer.json()["code"], answer.headers["www-authenticate"]) == (401, "bad_signature", "Operator-Signature")
    assert await count_kept(database) == 0


async def test_what_was_changed_on_the_way_is_refused(client, database):
    sent = signed(event())
    changed = [
        {**sent, "content": sent["content"] + b" "}, {**sent, "headers": {**sent["headers"], "Operator-Event-Id": "evt-2"}},
        {**sent, "headers": {**sent["headers"], "Operator-Event-Time": str(int(sent["headers"]["Operator-Event-Time"]) + 1)}},
        {**sent, "headers": {**sent["headers"], "Operator-Signature": ""}},
        {**sent, "headers": {**sent["headers"], "Operator-Signature": "x" * 5000}},
    ]  # fmt: skip
    for other in changed:
        answer = await client.post(PATH, **other)
        assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    assert await count_kept(database) == 0


async def test_without_a_signature_nothing_is_read(client, database):
    body = event()
    for missing in ("Operator-Event-Id", "Operator-Event-Time", "Operator-Signature"):
        sent = signed(body)
        del sent["headers"][missing]
        assert (await client.post(PATH, **sent)).status_code == 400
    assert await count_kept(database) == 0


async def test_what_was_signed_at_another_time_is_stale(client, database):
    for late_s in (301, 86_400, -302, -86_400):
        answer = await client.post(PATH, **signed(event(), late_s=late_s))
        assert (answer.status_code, answer.json()["code"]) == (401, "stale_signature"), late_s
        assert await count_kept(database) == 0, late_s


@pytest.mark.parametrize("late_s", [295, -295])
async def test_clocks_may_differ_by_five_minutes(client, late_s):
    assert (await client.post(PATH, **signed(event(), late_s=late_s))).status_code == 202


@pytest.mark.parametrize("ref", ["leg-3", "leg-9"])
async def test_a_reference_it_was_never_asked_for_is_unknown(client, database, ref):
    answer = await client.post(PATH, **signed(event(ref)))
    assert (answer.status_code, answer.json()["code"]) == (409, "unknown_ref")
    assert await count_kept(database) == 0


async def test_a_signed_event_that_is_none_is_refused_without_repeating_it(client, database):
    for body, status in (
        (b"{}", 400), (b"not JSON", 400), (b"[" * 3000, 400), (b"\xff\xfe", 400), (event(kind="DANCED"), 400), (event(ref=""), 422),
        (event(ref="a b"), 422), (event(traveller="somebody"), 400), (event(reason="Mrs Miller was late"), 422), (event(reason="x\n"), 422),
        (b'{"ref": "leg-1", "kind": "USED", "at": "2026-11-29T08:00:00"}', 400), (b'{"ref": "leg-1", "kind": "USED", "at": 7}', 400),
        (event(reason="x" * 5000), 413),
    ):  # fmt: skip
        answer = await client.post(PATH, **signed(body))
        assert answer.status_code == status, body
        assert "Miller" not in answer.text, body
        assert await count_kept(database) == 0, body


async def test_what_the_simulated_operator_tells_is_believed(client, database, bookings, tmp_path):
    """Its requests as they are sent over the wire, put before the service as they came."""
    came = []

    class City(BaseHTTPRequestHandler):
        def do_POST(self):
            came.append((self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    city = ThreadingHTTPServer(("127.0.0.1", 0), City)
    threading.Thread(target=city.serve_forever, daemon=True).start()
    operator = SimulatedOperator(Teller("tram", f"http://127.0.0.1:{city.server_address[1]}", TRAM_KEY), tmp_path / "tram.sqlite")
    operator.serve_in_thread()
    told = Control(operator.url)("bookings/leg-1/disrupt", {"repeat": 2})
    Control(operator.url)("bookings/leg-2/use")
    operator.stop()
    city.shutdown()
    city.server_close()
    assert told["answers"] == [202, 202]
    for path, headers, body in came:
        sent = {name: value for name, value in headers.items() if name.startswith(("Operator-", "Content-Type"))}
        assert (await client.post(path, content=body, headers=sent)).status_code == 202
    assert sorted((said.ref, said.kind) for said in await hand_over(database, bookings)) == [("leg-1", "DISRUPTED"), ("leg-2", "USED")]
