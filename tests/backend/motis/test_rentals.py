"""Shared vehicles as clients of MOTIS meet them: on the map and in plans."""
import pytest
from litestar.testing import TestClient

from backend.motis.lines import decode
from tests.backend.motis.asking import modes, plan, point
from tests.backend.motis.conftest import app_of
from tests.backend.motis.sharing import sharing_town
from tests.worlds.town import at

EVERYWHERE = {"min": point(-100, -100), "max": point(5000, 500)}


@pytest.fixture(scope="module")
def client(town):
    services = sharing_town(town)
    with TestClient(app_of(services), base_url="http://localhost") as client:
        yield client
    services.planner.live.close()


def rentals(client, version: int = 1, **asked) -> dict:
    answer = client.get(f"/api/v{version}/rentals", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("version", [1, 5, 6])
def test_without_a_place_only_the_systems_are_told(client, version):
    body = rentals(client, version)
    assert [(group["id"], group["formFactors"]) for group in body["providerGroups"]] == [("elmbike", ["BICYCLE"]), ("elmkick", ["SCOOTER_STANDING"])]
    assert [provider["name"] for provider in body["providers"]] == ["Elmbike", "Elmkick"]
    assert (body["stations"], body["vehicles"], body["zones"]) == ([], [], [])


def test_stations_vehicles_and_zones_of_a_box(client):
    body = rentals(client, **EVERYWHERE)
    mill = next(one for one in body["stations"] if one["name"] == "Mill")
    assert (mill["numVehiclesAvailable"], mill["vehicleTypesAvailable"], mill["vehicleDocksAvailable"]) == (4, {"city": 4}, {"city": 6})
    assert (mill["isRenting"], mill["rentalUriWeb"]) == (True, "https://bikes.example/take")
    assert "rentalUriIOS" not in mill
    assert [(one["id"], one["isReserved"], one["returnConstraint"]) for one in body["vehicles"]] == [
        ("k1", False, "NONE"), ("k2", True, "NONE"), ("k3", False, "NONE"),
    ]  # fmt: skip
    assert [zone["name"] for zone in body["zones"]] == ["Park"], "the fair is over"
    zone = body["zones"][0]
    ring = decode(zone["area"][0][0]["points"])
    assert ring[0] == pytest.approx([degrees * 1e6 for degrees in at(1800, 150)], abs=1)
    assert zone["rules"] == [
        {"vehicleTypeIdxs": [], "rideStartAllowed": True, "rideEndAllowed": False, "rideThroughAllowed": True, "stationParking": False}
    ]
    provider = body["providers"][0]
    assert provider["bbox"][0] < provider["bbox"][2]
    assert provider["vehicleTypes"] == [
        {
            "id": "city", "formFactor": "BICYCLE", "propulsionType": "HUMAN", "returnConstraint": "ANY_STATION", "returnConstraintGuessed": False,
            "name": "City bike",
        }
    ]  # fmt: skip


def test_only_what_is_wanted(client):
    near = rentals(client, point=point(250, 0), radius=100)
    assert ([one["id"] for one in near["stations"]], [one["id"] for one in near["vehicles"]]) == (["mill"], ["k1"])
    at_stop = rentals(client, point="west", radius=400, withVehicles="false")
    assert ([one["id"] for one in at_stop["stations"]], at_stop["vehicles"]) == (["mill"], [])
    bikes = rentals(client, providers="elmbike", withProviders="false")
    assert (len(bikes["stations"]), bikes["vehicles"], bikes["providers"], bikes["providerGroups"][0]["providers"]) == (2, [], [], [])
    assert rentals(client, min=point(9000, 9000), max=point(9100, 9100))["providers"] == []


@pytest.mark.parametrize(
    "asked, status", [({"min": "1,2"}, 422), ({"point": "west"}, 422), ({"point": "gone", "radius": "5"}, 404), ({"min": "1", "max": "2"}, 400)]
)
def test_what_cannot_be_understood_is_refused(client, asked, status):
    assert client.get("/api/v6/rentals", params=asked).status_code == status


def test_a_shared_bike_all_the_way(client):
    direct = plan(client, directModes="RENTAL", directRentalFormFactors="BICYCLE")["direct"]
    assert [modes(one) for one in direct] == [["WALK", "RENTAL", "WALK"]]
    ride = direct[0]["legs"][1]
    assert ride["rental"] == {
        "providerId": "elmbike", "providerGroupId": "elmbike", "systemId": "elmbike", "systemName": "Elmbike", "stationName": "Mill",
        "fromStationName": "Mill", "toStationName": "Green", "rentalUriWeb": "https://bikes.example/take", "formFactor": "BICYCLE",
    }  # fmt: skip
    assert (ride["from"]["vertexType"], ride["to"]["vertexType"]) == ("BIKESHARE", "BIKESHARE")


def test_only_the_system_that_is_wanted(client):
    for provider, form in (("elmbike", "BICYCLE"), ("elmkick", "SCOOTER_STANDING")):
        found = plan(client, directModes="RENTAL", directRentalProviders=provider)["direct"]
        assert {leg["rental"]["formFactor"] for one in found for leg in one["legs"] if "rental" in leg} == {form}
    assert plan(client, directModes="RENTAL", directRentalProviders="other")["direct"] == []


def test_a_scooter_to_the_tram_where_it_does_not_go_all_the_way(town):
    services = sharing_town(town, fenced=True)
    with TestClient(app_of(services), base_url="http://localhost") as client:
        home = point(640, 20)  # far from both stops, but not from a scooter
        found = [modes(one) for one in plan(client, fromPlace=home, preTransitModes="RENTAL")["itineraries"]]
        assert len(found) == 5
        assert all("RENTAL" in one[: one.index("TRAM")] and "RENTAL" not in one[one.index("TRAM") :] for one in found)
        both = [modes(one) for one in plan(client, fromPlace=home, preTransitModes="WALK,RENTAL")["itineraries"]]
        assert any(one in found for one in both)
        walks = [modes(one) for one in plan(client, fromPlace=home, postTransitModes="RENTAL,WALK")["itineraries"]]
        assert walks
        assert not any("RENTAL" in one for one in walks), "none stands at the other end, and none was wished for at this one"
        assert plan(client, fromPlace=home, preTransitModes="RENTAL", preTransitRentalProviders="elmbike")["itineraries"] == []
    services.planner.live.close()
