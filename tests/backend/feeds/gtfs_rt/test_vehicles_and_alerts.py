"""Where vehicles are, and what is said to whom."""
from datetime import UTC, datetime

import pytest
from google.transit.gtfs_realtime_pb2 import Alert, FeedEntity, VehiclePosition

from backend.feeds.gtfs_rt.facts import Concerned
from tests.backend.feeds.gtfs_rt.world import DAY, at, read, row, update

HERE = {"latitude": 49.40, "longitude": 8.61}


def vehicle(**fields) -> FeedEntity:
    return FeedEntity(id="", vehicle=VehiclePosition(**{"position": HERE, "vehicle": {"id": "4711"}, **fields}))


def text(*parts: tuple[str, str]) -> dict:
    return {"translation": [{"language": language, "text": words} for language, words in parts]}


def alert(*concerned: dict, **fields) -> FeedEntity:
    return FeedEntity(id="a1", alert=Alert(informed_entity=concerned, **{"header_text": text(("de", "Bauarbeiten")), **fields}))


def test_a_vehicle_says_where_it_is_and_on_which_trip(index):
    position = {"latitude": 49.40, "longitude": 8.61, "bearing": 90.0, "speed": 12.5}
    told = vehicle(
        trip={"trip_id": "t1"}, position=position, vehicle={"id": "4711", "label": "Tram 5"}, stop_id="b", current_status="STOPPED_AT",
        occupancy_status="FEW_SEATS_AVAILABLE", timestamp=at("8:05"),
    )  # fmt: skip
    (seen,) = read(index, told).vehicles
    assert (seen.vehicle_id, seen.label, seen.trip, seen.day) == ("4711", "Tram 5", row(index.transit, "t1"), DAY.toordinal())
    assert (index.transit.route_id[seen.route], index.transit.stop_id[seen.stop], seen.status) == ("5", "b", "STOPPED_AT")
    assert (seen.bearing_deg, seen.speed_mps, seen.occupancy) == (90, 12.5, "FEW_SEATS_AVAILABLE")
    assert seen.observed == datetime.fromtimestamp(at("8:05"), UTC)


def test_what_a_vehicle_does_not_say_stays_unknown(index):
    (seen,) = read(index, vehicle(), clock="8:03").vehicles
    assert (seen.trip, seen.route, seen.stop, seen.bearing_deg, seen.speed_mps, seen.occupancy) == (None, None, None, None, None, "")
    assert seen.observed == datetime.fromtimestamp(at("8:03"), UTC)


@pytest.mark.parametrize(
    "position, problem",
    [
        ({"latitude": 48.0, "longitude": 8.61}, "position_outside"), ({"latitude": 0, "longitude": 0}, "bad_position"),
        ({"latitude": float("nan"), "longitude": 8.61}, "bad_position"), ({"latitude": 91, "longitude": 8.61}, "bad_position"),
        ({"latitude": 49.4, "longitude": float("inf")}, "bad_position"),
    ],
)  # fmt: skip
def test_impossible_positions_are_counted_and_left_out(index, position, problem):
    facts = read(index, vehicle(position=position), vehicle())
    assert len(facts.vehicles) == 1
    assert facts.problems.count(problem) == 1


def test_within_60_km_a_vehicle_is_still_of_the_city(index):
    assert len(read(index, vehicle(position={"latitude": 49.9, "longitude": 8.61})).vehicles) == 1


def test_impossible_bearings_and_speeds_are_unknown(index):
    facts = read(index, vehicle(position={**HERE, "bearing": -1, "speed": 900}))
    assert (facts.vehicles[0].bearing_deg, facts.vehicles[0].speed_mps) == (None, None)
    assert {problem.kind for problem in facts.problems} == {"bad_bearing", "bad_speed"}


def test_a_vehicle_on_an_unknown_trip_is_kept_without_it_and_one_on_an_extra_trip_is_no_problem(index):
    facts = read(index, vehicle(trip={"trip_id": "nobody", "route_id": "33"}), vehicle(trip={"trip_id": "extra", "schedule_relationship": "ADDED"}))
    assert [seen.trip for seen in facts.vehicles] == [None, None]
    assert index.transit.route_id[facts.vehicles[0].route] == "33"
    assert [(problem.kind, problem.count) for problem in facts.problems] == [("unknown_trip", 1)]


def extra_trip(trip_id: str, relation: str = "NEW") -> FeedEntity:
    calls = [{"stop_id": "a", "departure": {"time": at("8:20")}}, {"stop_id": "b", "arrival": {"time": at("8:30")}}]
    return update({"trip_id": trip_id, "route_id": "5", "start_date": "20261124", "schedule_relationship": relation}, *calls)


