"""Lifts and escalators that fail and are mended."""
import numpy as np

from backend.demo.live.journal import Entry, Journal, Order
from backend.demo.live.lifts import Lifts

HOUR_S, DAY_S = 3600, 86_400


def test_about_ninety_eight_of_a_hundred_lifts_work(town, eight):
    lifts = Lifts(town, 1, Journal())
    down = [facility.state == "unavailable" for day in range(120) for facility in lifts.at(eight + day * DAY_S) if facility.lift.kind == "lift"]
    assert 0.012 < np.mean(down) < 0.03


def test_failures_have_a_beginning_an_end_and_a_reason(town, eight):
    lifts = Lifts(town, 1, Journal())
    seen = 0
    for hour in range(0, 24 * 14, 5):
        at_s = eight + hour * HOUR_S
        for facility in lifts.at(at_s):
            if facility.state == "unavailable":
                assert facility.since_s <= at_s < facility.until_s
                assert facility.reason
                seen += 1
    assert seen


def test_map_and_timetable_agree_on_a_lift_that_both_know(town, eight):
    lifts = Lifts(town, 1, Journal())
    by_shaft: dict[int, set[str]] = {}
    for facility in lifts.at(eight):
        by_shaft.setdefault(facility.lift.shaft, set()).add(facility.lift.id.partition("-")[0])
    assert sum(len(sources) > 1 for sources in by_shaft.values()) > 10
    for hour in range(0, 24 * 30, 7):
        states: dict[int, set[str]] = {}
        for facility in lifts.at(eight + hour * HOUR_S):
            states.setdefault(facility.lift.shaft, set()).add(facility.state)
        assert all(len(told) == 1 for told in states.values())


def test_a_lift_is_broken_and_mended_by_order(town, eight):
    journal = Journal()
    lifts = Lifts(town, 1, journal)
    lift = next(facility.lift for facility in lifts.at(eight) if facility.state == "available")

    def state(at_s: int) -> str:
        return next(facility.state for facility in lifts.at(at_s) if facility.lift.id == lift.id)

    journal.add(Entry(eight + 60, Order.BREAK_LIFT, lift.id))
    journal.add(Entry(eight + 120, Order.MEND_LIFT, lift.id))
    assert [state(eight), state(eight + 60), state(eight + 120)] == ["available", "unavailable", "available"]


def test_every_lift_has_a_place_in_the_city(town):
    south, west, north, east = town.bbox
    assert len(town.lifts) > 50
    assert len({lift.id for lift in town.lifts}) == len(town.lifts)
    assert {lift.kind for lift in town.lifts} == {"lift", "escalator"}
    assert all(south <= lift.lat <= north and west <= lift.lon <= east for lift in town.lifts)
    stops = set(town.transit.stop_id)
    assert all(lift.stop_id in stops for lift in town.lifts if lift.id.startswith("pathway"))
