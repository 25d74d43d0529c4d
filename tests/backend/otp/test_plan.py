"""`plan` and `planConnection`: the same trips as the planner finds, as OpenTripPlanner tells them."""
from datetime import datetime

import pytest

from backend.otp.polyline import decode
from tests.backend.otp.conftest import NOW, Client
from tests.backend.otp.live_worlds import lively
from tests.backend.otp.test_timetable import updated
from tests.worlds.town import at

A, B = at(10, 0), at(3890, 0)
FROM_TO = f'fromPlace: "Home::{A[0]},{A[1]}", toPlace: "Work::{B[0]},{B[1]}"'
AT_EIGHT = 'date: "2026-11-24", time: "08:00:00"'
ITINERARY = """
  startTime endTime duration walkTime waitingTime walkDistance numberOfTransfers
  legs { mode startTime endTime duration distance transitLeg realTime rentedBike departureDelay headsign serviceDate interlineWithPreviousLeg
    from { name lat lon vertexType departureTime stop { gtfsId } } to { name arrivalTime vertexType stop { gtfsId } }
    route { gtfsId shortName } agency { name } trip { gtfsId } intermediateStops { gtfsId } legGeometry { length points }
    steps { streetName relativeDirection absoluteDirection distance stayOn } alerts { alertHeaderText } }
"""


@pytest.fixture(scope="module")
def lively_town(snapshot) -> Client:
    return Client.of(lively(snapshot))


def trams(plan) -> list:
    return [leg for one in plan["itineraries"] for leg in one["legs"] if leg["mode"] == "TRAM"]


def test_a_trip_by_tram(elmstead):
    plan = elmstead.found(
        f"{{ plan({FROM_TO}, {AT_EIGHT}) {{ date from {{ name lat }} itineraries {{ {ITINERARY} }} routingErrors {{ code }} }} }}"
    )["plan"]
    assert plan["routingErrors"] == []
    assert plan["from"] == {"name": "Home", "lat": pytest.approx(A[0])}
    assert datetime.fromtimestamp(plan["date"] / 1000, NOW.tzinfo).isoformat() == "2026-11-24T08:00:00+01:00"
    best = plan["itineraries"][0]
    walk, tram, last = best["legs"]
    assert [leg["mode"] for leg in best["legs"]] == ["WALK", "TRAM", "WALK"]
    assert (tram["trip"]["gtfsId"], tram["route"], tram["headsign"]) == ("elmstead:E495", {"gtfsId": "elmstead:T", "shortName": "1"}, "Eastend")
    assert [stop["gtfsId"] for stop in tram["intermediateStops"]] == ["elmstead:market", "elmstead:bridge"]
    assert (tram["from"]["stop"]["gtfsId"], tram["from"]["vertexType"]) == ("elmstead:west", "TRANSIT")
    assert (walk["steps"][0]["relativeDirection"], walk["route"], walk["serviceDate"]) == ("DEPART", None, None)
    assert tram["serviceDate"] == "2026-11-24"
    assert best["duration"] * 1000 == best["endTime"] - best["startTime"] == last["endTime"] - walk["startTime"]
    assert best["waitingTime"] + best["walkTime"] + tram["duration"] == best["duration"]


def test_lines_on_the_map_have_five_decimals(elmstead):
    plan = elmstead.found(f"{{ plan({FROM_TO}, {AT_EIGHT}) {{ itineraries {{ legs {{ mode legGeometry {{ length points }} }} }} }} }}")["plan"]
    line = next(leg["legGeometry"] for leg in plan["itineraries"][0]["legs"] if leg["mode"] == "TRAM")
    points = list(decode(line["points"]))
    assert len(points) == line["length"]
    assert points[0] == pytest.approx((at(0, 10)[0] * 1e5, at(0, 10)[1] * 1e5), abs=2)
    assert points[-1] == pytest.approx((at(3900, 10)[0] * 1e5, at(3900, 10)[1] * 1e5), abs=2)


def test_stops_are_places_to_go_from_and_to(elmstead):
    plan = elmstead.found(
        '{ plan(fromPlace: "elmstead:west", toPlace: "Shop::elmstead:east", date: "2026-11-24", time: "8:00am") '
        "{ from { name } to { name } itineraries { legs { mode } } } }"
    )["plan"]
    assert (plan["from"]["name"], plan["to"]["name"]) == ("West", "Shop")
    assert plan["itineraries"]


