"""What a voice needs, in the answer: features of legs, corners, stops after the last one, where the destination lies. Nothing where nobody asks."""
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import numpy as np
import pytest

from backend.contract.guidance import Arrival, Control, FeatureKind, Known, Landmark, WayFeature, WaySide
from backend.contract.obstacles import ObstacleKind, ObstacleState
from backend.contract.trips import LegMode, ObstacleOnWay, Place, PlanRequest, TripMode
from backend.service.services import Services
from backend.trips.guidance import MOST_FEATURES, obstacle, side_of
from backend.trips.guidance_around import MOST_LANDMARKS, Surroundings
from backend.trips.guidance_features import MADE
from routing.atlas import PlaceKind, Places
from routing.journey import LegMode as EngineMode
from routing.journey import Spot, StreetLeg
from routing.store import Texts
from routing.streets import waymarks_kinds as marks
from routing.streets.graph import Mode
from tests.worlds.town import at

MOMENT = datetime(2026, 11, 24, 7, 15, tzinfo=UTC)


def asked(town: Services, start: tuple[float, float], end: tuple[float, float], name: str = "", guidance: bool = True, **more):
    request = PlanRequest(Place(*at(*start)), Place(*at(*end), name), depart_at=MOMENT, guidance=guidance, **more)
    return town.planner.plan(request).itineraries


def walk(town: Services, start: tuple[float, float], end: tuple[float, float], **more):
    (itinerary,) = asked(town, start, end, modes=(TripMode.WALK,), **more)
    return itinerary


def test_nothing_of_it_is_told_where_nobody_asks(town):
    for itinerary in asked(town, (0, 20), (3900, 20), guidance=False):
        assert (itinerary.landmarks, itinerary.arrival) == ((), None)
        for leg in itinerary.legs:
            assert (leg.features, leg.next_stop, leg.from_.platform, leg.to.platform) == ((), None, None, None)
            assert not any(step.landmark or step.fork for step in leg.steps)


def test_otherwise_the_answer_is_the_same(town):
    plain, told = (asked(town, (0, 20), (3900, 20), guidance=guidance) for guidance in (False, True))
    for one, other in zip(plain, told, strict=True):
        legs = tuple(
            msgspec.structs.replace(
                leg, features=(), next_stop=None, from_=msgspec.structs.replace(leg.from_, platform=None),
                to=msgspec.structs.replace(leg.to, platform=None),
                steps=tuple(msgspec.structs.replace(step, landmark=None, fork=False) for step in leg.steps),
            )
            for leg in other.legs
        )  # fmt: skip
        assert msgspec.structs.replace(other, legs=legs, landmarks=(), arrival=None) == one


def test_side_streets_along_a_street_are_crossings(town):
    (leg,) = walk(town, (200, 0), (1200, 0)).legs
    crossings = [one for one in leg.features if one.kind is FeatureKind.CROSSING]
    assert [one.name for one in crossings] == ["Lane 2", "Lane 3"]
    assert [round(one.at_m) for one in crossings] == [297, 797]
    assert {(one.known, one.control, one.traffic) for one in crossings} == {(Known.DERIVED, None, WaySide.LEFT)}
    assert [one.traffic for one in walk(town, (1200, 0), (200, 0)).legs[0].features] == [WaySide.RIGHT, WaySide.RIGHT]


def test_what_nobody_knows_is_not_on_the_wire(town):
    (leg,) = walk(town, (200, 0), (700, 0)).legs
    (feature,) = msgspec.to_builtins(leg.features)
    where = {"atM": 297.0, "untilM": 303.0, "known": "derived"}
    assert feature == {"kind": "CROSSING", **where, "name": "Lane 2", "traffic": "left", "angle": "straight"}


def test_metres_count_from_where_the_leg_begins_and_not_from_the_street(town):
    (leg,) = walk(town, (200, -12), (700, 0)).legs
    assert [(one.name, round(one.at_m)) for one in leg.features] == [("Lane 2", 309)]
    assert leg.distance_m == pytest.approx(512, abs=1)


