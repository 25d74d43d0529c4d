"""Shared vehicles, car parks, messages, moving vehicles, and what is near."""
import pytest

from backend.live.view import LiveView
from tests.backend.otp.conftest import NOW, Client
from tests.backend.otp.live_worlds import lively
from tests.worlds.town import at

STATION = "stationId name lat lon capacity network rentalNetwork { networkId url } vehiclesAvailable spacesAvailable operative realtime"
HERE = dict(zip(("lat", "lon"), at(1300, 0)))
NEAREST = """
query($lat: Float!, $lon: Float!, $types: [FilterPlaceType], $modes: [Mode], $far: Int, $most: Int, $first: Int, $after: String, $nets: [String!],
      $ids: InputFilters) {
  nearest(lat: $lat, lon: $lon, filterByPlaceTypes: $types, filterByModes: $modes, maxDistance: $far, maxResults: $most, first: $first, after: $after,
          filterByNetwork: $nets, filterByIds: $ids) {
    edges { cursor node { id distance place { __typename id lat ... on Stop { gtfsId } ... on DepartureRow { pattern { code } stop { gtfsId }
      stoptimes { headsign } } ... on VehicleRentalStation { stationId } ... on BikeRentalStation { stationId } ... on RentalVehicle { vehicleId }
      ... on VehicleParking { name } } } }
    pageInfo { hasNextPage endCursor }
  }
}
"""


@pytest.fixture(scope="module")
def town(snapshot) -> Client:
    return Client.of(lively(snapshot))


def kinds(found) -> list[str]:
    return [edge["node"]["place"]["__typename"] for edge in found["nearest"]["edges"]]


def test_rental_stations(town):
    found = town.found(
        f"{{ vehicleRentalStations {{ {STATION} availableVehicles {{ total byType {{ count vehicleType {{ formFactor propulsionType }} }} }} "
        f"availableSpaces {{ total byType {{ count }} }} rentalUris {{ web ios }} }} "
        'one: vehicleRentalStation(id: "bikes:b") { stationId } none: vehicleRentalStation(id: "b") { stationId } '
        'some: bikeRentalStations(ids: ["x", "bikes:a"]) { stationId bikesAvailable networks state } }'
    )
    first = found["vehicleRentalStations"][0]
    assert [one["stationId"] for one in found["vehicleRentalStations"]] == ["bikes:a", "bikes:b"]
    assert (first["vehiclesAvailable"], first["spacesAvailable"], first["rentalNetwork"]["networkId"]) == (4, 6, "bikes")
    assert first["availableVehicles"] == {"total": 4, "byType": [{"count": 4, "vehicleType": {"formFactor": "BICYCLE", "propulsionType": "HUMAN"}}]}
    assert first["rentalUris"] == {"web": "https://bikes.example/rent", "ios": None}
    assert (found["one"], found["none"]) == ({"stationId": "bikes:b"}, None)
    assert found["some"] == [None, {"stationId": "bikes:a", "bikesAvailable": 4, "networks": ["bikes"], "state": "Station on"}]


def test_vehicles_on_the_street_alone(town):
    found = town.found(
        "{ rentalVehicles { vehicleId name allowPickupNow operative fuel { percent range } vehicleType { formFactor } } "
        "bikes: rentalVehicles(formFactors: [BICYCLE]) { id } }"
    )
    assert [(one["vehicleId"], one["allowPickupNow"], one["operative"]) for one in found["rentalVehicles"]] == [
        ("bikes:s1", True, True), ("bikes:s2", False, False),
    ]  # fmt: skip
    assert found["rentalVehicles"][0]["fuel"] == {"percent": 0.6, "range": 9000}
    assert found["bikes"] == []


def test_rentals_in_a_box(town):
    (south, west), (north, east) = at(1900, -100), at(4000, 100)
    found = town.found(
        "query($a: CoordinateValue!, $b: CoordinateValue!, $c: CoordinateValue!, $d: CoordinateValue!) { vehicleRentalsByBbox(minimumLatitude: $a, "
        "maximumLatitude: $b, minimumLongitude: $c, maximumLongitude: $d) { __typename ... on RentalVehicle { vehicleId } } }",
        a=south, b=north, c=west, d=east,
    )["vehicleRentalsByBbox"]  # fmt: skip
    assert [one["__typename"] for one in found] == ["VehicleRentalStation", "RentalVehicle", "RentalVehicle"]