@pytest.mark.parametrize(
    "places, error",
    [
        ('fromPlace: "0.5,0.5", toPlace: "elmstead:east"', {"code": "OUTSIDE_BOUNDS", "inputField": "FROM"}),
        ('fromPlace: "elmstead:west", toPlace: "0.5,0.5"', {"code": "OUTSIDE_BOUNDS", "inputField": "TO"}),
        ('fromPlace: "elmstead:nowhere", toPlace: "elmstead:east"', {"code": "LOCATION_NOT_FOUND", "inputField": "FROM"}),
        ('fromPlace: "elmstead:west", toPlace: "::"', {"code": "LOCATION_NOT_FOUND", "inputField": "TO"}),
    ],
)
def test_places_that_are_not_here_are_routing_errors(elmstead, places, error):
    plan = elmstead.found(
        f"{{ plan({places}, {AT_EIGHT}) {{ itineraries {{ duration }} messageEnums routingErrors {{ code inputField description }} }} }}"
    )
    (found,) = plan["plan"]["routingErrors"]
    assert found.pop("description")
    assert (plan["plan"]["itineraries"], found, plan["plan"]["messageEnums"]) == ([], error, [error["code"]])


def test_without_timetable_only_streets_are_left_and_it_is_said(elmstead):
    plan = elmstead.found(
        f'{{ plan({FROM_TO}, date: "2027-03-01", time: "08:00") {{ itineraries {{ legs {{ mode }} }} routingErrors {{ code }} }} }}'
    )["plan"]
    assert [error["code"] for error in plan["routingErrors"]] == ["OUTSIDE_SERVICE_PERIOD"]
    assert {leg["mode"] for one in plan["itineraries"] for leg in one["legs"]} == {"WALK"}


def test_walking_next_door_is_better_than_any_line(elmstead):
    c, d = at(100, 0), at(200, 0)
    plan = elmstead.found(f'{{ plan(fromPlace: "{c[0]},{c[1]}", toPlace: "{d[0]},{d[1]}", {AT_EIGHT}) {{ routingErrors {{ code }} }} }}')["plan"]
    assert plan["routingErrors"] == [{"code": "WALKING_BETTER_THAN_TRANSIT"}]


def test_arriving_by_a_time(elmstead):
    plan = elmstead.found(f'{{ plan({FROM_TO}, date: "2026-11-24", time: "09:00", arriveBy: true) {{ itineraries {{ {ITINERARY} }} }} }}')["plan"]
    nine = datetime.fromisoformat("2026-11-24T09:00:00+01:00").timestamp() * 1000
    assert trams(plan)
    assert all(one["endTime"] <= nine for one in plan["itineraries"])


def test_pages_lead_to_later_and_earlier_trips(elmstead):
    query = (
        f"query($c: String) {{ plan({FROM_TO}, {AT_EIGHT}, searchWindow: 1800, pageCursor: $c) {{ nextPageCursor previousPageCursor "
        "searchWindowUsed date itineraries { startTime } } }"
    )
    first = elmstead.found(query)["plan"]
    later = elmstead.found(query, c=first["nextPageCursor"])["plan"]
    assert (later["date"] - first["date"], later["searchWindowUsed"]) == (1_800_000, 1800)
    assert min(one["startTime"] for one in later["itineraries"]) >= later["date"]
    assert elmstead.found(query, c=later["previousPageCursor"])["plan"] == first


@pytest.mark.parametrize("cursor", ["", "x", "MQ", "a" * 500, "====", "MTAAAAAAAAAAAAA", "ä"])
def test_cursors_of_others_are_refused_or_none(elmstead, cursor):
    answer = elmstead.ask(f"query($c: String) {{ plan({FROM_TO}, {AT_EIGHT}, pageCursor: $c) {{ date }} }}", c=cursor)
    assert bool(answer.get("errors")) is bool(cursor)


def test_only_the_modes_asked_for(elmstead):
    query = f"query($m: [TransportMode]) {{ plan({FROM_TO}, {AT_EIGHT}, transportModes: $m) {{ itineraries {{ legs {{ mode }} }} }} }}"

    def modes(*asked: dict[str, str]) -> set[str]:
        return {leg["mode"] for one in elmstead.found(query, m=list(asked))["plan"]["itineraries"] for leg in one["legs"]}

    assert modes({"mode": "WALK"}) == {"WALK"}
    assert "BICYCLE" in modes({"mode": "BICYCLE"})
    assert "CAR" in modes({"mode": "CAR"})
    assert "TRAM" in modes({"mode": "TRAM"}, {"mode": "WALK"})
    answer = elmstead.ask(query, m=[{"mode": "BUS"}, {"mode": "WALK"}])
    assert "TRAM" not in {leg["mode"] for one in answer["data"]["plan"]["itineraries"] for leg in one["legs"]}
    assert any("other vehicles" in notice for notice in answer["extensions"]["notices"])