def test_named_places_beside_the_way_are_landmarks_and_mark_corners(town):
    itinerary = walk(town, (690, 0), (1200, 0))
    (bakery,) = itinerary.landmarks
    assert bakery == Landmark("Elm Bakery", pytest.approx(at(700, 5)[0], abs=1e-6), pytest.approx(at(700, 5)[1], abs=1e-6))
    assert itinerary.legs[0].steps[0].landmark == "Elm Bakery"
    assert walk(town, (1600, 0), (1900, 0)).landmarks == ()


def test_a_ride_names_the_stop_after_and_platforms(town):
    ridden = next(leg for itinerary in asked(town, (1300, 20), (2600, 20)) for leg in itinerary.legs if leg.mode is LegMode.TRAM)
    assert (ridden.from_.stop_id, ridden.from_.platform, ridden.to.stop_id, ridden.to.platform) == ("market", "2", "bridge", None)
    assert (ridden.next_stop.stop_id, ridden.next_stop.name) == ("east", "East")
    last = next(leg for itinerary in asked(town, (1300, 20), (3900, 20)) for leg in itinerary.legs if leg.mode is LegMode.TRAM)
    assert last.next_stop is None, "there the line ends"


def test_a_leg_to_a_platform_says_which(town):
    itinerary = next(one for one in asked(town, (1200, 0), (2600, 20)) if any(leg.to.stop_id == "market" for leg in one.legs))
    leg = next(leg for leg in itinerary.legs if leg.to.stop_id == "market")
    assert [(one.name, one.at_m <= leg.distance_m) for one in leg.features if one.kind is FeatureKind.PLATFORM] == [("2", True)]


@pytest.mark.parametrize("start, goal, side", [
    ((200, 0), (700, 12), WaySide.LEFT), ((200, 0), (700, -12), WaySide.RIGHT), ((1200, 0), (700, 12), WaySide.RIGHT), ((200, 0), (700, 1), None),
])  # fmt: skip
def test_the_destination_lies_on_a_side_of_the_way(town, start, goal, side):
    assert walk(town, start, goal).arrival == (None if side is None else Arrival(side))


def test_a_car_is_not_led_by_voice(town):
    legs = [leg for one in asked(town, (200, 0), (3200, 0), modes=(TripMode.CAR,)) for leg in one.legs if leg.mode is LegMode.CAR]
    assert legs
    assert not any(leg.features for leg in legs)


def test_every_kind_of_waymark_has_a_message():
    assert set(MADE) == {kind for kind in vars(marks).values() if isinstance(kind, type) and issubclass(kind, marks.Waymark)} - {marks.Waymark}


def street_leg(town: Services, start: tuple[float, float], end: tuple[float, float]) -> StreetLeg:
    network = town.planner.snapshot.network
    one, other = (network.find_snap(*at(*place), Mode.FOOT, 500) for place in (start, end))
    return StreetLeg(EngineMode.WALK, Spot(*at(*start)), Spot(*at(*end)), 0, 600, network.route(Mode.FOOT, one, other))


@pytest.mark.parametrize("place, side", [((450, 6), WaySide.LEFT), ((450, -6), WaySide.RIGHT), ((450, 1), None)])
@pytest.mark.parametrize("state, confirmed", [(ObstacleState.REPORTED, False), (ObstacleState.CONFIRMED, True)])
def test_a_reported_obstacle_says_its_side_and_whether_others_confirm_it(town, place, side, state, confirmed):
    lat, lon = at(*place)
    seen, number = MOMENT - timedelta(minutes=20), UUID(int=7)
    told = obstacle(street_leg(town, (200, 0), (900, 0)), ObstacleOnWay(number, ObstacleKind.BINS, lat, lon, state, seen, 0, 250.0))
    assert told == WayFeature(
        FeatureKind.OBSTACLE, 250.0, known=Known.REPORTED, side=side, obstacle=ObstacleKind.BINS, obstacle_id=str(number), confirmed=confirmed,
        seen_at=seen,
    )  # fmt: skip


def test_a_point_at_the_end_of_a_leg_that_goes_nowhere_is_on_no_side(town):
    leg = street_leg(town, (200, 0), (200, 0))
    assert side_of(leg.path.lat_e7, leg.path.lon_e7, None, *at(200, 6)) is None


