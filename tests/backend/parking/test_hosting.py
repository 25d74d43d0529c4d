"""A host lists a driveway, changes it, looks at its calendar, blocks times, and what is booked stands."""
import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from backend.accounts.deletion import erase
from backend.accounts.models import RoleGrant
from backend.contract.parking import SpaceRefusal
from backend.parking.keeping import is_letting
from backend.parking.models import ListingPicture, ParkingListing, ParkingSite, ParkingTariff
from backend.service.leaving import ELSEWHERE
from tests.backend.obstacles.pictures import CANARY, exif, jpeg
from tests.backend.parking.test_searching import refused, sellable
from tests.backend.parking.world import EVERY_DAY, SIGNED, everything, hold, listing, look, search, signed_in, soon

pytestmark = pytest.mark.asyncio(loop_scope="module")
TWO_H = timedelta(hours=2)
PATIENCE = 200


async def test_a_listing_is_found_booked_and_read_back(client):
    host = await signed_in(client)
    made = await host.lets(charger={"plug": "type2", "powerW": 11_000}, stepFree=True)
    assert (made["street"], made["houseNumber"], made["directions"], made["state"]) == ("Lane 3", "17b", "Behind the blue gate.", "active")
    assert (made["facts"]["plug"], made["facts"]["chargingKind"], made["facts"]["stepFree"]) == ("type2", "ac", True)
    mine = (await host.ask("GET", "")).json()
    assert (mine["listings"], mine["termsVersion"], mine["shareBp"]) == ([made], 1, 8000)
    space = everything(await search(client))[made["spaceId"]]
    assert (space["kind"], space["price"]["totalMinor"], space["free"]) == ("private", 400, 1)
    sold = await sellable(client, made["spaceId"], soon(), soon() + TWO_H)
    assert (sold.payee, sold.share_bp, sold.commission_tax_bp) == (f"host_payable:{host.account_id}", 8000, 1900)
    async with client.database.reading() as session:
        place = await client.app.state.parking.place(session, sold.site.id)
        roles = list(await session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == host.account_id)))
    assert (place.address, place.directions, roles) == ("Lane 3 17b", "Behind the blue gate.", ["host"])


async def test_what_is_listed_and_ended_is_known_to_whoever_looks_without_being_told(client):
    host = await signed_in(client)
    made = (await host.ask("POST", "", json=listing(x=2800))).json()
    for state, shown in (("active", True), ("ended", False)):
        assert (await host.ask("PATCH", f"/{made['id']}", json={"state": state})).status_code == 200
        for _ in range(PATIENCE):
            if (made["spaceId"] in everything(await search(client, x=2800))) is shown:
                break
            await asyncio.sleep(0.05)
        else:
            pytest.fail(f"it is not known that it is {state}")


async def test_nobody_else_sees_or_changes_it(client):
    host, other = await signed_in(client), await signed_in(client)
    made = await host.lets()
    for method, path, body in [
        ("GET", "", None), ("PATCH", "", {"state": "ended"}), ("GET", "/calendar?from=2029-01-01T00:00:00Z&to=2029-01-02T00:00:00Z", None),
        ("POST", "/blocks", {"startsAt": soon().isoformat(), "endsAt": (soon() + TWO_H).isoformat()}), ("GET", "/photos/1", None),
        ("DELETE", "/photos/1", None), ("DELETE", f"/blocks/{uuid4()}", None),
    ]:
        assert (await other.ask(method, f"/{made['id']}{path}", json=body)).status_code == 404, (method, path)
    assert (await other.ask("GET", "")).json()["listings"] == []


