"""Where vehicles are: the one that is waited for, others at the stop, and nothing that is not known."""
import pytest

from backend.contract.around import TransitVehicle
from backend.contract.live import Source
from backend.contract.trips import LegMode
from mobile.guiding.route import route_of
from mobile.guiding.vehicles import Sightings
from tests.mobile.guiding.test_led import Played, fix, led_on
from tests.mobile.guiding.ways import START, TRAM, at, tram_trip

(TRAM_RIDE,) = route_of(tram_trip()).rides
BOARD = at(60, 80)


def vehicle(x: float, trip_id: str | None = "t1", age_s: int = 5, route=TRAM) -> TransitVehicle:
    lat, lon = at(x, 80)
    return TransitVehicle("v", "", LegMode.TRAM, route, "Depot", trip_id, None, lat, lon, 90.0, None, "", Source("trams", START, age_s))


def test_how_fast_it_goes_is_known_from_the_second_time_on():
    seen = Sightings()
    assert seen.events((vehicle(-400),), TRAM_RIDE, BOARD, 100) == []
    (event,) = seen.events((vehicle(-300),), TRAM_RIDE, BOARD, 110)
    assert (event.trip_id, event.stop_id, event.line, event.kind, event.age_s) == ("t1", None, "4", "tram", 5.0)
    assert event.speed_mps == pytest.approx(10, rel=0.01)
    assert seen.events((vehicle(-300, age_s=15),), TRAM_RIDE, BOARD, 120) == []


def test_others_only_where_they_stand_at_the_stop():
    seen = Sightings()
    seen.events((vehicle(60, "other"), vehicle(300, "far"), vehicle(60, None)), TRAM_RIDE, BOARD, 100)
    (event,) = seen.events((vehicle(60, "other"), vehicle(300, "far"), vehicle(60, None)), TRAM_RIDE, BOARD, 110)
    assert (event.trip_id, event.stop_id, event.speed_mps) == ("other", "market", 0)


def test_what_is_old_is_not_told():
    seen = Sightings()
    seen.events((vehicle(-400),), TRAM_RIDE, BOARD, 100)
    assert seen.events((vehicle(-300, age_s=121),), TRAM_RIDE, BOARD, 300) == []


def test_the_tram_that_comes_is_heard_at_the_stop():
    played = Played()
    led = led_on(tram_trip(), played)
    led.scene.progress.place(139)
    for second in range(30):
        played.t_s = second
        led.see(fix(59, 80))
        if second % 10 == 0:
            led.see_vehicles((vehicle(-400 + 12 * second),), led.board())
        led.tick()
    assert led.board() == pytest.approx(BOARD, abs=1e-6)
    assert "Tram 4 is arriving." not in played.texts
    for second in range(30, 60):
        played.t_s = second
        led.see(fix(59, 80))
        if second % 10 == 0:
            led.see_vehicles((vehicle(-400 + 12 * second),), led.board())
        led.tick()
    assert "Tram 4 is arriving." in played.texts
