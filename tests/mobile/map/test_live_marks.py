"""What is live over the map of a real window: where it is drawn, in which colours, what a finger meets, what moves with the map."""
import math
from datetime import timedelta

import pytest
from kivy.core.window import Window
from kivy.graphics import Callback

from backend.contract.around import LiveAreaResponse, LiveLayer
from backend.contract.obstacles import ObstacleState
from mobile.map import live_marks
from mobile.map.labels import overlap
from mobile.map.live_layer import LiveMark, marks_of
from mobile.map.live_marks import LiveMarks, nose, to_segment
from mobile.map.widget import MapPin
from mobile.theme import theme
from tests.mobile.living import LAT, LON, NOW, a_closure, a_lift, a_park, a_station, a_town, a_tram, an_obstacle, at, polyline
from tests.mobile.looking import picture
from tests.mobile.map.staging import map_on_stage
from tests.mobile.voice.stage import Finger

EVERY, ZOOM = tuple(LiveLayer), 16.0


@pytest.fixture
def stage():
    with map_on_stage(LAT, LON, ZOOM) as stage:
        yield stage


def marks(zoom=ZOOM, **lists) -> tuple[LiveMark, ...]:
    return marks_of(LiveAreaResponse(NOW, 0, **lists), EVERY, zoom, NOW, (LAT, LON))


def show(stage, shown) -> LiveMarks:
    stage.map.set_live(tuple(shown))
    stage.frames(3)
    return stage.map.marks.live


def pixel(x: float, y: float) -> tuple[int, int, int]:
    return picture().getpixel((round(x), round(Window.height - y)))


def colours(x: float, y: float, half: int = 20) -> set[tuple[int, int, int]]:
    box = picture().crop((round(x - half), round(Window.height - y - half), round(x + half), round(Window.height - y + half)))
    return {colour for _, colour in box.getcolors(4 * half * half)}


def tap(stage, x: float, y: float) -> None:
    finger = Finger(x, y)
    finger.down()
    finger.up()


def test_each_kind_is_painted_in_its_own_colour_where_it_is(stage):
    things = {
        "SHARED_BIKE": marks(stations=(a_station(1, 150, -100),)), "TRAM": marks(vehicles=(a_tram(-150, 0),)),
        "PARKING": marks(car_parks=(a_park(23, 0, 130),)), "LIFT": marks(lifts=(a_lift(north_m=0, east_m=-130),)),
        "OBSTACLE": marks(obstacles=(an_obstacle(1, 70, 0, state=ObstacleState.CONFIRMED),)),
    }  # fmt: skip
    show(stage, [mark for some in things.values() for mark in some])
    fills = {"SHARED_BIKE": (0x14, 0x7A, 0x2F), "TRAM": (0xD4, 0x2A, 0x68), "PARKING": (0x1D, 0x31, 0x83), "LIFT": (0xAE, 0x0F, 0x2A)}
    fills["OBSTACLE"] = fills["LIFT"]
    for sign, ((mark,), fill) in {sign: (things[sign], fills[sign]) for sign in things}.items():
        painted = colours(*stage.map.to_window_xy(mark.lat, mark.lon))
        assert {fill, (255, 255, 255)} <= painted, sign


def test_what_is_empty_is_painted_as_quiet_as_a_surface(stage):
    (mark,) = marks(car_parks=(a_park(0, 0, 0),))
    show(stage, [mark])
    painted = colours(*stage.map.to_window_xy(mark.lat, mark.lon))
    assert (0x1D, 0x31, 0x83) not in painted
    assert tuple(round(part * 255) for part in theme.ui["surface"][:3]) in painted


def test_what_one_alone_reports_is_yellow_with_a_question_mark(stage):
    (mark,) = marks(obstacles=(an_obstacle(1, 0, 0),))
    (drawn,) = show(stage, [mark]).drawn
    assert {(0xFF, 0xC7, 0x2E), (0x11, 0x18, 0x2B)} <= colours(*stage.map.to_window_xy(mark.lat, mark.lon))
    assert drawn.wide > drawn.high, "room for the question mark"


def test_a_closed_street_is_striped(stage):
    show(stage, marks(closures=(a_closure(lines=(polyline(at(60, -150), at(60, 150)),)),)))
    y = stage.map.to_window_xy(*at(60, 0).values())[1]
    along = [picture().getpixel((x, round(Window.height - y))) for x in range(120, 180)]
    assert {(0xAE, 0x0F, 0x2A), (255, 255, 255)} <= set(along)


def test_a_badge_has_room_and_what_has_none_is_a_dot(stage):
    live = show(stage, marks(stations=(a_station(1, 0, 0), a_station(2, 5, 8), a_station(3, 200, 0))))
    assert sorted(drawn.written for drawn in live.drawn) == [False, True, True]
    first, second = live.boxes()
    assert not overlap(first, second)
    far = show(stage, marks(14.4, stations=(a_station(),)))
    assert [drawn.written for drawn in far.drawn] == [False]


def test_what_names_keep_clear_of_is_where_the_badge_is(stage):
    live = show(stage, marks(stations=(a_station(1, 0, 0),)))
    (box,) = live.boxes()
    x, y = stage.map.to_window_xy(LAT, LON)
    assert box.left < x < box.right
    assert box.bottom < y < box.top


