"""In the demonstration city, from the foot of its steps to their head: a wheelchair goes another way than feet."""
import json
from datetime import datetime, timedelta

import pytest

from backend.otp.service import Asked, OtpService
from backend.service.services import Services
from backend.trips.limits import limits_of
from backend.trips.wheelchair import WHEELCHAIR
from tests.worlds.stairs import ends_of_steps_worth_taking

WALK = "transportModes: [{mode: WALK}]"
LEGS = "itineraries { walkDistance legs { mode distance legGeometry { points } } } routingErrors { code }"


@pytest.fixture(scope="module")
def town(demo_folder):
    services = Services.open(demo_folder)
    yield services
    services.live.close()


def shortest_walk(town, wheelchair: str) -> dict:
    (from_lat, from_lon), (to_lat, to_lon) = ends_of_steps_worth_taking(town.planner.snapshot.city, limits_of(WHEELCHAIR))
    day = datetime.fromisoformat(town.planner.snapshot.city.manifest.valid_from).date() + timedelta(days=9)
    where = f'fromPlace: "Foot::{from_lat},{from_lon}", toPlace: "Head::{to_lat},{to_lon}", date: "{day}", time: "12:00:00"'
    service = OtpService(town.planner, town.timetables)
    answer = json.loads(service.answer(Asked(f"{{ plan({where}, {WALK}, {wheelchair}) {{ {LEGS} }} }}", {})))
    assert "errors" not in answer, answer
    return min(answer["data"]["plan"]["itineraries"], key=lambda itinerary: itinerary["walkDistance"])


def test_a_wheelchair_goes_around_the_steps_that_everybody_else_takes(town):
    on_foot, rolled = shortest_walk(town, "wheelchair: false"), shortest_walk(town, "wheelchair: true")
    assert [leg["mode"] for leg in (*on_foot["legs"], *rolled["legs"])] == ["WALK", "WALK"]
    assert rolled["legs"][0]["legGeometry"]["points"] != on_foot["legs"][0]["legGeometry"]["points"]
    assert rolled["walkDistance"] > on_foot["walkDistance"] + 20