def test_car_parks(town):
    found = town.found(
        "{ vehicleParkings { vehicleParkingId name carPlaces bicyclePlaces state capacity { carSpaces } availability { carSpaces } } }"
    )
    assert found["vehicleParkings"] == [{
        "vehicleParkingId": "parking:p1", "name": "Market garage", "carPlaces": True, "bicyclePlaces": False, "state": "OPERATIONAL",
        "capacity": {"carSpaces": 100}, "availability": {"carSpaces": 7},
    }]  # fmt: skip


def test_where_nothing_is_live_nothing_is_shown(snapshot):
    client = Client.of(LiveView(snapshot))
    found = client.found("{ vehicleRentalStations { id } rentalVehicles { id } vehicleParkings { id } alerts { id } bikeRentalStations { id } }")
    assert set(map(tuple, found.values())) == {()}


def test_messages_and_whom_they_are_about(town):
    found = town.found(
        '{ alerts { feed alertHeaderText(language: "de-AT") alertDescriptionText alertUrl alertCause alertEffect alertSeverityLevel '
        "effectiveStartDate effectiveEndDate activityPeriods { start end } alertHeaderTextTranslations { language text } "
        "entities { __typename ... on Stop { gtfsId } ... on Route { gtfsId } ... on Trip { gtfsId } } } }"
    )["alerts"]
    works = found[0]
    assert [one["entities"][0]["__typename"] for one in found] == ["Stop", "Route", "Agency", "Trip", "Unknown"]
    assert (works["alertHeaderText"], works["alertDescriptionText"], works["alertSeverityLevel"]) == ("Zu works", "About works", "WARNING")
    assert works["effectiveEndDate"] - works["effectiveStartDate"] == 6 * 3600
    assert works["activityPeriods"] == [{"start": "2026-11-24T07:01:00+01:00", "end": "2026-11-24T13:01:00+01:00"}]
    assert (found[1]["effectiveEndDate"], found[2]["effectiveStartDate"]) == (None, None)


def test_messages_are_found_by_what_they_say(town):
    query = "{ alerts(%s) { alertHeaderText } }"
    for words, wanted in (
        ("severityLevel: [SEVERE]", ["About strike"]), ("cause: [STRIKE]", ["About strike"]), ("effect: [DETOUR]", ["About works"]),
        ('stop: ["elmstead:bridge"]', ["About works"]), ('route: ["elmstead:B"]', ["About bus"]), ('feeds: ["elsewhere"]', []),
    ):  # fmt: skip
        assert [one["alertHeaderText"] for one in town.found(query % words)["alerts"]] == wanted


def test_messages_stand_where_they_belong(town):
    found = town.found(
        '{ stop(id: "elmstead:bridge") { alerts { ...Told } lines: alerts(types: [STOP, AGENCIES_OF_ROUTES, ROUTES, TRIPS]) { ...Told } } '
        'route(id: "elmstead:B") { alerts { ...Told } all: alerts(types: [ROUTE, AGENCY, ROUTE_TYPE, STOPS_ON_ROUTE, TRIPS]) { ...Told } } '
        'trip(id: "elmstead:E480") { alerts { ...Told } all: alerts(types: [TRIP, AGENCY, ROUTE, STOPS_ON_TRIP]) { ...Told } } '
        "agencies { alerts { ...Told } } feeds { alerts { ...Told } } } fragment Told on Alert { alertHeaderText }"
    )

    def told(one, name="alerts"):
        return {alert["alertHeaderText"].removeprefix("About ") for alert in one[name]}

    assert (told(found["stop"]), told(found["stop"], "lines")) == ({"works"}, {"works", "strike", "tram"})
    assert (told(found["route"]), told(found["route"], "all")) == ({"bus"}, {"bus", "strike"})
    assert (told(found["trip"]), told(found["trip"], "all")) == ({"tram"}, {"tram", "strike", "works"})
    assert told(found["agencies"][0]) == told(found["feeds"][0]) == {"strike"}