def places(rows: list[tuple[PlaceKind, str, float, float]], doors: list[tuple[str, str, float, float]] = ()) -> Places:
    texts = sorted({name for _, name, _, _ in rows} | {text for street, number, _, _ in doors for text in (street, number)} - {""})
    every = [(kind, name, "", "", x, y) for kind, name, x, y in rows] + [(PlaceKind.ADDRESS, "", *door) for door in doors]
    degrees = np.array([at(x, y) for *_, x, y in every]).reshape(-1, 2)

    def column(place: int) -> np.ndarray:
        return np.array([texts.index(row[place]) if row[place] else -1 for row in every], np.int32)

    return Places(
        kind=np.array([row[0] for row in every], np.uint8), lat_e7=np.rint(degrees[:, 0] * 1e7).astype(np.int32),
        lon_e7=np.rint(degrees[:, 1] * 1e7).astype(np.int32), osm=np.arange(len(every), dtype=np.int64), name=column(1), street=column(2),
        house_number=column(3), town=np.full(len(every), -1, np.int32), category=np.full(len(every), -1, np.int32),
        capacity=np.full(len(every), -1, np.int32), wheelchair=np.zeros(len(every), np.uint8), texts=Texts.of(texts),
    )  # fmt: skip


@pytest.fixture
def around(town):
    def on(rows, doors=()) -> Surroundings:
        found = Surroundings(town.planner.snapshot.city)
        found.places = places(rows, doors)
        return found

    return on


def line(*points: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    degrees = np.array([at(*point) for point in points])
    return degrees[:, 0], degrees[:, 1]


def test_landmarks_come_in_the_order_in_which_they_are_passed_each_once(around):
    rows = [(PlaceKind.SHOP, "Third", 90, 20), (PlaceKind.FOOD, "First", 10, -29), (PlaceKind.CULTURE, "Second", 50, 0)]
    rows += [(PlaceKind.SHOP, "Far", 50, 32), (PlaceKind.STREET, "Some Street", 50, 5), (PlaceKind.BENCH, "Bench of honour", 50, 5)]
    rows += [(PlaceKind.SHOP, "", 50, 5)]
    found = around(rows).landmarks([line((0, 0), (60, 0)), line((60, 0), (100, 0))])
    assert [one.name for one in found] == ["First", "Second", "Third"]


def test_of_many_landmarks_the_nearest_stay(around):
    rows = [(PlaceKind.SHOP, f"Shop {number}", number, 5 + 0.1 * number) for number in range(100)]
    found = around(rows).landmarks([line((0, 0), (100, 0))])
    assert [one.name for one in found] == [f"Shop {number}" for number in range(MOST_LANDMARKS)]
    assert MOST_LANDMARKS < MOST_FEATURES


def test_the_address_at_a_door(around):
    found = around([], [("Main Street", "12", 100, 10), ("Main Street", "14", 110, 10), ("Lane 2", "1", 400, 0)])
    assert found.door(*at(102, 4)) == "Main Street 12"
    assert found.door(*at(300, 0)) is None
    assert around([]).door(*at(0, 0)) is None


def test_a_crossing_in_words_of_the_message():
    from backend.trips.guidance_features import feature_of
    from routing.streets.model import CrossingKind, Kerb, Tri

    mark = marks.Crossing(
        12.04, 20.0, True, "Ring", CrossingKind.SIGNALS, Tri.YES, Tri.NO, Tri.UNKNOWN, Tri.YES, Kerb.LOWERED, 0.03, Kerb.NO_KERB,
        marks.Sides.LEFT | marks.Sides.RIGHT, True,
    )  # fmt: skip
    told = feature_of(mark, "")
    assert (told.at_m, told.until_m, told.known, told.name, told.control) == (12.0, 20.0, Known.TAGGED, "Ring", Control.SIGNALS)
    assert (told.sound, told.vibration, told.tactile, told.island) == (True, False, None, True)
    assert (told.kerb, told.kerb_m, told.far_kerb, told.traffic, told.angle) == ("lowered", 0.03, "flush", WaySide.BOTH, "slanted")


def test_a_station_without_a_name_is_not_told():
    from backend.trips.guidance_features import feature_of

    assert feature_of(marks.Inside(1.0, 9.0, True), "") is None
    assert feature_of(marks.Inside(1.0, 9.0, True), "Central").name == "Central"
