"""The map under fingers, wheel and keys, and what it paints in each theme, read from the pixels of a real window."""

import math

import pytest
import shapely
from kivy.core.window import Window

from mobile.map.decode import decode
from mobile.map.labels import Box, overlap
from mobile.map.line_badges import place_badges
from mobile.map.widget import MapPin, RouteLine
from mobile.theme import MAP, theme
from routing.atlas import Layer
from routing.streets.model import Kind
from tests.backend.map.ground import LAT, LON, from_units, street
from tests.mobile.looking import picture
from tests.mobile.map.staging import map_on_stage
from tests.mobile.map.test_decode import ANCHOR, TILE, raw_of
from tests.mobile.voice.stage import Finger

MIDDLE = (206, 457.5)


class Ready:
    """A source that has one tile, decoded from real bytes."""

    def __init__(self, raw: bytes):
        self.anchor, self.tiles, self.wanted = ANCHOR, {TILE: decode(raw, TILE, ANCHOR)}, []

    def listen(self, owner, on_tile):
        pass

    def leave(self, owner):
        self.wanted = []

    def find(self, tile):
        return self.tiles.get(tile)

    def want(self, owner, tiles):
        self.wanted = tiles


def home() -> tuple[float, float]:
    """Latitude and longitude of the middle of the home tile."""
    point = from_units(shapely.Point(2048, 2048))
    return point.y, point.x


@pytest.fixture
def stage():
    with map_on_stage(LAT, LON, 16) as stage:
        yield stage


def near(one, other, limit=0.01):
    return abs(one - other) < limit


def test_a_finger_pans_by_what_it_moves(stage):
    place = stage.map.to_coordinates(200, 400)
    finger = Finger(200, 400)
    finger.down()
    for step in range(1, 6):
        finger.drag(200 + 14 * step, 400 - 10 * step)
        stage.frames(1)
    finger.up()
    x, y = stage.map.to_window_xy(*place)
    assert math.dist((x, y), (270, 350)) < 11  # the first dp of a finger may still be a tap


def test_two_fingers_zoom_about_their_middle(stage):
    one, other = Finger(150, 400), Finger(250, 400)
    one.down()
    other.down()
    stage.frames(1)
    before, place = stage.map.zoom, stage.map.to_coordinates(200, 400)
    for step in range(1, 11):
        one.drag(150 - 5 * step, 400)
        other.drag(250 + 5 * step, 400)
        stage.frames(1)
    one.up()
    other.up()
    assert near(stage.map.zoom, before + 1, 0.05)  # twice as far apart
    assert math.dist(stage.map.to_window_xy(*place), (200, 400)) < 2


def test_a_double_tap_and_the_wheel_zoom_where_they_are(stage):
    place, before = stage.map.to_coordinates(100, 300), stage.map.zoom
    for _ in range(2):
        finger = Finger(100, 300)
        finger.down()
        finger.up()
        stage.frames(1)
    assert near(stage.map.zoom, before + 1)
    assert math.dist(stage.map.to_window_xy(*place), (100, 300)) < 1
    wheel = Finger(100, 300)
    wheel.profile, wheel.button = ["pos", "button"], "scrollup"
    wheel.down()
    wheel.up()
    assert near(stage.map.zoom, before + 0.5)
    assert math.dist(stage.map.to_window_xy(*place), (100, 300)) < 1


def test_a_tap_tells_the_place_or_the_pin_under_it(stage):
    told = []
    stage.map.bind(on_map_tap=lambda _, lat, lon: told.append((lat, lon)), on_pin=lambda _, key: told.append(key))
    stage.map.set_pins([MapPin(LAT, LON, "stop", "Market", "market")])
    x, y = stage.map.to_window_xy(LAT, LON)
    for at in ((x + 5, y + 20), (x + 120, y + 20)):
        finger = Finger(*at)
        finger.down()
        finger.up()
        before = len(told)
        stage.until(lambda before=before: len(told) > before)  # a second tap could still follow
    assert told[0] == "market"
    assert told[1] == pytest.approx(stage.map.to_coordinates(x + 120, y + 20))


def test_keys_move_zoom_and_go_from_pin_to_pin(stage):
    told, lon, zoom = [], stage.map.lon, stage.map.zoom
    stage.map.bind(on_pin=lambda _, key: told.append(key))
    assert stage.map.handle_key("left")
    assert stage.map.lon < lon
    assert stage.map.handle_key("right")
    assert near(stage.map.lon, lon, 1e-9)
    lat = stage.map.lat
    assert stage.map.handle_key("up")
    assert stage.map.lat > lat
    assert stage.map.handle_key("+")
    assert stage.map.zoom == zoom + 1
    assert stage.map.handle_key("-")
    assert stage.map.zoom == zoom
    assert not stage.map.handle_key("enter")
    stage.map.set_pins([MapPin(LAT, LON, "stop", "A", "a"), MapPin(LAT, LON + 0.01, "stop", "B", "b")])
    for _ in range(3):
        assert stage.map.handle_key("enter")
    assert told == ["a", "b", "a"]
    assert not stage.map.handle_key("x")


