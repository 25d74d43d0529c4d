"""Ten people between the same places of the demonstration city: each gets a way within their limits, or an honest no."""
from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from accessibility.profiles import ProfileId
from backend.contract.comparing import Label
from backend.contract.limits import FactName, Knowledge, Limits, Smoothness, Unknown
from backend.contract.trips import Place, PlanRequest, TripMode
from backend.demo.city import HELP_PHONE
from backend.live.service import LiveCity
from backend.trips.service import TripPlanner
from mobile.store.needs import Needs
from mobile.store.needs import limits_of as needed
from routing.city import City
from routing.snapshot import Snapshot
from tests.flows.test_living_city import HOSPITAL, STATION, UNIVERSITY

SEVEN = (
    ProfileId.MANUAL_CHAIR, ProfileId.POWER_CHAIR, ProfileId.WALKER, ProfileId.CANE, ProfileId.BLIND, ProfileId.LOW_STAMINA, ProfileId.PRAM,
)  # fmt: skip
ORDER = list(Smoothness)


@pytest.fixture(scope="module")
def town(demo_folder):
    city = City.open(demo_folder)
    first = datetime.fromisoformat(city.manifest.valid_from).replace(hour=8, tzinfo=ZoneInfo(city.manifest.timezone))
    live = LiveCity(Snapshot.of(city))
    yield SimpleNamespace(planner=TripPlanner(live), eight=first + timedelta(days=7 + (1 - first.weekday()) % 7))
    live.close()


def limits_of(profile: ProfileId) -> Limits:
    """As the app sends them."""
    return needed(Needs(profile=profile))


def ask(town, origin, destination, limits: Limits | None, modes=(TripMode.WALK,), **more):
    return town.planner.plan(PlanRequest(Place(*origin), Place(*destination), town.eight, modes=modes, limits=limits, **more))


def walks(answer):
    return [leg for itinerary in answer.itineraries for leg in itinerary.legs if leg.mode == "WALK"]


def check(answer, limits: Limits) -> None:
    """Every fact that is told keeps the limits."""
    for leg in walks(answer):
        for step in leg.steps:
            assert limits.steps or step.kind != "steps"
            assert limits.escalators or step.kind != "escalator"
            known = {fact.name: fact.value for fact in step.facts if fact.value is not None}
            assert known.get(FactName.INCLINE_UP, 0) <= (limits.max_incline_up_pct or 100)
            assert known.get(FactName.INCLINE_DOWN, 0) <= (limits.max_incline_down_pct or 100)
            assert known.get(FactName.KERB, 0) <= (1 if limits.max_kerb_m is None else limits.max_kerb_m)
            assert known.get(FactName.WIDTH, 9) >= (limits.min_width_m or 0)
            assert limits.surfaces is None or known.get(FactName.SURFACE, limits.surfaces[0]) in limits.surfaces
            assert limits.smoothness is None or ORDER.index(known.get(FactName.SMOOTHNESS, ORDER[0])) <= ORDER.index(limits.smoothness)


@pytest.mark.parametrize("pair", [(UNIVERSITY, HOSPITAL), (STATION, UNIVERSITY)], ids=["to the hospital", "to the university"])
def test_seven_people_go_at_least_four_ways_each_within_their_limits(town, pair):
    lines = set()
    for one in SEVEN:
        limits = limits_of(one)
        answer = ask(town, *pair, limits)
        check(answer, limits)
        assert answer.itineraries, one
        for itinerary in answer.itineraries:
            assert itinerary.accessibility is not None
            assert itinerary.accessibility.step_free or limits.steps
        (recommended,) = (itinerary for itinerary in answer.itineraries if Label.RECOMMENDED in itinerary.labels)
        lines.add(tuple(leg.geometry for leg in recommended.legs))
    assert len(lines) >= 4


@pytest.mark.parametrize("one", [ProfileId.MANUAL_CHAIR, ProfileId.POWER_CHAIR, ProfileId.WALKER], ids=str)
def test_by_tram_limits_hold_in_stations_and_at_stops_as_well(town, one):
    limits = limits_of(one)
    answer = ask(town, STATION, HOSPITAL, limits, (TripMode.WALK, TripMode.TRANSIT))
    check(answer, limits)
    assert any(leg.route for itinerary in answer.itineraries for leg in itinerary.legs)
    assert all(itinerary.accessibility.step_free for itinerary in answer.itineraries)


def test_the_strict_go_only_where_everything_asked_for_is_known(town):
    limits = Limits(steps=False, max_kerb_m=0.05, smoothness=Smoothness.BAD, max_incline_up_pct=10.0, unknown=Unknown.STRICT)
    answer = ask(town, STATION, UNIVERSITY, limits)
    check(answer, limits)
    told = [fact for leg in walks(answer) for step in leg.steps for fact in step.facts]
    assert told
    assert all(fact.knowledge is not Knowledge.UNKNOWN for fact in told)
    assert all(itinerary.accessibility.unknown_m == 0 for itinerary in answer.itineraries)


def test_without_limits_nothing_is_told_of_them(town):
    answer = ask(town, STATION, UNIVERSITY, None)
    assert answer.itineraries[0].accessibility is None
    assert not any(step.facts for leg in walks(answer) for step in leg.steps)
    assert ask(town, STATION, UNIVERSITY, Limits()).itineraries[0].accessibility is None


def test_who_cannot_get_there_is_told_how_near_they_come_and_why(town):
    limits = Limits(max_incline_up_pct=0.0, max_incline_down_pct=0.0, steps=False)
    answer = ask(town, STATION, UNIVERSITY, limits)
    assert answer.itineraries == ()
    assert answer.notices[0].code in ("no_way_with_limits", "origin_beyond_limits", "destination_beyond_limits")
    assert answer.blocked is not None
    assert answer.blocked.help_phone == HELP_PHONE
    wall = answer.blocked.walls[0]
    assert wall.text
    assert wall.name in (FactName.INCLINE_UP, FactName.INCLINE_DOWN, FactName.STEPS)