@pytest.mark.parametrize("banned", ['{routes: "elmstead:X,elmstead:T"}', '{agencies: "elmstead:Town Lines"}'])
def test_banned_lines_are_not_used(elmstead, banned):
    plan = elmstead.found(f"{{ plan({FROM_TO}, {AT_EIGHT}, banned: {banned}) {{ itineraries {{ legs {{ mode }} }} }} }}")["plan"]
    assert {leg["mode"] for one in plan["itineraries"] for leg in one["legs"]} == {"WALK"}


def test_a_banned_trip_gives_way_to_the_others(elmstead):
    plan = elmstead.found(f'{{ plan({FROM_TO}, {AT_EIGHT}, banned: {{trips: "elmstead:E495"}}) {{ itineraries {{ {ITINERARY} }} }} }}')["plan"]
    assert "elmstead:E495" not in {leg["trip"]["gtfsId"] for leg in trams(plan)}


@pytest.mark.parametrize("asked", ['via: [{visit: {stopLocationIds: ["elmstead:market"]}}]', 'banned: {stops: "elmstead:west"}'])
def test_what_would_make_the_answer_wrong_is_refused(elmstead, asked):
    answer = elmstead.ask(f"{{ plan({FROM_TO}, {AT_EIGHT}, {asked}) {{ date }} }}")
    assert answer["data"] == {"plan": None}
    assert answer["errors"][0]["extensions"]["code"] == "not_planned_here"


def test_a_wheelchair_is_asked_for_as_limits_of_one_moved_by_hand(elmstead):
    from backend.otp.asking import WHEELCHAIR

    answer = elmstead.ask(f"{{ plan({FROM_TO}, {AT_EIGHT}, wheelchair: true) {{ itineraries {{ legs {{ mode }} }} }} }}")
    assert "errors" not in answer
    assert (WHEELCHAIR.steps, WHEELCHAIR.wheelchair, WHEELCHAIR.max_kerb_m, WHEELCHAIR.speed_m_s) == (False, True, 0.03, 0.9)


def test_what_has_no_effect_is_told(elmstead):
    answer = elmstead.ask(f'{{ plan({FROM_TO}, {AT_EIGHT}, walkReluctance: 3, wheelchair: false, locale: "en", omitCanceled: true) {{ date }} }}')
    assert answer["extensions"]["notices"] == ["plan: walkReluctance has no effect here."]


def test_a_late_tram_makes_the_plan_late(snapshot):
    client = updated(snapshot, trip="E495", delay_s=180)
    plan = client.found(
        f"{{ plan({FROM_TO}, {AT_EIGHT}) {{ itineraries {{ legs {{ mode realTime realtimeState departureDelay startTime start {{ scheduledTime "
        "estimated { time delay } } end { scheduledTime } trip { gtfsId } from { departure { estimated { delay } } } stopCalls { stopLocation { "
        "... on Stop { gtfsId } } schedule { time { ... on ArrivalDepartureTime { departure } } } realTime { departure { delay } } } } } } }"
    )["plan"]
    leg = next(leg for one in plan["itineraries"] for leg in one["legs"] if leg["trip"] and leg["trip"]["gtfsId"] == "elmstead:E495")
    assert (leg["realTime"], leg["realtimeState"], leg["departureDelay"]) == (True, "UPDATED", 180)
    assert leg["start"] == {
        "scheduledTime": "2026-11-24T08:15:00+01:00", "estimated": {"time": "2026-11-24T08:18:00+01:00", "delay": "PT3M"},
    }  # fmt: skip
    assert [one["stopLocation"]["gtfsId"] for one in leg["stopCalls"]] == [f"elmstead:{name}" for name in ("west", "market", "bridge", "east")]
    assert leg["stopCalls"][0]["schedule"]["time"]["departure"] == "2026-11-24T08:15:00+01:00"
    assert leg["stopCalls"][0]["realTime"] == {"departure": {"delay": "PT3M"}}


def test_messages_are_told_with_the_legs_they_concern(lively_town):
    plan = lively_town.found(f"{{ plan({FROM_TO}, {AT_EIGHT}) {{ itineraries {{ {ITINERARY} }} }} }}")["plan"]
    told = {alert["alertHeaderText"] for leg in trams(plan) for alert in leg["alerts"]}
    assert told == {"About strike"}
    to_bridge = f'fromPlace: "elmstead:west", toPlace: "elmstead:bridge", {AT_EIGHT}'
    plan = lively_town.found(f"{{ plan({to_bridge}) {{ itineraries {{ {ITINERARY} }} }} }}")["plan"]
    assert "About works" in {alert["alertHeaderText"] for leg in trams(plan) for alert in leg["alerts"]}


