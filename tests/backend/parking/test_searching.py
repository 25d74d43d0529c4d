"""Looking for a space: prices for exactly the time, fit, what is taken, and nothing of where a driveway is."""
import json
from datetime import timedelta
from uuid import UUID

import pytest

from backend.contract.parking import SpaceRefusal, Vehicle
from backend.feeds.parking.decode import decode
from backend.parking.gates import site_id
from backend.parking.service import NotSellable
from tests.backend.parking.world import CAR, everything, hold, hours, search, signed_in, soon
from tests.worlds.town import at

HIGH_HOUSE = str(site_id("parking", "High House"))
pytestmark = pytest.mark.asyncio(loop_scope="module")
FULL = Vehicle(height_mm=1500, width_mm=1800, length_mm=4300, weight_kg=1500, gas=False)
LONG_VAN = CAR | {"kind": "van", "heightMm": 2600, "lengthMm": 6400}


async def sellable(client, space_id: str, begin, end, vehicle=FULL, **more):
    parking = client.app.state.parking
    async with client.database.reading() as session:
        return await parking.sellable(session, UUID(space_id), begin, end, vehicle, parking.clock(), **more)


async def refused(client, space_id: str, begin, end, vehicle=FULL) -> tuple[SpaceRefusal, ...]:
    with pytest.raises(NotSellable) as error:
        await sellable(client, space_id, begin, end, vehicle)
    return error.value.reasons


async def test_a_space_is_shown_at_the_price_of_its_time_and_sold_at_the_same(client):
    found = await search(client, last_h=2.5)
    house = everything(found)[HIGH_HOUSE]
    assert (house["price"], house["free"], house["refusals"]) == ({"state": "booked", "totalMinor": 360, "currency": "EUR", "decimals": 2}, 3, [])
    assert house["walk"]["distanceM"] > 0
    sold = await sellable(client, HIGH_HOUSE, soon(), soon() + timedelta(hours=2.5))
    assert (sold.price_minor, len(sold.candidates), sold.payee, sold.share_bp) == (360, 3, "operator_payable:garages", 10_000)
    assert {str(spot) for spot in sold.candidates} == {str(spot.id) for spot in sold.spots}


async def test_slots_go_one_by_one_and_times_that_touch_do_not_meet(client):
    begin, end = soon() + timedelta(days=1), soon() + timedelta(days=1, hours=2)
    free = (await sellable(client, HIGH_HOUSE, begin, end)).candidates
    for number, spot in enumerate(free, 1):
        await hold(client, spot, begin, end)
        house = everything(await search(client, begin=begin))[HIGH_HOUSE]
        assert (house["free"], house["refusals"]) == (3 - number, ["taken"] if number == 3 else [])
    assert await refused(client, HIGH_HOUSE, begin + timedelta(minutes=119), end) == (SpaceRefusal.TAKEN,)
    assert (await sellable(client, HIGH_HOUSE, end, end + timedelta(hours=1))).candidates == free
    assert everything(await search(client, begin=begin - timedelta(hours=1), last_h=1))[HIGH_HOUSE]["free"] == 3


async def test_what_does_not_fit_is_apart_and_says_why(client):
    found = await search(client, vehicle=LONG_VAN)
    assert [space["spaceId"] for space in found["unfit"]] == [HIGH_HOUSE]
    assert found["unfit"][0]["refusals"] == ["vehicle"]
    assert {"about": "heightMm", "verdict": "no", "most": 1950} in found["unfit"][0]["fit"]["notes"]
    assert [space["name"] for space in found["unsure"]] == ["Lane 4"]
    reasons = await refused(client, HIGH_HOUSE, soon(), soon() + timedelta(hours=1), Vehicle(height_mm=2600, width_mm=1800, gas=False))
    assert reasons == (SpaceRefusal.VEHICLE,)


async def test_what_is_not_known_of_a_vehicle_is_asked_for(client):
    found = await search(client, vehicle={})
    assert found["missing"] == ["heightMm", "widthMm"]
    house = everything(found)[HIGH_HOUSE]
    assert (house["fit"]["verdict"], house["refusals"], house["free"]) == ("ask", ["ask"], 3)


async def test_outside_its_hours_nothing_is_sold_and_nothing_is_free_of_charge(client):
    begin = soon().replace(hour=22)
    house = everything(await search(client, begin=begin))[HIGH_HOUSE]
    assert (house["price"]["totalMinor"], house["refusals"]) == (None, ["no_price"])
    assert await refused(client, HIGH_HOUSE, begin, begin + timedelta(hours=1)) == (SpaceRefusal.NO_PRICE,)


@pytest.mark.parametrize("begin_h, last_h, reason", [
    (-24 * 7, 2, "too_soon"), (24 * 200, 2, "too_far_ahead"), (0, 24 * 32, "too_long"), (0, 24 * 600, "too_long"),
])  # fmt: skip
async def test_times_that_are_not_sold(client, begin_h, last_h, reason):
    begin = soon() + timedelta(hours=begin_h)
    assert reason in await refused(client, HIGH_HOUSE, begin, begin + timedelta(hours=last_h))
    assert reason in everything(await search(client, begin=begin, last_h=last_h))[HIGH_HOUSE]["refusals"]


