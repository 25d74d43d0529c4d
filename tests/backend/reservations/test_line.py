"""A gate and the service of the city: keys and list over HTTP, then a day without a network, then all is told."""
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from litestar.testing import TestClient
from sqlalchemy import select

from backend.bookings.booked import BookingLeg
from backend.contract.parking import SpaceFit, SpaceKind
from backend.contract.reservations import GateEventKind
from backend.operators.signatures import write_public_key
from backend.reservations.gate_controller import GatesController
from backend.reservations.models import ParkingReservation
from backend.reservations.simulated.gate import Gate
from backend.reservations.simulated.link import Link
from backend.reservations.simulated.marks import Marks
from backend.service.app import create_app
from backend.service.settings import Settings
from backend.tickets import issuing
from backend.tickets.controller import TicketsController
from backend.tickets.sold import find_sold
from payments.states import LegState
from signing.key_folders import renew_folder
from signing.keys import SigningKey
from signing.refused import TicketRefusal
from signing.showing import HolderKey, show
from tests.backend.reservations.world import CAR, a_site, a_spot, a_tariff
from tests.backend.tickets.world import kill, sell
from tests.worlds.town import open_town

ENTERED, LEFT = GateEventKind.ENTERED, GateEventKind.LEFT
HOUR = timedelta(hours=1)
TOKEN = "t" * 43
PHONE = HolderKey.new()


@pytest.fixture
def client(database_url, tmp_path):
    renew_folder(tmp_path / "keys", "elmstead", SigningKey.new(), datetime.now(UTC))
    settings = Settings(log_requests=False, per_minute=None, database_url=database_url, staff_token=TOKEN, ticket_keys=tmp_path / "keys")
    with TestClient(create_app(open_town, settings, controllers=[GatesController, TicketsController]), base_url="http://localhost") as opened:
        yield opened


async def parked(app, code: str):
    """A bay for two hours that have begun, and what its driver's phone holds: site, ticket row, token."""
    now, database = datetime.now(UTC), app.state.database
    async with database.writing() as session:
        session.add(site := a_site(SpaceKind.STREET, 1000))
        await session.flush()
        session.add_all([spot := a_spot(site.id, 0, "7"), tariff := a_tariff(site.id)])
    places = {"from": {"siteId": str(site.id)}, "to": {"siteId": str(spot.id)}, "graceMin": 10}
    ticket = await sell(database, None, now - timedelta(minutes=5), 2 * HOUR, **places)
    async with database.writing() as session:
        leg = await session.get(BookingLeg, ticket.leg_id)
        row = ParkingReservation(
            leg_id=leg.id, site_id=site.id, space_id=spot.id, tariff_id=tariff.id, vehicle=msgspec.to_builtins(CAR), terms=dict(site.terms),
            fit=msgspec.to_builtins(SpaceFit("fits")), entry_code=code, over_at=leg.ends_at + timedelta(minutes=10),
        )  # fmt: skip
        session.add(row)
        sold = await find_sold(session, ticket.id)
        issue = await issuing.hold(session, sold, PHONE.public, now)
        token = issuing.signed(sold, issue, app.state.tickets.keys.at(now), now)
    return site.id, ticket, token


def test_what_a_gate_did_without_a_network_is_known_once_it_has_one(client, tmp_path):
    run, state, key = client.blocking_portal.call, client.app.state, Ed25519PrivateKey.generate()
    site, ticket, token = run(parked, client.app, "204816")
    gate = Gate(str(site), Marks(tmp_path / "gate.sqlite"))
    link = Link(client, bytes.fromhex(state.tickets.published(datetime.now(UTC)).root), key)
    assert link.ask(gate, ENTERED, datetime.now(UTC), code="204816").reason == "silent"  # nobody knows this machine yet
    told = client.put(f"/v1/gates/{site}", json={"publicKey": write_public_key(key)}, headers={"Authorization": f"Bearer {TOKEN}"})
    assert told.status_code == 204, told.text
    assert link.refresh(gate, datetime.now(UTC))

    line, away = link, Link(httpx.Client(transport=httpx.MockTransport(no_network), base_url="http://localhost"), link.root, key)
    now = datetime.now(UTC)
    assert gate.shown(show(token, PHONE, now), ENTERED, now).opens
    assert (away.tell(gate), away.refresh(gate, now)) == (0, False)
    assert line.tell(gate) == 1
    assert line.tell(gate) == 0

    async def row():
        async with state.database.reading() as session:
            found = await session.scalar(select(ParkingReservation).where(ParkingReservation.leg_id == ticket.leg_id))
            return found, await session.get(BookingLeg, ticket.leg_id)

    entered, leg = run(row)
    assert (entered.entered_at, entered.left_at, leg.state) == (now, None, LegState.CONFIRMED)
    assert line.ask(gate, LEFT, datetime.now(UTC), code="204816").opens
    assert line.tell(gate) == 1
    out, leg = run(row)
    assert out.left_at is not None
    assert leg.state == LegState.USED
    gate.marks.close()


def test_a_killed_ticket_is_refused_once_the_list_is_there(client, tmp_path):
    run, state = client.blocking_portal.call, client.app.state
    site, ticket, token = run(parked, client.app, "000001")
    gate = Gate(str(site), Marks(tmp_path / "gate.sqlite"))
    link = Link(client, bytes.fromhex(state.tickets.published(datetime.now(UTC)).root), Ed25519PrivateKey.generate())
    run(kill, state.database, ticket)
    assert link.refresh(gate, datetime.now(UTC))
    now = datetime.now(UTC)
    assert gate.shown(show(token, PHONE, now), ENTERED, now).reason == TicketRefusal.KILLED
    assert not Link(client, bytes(32), Ed25519PrivateKey.generate()).refresh(gate, now)  # another root than the one that is pinned
    gate.marks.close()


def test_a_stranger_says_nothing_about_a_site(client):
    headers = {"Gate-Time": str(int(datetime.now(UTC).timestamp())), "Gate-Message-Id": "m1", "Gate-Signature": "A" * 86}
    for what in ("events", "entries"):
        answer = client.post(f"/v1/gates/{uuid4()}/{what}", content=b"{}", headers=headers | {"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")


def no_network(request):
    raise httpx.ConnectError("the line is dead")
