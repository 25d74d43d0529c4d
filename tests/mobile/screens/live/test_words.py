"""What marks say, on the sheet and as a list for somebody who does not see the map."""
from datetime import timedelta

import pytest

from backend.contract.around import LiveAreaResponse, LiveLayer, VehicleCount
from backend.contract.obstacles import ObstacleKind, ObstacleState
from mobile.i18n import LANGUAGES, use
from mobile.map.live_layer import marks_of
from mobile.screens.live.listing import LAYERS, LISTED, list_marks, note_of
from mobile.screens.live.state import Area, LiveState, marks_in_sight
from mobile.screens.live.words import count_words, seen_words, words_of
from tests.mobile.living import LAT, LON, NOW, a_bus, a_closure, a_lift, a_park, a_scooter, a_station, a_town, a_tram, an_obstacle, seen

EVERY = tuple(LiveLayer)
HERE = (LAT, LON)
AROUND = Area(LAT - 0.01, LON - 0.02, LAT + 0.01, LON + 0.02)


def marks(**lists):
    return marks_of(LiveAreaResponse(NOW, 0, **lists), EVERY, 16, NOW, HERE)


def said(now=NOW, units="metric", **lists):
    (mark,) = marks(**lists)
    return words_of(mark, units, now)


def facts(words):
    return [(fact.text, fact.tone) for fact in words.facts]


def test_a_station_says_what_can_be_taken_and_left_and_whose_it_is():
    both = a_station(vehicles=(VehicleCount("bicycle", False, 4), VehicleCount("cargo_bicycle", True, 1)), docks=1)
    words = said(stations=(both,))
    assert words.title == "Market 1"
    assert facts(words) == [("4 bikes", "ok"), ("1 electric cargo bike", "ok"), ("1 free place", "warn")]
    assert words.sources == (("City Bikes", NOW - timedelta(seconds=45)),)
    assert (words.spot.name, words.spot.lat) == ("Market 1", both.lat)


def test_a_station_where_nothing_is_to_be_had_says_so():
    assert facts(said(stations=(a_station(bikes=0, docks=None),))) == [("None there now", "error")]
    shut = said(stations=(a_station(renting=False, returning=False),))
    assert facts(shut) == [("Nothing can be taken here now", "error"), ("Nothing can be left here now", "error")]


def test_a_single_vehicle_says_how_far_it_goes():
    words = said(rental_vehicles=(a_scooter(),))
    assert (words.title, facts(words)) == ("1 scooter", [("Zoom Two", "quiet"), ("Goes 12 km", "quiet")])
    assert words.spoken == "1 scooter, Zoom Two, Goes 12 kilometres"
    bare = said(rental_vehicles=(a_scooter(range_m=None, vehicle_name=""),))
    assert facts(bare) == []


def test_vehicles_close_together_are_told_by_operator_and_kind():
    bike = a_scooter(3, 62, 92, system_id="bikes", system="City Bikes", vehicle="bicycle", electric=False, range_m=None)
    words = said(rental_vehicles=(a_scooter(1), a_scooter(2, 61, 91, range_m=3000.0), bike))
    assert words.title == "3 shared vehicles"
    assert facts(words) == [("1 bike · City Bikes", "quiet"), ("2 scooters · Zoom", "quiet"), ("Goes up to 12 km", "quiet")]
    assert [name for name, _ in words.sources] == ["City Bikes", "Zoom"]


@pytest.mark.parametrize(
    ("delay_s", "text", "tone"),
    [(180, "3 min late", "warn"), (0, "On time", "ok"), (29, "On time", "ok"), (-90, "2 min early", "warn"), (900, "15 min late", "error")],
)
def test_a_tram_says_where_it_goes_and_how_late_it_is(delay_s, text, tone):
    words = said(vehicles=(a_tram(delay_s=delay_s),))
    assert words.title == "Tram 4"
    assert facts(words) == [("To Northgate", "quiet"), (text, tone), ("Few seats free", "quiet"), ("Number 401", "quiet")]
    assert words.spot is None  # it will be elsewhere


def test_nothing_is_said_of_what_is_not_known():
    words = said(vehicles=(a_tram(delay_s=None, occupancy="NO_DATA_AVAILABLE", headsign="", label=""),))
    assert (words.title, words.facts) == ("Tram 4", ())
    assert said(vehicles=(a_tram(route=None, mode=None, headsign="", label="", delay_s=None, occupancy=""),)).title == "Vehicle"


def test_a_car_park_says_how_many_of_how_many():
    assert facts(said(car_parks=(a_park(),))) == [("23 of 200 free", "ok"), ("Open now", "ok")]
    assert facts(said(car_parks=(a_park(0, capacity=None, open=None),))) == [("0 free places", "error")]
    assert facts(said(car_parks=(a_park(open=False),))) == [("Closed now", "error")]
    assert said(car_parks=(a_park(name=""),)).title == "Car park"


def test_a_closure_says_for_whom_and_until_when():
    words = said(closures=(a_closure(ends_at=NOW + timedelta(hours=3)),))
    assert (words.title, facts(words)) == ("Works in Quay Road", [("Closed for cars, bikes", "error"), ("Until today, 11:42", "quiet")])
    assert said(closures=(a_closure(title="", source=None, ends_at=None),)).title == "Closed street"
    assert words.spot is None