async def test_a_stay_that_goes_on_may_be_short_and_has_begun(client):
    host = await signed_in(client)
    space = (await host.lets(x=3500, minStayMin=120))["spaceId"]
    now = client.app.state.parking.clock()
    assert await refused(client, space, soon(), soon() + timedelta(hours=1)) == (SpaceRefusal.TOO_SHORT,)
    assert (await sellable(client, space, now - timedelta(minutes=30), now + timedelta(minutes=30), begun=True)).price_minor == 200


async def test_filters_leave_out_what_is_not_known_to_be_so(client):
    for filters, names in [
        ({"covered": True}, ["High House"]), ({"stepFree": True}, ["High House"]), ({"badgeBay": True}, []), ({"minDoorMm": 800}, []),
        ({"maxPriceMinor": 239}, []), ({"maxPriceMinor": 240}, ["High House", "Lane 4"]), ({"bookable": True}, ["High House", "Lane 4"]),
    ]:
        found = await search(client, filters=filters)
        assert sorted(space["name"] for space in everything(found).values()) == names, filters


async def test_the_same_by_an_address(client):
    lat, lon = at(1200, 0)
    window = {"from": soon().isoformat(), "to": (soon() + timedelta(hours=2)).isoformat()}
    asked = {"lat": lat, "lon": lon, **window, "vehicle": "car", "heightMm": 1500, "widthMm": 1800, "gas": "false", "covered": "true"}
    found = (await client.get("/v1/parking/spaces", params=asked)).json()
    assert [space["spaceId"] for space in found["fits"]] == [HIGH_HOUSE]
    one = (await client.get(f"/v1/parking/spaces/{HIGH_HOUSE}", params=window | {"heightMm": 2100, "widthMm": 1800, "gas": "false"})).json()
    assert (one["fit"]["verdict"], one["price"]["totalMinor"], one["walk"]) == ("no", 240, None)


@pytest.mark.parametrize("change, code", [
    ({"endsAt": soon().isoformat()}, "times_turned"), ({"startsAt": "2029-11-20T10:00:00"}, "offset_missing"), ({"lat": 48.0}, "outside_city"),
    ({"maxWalkM": 9000}, "outside_limits"), ({"vehicle": {"heightMm": 5}}, "outside_limits"), ({"vehicle": {"colour": "red"}}, "unknown_field"),
])  # fmt: skip
async def test_questions_that_cannot_be(client, change, code):
    lat, lon = at(1200, 0)
    answer = await client.post("/v1/parking/search", json={"lat": lat, "lon": lon, **hours(soon())} | change)
    assert (answer.status_code in (400, 422), answer.json()["code"]) == (True, code)


async def test_somebody_who_passes_no_kerb_walks_another_way_or_none(client):
    plain = everything(await search(client))
    limited = everything(await search(client, limits={"maxKerbM": 0, "steps": False, "unknown": "strict"}))
    assert limited.keys() < plain.keys() or all(limited[key]["walk"]["distanceM"] >= plain[key]["walk"]["distanceM"] for key in limited)


async def test_a_car_park_of_a_feed_is_shown_with_its_price_at_the_gate(client):
    lat, lon = at(1300, 40)
    told = {
        "id": "9", "name": "Low House", "lat": lat, "lon": lon, "capacity": 50, "realtime_free_capacity": 0, "max_height": 1.8,
        "capacity_disabled": 2, "opening_hours": "24/7",
        "prices": [{"minutes": 60, "price": 2.5, "tarif": "Day"}, {"minutes": 120, "price": 4, "tarif": "Day"}],
    }  # fmt: skip
    view = client.app.state.services.live.view
    live = client.app.state.services.live
    facts = decode(json.dumps({"items": [told]}).encode())
    live.fresh_s["gates"] = 3600  # or the next sweep lets them go
    live.swap(type(view)(**{**view.__dict__, "car_parks": {"gates": facts}, "told": {"gates": live.now()}}))
    try:
        house = next(space for space in everything(await search(client, filters={"badgeBay": True})).values())
        longer = everything(await search(client, last_h=3))[house["spaceId"]]
    finally:
        live.swap(view)
    assert (house["name"], house["price"]["state"], house["price"]["totalMinor"], house["refusals"]) == ("Low House", "gate", 400, ["not_sold"])
    assert (house["live"]["free"], house["facts"]["heightMm"], house["facts"]["badgeBays"], house["terms"]) == (0, 1800, 2, None)
    assert longer["price"] == {"state": "unknown", "totalMinor": None, "currency": "EUR", "decimals": 2}


async def test_no_answer_says_where_a_driveway_is(client):
    host = await signed_in(client)
    made = await host.lets(x=3461, y=47)
    lat, lon = at(3461, 47)
    answers = [json.dumps(await search(client, maxWalkM=5000))]
    window = {"from": soon().isoformat(), "to": (soon() + timedelta(hours=2)).isoformat()}
    answers.append((await client.get(f"/v1/parking/spaces/{made['spaceId']}", params=window)).text)
    for text in answers:
        assert "Lane 3" in text
        for secret in ("17b", "blue gate", str(host.account_id), made["id"], f"{lat:.4f}", f"{lon:.4f}"):
            assert secret not in text
    space = everything(json.loads(answers[0]))[made["spaceId"]]
    assert space["exact"] is False
    assert abs(space["lat"] - lat) <= 0.0005 + 1e-9
    assert space["walk"]["distanceM"] % 50 == 0
