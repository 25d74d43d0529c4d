"""Stops as people know them."""
import numpy as np

from backend.places.stops import stop_places
from routing.atlas import PlaceKind
from tests.backend.places.city import timetable


def names(transit) -> list[tuple[str, str, int]]:
    return [(place.name, place.kind.name, place.stop_idx) for place in stop_places(transit)]


def test_platforms_are_their_station():
    transit = timetable(
        [
            ("S", "Central Station", 0, 0, 1, -1),
            ("1", "Central Station", 10, 0, 0, 0),
            ("2", "Central Station", 20, 0, 0, 0),
            ("E", "North Door", 0, 30, 2, 0),
        ],
        route_type=2,
        served=(1,),
    )
    assert names(transit) == [("Central Station", "STATION", 0)]


def test_stops_of_one_name_near_each_other_are_one_and_far_away_two():
    stops = [("a", "Market", 0, 0, 0, -1), ("b", "Market", 60, 0, 0, -1), ("c", "Market", 3000, 0, 0, -1), ("d", "Market Bstg B", 90, 0, 0, -1)]
    transit = timetable(stops, served=(1,))
    assert names(transit) == [("Market", "STOP", 1), ("Market", "STOP", 2)]


def test_a_bus_stop_next_to_a_station_of_its_name_is_the_station():
    transit = timetable([("bus", "Königsplatz", 0, 0, 0, -1), ("rail", "Konigsplatz", 100, 0, 0, -1)], route_type=1, served=(1,))
    assert names(transit) == [("Konigsplatz", "STATION", 1)]


def test_a_stop_without_place_or_name_is_left_out():
    transit = timetable([("a", "Market", np.nan, 0, 0, -1), ("b", " ", 0, 0, 0, -1)])
    assert names(transit) == []
    assert stop_places(transit) == []


def test_tram_stops_are_no_stations():
    assert PlaceKind[names(timetable([("a", "Market", 0, 0, 1, -1)], route_type=0, served=(0,)))[0][1]] == PlaceKind.STOP
