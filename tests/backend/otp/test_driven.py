"""A taxi that is hailed, and a car that is left in a car park, as clients of OpenTripPlanner ask for them."""
import shapely

from backend.live.view import LiveView
from routing.shared.taxis import TaxiZone
from tests.backend.otp.conftest import Client
from tests.backend.otp.live_worlds import TOLD
from tests.backend.otp.test_connection import CONNECTION, EIGHT
from tests.backend.otp.test_plan import AT_EIGHT, FROM_TO

HAIL = "[{mode: CAR, qualifier: HAIL}]"
QUERY = f"{{ plan({FROM_TO}, {AT_EIGHT}, transportModes: {HAIL}) {{ itineraries {{ startTime legs {{ mode rentedBike }} }} }} }}"


def test_a_hailed_car_is_a_taxi_that_comes_after_its_wait(snapshot):
    city = snapshot.with_taxis([TaxiZone("taxis:all", shapely.box(-180, -90, 180, 90), 300)], "taxis", TOLD)
    plan = Client.of(LiveView(city, told={"taxis": TOLD})).found(QUERY)["plan"]
    (start,) = [one["startTime"] for one in plan["itineraries"] if [leg["mode"] for leg in one["legs"]] == ["CAR"]]
    assert start == (TOLD.replace(hour=7, minute=5, second=0, microsecond=0)).timestamp() * 1000


def test_where_no_taxi_is_offered_none_is_found(elmstead):
    plan = elmstead.found(QUERY)["plan"]
    assert {leg["mode"] for one in plan["itineraries"] for leg in one["legs"]} <= {"WALK"}


def test_a_car_that_is_parked_is_walked_on_from(elmstead):
    plan = elmstead.found(CONNECTION, when=EIGHT, modes={"directOnly": True, "direct": ["CAR_PARKING"]})["planConnection"]
    assert ["CAR", "WALK"] in [[leg["mode"] for leg in edge["node"]["legs"]] for edge in plan["edges"]]