def test_a_rented_bike_is_taken_and_left_at_stations(lively_town):
    modes = "[{mode: BICYCLE, qualifier: RENT}]"
    plan = lively_town.found(
        f"{{ plan({FROM_TO}, {AT_EIGHT}, transportModes: {modes}) {{ itineraries {{ legs {{ mode rentedBike from {{ vertexType vehicleRentalStation "
        "{ stationId availableVehicles { total } } bikeRentalStation { bikesAvailable } rentalVehicle { id } } "
        "to { vehicleRentalStation { stationId } } } } } }"
    )["plan"]
    ride = next(leg for one in plan["itineraries"] for leg in one["legs"] if leg["rentedBike"])
    assert (ride["mode"], ride["from"]["vertexType"]) == ("BICYCLE", "BIKESHARE")
    assert ride["from"]["vehicleRentalStation"] == {"stationId": "bikes:a", "availableVehicles": {"total": 4}}
    assert (ride["to"]["vehicleRentalStation"], ride["from"]["rentalVehicle"]) == ({"stationId": "bikes:b"}, None)
    for networks in ('allowedVehicleRentalNetworks: ["others"]', 'bannedVehicleRentalNetworks: ["bikes"]'):
        query = f"{{ plan({FROM_TO}, {AT_EIGHT}, transportModes: {modes}, {networks}) {{ itineraries {{ legs {{ rentedBike }} }} }} }}"
        plan = lively_town.found(query)
        assert not any(leg["rentedBike"] for one in plan["plan"]["itineraries"] for leg in one["legs"])


def test_a_scooter_is_taken_where_it_stands(lively_town):
    near = at(1990, 0)
    plan = lively_town.found(
        f'{{ plan(fromPlace: "{near[0]},{near[1]}", toPlace: "{B[0]},{B[1]}", {AT_EIGHT}, transportModes: [{{mode: SCOOTER, qualifier: RENT}}]) '
        "{ itineraries { legs { mode from { rentalVehicle { vehicleId vehicleType { formFactor } } } to { rentalVehicle { id } } } } } }"
    )["plan"]
    ride = next(leg for one in plan["itineraries"] for leg in one["legs"] if leg["mode"] == "SCOOTER")
    assert ride["from"]["rentalVehicle"] == {"vehicleId": "bikes:s1", "vehicleType": {"formFactor": "SCOOTER_STANDING"}}
    assert ride["to"]["rentalVehicle"] is None


NO_ARGUMENTS = ('date: "24.11.2026"', 'time: "noon"', 'date: "2026-11-24", time: "99:99"', "searchWindow: -5", "numItineraries: -1")


@pytest.mark.parametrize("asked", NO_ARGUMENTS)
def test_arguments_that_are_none_are_refused(elmstead, asked):
    assert elmstead.refusal(f"{{ plan({FROM_TO}, {asked}) {{ date }} }}")


def test_a_leg_knows_the_rides_before_and_after_it(snapshot):
    client = updated(snapshot, trip="E510", delay_s=120)
    plan = client.found(
        f"{{ plan({FROM_TO}, {AT_EIGHT}) {{ itineraries {{ legs {{ mode distance trip {{ gtfsId }} nextLegs(numberOfLegs: 2) {{ ...Ride }} "
        "previousLegs(numberOfLegs: 1, originModesWithParentStation: [TRAM], destinationModesWithParentStation: [TRAM]) { ...Ride } } } } } "
        "fragment Ride on Leg { mode distance realTime trip { gtfsId } start { scheduledTime estimated { delay } } from { name } to { name } "
        "intermediatePlaces { name } legGeometry { length } }"
    )["plan"]
    leg = next(leg for leg in plan["itineraries"][0]["legs"] if leg["mode"] == "TRAM")
    assert leg["trip"]["gtfsId"] == "elmstead:E495"
    assert [one["trip"]["gtfsId"] for one in leg["nextLegs"]] == ["elmstead:E510", "elmstead:E525"]
    assert [one["trip"]["gtfsId"] for one in leg["previousLegs"]] == ["elmstead:E480"]
    later = leg["nextLegs"][0]
    assert later["start"] == {"scheduledTime": "2026-11-24T08:30:00+01:00", "estimated": {"delay": "PT2M"}}
    assert (later["from"]["name"], later["to"]["name"]) == ("West", "East")
    assert [one["name"] for one in later["intermediatePlaces"]] == ["Market", "Bridge"]
    assert later["distance"] == pytest.approx(leg["distance"], rel=0.01)
    walk = plan["itineraries"][0]["legs"][0]
    assert (walk["nextLegs"], walk["previousLegs"]) == (None, None)
