"""When is asked for which part of the map, what stays without an answer, and what is in sight."""
import asyncio
import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.around import LiveAreaResponse, LiveLayer
from mobile.client import Client
from mobile.earth import METRES_PER_DEGREE
from mobile.map.live_layer import marks_of
from mobile.screens.live.state import (
    REFRESH_S,
    REFUSED_S,
    SETTINGS,
    Area,
    LiveState,
    area_to_ask,
    ask_live,
    chosen_layers,
    marks_in_sight,
    shown_marks,
    wait_s,
    watch_live,
)
from mobile.store.settings import Settings
from tests.mobile.living import LAT, LON, NOW, a_closure, a_station, a_town, at, city_that_lives, polyline

SEEN = Area(LAT - 0.004, LON - 0.006, LAT + 0.004, LON + 0.006)
EVERY = tuple(LiveLayer)
MIDDLE = (LAT, LON)


@pytest.fixture
async def client_of():
    made = []

    def make(address: str) -> Client:
        made.append(Client(address))
        return made[-1]

    yield make
    for client in made:
        await client.close()


def heard(omitted=0, **changes) -> LiveState:
    return LiveState(**{"answer": LiveAreaResponse(NOW, omitted), "area": area_to_ask(SEEN), "layers": EVERY, "asked_at": NOW, **changes})


def later(seconds: float):
    return NOW + timedelta(seconds=seconds)


# Which layers


def test_at_first_all_is_shown_and_each_layer_has_its_switch():
    assert set(chosen_layers(Settings())) == set(LiveLayer) == set(SETTINGS)
    assert set(chosen_layers(Settings(live_vehicles=False))) == set(LiveLayer) - {LiveLayer.VEHICLES}


# Which part


def test_the_city_hears_only_roughly_where_one_looks():
    asked = area_to_ask(SEEN)
    assert asked.holds(SEEN)
    assert asked == area_to_ask(Area(*(side + 0.00001 for side in SEEN)))
    assert all(round(side, 3) == pytest.approx(side, abs=1e-12) for side in asked)


sides = st.tuples(st.floats(-85, 84), st.floats(-179, 178), st.floats(0.0005, 40), st.floats(0.0005, 80))


@given(sides)
def test_what_is_asked_for_is_always_what_the_city_answers_for(given_sides):
    south, west, high, wide = given_sides
    asked = area_to_ask(Area(south, west, min(90, south + high), min(180, west + wide)))
    assert -90 <= asked.south < asked.north <= 90
    assert -180 <= asked.west < asked.east <= 180
    assert (asked.north - asked.south) * METRES_PER_DEGREE <= 60_000
    assert (asked.east - asked.west) * METRES_PER_DEGREE * math.cos(math.radians(asked.middle[0])) <= 60_000


# When


def test_the_first_question_is_asked_at_once_and_the_next_after_a_quarter_of_a_minute():
    assert wait_s(LiveState(), SEEN, EVERY, NOW) == 0
    assert wait_s(heard(), SEEN, EVERY, later(5)) == REFRESH_S - 5
    assert wait_s(heard(), SEEN, EVERY, later(40)) == 0


def test_a_short_pan_asks_nothing_new_and_a_long_one_at_once():
    near, far = Area(*(side + 0.001 for side in SEEN)), Area(*(side + 0.02 for side in SEEN))
    assert wait_s(heard(), near, EVERY, later(5)) > 0
    assert wait_s(heard(), far, EVERY, later(5)) == 0


def test_another_layer_is_asked_for_at_once_one_fewer_is_not():
    some = (LiveLayer.RENTALS,)
    assert wait_s(heard(layers=some), SEEN, EVERY, later(1)) == 0
    assert wait_s(heard(), SEEN, some, later(1)) > 0


def test_where_the_city_left_some_out_a_closer_look_asks_for_them():
    assert wait_s(heard(omitted=3), SEEN, EVERY, later(1)) == 0


def test_a_city_that_tells_nothing_is_left_alone_for_a_minute():
    refused = LiveState(refused_at=NOW)
    assert wait_s(refused, SEEN, EVERY, later(20)) == REFUSED_S - 20
    assert wait_s(refused, SEEN, EVERY, later(REFUSED_S)) == 0