def test_vehicles_are_on_their_patterns(town):
    found = town.found(
        '{ route(id: "elmstead:T") { patterns { vehiclePositions { vehicleId label lat heading speed lastUpdated '
        "stopRelationship { status stop { gtfsId } } trip { gtfsId occupancy { occupancyStatus } } } } } }"
    )["route"]["patterns"]
    (position,) = [one for pattern in found for one in pattern["vehiclePositions"]]
    assert position == {
        "vehicleId": "v1", "label": "Tram 7", "lat": pytest.approx(at(700, 5)[0]), "heading": 90.0, "speed": 8.5, "lastUpdated": int(NOW.timestamp()),
        "stopRelationship": {"status": "IN_TRANSIT_TO", "stop": {"gtfsId": "elmstead:market"}},
        "trip": {"gtfsId": "elmstead:E480", "occupancy": {"occupancyStatus": "FEW_SEATS_AVAILABLE"}},
    }  # fmt: skip


def test_stops_within_a_walk(town):
    query = (
        "query($lat: Float!, $lon: Float!, $r: Int!, $first: Int, $after: String) { stopsByRadius(lat: $lat, lon: $lon, radius: $r, first: $first, "
        "after: $after) { edges { node { distance stop { gtfsId } } } pageInfo { hasNextPage endCursor } } }"
    )
    found = town.found(query, **HERE, r=2000)["stopsByRadius"]["edges"]
    assert [edge["node"]["stop"]["gtfsId"].removeprefix("elmstead:") for edge in found][:2] == ["market", "market/bus"]
    distances = [edge["node"]["distance"] for edge in found]
    assert distances == sorted(distances)
    assert distances[0] < 100
    pages, after = [], None
    for _ in found:
        page = town.found(query, **HERE, r=2000, first=1, after=after)["stopsByRadius"]
        pages += page["edges"]
        after = page["pageInfo"]["endCursor"]
    assert (pages, page["pageInfo"]["hasNextPage"]) == (found, False)
    assert town.found(query, **HERE, r=0)["stopsByRadius"]["edges"] == []


def test_everything_near_nearest_first(town):
    found = town.found(NEAREST, **HERE, types=["STOP", "STATION", "VEHICLE_RENT", "CAR_PARK"])["nearest"]["edges"]
    distances = [edge["node"]["distance"] for edge in found]
    assert distances == sorted(distances)
    names = {edge["node"]["place"]["__typename"] for edge in found}
    assert names == {"Stop", "VehicleRentalStation", "RentalVehicle", "VehicleParking"}
    assert sum(edge["node"]["place"].get("gtfsId") == "elmstead:hbf" for edge in found) == 1


@pytest.mark.parametrize(
    "asked, wanted",
    [
        ({"types": ["BICYCLE_RENT"], "far": 10_000}, ["BikeRentalStation", "BikeRentalStation"]),
        ({"types": ["VEHICLE_RENT"], "nets": ["others"]}, []),
        ({"types": ["CAR_PARK"]}, ["VehicleParking"]),
        ({"types": ["BIKE_PARK"]}, []),
        ({"types": ["STOP"], "modes": ["BUS"], "far": 500}, ["Stop"]),
        ({"types": ["STOP"], "modes": ["RAIL"]}, []),
        ({"types": ["STATION"]}, ["Stop"]),
        ({"types": ["STOP"], "ids": {"stops": ["elmstead:market"]}}, ["Stop"]),
        ({"types": ["VEHICLE_RENT"], "far": 100}, []),
        ({"most": 0}, []),
    ],
)
def test_what_is_near_can_be_chosen(town, asked, wanted):
    assert kinds(town.found(NEAREST, **HERE, **asked)) == wanted


def test_each_line_leaves_from_its_nearest_stop(town):
    found = town.found(NEAREST, **HERE, types=["DEPARTURE_ROW"])["nearest"]["edges"]
    rows = {edge["node"]["place"]["pattern"]["code"]: edge["node"]["place"] for edge in found}
    assert len(rows) == len(found)
    assert rows["elmstead:T:-1:01"]["stop"]["gtfsId"] == "elmstead:market"
    assert len(rows["elmstead:T:-1:01"]["stoptimes"]) == 1


def test_a_far_search_says_how_far_it_looked(town):
    assert "5000 m" in town.ask(NEAREST, **HERE, types=["STOP"], far=100_000)["extensions"]["notices"][0]


WRONG = ({"lat": 91.0}, {"lon": 500.0}, {"far": -1}, {"most": -1}, {"first": -1}, {"after": "x"}, {"after": "c2ltcGxlLWN1cnNvcng="})


@pytest.mark.parametrize("wrong", WRONG)
def test_places_and_pages_that_are_none_are_refused(town, wrong):
    assert town.refusal(NEAREST, **(HERE | wrong))