def test_a_vehicle_on_an_extra_trip_names_it_whether_it_says_so_or_its_trip_does(index):
    says = vehicle(trip={"trip_id": "elsewhere", "schedule_relationship": "ADDED", "start_date": "20261124"})
    facts = read(index, extra_trip("x"), vehicle(trip={"trip_id": "x"}), says, vehicle(trip={"trip_id": "t1"}))
    assert [(seen.added, seen.trip is None, seen.day) for seen in facts.vehicles] == [
        ("x", True, None), ("elsewhere", True, DAY.toordinal()), ("", False, DAY.toordinal()),
    ]  # fmt: skip
    assert not facts.problems
    (seen,) = read(index, extra_trip("t1", "REPLACEMENT"), vehicle(trip={"trip_id": "t1"})).vehicles
    assert (seen.added, seen.trip) == ("t1", None)


def test_an_alert_about_an_extra_trip_of_the_same_message_names_it(index):
    facts = read(index, extra_trip("x"), alert({"trip": {"trip_id": "x"}}, {"trip": {"trip_id": "nobody"}}))
    assert facts.alerts[0].concerned == (Concerned(added="x"),)
    assert [(problem.kind, problem.count) for problem in facts.problems] == [("unknown_trip", 1)]
    facts = read(index, extra_trip("t1", "REPLACEMENT"), alert({"trip": {"trip_id": "t1"}}))
    assert facts.alerts[0].concerned == (Concerned(trips=(row(index.transit, "t1"),), added="t1"),)


def test_an_alert_is_told_in_its_languages_for_its_time(index):
    period = {"start": at("8:00"), "end": at("9:00")}
    told = alert(
        {"stop_id": "b"}, active_period=[period, {"start": at("10:00")}], cause="CONSTRUCTION", effect="DETOUR", severity_level="WARNING",
        header_text=text(("de", "Bauarbeiten"), ("en", "Works")), description_text=text(("de", "Bert entfällt")),
        url=text(("", "https://rnv.example/1"), ("", "javascript:alert(1)")),
    )  # fmt: skip
    facts = read(index, told)
    (found,) = facts.alerts
    assert (found.id, found.cause, found.effect, found.severity) == ("a1", "CONSTRUCTION", "DETOUR", "WARNING")
    assert found.header == (("de", "Bauarbeiten"), ("en", "Works"))
    assert found.url == (("", "https://rnv.example/1"),)
    assert facts.problems.count("bad_url") == 1
    assert found.periods == (
        (datetime.fromtimestamp(at("8:00"), UTC), datetime.fromtimestamp(at("9:00"), UTC)), (datetime.fromtimestamp(at("10:00"), UTC), None),
    )  # fmt: skip


def test_an_alert_names_whom_it_is_about(index):
    stop, route = index.transit.stop_id.index(), index.transit.route_id.index()
    facts = read(index, alert(
        {"stop_id": "b", "route_id": "5"}, {"route_id": "5", "direction_id": 1}, {"trip": {"trip_id": "t1", "start_date": "20261124"}},
        {"trip": {"trip_id": "often"}}, {"trip": {"trip_id": "often", "start_time": "06:20:00"}}, {"agency_id": "RNV"}, {"route_type": 0},
    ))  # fmt: skip
    often = tuple(row(index.transit, "often", nth) for nth in range(3))
    assert facts.alerts[0].concerned == (
        Concerned(stop=stop["b"], route=route["5"]), Concerned(route=route["5"], direction=1),
        Concerned(trips=(row(index.transit, "t1"),), day=DAY.toordinal()), Concerned(trips=often), Concerned(trips=often[1:2]),
        Concerned(agency=0), Concerned(route_type=0),
    )  # fmt: skip


def test_an_alert_about_unknown_things_is_not_widened_to_all(index):
    facts = read(index, alert({"stop_id": "mars", "route_id": "5"}, {"trip": {"trip_id": "nobody"}}, {}))
    assert facts.alerts[0].concerned == ()
    assert {problem.kind for problem in facts.problems} == {"unknown_stop", "unknown_trip", "alert_about_nothing"}


def test_texts_are_fit_to_be_shown_and_alerts_without_any_are_counted(index):
    facts = read(index, alert(header_text=text(("de", "Halt\x00 \u202everlegt\u202c"))), FeedEntity(id="a2", alert=Alert()))
    assert [found.header for found in facts.alerts] == [(("de", "Halt verlegt"),)]
    assert facts.problems.count("alert_without_text") == 1


def test_a_period_that_runs_back_never_holds(index):
    facts = read(index, alert(active_period=[{"start": at("9:00"), "end": at("8:00")}]))
    (begins, ends), = facts.alerts[0].periods
    assert begins == ends
    assert facts.problems.count("period_runs_back") == 1


def test_one_message_may_hold_everything(index):
    facts = read(index, vehicle(), alert(), update("t1", delay=60))
    assert (len(facts.vehicles), len(facts.alerts), len(facts.updates.trip), facts.entities) == (1, 1, 1, 3)