# What comes


async def test_the_answer_of_a_city_is_for_the_part_and_the_layers_asked_for(client_of):
    with city_that_lives() as city:
        state = await ask_live(LiveState(), SEEN, (LiveLayer.RENTALS, LiveLayer.LIFTS), client_of(city.address), NOW)
    assert (state.area, state.layers, state.asked_at, state.refused_at) == (area_to_ask(SEEN), (LiveLayer.RENTALS, LiveLayer.LIFTS), NOW, None)
    assert len(state.answer.stations) == 3
    assert (len(state.answer.lifts), state.answer.car_parks) == (2, ())
    (asked,) = city.asked
    assert asked["layers"] == ["RENTALS", "LIFTS"]
    assert [float(asked[side][0]) for side in ("south", "west", "north", "east")] == list(area_to_ask(SEEN))


async def test_without_network_what_was_heard_stays(client_of):
    before = heard()
    assert await ask_live(before, SEEN, EVERY, client_of("http://127.0.0.1:9"), later(20)) is before


async def test_a_refusal_is_remembered_and_what_was_heard_stays(client_of):
    with city_that_lives(status=404) as city:
        state = await ask_live(heard(), SEEN, EVERY, client_of(city.address), later(20))
    assert (state.refused_at, state.answer) == (later(20), heard().answer)


async def test_offline_nothing_is_asked_and_the_same_is_told(client_of):
    with city_that_lives() as city:
        states = watch_live(LiveState(), SEEN, EVERY, client_of(city.address), lambda: NOW, lambda: False)
        assert await anext(states) == LiveState()
        await states.aclose()
    assert city.asked == []


async def test_one_question_at_a_time(client_of):
    """The next one begins only after the answer and its wait: while nobody takes the first state, nothing else is asked."""
    with city_that_lives() as city:
        states = watch_live(LiveState(), SEEN, EVERY, client_of(city.address), lambda: NOW, lambda: True)
        first = await anext(states)
        second = asyncio.ensure_future(anext(states))
        await asyncio.sleep(0)
        assert (len(city.asked), second.done()) == (1, False)
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
    assert first.answer.vehicles


async def test_with_all_switched_off_nothing_is_asked(client_of):
    with city_that_lives() as city:
        states = watch_live(heard(), SEEN, (), client_of(city.address), lambda: NOW, lambda: True)
        assert await anext(states) == heard()
        await states.aclose()
    assert city.asked == []


def test_what_is_too_old_goes_without_a_new_answer():
    state = LiveState(a_town(), area_to_ask(SEEN), EVERY, NOW)
    assert len(shown_marks(state, Settings(), 16, MIDDLE, NOW)) > 5
    assert shown_marks(state, Settings(), 16, MIDDLE, later(601)) == ()
    assert shown_marks(LiveState(), Settings(), 16, MIDDLE, NOW) == ()


# What is in sight


def test_in_sight_is_what_no_sheet_lies_over_nearest_first():
    answer = LiveAreaResponse(NOW, 0, stations=(a_station(1, 300, 0), a_station(2, 50, 0), a_station(3, -20, 0), a_station(4, -900, 0)))
    found = marks_in_sight(marks_of(answer, EVERY, 16, NOW, MIDDLE), SEEN, MIDDLE)
    assert [mark.things[0].station_id for _, mark in found] == ["s3", "s2", "s1"]
    assert [round(metres) for metres, _ in found] == [20, 50, 300]


def test_a_long_closed_street_counts_where_it_is_nearest_and_in_sight():
    through = LiveAreaResponse(NOW, 0, closures=(a_closure(lines=(polyline(at(-2000, 30), at(3000, 30)),)),))
    ((metres, _),) = marks_in_sight(marks_of(through, EVERY, 16, NOW, MIDDLE), SEEN, MIDDLE)
    assert 29 < metres < 45
    beside = LiveAreaResponse(NOW, 0, closures=(a_closure(lines=(polyline(at(-2000, 900), at(3000, 900)),)),))
    assert marks_in_sight(marks_of(beside, EVERY, 16, NOW, MIDDLE), SEEN, MIDDLE) == ()
