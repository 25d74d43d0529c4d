"""What is live, as marks: what is shown from which zoom, how old it may be, what stands together, what is drawn how."""
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.around import LiveAreaResponse, LiveLayer, VehicleCount
from backend.contract.obstacles import ObstacleState
from mobile import tokens
from mobile.earth import flat_distance_m
from mobile.live import GONE_S
from mobile.map.live_layer import MOST, TOGETHER_DP, WRONG, ZOOMS, icon_of, layers_at, marks_of, stand_together
from mobile.map.mercator import metres_per_dp
from tests.mobile.living import LAT, LON, NOW, a_closure, a_lift, a_park, a_scooter, a_station, a_town, a_tram, an_obstacle, at, polyline, seen

EVERY = tuple(LiveLayer)
MIDDLE = (LAT, LON)
STREET = 16.0


def marks(zoom=STREET, chosen=EVERY, now=NOW, as_of=NOW, **lists):
    return marks_of(LiveAreaResponse(as_of, 0, **lists), chosen, zoom, now, MIDDLE)


def test_from_afar_closures_alone_then_vehicles_and_car_parks_then_what_one_walks_to():
    assert layers_at(12.0, EVERY) == ()
    assert layers_at(12.6, EVERY) == (LiveLayer.CLOSURES,)
    assert set(layers_at(13.2, EVERY)) == {LiveLayer.CLOSURES, LiveLayer.VEHICLES, LiveLayer.CAR_PARKS}
    assert set(layers_at(STREET, EVERY)) == set(EVERY)
    assert layers_at(STREET, (LiveLayer.LIFTS,)) == (LiveLayer.LIFTS,)
    assert layers_at(STREET, ()) == ()


def test_every_layer_has_its_zooms_and_is_small_before_it_is_full():
    assert set(ZOOMS) == set(LiveLayer)
    assert all(zooms.small < zooms.full for zooms in ZOOMS.values())


def test_a_layer_that_is_switched_off_leaves_no_mark():
    town = a_town()
    for layer in LiveLayer:
        shown = {mark.layer for mark in marks_of(town, [other for other in EVERY if other is not layer], STREET, NOW, MIDDLE)}
        assert shown == set(EVERY) - {layer}


@pytest.mark.parametrize(("zoom", "full"), [(14.2, False), (15.4, True)])
def test_a_station_is_a_dot_from_afar_and_has_its_number_close_by(zoom, full):
    (mark,) = marks(zoom, stations=(a_station(bikes=6),))
    assert (mark.full, mark.text, mark.sign) == (full, "6", "SHARED_BIKE")


def test_a_station_counts_what_can_be_taken():
    both = a_station(vehicles=(VehicleCount("bicycle", False, 2), VehicleCount("scooter_standing", True, 5)))
    (mark,) = marks(stations=(both,))
    assert (mark.text, mark.sign, mark.empty) == ("7", "SCOOTER", False)
    (shut,) = marks(stations=(a_station(renting=False),))
    assert (shut.text, shut.empty) == ("0", True)


def test_an_empty_station_is_drawn_as_what_its_system_has_elsewhere():
    scooters = a_station(1, vehicles=(VehicleCount("scooter", True, 3),))
    found = marks(stations=(a_station(2, bikes=0), scooters))
    assert [(mark.sign, mark.empty) for mark in found] == [("SCOOTER", False), ("SCOOTER", True)]  # what is empty has room last
    (alone,) = marks(stations=(a_station(2, bikes=0),))
    assert alone.sign == "SHARED_BIKE"


@pytest.mark.parametrize(
    ("age_s", "there", "old"), [(20, True, False), (119, True, False), (120, True, True), (GONE_S - 1, True, True), (GONE_S, False, False)]
)
def test_what_was_seen_ten_minutes_ago_is_not_shown(age_s, there, old):
    found = marks(stations=(a_station(source=seen(age_s=age_s)),))
    assert [mark.old for mark in found] == ([old] if there else [])


def test_a_tram_goes_after_three_minutes_and_by_the_clock_alone():
    tram = a_tram(age_s=15)
    assert len(marks(vehicles=(tram,), now=NOW + timedelta(seconds=164))) == 1
    assert marks(vehicles=(tram,), now=NOW + timedelta(seconds=165)) == ()


def test_a_closure_holds_until_it_ends_however_long_ago_it_was_announced():
    closed = a_closure(ends_at=NOW + timedelta(minutes=5))
    (mark,) = marks(closures=(closed,))
    assert mark.things == (closed,)
    assert marks(closures=(closed,), now=NOW + timedelta(minutes=5)) == ()
    assert len(marks(closures=(a_closure(ends_at=None, source=None),), now=NOW + timedelta(seconds=GONE_S - 1))) == 1
    assert marks(closures=(a_closure(ends_at=None, source=None),), now=NOW + timedelta(seconds=GONE_S)) == ()  # nobody has said so for long


def test_an_obstacle_is_shown_until_it_ends_however_long_ago_it_was_seen():
    long_ago = an_obstacle(last_seen=NOW - timedelta(days=3), until=NOW + timedelta(minutes=5))
    (mark,) = marks(obstacles=(long_ago,))
    assert (mark.things, mark.old) == ((long_ago,), False)
    assert marks(obstacles=(long_ago,), now=NOW + timedelta(minutes=5)) == ()
    assert marks(obstacles=(an_obstacle(),), now=NOW + timedelta(seconds=GONE_S)) == ()  # nobody has said so for long


def test_what_is_not_confirmed_is_told_apart_by_more_than_its_colour():
    one, sure = (marks(obstacles=(an_obstacle(state=state),))[0] for state in (ObstacleState.REPORTED, ObstacleState.CONFIRMED))
    assert (one.text, sure.text) == ("?", "")
    assert WRONG[one.sign][0] != WRONG[sure.sign][0]
    assert one.key == sure.key


