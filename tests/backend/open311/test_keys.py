"""Keys of those who file: given by administrators, shown once, kept as hashes, ended at once. And what the staff sees of deliveries."""
from uuid import uuid4

import pytest
from sqlalchemy import select

from backend.open311.models import Open311Key
from tests.backend.open311.georeport import GeoReportClient, Refused
from tests.backend.open311.test_routes import HOLE
from tests.backend.open311.world import STAFF
from tests.backend.service.test_every_route import sign_in

PATH = "/v1/admin/open311-keys"


@pytest.fixture
def administrator(client) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.blocking_portal.call(sign_in, client.app.state.database, 'administrator')}"}


def test_a_key_is_given_used_and_ended(client, administrator):
    made = client.post(PATH, json={"name": "Fix my town", "perMinute": 30}, headers=administrator)
    assert made.status_code == 201, made.text
    key, key_id = made.json()["key"], made.json()["id"]
    them = GeoReportClient(client, api_key=key)
    number = them.file(**HOLE)["service_request_id"]
    listed = client.get(PATH, headers=administrator)
    assert key not in listed.text
    assert [one["name"] for one in listed.json()["keys"] if one["id"] == key_id] == ["Fix my town"]
    assert key.encode() not in client.blocking_portal.call(hashes, client)
    assert client.delete(f"{PATH}/{key_id}", headers=administrator).status_code == 204
    with pytest.raises(Refused) as refused:
        them.file(**HOLE)
    assert refused.value.status == 403
    assert them.request(number)["status"] == "open", "what was filed with it stays"
    assert client.delete(f"{PATH}/{key_id}", headers=administrator).status_code == 404


async def hashes(client) -> list[bytes]:
    async with client.app.state.database.reading() as session:
        return list(await session.scalars(select(Open311Key.key_hash)))


@pytest.mark.parametrize("asked", [{"name": " "}, {"name": "x", "perMinute": 0}, {"name": "x" * 81}, {"name": "x", "key": "mine"}])
def test_what_is_no_key_is_refused(client, administrator, asked):
    assert client.post(PATH, json=asked, headers=administrator).status_code in (400, 422)


def test_the_staff_sees_what_is_on_its_way(client):
    told = client.get("/v1/staff/deliveries", headers={"Authorization": f"Bearer {STAFF}"})
    assert told.status_code == 200, told.text
    assert set(told.json()["counts"]) == {"queued", "sent", "confirmed", "failed", "dead"}
    again = {"Authorization": f"Bearer {STAFF}", "Idempotency-Key": str(uuid4())}
    assert client.post(f"/v1/staff/deliveries/{uuid4()}/retry", headers=again).status_code == 404
