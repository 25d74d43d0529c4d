"""The room of parking: events with their plan, car parks that are shut, and what forms say when something is wrong."""
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from backend.accounts.models import Account
from backend.console.models import AuditEntry
from backend.console.parking_bars import MOST_BARS, bars
from backend.contract.accounts import Role
from backend.contract.gatherings import SpaceWanted
from backend.contract.parking import SpaceKind
from backend.identity.actor import Actor, ActorKind
from backend.paying.provider import sandbox_at
from backend.reservations.gathering_models import GatheringWish, ParkingGathering
from backend.sandbox.server import Sandbox
from tests.backend.console.people import served, worker
from tests.backend.reservations.world import CAR, a_site, a_spot, a_tariff
from tests.worlds.town import at as place

PAGE = "/console/parking"
DAY = (datetime.now(UTC) + timedelta(days=20)).replace(hour=0, minute=0, second=0, microsecond=0)


def local(hours: float) -> str:
    return (DAY + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture(scope="module")
def client(sqlite_for_module, tmp_path_factory):
    """With a payment service: where nothing can be paid nothing is given out. What is written is tested on both databases where it is decided."""
    sandbox = Sandbox(tmp_path_factory.mktemp("sandbox") / "sandbox.sqlite")
    sandbox.serve_in_thread()
    with served(sqlite_for_module, provider=sandbox_at(sandbox.url)) as opened:
        yield opened
    sandbox.stop()


@pytest.fixture(scope="module")
def sites(client):
    """A garage of two places at the hall, and a bay of a street farther out."""
    async def furnish() -> dict[str, UUID]:
        near, far = a_site(SpaceKind.GARAGE, 500), a_site(SpaceKind.STREET, 1000)
        async with client.app.state.database.writing() as session:
            session.add_all([near, far])
            await session.flush()
            session.add_all([a_spot(near.id, number, covered=True) for number in range(2)])
            session.add_all([a_spot(far.id, 0, "7"), *(a_tariff(site.id) for site in (near, far))])
        await client.app.state.parking.kept.look()
        return {"near": near.id, "far": far.id}

    return client.blocking_portal.call(furnish)


def event(known, **other) -> dict:
    lat, lon = place(500, 0)
    return {
        "name": f"Fair {uuid4()}", "event_place": f"{lat:.6f}, {lon:.6f}", "starts": local(9), "ends": local(18), "assign": local(8),
        "round_min": "10", "hold_min": "30", "sites": [str(known["near"]), str(known["far"])],
    } | other  # fmt: skip


def declared(client, person, sites) -> tuple[str, UUID]:
    fields = event(sites)
    assert person.post(PAGE + "/gatherings", fields).headers["location"] == PAGE + "?told=declared"

    async def find() -> UUID:
        async with client.app.state.database.reading() as session:
            return await session.scalar(select(ParkingGathering.id).where(ParkingGathering.name == fields["name"]))

    return fields["name"], client.blocking_portal.call(find)


def wished(client, gathering_id: UUID, *walks: int) -> None:
    """By people who walk so far at most, in this order."""
    async def ask() -> None:
        for most in walks:
            email = f"{uuid4()}@example.org"
            person = Account(id=uuid4(), email=email, email_key=email, locale="en")
            async with client.app.state.database.writing() as session:
                session.add(person)
                await session.flush()
                row = await session.get_one(ParkingGathering, gathering_id)
                wanted = SpaceWanted(row.starts_at, row.ends_at, CAR, most)
                await client.app.state.gatherings.wish(session, Actor(ActorKind.ACCOUNT, person.id), gathering_id, wanted)

    client.blocking_portal.call(ask)


def test_an_event_is_declared_its_plan_looked_at_and_called_off(client, sites):
    person = worker(client)
    name, gathering_id = declared(client, person, sites)
    assert name in person.get(PAGE).text
    wished(client, gathering_id, 3000, 3000, 200)
    plan = person.get(f"{PAGE}/gatherings/{gathering_id}").text
    assert plan.count("<rect") >= 4
    assert "Wish 3" in plan
    assert "no space" in plan
    assert person.post(f"{PAGE}/gatherings/{gathering_id}/call-off").headers["location"] == PAGE + "?told=called_off"
    assert name not in person.get(PAGE).text
    assert person.get(f"{PAGE}/gatherings/{gathering_id}").status_code == 409


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(client, sites):
    answer = worker(client).post(PAGE + "/gatherings", event(sites, name="Choir", round_min="0", assign=local(19), sites=[], event_place="here"))
    assert answer.status_code == 422
    assert all(f'id="{field}-wrong"' in answer.text for field in ("round_min", "sites", "event_place"))
    assert 'value="Choir"' in answer.text
    late = worker(client).post(PAGE + "/gatherings", event(sites, assign=local(19)))
    assert 'id="assign-wrong"' in late.text


def test_a_car_park_is_shut_after_its_plan_was_seen_and_opened_again(client, sites):
    person = worker(client)
    fields = {"site": str(sites["far"]), "shut_from": local(30), "shut_until": local(34), "reason": "a crane"}
    plan = person.post(PAGE + "/closings", fields)
    assert (plan.status_code, 'name="carry_out"' in plan.text) == (200, True)
    assert "a crane" not in person.get(PAGE).text
    assert person.post(PAGE + "/closings", fields | {"carry_out": "1"}).headers["location"] == PAGE + "?told=shut"
    page = person.get(PAGE).text
    assert "a crane" in page
    reopened = page.partition("/console/parking/closings/")[2].partition('"')[0]
    assert person.post(f"{PAGE}/closings/{reopened}").headers["location"] == PAGE + "?told=reopened"
    assert person.post(f"{PAGE}/closings/{reopened}").status_code == 404
    turned = person.post(PAGE + "/closings", fields | {"shut_until": local(29)})
    assert 'id="shut_until-wrong"' in turned.text

    async def acts() -> list[str]:
        async with client.app.state.database.reading() as session:
            mine = select(AuditEntry.action).where(AuditEntry.actor_id == person.account_id).order_by(AuditEntry.seq)
            return list(await session.scalars(mine))

    assert client.blocking_portal.call(acts) == ["close", "reopen"]


def test_only_the_staff_works_here_and_no_plan_names_anybody(client, sites):
    assert worker(client, Role.ADMINISTRATOR).get(PAGE).status_code == 403
    person = worker(client)
    _, gathering_id = declared(client, person, sites)
    wished(client, gathering_id, 3000)

    async def accounts() -> list[str]:
        async with client.app.state.database.reading() as session:
            mine = await session.execute(select(GatheringWish.account_id, GatheringWish.id).where(GatheringWish.gathering_id == gathering_id))
            return [str(one) for row in mine for one in row]

    plan = person.get(f"{PAGE}/gatherings/{gathering_id}").text
    assert not [one for one in client.blocking_portal.call(accounts) if one in plan]


def test_bars_count_everybody_once_and_stay_within_the_drawing():
    assert bars((), ()) == ()
    for ours, theirs in (((0,), ()), ((40, 80, 1200), (90, 90)), (tuple(range(0, 4000, 130)), (5,))):
        drawn = bars(ours, theirs)
        assert (sum(one.at_once for one in drawn), sum(one.in_turn for one in drawn)) == (len(ours), len(theirs))
        assert len(drawn) <= MOST_BARS
        assert all(0 <= top <= 224 for one in drawn for top in (one.top_at_once, one.top_in_turn))
