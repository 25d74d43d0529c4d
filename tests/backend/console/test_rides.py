"""The room of rides on demand: what a person has to see to is seen to with a note, and a van that stands still is said once."""
import pytest
from sqlalchemy import select

from backend.console.models import AuditEntry
from backend.contract.accounts import Role
from backend.rides.models import RideShift, RideTask, ShiftState
from tests.backend.console.people import served, worker
from tests.backend.console.vans import furnish

PAGE = "/console/rides"


@pytest.fixture(scope="module")
def client(sqlite_for_module):
    with served(sqlite_for_module) as opened:
        yield opened


@pytest.fixture(scope="module")
def vans(client):
    return client.blocking_portal.call(furnish, client.app.state.database)


def row(client, table, row_id):
    async def read():
        async with client.app.state.database.reading() as session:
            return await session.get_one(table, row_id)

    return client.blocking_portal.call(read)


def test_a_task_is_seen_to_with_a_note_and_a_van_that_stands_still_is_said(client, vans):
    shift_id, task_id = vans
    kim = worker(client, Role.STAFF)
    page = kim.get(PAGE).text
    for said in ("Somebody has no way on", "ride 4711", "Oak Lane → Mill Lane", "No van can without breaking a promise", "Van 1", "drives"):
        assert said in page

    refused = kim.post(f"{PAGE}/tasks/{task_id}", {f"note-{task_id}": "ok"})
    assert refused.status_code == 422
    assert row(client, RideTask, task_id).done_at is None
    assert kim.post(f"{PAGE}/tasks/{task_id}", {f"note-{task_id}": "taxi sent, there at 10:15"}).status_code == 303
    done = row(client, RideTask, task_id)
    assert (done.note, done.done_by is not None) == ("taxi sent, there at 10:15", True)

    nowhere = kim.post(f"{PAGE}/shifts/{shift_id}/standing-still", {f"place-{shift_id}": ""})
    assert (nowhere.status_code, "Nobody knows where it is" in nowhere.text) == (422, True)
    lat, lon = row(client, RideShift, shift_id).start_lat, row(client, RideShift, shift_id).start_lon
    assert kim.post(f"{PAGE}/shifts/{shift_id}/standing-still", {f"place-{shift_id}": f"{lat}, {lon}"}).status_code == 303
    assert row(client, RideShift, shift_id).state == ShiftState.BROKEN
    page = kim.get(f"{PAGE}?told=van_stands").text
    assert "A van stands still: Van 1" in page

    async def written():
        async with client.app.state.database.reading() as session:
            return list(await session.scalars(select(AuditEntry.object_id).where(AuditEntry.kind == "ride")))

    assert client.blocking_portal.call(written) == [str(task_id), str(shift_id)]