@pytest.mark.parametrize("change, code", [
    ({"termsVersion": 2}, "terms_outdated"), ({"lat": 48.0}, "outside_city"), ({"week": []}, "outside_limits"),
    ({"week": [{"day": 7, "fromMin": 0, "toMin": 60}]}, "outside_limits"), ({"week": EVERY_DAY + EVERY_DAY[:1]}, "outside_limits"),
    ({"price": {"stepMin": 0, "stepMinor": 100}}, "outside_limits"), ({"rating": 5}, "unknown_field"),
])  # fmt: skip
async def test_what_cannot_be_listed(client, change, code):
    host = await signed_in(client)
    assert (await host.ask("POST", "", json=listing() | change)).json()["code"] == code


async def test_ten_at_most_and_ended_ones_do_not_count(client):
    host = await signed_in(client)
    made = [await host.lets() for _ in range(10)]
    assert (await host.ask("POST", "", json=listing())).json()["code"] == "too_many_listings"
    await host.change(made[0]["id"], state="ended")
    assert (await host.change(made[0]["id"], state="active")).json()["code"] == "listing_ended"
    await host.lets()


async def test_a_pause_hides_it_and_a_new_price_is_a_new_tariff(client):
    host = await signed_in(client)
    made = await host.lets()
    before = await sellable(client, made["spaceId"], soon(), soon() + TWO_H)
    await host.change(made["id"], price={"stepMin": 60, "stepMinor": 500}, directions="Ring twice.", charger=None)
    after = await sellable(client, made["spaceId"], soon(), soon() + TWO_H)
    assert (before.price_minor, after.price_minor, before.tariff_id == after.tariff_id) == (400, 1000, False)
    assert (after.terms.overstay_step_min, after.terms.overstay_step_minor) == (60, 500)
    await host.change(made["id"], state="paused")
    assert made["spaceId"] not in everything(await search(client))
    assert await refused(client, made["spaceId"], soon(), soon() + TWO_H) == (SpaceRefusal.PAUSED,)
    async with client.database.reading() as session:
        kept = list(await session.scalars(select(ParkingTariff.id).where(ParkingTariff.site_id == after.site.id)))
    assert set(kept) == {before.tariff_id, after.tariff_id}


async def test_a_tariff_is_never_changed_and_never_deleted(client):
    database = client.database
    for statement in ("UPDATE parking_tariff SET currency = 'CHF'", "DELETE FROM parking_tariff"):
        with pytest.raises(DBAPIError, match="parking_tariff_is_final"):
            async with database.writing() as session:
                await session.execute(text(statement))


async def test_hours_of_the_week_and_their_exceptions(client):
    host = await signed_in(client)
    local_noon = soon()
    made = await host.lets(week=[{"day": day, "fromMin": 8 * 60, "toMin": 18 * 60} for day in range(7)])
    night = local_noon.replace(hour=20)
    assert await refused(client, made["spaceId"], night, night + TWO_H) == (SpaceRefusal.CLOSED,)
    extra = {"startsAt": night.isoformat(), "endsAt": (night + TWO_H).isoformat(), "opens": True}
    assert (await host.ask("POST", f"/{made['id']}/blocks", json=extra)).status_code == 201
    assert (await sellable(client, made["spaceId"], night, night + TWO_H)).price_minor == 400
    closed = {"startsAt": local_noon.isoformat(), "endsAt": (local_noon + TWO_H).isoformat()}
    blocked = (await host.ask("POST", f"/{made['id']}/blocks", json=closed)).json()["blocks"]
    assert await refused(client, made["spaceId"], local_noon, local_noon + timedelta(hours=1)) == (SpaceRefusal.CLOSED,)
    assert (await host.ask("DELETE", f"/{made['id']}/blocks/{blocked[0]['id']}")).status_code == 204
    assert (await sellable(client, made["spaceId"], local_noon, local_noon + TWO_H)).price_minor == 400


