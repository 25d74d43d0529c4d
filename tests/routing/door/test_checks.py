"""What cannot be true of a journey is seen."""
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from routing.door.checks import distance_m, violations
from routing.journey import Journey, LegMode, Spot, StreetLeg, TransitLeg
from tests.routing.transit.feeds import DAY

HOME, STOP, FAR = Spot(49.40, 8.60), Spot(49.401, 8.60), Spot(49.50, 8.60)
NONE = np.zeros(0, np.int32)
PATH = SimpleNamespace(duration_ms=0, length_cm=0)
WALK = StreetLeg(LegMode.WALK, HOME, STOP, 100, 200, PATH)
RIDE = TransitLeg(STOP, FAR, 260, 860, 0, 0, 0, 1, DAY, False, NONE, NONE, NONE, NONE, 11_000.0, np.zeros(0, bool))


def journey(*legs, departure_s=None, arrival_s=None):
    begin = legs[0].departure_s if legs and departure_s is None else departure_s
    end = legs[-1].arrival_s if legs and arrival_s is None else arrival_s
    return Journey(begin, end, legs, 1, 0.0, 0.0, 0.0, "TRANSIT")


def test_a_sound_journey_has_no_violations():
    assert violations(journey(WALK, RIDE)) == []


@pytest.mark.parametrize("wrong, words", [
    (journey(departure_s=0, arrival_s=0), "without legs"),
    (journey(WALK, RIDE, arrival_s=900), "departure or arrival differ"),
    (journey(WALK, RIDE, departure_s=90), "departure or arrival differ"),
    (journey(replace(WALK, departure_s=201)), "leg 0 arrives before it departs"),
    (journey(WALK, replace(RIDE, departure_s=199)), "leg 1 departs before leg 0 arrives"),
    (journey(WALK, replace(RIDE, start=HOME)), "leg 1 does not begin where leg 0 ends"),
    (journey(replace(WALK, arrival_s=110)), "leg 0 is faster than physically possible"),
    (journey(replace(WALK, mode=LegMode.BIKE, end=FAR, arrival_s=600)), "leg 0 is faster"),
    (journey(replace(WALK, mode=LegMode.CAR, end=FAR, arrival_s=200)), "leg 0 is faster"),
    (journey(WALK, replace(RIDE, end=Spot(52.5, 8.6))), "leg 1 is faster"),
])  # fmt: skip
def test_what_cannot_be_true_is_named(wrong, words):
    assert any(words in sentence for sentence in violations(wrong))


def test_a_vehicle_may_change_the_platform_with_its_riders():
    onward = replace(RIDE, start=replace(FAR, lon=8.601), end=STOP, departure_s=900, arrival_s=1500)
    assert violations(journey(WALK, RIDE, replace(onward, stay_seated=True))) == []
    assert violations(journey(WALK, RIDE, onward)) == ["leg 2 does not begin where leg 1 ends"]


def test_a_timetable_in_whole_minutes_may_say_that_a_short_hop_takes_no_time():
    assert violations(journey(replace(RIDE, end=Spot(49.405, 8.60), arrival_s=260))) == []


def test_a_degree_of_latitude_is_about_111_kilometres():
    assert distance_m(49, 8, 50, 8) == pytest.approx(111_000, rel=0.01)
    assert distance_m(60, 8, 60, 9) == pytest.approx(55_600, rel=0.01)