def test_what_has_to_be_seen_stays_in_sight_when_a_sheet_grows_until_a_finger_moves_it(stage):
    points = [(LAT, LON), (LAT + 0.004, LON + 0.003)]
    stage.map.fit(points, animate=False)
    for covered in (100, 500):
        stage.map.padding = [0, 0, 0, covered]
        for point in points:
            x, y = stage.map.to_window_xy(*point)
            assert 39 <= x <= 412 - 39
            assert covered + 39 <= y <= 915 - 39
    stage.map.pan_by(50, 0)
    zoom = stage.map.zoom
    stage.map.padding = [0, 0, 0, 200]
    assert stage.map.zoom == zoom


def test_tiles_in_sight_are_asked_for_and_left_when_the_page_is_hidden(stage):
    source = Ready(raw_of(street(shapely.LineString([(0, 2048), (4096, 2048)]))))
    stage.map.source = source
    stage.map.centre_on(*home(), 17, animate=False)
    stage.until(lambda: TILE in source.wanted)
    assert source.wanted[0] == TILE
    assert stage.map.segments == 1
    stage.map.rest()
    assert source.wanted == []


@pytest.mark.parametrize("name", ["light", "dark", "hc"])
def test_every_theme_paints_land_water_street_and_way(stage, name):
    lake = shapely.Polygon([(200, 200), (1400, 200), (1400, 1400), (200, 1400)])
    stage.map.source = Ready(raw_of(
        (Layer.WATER, 0, "", lake), street(shapely.LineString([(0, 3000), (4096, 3000)]), kind=Kind.PRIMARY)
    ))  # fmt: skip
    try:
        theme.use(name)
        stage.map.centre_on(*home(), 17, animate=False)
        stage.until(lambda: stage.map.segments)
        stage.frames(3)
        image, height = picture(), Window.height

        def at(column, row):
            point = from_units(shapely.Point(column, row))
            x, y = stage.map.to_window_xy(point.y, point.x)
            return image.getpixel((round(x), round(height - y)))

        for token, place in (("land", (2500, 800)), ("water", (800, 800)), ("road_main", (2000, 3000))):
            wanted = [round(part * 255) for part in MAP[name][token][:3]]
            assert max(abs(one - other) for one, other in zip(at(*place), wanted)) <= 3, token
    finally:
        theme.use("light")


def test_a_chosen_way_is_drawn_over_the_land_and_goes_with_the_map(stage):
    ends = [(LAT, LON - 0.004), (LAT, LON + 0.004)]
    stage.map.set_routes([RouteLine(ends, "BUS")])
    stage.frames(3)
    before = picture().getpixel((206, round(915 - MIDDLE[1])))
    stage.map.pan_by(0, 60)
    stage.frames(3)
    moved = picture()
    assert moved.getpixel((206, round(915 - MIDDLE[1] - 60))) == before
    assert moved.getpixel((206, round(915 - MIDDLE[1]))) != before
    stage.map.set_routes([])
    stage.frames(3)
    assert picture().getpixel((206, round(915 - MIDDLE[1] - 60))) != before


def test_a_line_has_its_sign_on_its_way_in_its_colour_and_clear_of_the_pins(stage):
    ends = [(LAT, LON - 0.004), (LAT, LON + 0.004)]
    stage.map.set_routes([RouteLine(ends, "BUS", True, "12", ("#0A6638", "#FFFFFF")), RouteLine(ends, "WALK")])
    stage.frames(3)
    colours = {colour for _, colour in picture().crop((176, 446, 236, 470)).getcolors(60 * 24)}
    assert {(10, 102, 56), (255, 255, 255)} <= colours
    stage.map.set_pins([MapPin(LAT, LON, "destination", "Market", "market")])
    stage.frames(3)
    feet = stage.map.to_window_xy(LAT, LON)
    beside = place_badges(
        [(stage.map.marks.routes[0], [0, feet[1], 412, feet[1]])], [Box(feet[0] - 20, feet[1] - 8, feet[0] + 20, feet[1] + 44)], Box(0, 0, 412, 915)
    )
    assert len(beside) == 1
    assert not overlap(beside[0].box(), Box(feet[0] - 20, feet[1] - 8, feet[0] + 20, feet[1] + 44))


def test_signs_of_lines_lie_beside_each_other_and_never_out_of_sight():
    view, way = Box(0, 0, 400, 400), [0, 200, 400, 200]
    bus, tram = RouteLine([], "BUS", True, "12"), RouteLine([], "TRAM", True, "4")
    first, second = place_badges([(bus, way), (tram, way)], [], view)
    assert (first.x, first.y) == (200, 200)
    assert not overlap(first.box(), second.box())
    assert place_badges([(bus, [500, 200, 900, 200])], [], view) == []
    assert place_badges([(bus._replace(chosen=False), way), (bus._replace(line=""), way)], [], view) == []
    (wordless,) = place_badges([(bus._replace(line="Night express to the airport"), way)], [], view)
    assert wordless.word is None
    assert place_badges([(bus, way)], [Box(0, 0, 400, 400)], view) == []