def test_a_finger_meets_the_mark_it_means(stage):
    told = []
    stage.map.bind(on_mark=lambda _, mark: told.append(mark.key), on_map_tap=lambda _, lat, lon: told.append("map"))
    shown = marks(stations=(a_station(1, 0, 0), a_station(2, 0, 150)), closures=(a_closure(lines=(polyline(at(150, -150), at(150, 150)),)),))
    show(stage, shown)
    second = next(mark for mark in shown if mark.key.endswith("s2"))
    x, y = stage.map.to_window_xy(second.lat, second.lon)
    street = stage.map.to_window_xy(*at(150, 100).values())
    for place in ((x + 14, y - 18), (street[0], street[1] + 5), (x, y - 140)):
        before = len(told)
        tap(stage, *place)
        stage.until(lambda before=before: len(told) > before)  # a second tap could still follow
    assert told == [second.key, "closure/c1", "map"]


def test_a_pin_is_met_before_what_is_live_under_it(stage):
    told = []
    stage.map.bind(on_mark=lambda _, mark: told.append("mark"), on_pin=lambda _, key: told.append(key))
    show(stage, marks(stations=(a_station(1, 0, 0),)))
    stage.map.set_pins([MapPin(LAT, LON, "point", "Here", "here")])
    stage.frames(2)
    tap(stage, *stage.map.to_window_xy(LAT, LON))
    stage.until(lambda: told)
    assert told == ["here"]


def test_marks_go_with_the_map_without_being_drawn_again(stage):
    live = show(stage, marks(stations=(a_station(1, 0, 0),)))
    drawn = live.drawn
    before = pixel(*[part + 1 for part in stage.map.to_window_xy(LAT, LON)])
    stage.map.pan_by(70, -300)
    stage.frames(3)
    assert live.drawn is drawn
    x, y = stage.map.to_window_xy(LAT, LON)
    assert pixel(x + 1, y + 1) == before
    assert live.mark_at(x - stage.map.x, y - stage.map.y) is not None


def test_while_fingers_pinch_it_is_stretched_and_drawn_anew_once_they_rest(stage):
    live = show(stage, marks(stations=(a_station(1, 100, 100),)))
    drawn = live.drawn
    stage.map.view_zoomed(0.3, (206, 457))
    stage.frames(1)
    assert live.drawn is drawn
    assert live.stretched
    (mark,) = live.marks
    x, y = stage.map.to_window_xy(mark.lat, mark.lon)
    (box,) = live.boxes()
    assert math.dist(((box.left + box.right) / 2, (box.bottom + box.top) / 2), (x, y)) < 0.01
    assert live.mark_at(x, y) is mark
    stage.until(lambda: not live.stretched)
    assert live.drawn is not drawn
    stage.map.view_zoomed(1, (206, 457))
    stage.frames(1)
    assert not live.stretched  # farther than one may stretch


def test_the_same_marks_again_cost_nothing(stage):
    shown = marks(stations=(a_station(1, 0, 0),))
    live = show(stage, shown)
    drawn = live.drawn
    show(stage, marks(stations=(a_station(1, 0, 0),)))
    assert live.drawn is drawn


def test_hundreds_of_dots_are_a_handful_of_instructions(stage):
    many = marks(14.4, stations=tuple(a_station(number, number * 7 % 400 - 200, number * 13 % 300 - 150) for number in range(300)))
    live = show(stage, many)
    assert len(live.drawn) == 300
    counted = [part for part in live._canvas.children if not isinstance(part, Callback)]
    assert len(counted) < 20


@pytest.mark.parametrize("name", ["light", "dark", "hc"])
def test_all_of_a_town_is_drawn_in_every_theme_and_at_twice_the_size(stage, name):
    theme.use(name)
    shown = marks_of(a_town(), EVERY, ZOOM, NOW + timedelta(seconds=60), (LAT, LON))
    live = show(stage, shown)
    once = max(box.top - box.bottom for box in live.boxes())
    theme.text_scale = 2.0
    stage.frames(3)
    assert max(box.top - box.bottom for box in live.boxes()) > 1.3 * once
    boxes = live.boxes()
    assert not any(overlap(one, other) for number, one in enumerate(boxes) for other in boxes[number + 1 :])


@pytest.mark.parametrize("bearing", range(0, 360, 15))
def test_a_nose_stands_out_where_the_vehicle_heads(bearing):
    (tram,) = marks(vehicles=(a_tram(),))
    for wide in (14.0, 40.0):
        badge = live_marks.Drawn(tram, 0, 0, wide, 14.0, True)
        tip_x, tip_y, *foot = nose(0, 0, badge, bearing, 0)
        middle = ((foot[0] + foot[2]) / 2, (foot[1] + foot[3]) / 2)
        heads = math.degrees(math.atan2(tip_x - middle[0], tip_y - middle[1])) % 360
        assert abs((heads - bearing + 180) % 360 - 180) < 0.01
        beyond = to_segment((tip_x, tip_y), (-(wide - 14), 0), (wide - 14, 0)) - 14  # from the edge of a badge with round ends
        assert 4 < beyond <= live_marks.NOSE + 0.01


def test_the_distance_from_a_street_is_that_from_its_nearest_piece():
    assert to_segment((5, 3), (0, 0), (10, 0)) == 3
    assert to_segment((-3, 4), (0, 0), (10, 0)) == 5
    assert to_segment((3, 4), (0, 0), (0, 0)) == 5