def test_a_lift_says_that_it_is_out():
    words = said(lifts=(a_lift(),))
    assert (words.title, facts(words)) == ("Lift out of order", [("Platform 2", "quiet")])
    assert said(lifts=(a_lift(escalator=True),)).title == "Escalator out of order"


def test_an_obstacle_says_what_when_and_how_sure():
    one = said(obstacles=(an_obstacle(),))
    assert (one.title, facts(one)) == ("Bins", [("Last seen 20 min ago", "quiet"), ("Not confirmed yet", "quiet")])
    assert one.spoken == "Bins, Last seen 20 minutes ago, Not confirmed yet"
    sure = said(obstacles=(an_obstacle(kind=ObstacleKind.ICE, state=ObstacleState.CONFIRMED, blocks=True),))
    assert facts(sure)[1:] == [("Confirmed", "warn"), ("Ways lead around it for those whom it stops", "quiet")]
    assert (one.spot, one.sources, one.obstacle_id, said(lifts=(a_lift(),)).obstacle_id) == (None, (), an_obstacle().id, None)
    assert one.icon != sure.icon, "each kind has its own"


@pytest.mark.parametrize("kind", [*ObstacleKind])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_obstacle_has_its_words(language, kind):
    use(language)
    words = said(obstacles=(an_obstacle(kind=kind),))
    assert words.title
    assert words.icon
    assert "{" not in words.spoken


def test_how_old_it_is_counts_on_also_when_it_is_no_longer_live():
    assert seen_words(NOW, NOW + timedelta(seconds=20)).text == "Live · 20 s ago"
    assert seen_words(NOW, NOW + timedelta(minutes=3)).text == "Live, but 3 min old"
    late = seen_words(NOW, NOW + timedelta(hours=2))
    assert (late.text, late.spoken, late.ink) == ("Seen 2 h ago", "Seen 2 hours ago", "warn")


@pytest.mark.parametrize("vehicle", ["bicycle", "cargo_bicycle", "scooter", "scooter_standing", "moped", "car", "other", "hoverboard"])
def test_every_kind_has_its_words(vehicle):
    one, two = count_words(vehicle, True, 1), count_words(vehicle, True, 2)
    assert one.startswith("1 ")
    assert two.startswith("2 ")
    assert count_words(vehicle, False, 1) != one


# As a list


def rows(point=HERE, units="metric", **lists):
    found = marks(**lists)
    return list_marks(marks_in_sight(found, AROUND, point), point, units, NOW)


def test_the_list_is_in_order_of_distance_and_says_how_far_and_where():
    listed = rows(stations=(a_station(1, 300, 0), a_station(2, 0, 120, bikes=1)), lifts=(a_lift(north_m=-3, east_m=0),))
    assert [row.title for row in listed] == ["Lift out of order", "Market 2", "Market 1"]
    assert listed[0].spoken == "Lift out of order, Platform 2, 3 metres"
    assert listed[1].spoken == "Market 2, 1 bike, 4 free places, 120 metres east"
    assert listed[1].detail == "1 bike · 4 free places · 120 m"
    assert listed[2].spoken.endswith("300 metres north")


def test_the_list_has_twenty_rows_and_says_how_many_more_there_are():
    listed = rows(stations=tuple(a_station(number, 20 * number, 0) for number in range(1, 30)))
    assert len(listed) == LISTED == 20
    state = LiveState(LiveAreaResponse(NOW, 4), None, EVERY, NOW)
    assert note_of(state, True, 20, 29) == "13 more: look closer at the map"


def test_the_list_says_why_there_is_little():
    heard = LiveState(LiveAreaResponse(NOW, 0), None, EVERY, NOW)
    assert note_of(heard, False, 3, 3).startswith("No connection.")
    assert note_of(LiveState(refused_at=NOW), True, 0, 0) == "The city tells nothing that is live now."
    assert note_of(LiveState(), True, 0, 0) == "Nothing was heard yet."
    assert note_of(heard, True, 0, 0).startswith("Nothing is live in this part of the map.")
    assert note_of(heard, True, 3, 3) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_a_town_can_be_said_in_every_language(language):
    use(language)
    found = marks_of(a_town(), EVERY, 16, NOW, HERE)
    listed = list_marks(marks_in_sight(found, AROUND, HERE), HERE, "imperial", NOW)
    assert len(listed) == len(found)
    assert all(row.title and "{" not in row.title + row.detail + row.spoken for row in listed)
    assert all(title() and detail() for _, title, detail in LAYERS.values())


def test_a_bus_that_is_on_time_has_no_more_to_say():
    assert facts(said(vehicles=(a_bus(NOW),))) == [("To Northgate", "quiet"), ("On time", "ok")]


def test_a_source_is_told_once_and_as_old_as_the_oldest_it_says():
    words = said(rental_vehicles=(a_scooter(1, 0, 0, source=seen(age_s=10)), a_scooter(2, 2, 2, source=seen(age_s=90))))
    assert words.sources == (("Zoom", NOW - timedelta(seconds=90)),)