async def test_blocking_never_breaks_what_is_booked(client):
    host = await signed_in(client)
    made = await host.lets()
    begin = soon()
    await hold(client, made["spaceId"], begin + timedelta(hours=1), begin + timedelta(hours=2))
    whole = {"startsAt": begin.isoformat(), "endsAt": (begin + timedelta(hours=4)).isoformat()}
    answer = await host.ask("POST", f"/{made['id']}/blocks", json=whole)
    assert (answer.status_code, answer.json()["code"], len(answer.json()["booked"])) == (409, "booked", 1)
    around = (await host.ask("POST", f"/{made['id']}/blocks", json=whole | {"aroundBookings": True})).json()
    assert (len(around["blocks"]), len(around["booked"])) == (2, 1)
    window = f"from={begin:%Y-%m-%dT%H:%M:%SZ}&to={begin + timedelta(hours=4):%Y-%m-%dT%H:%M:%SZ}"
    shown = (await host.ask("GET", f"/{made['id']}/calendar?{window}")).json()
    assert shown["booked"] == shown["open"] == around["booked"]
    assert await refused(client, made["spaceId"], begin, begin + timedelta(hours=1)) == (SpaceRefusal.CLOSED,)


async def test_an_account_that_lets_waits_for_its_guests_and_then_all_goes(client):
    host = await signed_in(client)
    made, database = await host.lets(), client.database
    async with database.reading() as session:
        assert not await is_letting(session, host.account_id)
    await hold(client, made["spaceId"], soon(), soon() + TWO_H)
    async with database.reading() as session:
        assert await is_letting(session, host.account_id)
    async with database.writing() as session:
        await erase(session, host.account_id, ELSEWHERE)
    await look(client)
    assert made["spaceId"] not in everything(await search(client))
    async with database.reading() as session:
        assert await session.get(ParkingListing, UUID(made["id"])) is None
        assert {site.name for site in await session.scalars(select(ParkingSite).where(ParkingSite.kind == "private"))} == {""}


async def test_a_picture_is_pixels_alone_and_shown_once_the_staff_has_seen_it(client):
    host = await signed_in(client)
    made = await host.lets()
    answer = await host.ask("PUT", f"/{made['id']}/photos/1", content=jpeg(exif=exif()))
    assert answer.status_code == 204
    kept = (await host.ask("GET", f"/{made['id']}/photos/1")).content
    assert kept.startswith(b"\xff\xd8")
    assert CANARY not in kept
    waiting = (await client.get("/v1/staff/parking/photos", headers=SIGNED)).json()
    assert (waiting["total"], waiting["photos"][0]["spaceId"]) == (1, made["spaceId"])
    photo = f"/v1/parking/spaces/{made['spaceId']}/photos/{waiting['photos'][0]['id']}"
    assert (await client.get(photo)).status_code == 404
    path = f"/v1/staff/parking/photos/{waiting['photos'][0]['id']}"
    assert (await client.get(path, headers=SIGNED)).content == kept
    said = {"show": True, "reason": "nobody is in it"}
    assert (await client.post(f"{path}/decisions", json=said, headers=SIGNED)).status_code == 204
    shown = await client.get(photo)
    assert (shown.content, shown.headers["content-type"]) == (kept, "image/jpeg")
    await look(client)
    assert everything(await search(client))[made["spaceId"]]["photos"] == [waiting["photos"][0]["id"]]
    await host.ask("PUT", f"/{made['id']}/photos/1", content=jpeg())
    assert (await client.get(photo)).status_code == 404
    async with client.database.reading() as session:
        assert [(row.number, row.state) for row in await session.scalars(select(ListingPicture))] == [(1, "waiting")]
    assert (await host.ask("DELETE", f"/{made['id']}/photos/1")).status_code == 204


async def test_what_is_no_picture_is_not_taken(client):
    host = await signed_in(client)
    made = await host.lets()
    assert (await host.ask("PUT", f"/{made['id']}/photos/1", content=b"GIF89a")).json()["code"] == "photo_kind"
    assert (await host.ask("PUT", f"/{made['id']}/photos/7", content=jpeg())).status_code in (400, 404, 422)
