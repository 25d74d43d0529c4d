"""In the demonstration city, from the foot of its steps to their head: a wheelchair goes another way than feet."""
from datetime import datetime, timedelta

import pytest
from litestar.testing import TestClient

from backend.service.services import Services
from backend.trips.limits import limits_of
from backend.trips.wheelchair import WHEELCHAIR
from tests.backend.motis.conftest import app_of
from tests.worlds.stairs import ends_of_steps_worth_taking


@pytest.fixture(scope="module")
def town(demo_folder) -> Services:
    return Services.open(demo_folder)


def walk(client, town, profile: str) -> dict:
    """The quickest one all the way on foot."""
    city = town.planner.snapshot.city
    foot, head = (f"{lat:.7f},{lon:.7f}" for lat, lon in ends_of_steps_worth_taking(city, limits_of(WHEELCHAIR)))
    noon = datetime.fromisoformat(city.manifest.valid_from) + timedelta(days=9, hours=11)
    asked = {"fromPlace": foot, "toPlace": head, "time": f"{noon:%Y-%m-%dT%H:%M:%SZ}", "directModes": "WALK", "maxDirectTime": "7200"}
    answer = client.get("/api/v6/plan", params=asked | {"pedestrianProfile": profile})
    assert answer.status_code == 200, answer.text
    return min(answer.json()["direct"], key=lambda itinerary: itinerary["duration"])


def test_a_wheelchair_goes_around_the_steps_that_everybody_else_takes(town):
    with TestClient(app_of(town), base_url="http://localhost") as client:
        on_foot, rolled = (walk(client, town, profile) for profile in ("FOOT", "WHEELCHAIR"))
    assert [leg["mode"] for leg in (*on_foot["legs"], *rolled["legs"])] == ["WALK", "WALK"]
    assert rolled["legs"][0]["legGeometry"]["points"] != on_foot["legs"][0]["legGeometry"]["points"]
    assert rolled["legs"][0]["distance"] > on_foot["legs"][0]["distance"] + 20