@pytest.mark.parametrize(("zoom", "shown"), [(14.4, 0), (14.6, 1)])
def test_an_obstacle_is_shown_where_one_could_walk(zoom, shown):
    assert len(marks(zoom, obstacles=(an_obstacle(),))) == shown


def test_a_closure_is_marked_half_way_along_its_longest_street():
    short, long = polyline(at(0, 0), at(0, 50)), polyline(at(100, 0), at(100, 100), at(100, 200))
    (mark,) = marks(closures=(a_closure(lines=(short, long)),))
    assert flat_distance_m((mark.lat, mark.lon), tuple(at(100, 100).values())) < 1
    assert [len(line) for line in mark.lines] == [2, 3]


@pytest.mark.parametrize("lines", [(), ("",), ("_",), (polyline(at(0, 0)),)])
def test_a_closure_without_a_street_that_can_be_read_has_no_place(lines):
    assert marks(closures=(a_closure(lines=lines),)) == ()


def test_a_tram_has_its_line_its_colours_and_the_way_it_heads():
    (mark,) = marks(vehicles=(a_tram(),))
    assert (mark.sign, mark.text, mark.colours, mark.bearing_deg) == ("TRAM", "4", ("#D42A68", "#FFFFFF"), 45.0)
    (stray,) = marks(vehicles=(a_tram(route=None, mode=None, label="Tram 401"),))
    assert (stray.sign, stray.text) == ("BUS", "")
    (long,) = marks(vehicles=(a_tram(route=a_tram().route.__class__("x", "Airport Express", "", None, None, 3, a_tram().route.mode, "A")),))
    assert long.text == ""


def test_a_car_park_has_its_free_spaces_where_they_are_told():
    def told(**changes):
        (mark,) = marks(car_parks=(a_park(**changes),))
        return mark.text, mark.empty

    assert told() == ("23", False)
    assert told(free=0) == ("0", True)
    assert told(free=None) == ("", False)
    assert told(open=False) == ("", True)
    assert told(open=None) == ("23", False)


def test_only_lifts_that_are_out_are_shown():
    found = marks(lifts=(a_lift(), a_lift(True), a_lift(escalator=True, north_m=40)))
    assert [mark.sign for mark in found] == ["LIFT", "ESCALATOR"]


def test_vehicles_that_stand_close_together_are_one_mark_with_their_number():
    found = marks(rental_vehicles=(a_scooter(1, 0, 0), a_scooter(2, 10, 10), a_scooter(3, 400, 0)))
    assert sorted((mark.text, len(mark.things)) for mark in found) == [("", 1), ("2", 2)]
    together = next(mark for mark in found if mark.text)
    assert (together.lat, together.lon) in [(thing.lat, thing.lon) for thing in together.things]


def test_single_vehicles_wait_until_one_looks_closely():
    assert marks(15.2, rental_vehicles=(a_scooter(),)) == ()


def test_a_group_is_as_old_as_the_oldest_in_it():
    (mark,) = marks(rental_vehicles=(a_scooter(1, 0, 0), a_scooter(2, 5, 5, source=seen(age_s=300))))
    assert mark.old


metres = st.floats(-700, 700)


@given(st.lists(st.tuples(metres, metres), max_size=60), st.floats(15.3, 19.5))
def test_no_two_groups_stand_closer_than_a_finger_needs_and_none_is_lost(places, zoom):
    vehicles = [a_scooter(number, *place) for number, place in enumerate(places)]
    groups = stand_together(vehicles, zoom)
    assert sorted(vehicle.vehicle_id for group in groups for vehicle in group) == sorted(vehicle.vehicle_id for vehicle in vehicles)
    # Flat metres are a hair off the square of the map: a hundredth is left for that.
    apart_m = 0.99 * TOGETHER_DP * metres_per_dp(LAT, int(zoom * 2) / 2)
    firsts = [(group[0].lat, group[0].lon) for group in groups]
    assert all(flat_distance_m(one, other) >= apart_m * 0.99 for at_, one in enumerate(firsts) for other in firsts[at_ + 1 :])


@given(st.lists(st.tuples(metres, metres), max_size=30), st.floats(16, 16.49))
def test_groups_do_not_depend_on_the_order_in_which_the_city_tells_them(places, zoom):
    vehicles = [a_scooter(number, *place) for number, place in enumerate(places)]
    assert stand_together(vehicles, zoom) == stand_together(reversed(vehicles), zoom)


def test_of_more_than_a_layer_may_have_the_nearest_are_shown():
    parks = tuple(a_park(1, number, 0, name=str(number)) for number in range(MOST + 40))
    found = marks(car_parks=parks)
    assert len(found) == MOST
    assert {mark.things[0].name for mark in found} == {str(number) for number in range(MOST)}


def test_what_is_broken_gets_room_before_what_is_empty():
    order = [mark.layer for mark in marks_of(a_town(), EVERY, STREET, NOW, MIDDLE)]
    assert order[0] is LiveLayer.LIFTS
    assert order[1] is LiveLayer.CLOSURES
    assert order[-1] is LiveLayer.CAR_PARKS


def test_every_sign_can_be_drawn_and_every_mark_keeps_its_key():
    first, again = marks_of(a_town(), EVERY, STREET, NOW, MIDDLE), marks_of(a_town(NOW + timedelta(seconds=15)), EVERY, STREET, NOW, MIDDLE)
    assert [mark.key for mark in first] == [mark.key for mark in again]
    assert len({mark.key for mark in first}) == len(first)
    assert all(mark.sign in tokens.MODES or mark.sign in WRONG for mark in first)
    assert all(icon_of(mark.sign) for mark in first)
