"""Car parks with what is free, lifts that work and lifts that do not."""
from datetime import timedelta

import pytest

from backend.contract.around import LiveLayer
from backend.feeds.lifts.facts import FacilityKind, FacilityState, LiftFacts, State
from backend.feeds.parking.facts import OpeningStatus, ParkingFacts, ParkingSiteFacts
from backend.feeds.problems import Problems
from tests.backend.around.world import NOW
from tests.worlds.town import at


def site(name: str, x: float, purpose: str = "CAR", status=OpeningStatus.OPEN, observed=NOW, free: int | None = 7) -> ParkingSiteFacts:
    return ParkingSiteFacts(name, name, *at(x, 30), purpose, "BUILDING", 100, free, None, None, status, None, None, observed, (), None)


def parked(world, *sites: ParkingSiteFacts):
    world.live.fresh_s["parking"] = 600
    world.show(car_parks={"parking": ParkingFacts(NOW, sites, len(sites), Problems())})
    return world.ask(LiveLayer.CAR_PARKS).car_parks


def test_a_car_park_tells_what_is_free_whether_the_map_has_it_or_not(world):
    (found,) = parked(world, site("Market garage", 1400))
    assert (found.name, found.free, found.capacity, found.open) == ("Market garage", 7, 100, True)
    assert (found.lat, found.lon) == at(1400, 30)
    assert (found.source.feed, found.source.observed_at) == ("parking", NOW)


@pytest.mark.parametrize("status, is_open", [(OpeningStatus.CLOSED, False), (OpeningStatus.UNKNOWN, None)])
def test_whether_it_is_open(world, status, is_open):
    assert parked(world, site("Garage", 1400, status=status))[0].open is is_open


def test_places_for_bicycles_are_no_car_parks(world):
    assert [one.name for one in parked(world, site("Rack", 900, "BIKE"), site("Garage", 1400), site("Lockers", 950, "ITEM"))] == ["Garage"]


def test_a_count_that_stopped_long_ago_is_not_told_as_live(world):
    old, undated = parked(world, site("Old", 2400, observed=NOW - timedelta(hours=2)), site("Undated", 1400, observed=None))
    if old.name != "Old":
        old, undated = undated, old
    assert (old.free, old.open, old.capacity, old.source.age_s) == (None, None, 100, 7200)
    assert (undated.free, undated.source.observed_at) == (7, NOW)


def facility(id: str, state: State, x: float | None = None, kind=FacilityKind.LIFT, **more) -> FacilityState:
    lat, lon = (None, None) if x is None else at(x, 5)
    told = {"stop_id": "", "name": "", "since": None, "until": None, "reason": ""} | more
    return FacilityState(id=id, kind=kind, state=state, lat=lat, lon=lon, **told)


def lifts(world, *facilities: FacilityState):
    world.show(lifts={"lifts": LiftFacts(NOW, facilities, len(facilities), Problems())})
    return world.ask(LiveLayer.LIFTS).lifts


def test_a_lift_works_or_does_not_and_what_nobody_knows_is_not_told(world):
    found = lifts(
        world, facility("1", State.AVAILABLE, 100, name="Platform 1"), facility("2", State.UNAVAILABLE, 2000, FacilityKind.ESCALATOR),
        facility("3", State.UNKNOWN, 300), facility("4", State.UNAVAILABLE),
    )  # fmt: skip
    assert {(one.name, one.escalator, one.working, one.source.feed) for one in found} == {
        ("Platform 1", False, True, "lifts"), ("", True, False, "lifts"),
    }  # fmt: skip


def test_a_lift_without_a_name_has_that_of_its_station(world):
    (found,) = lifts(world, facility("1", State.UNAVAILABLE, 1300, stop_id="market"))
    assert found.name == "Market Station"
