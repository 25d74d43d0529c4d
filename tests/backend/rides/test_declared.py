"""`rides.toml`: what can be read is read whole, and what cannot is refused in words that say what to write."""
import pytest

from backend.demo.rides import rides_toml
from backend.rides.declared import Declared, RidesUnusable, open_declared, read_declared
from backend.rides.terms import ZoneTerms

ZONE = '[[zones]]\nkey = "D1"\nname = "North"\noperator = "city"\noperator_name = "City Lines"\n'
VAN = '[[zones.vehicles]]\nname = "Van 1"\ndepot = [55.5, 3.4]\nrooms = [{ seats = 8 }, { seats = 5, wheelchairs = 1 }]\n'


def written(tmp_path, text: str):
    path = tmp_path / "rides.toml"
    path.write_text(text, encoding="utf-8")
    return path


def shifts(*told: str) -> str:
    return f"{ZONE}{VAN}shifts = [{', '.join(told)}]\n"


def shift(begins: str, ends: str, day: str = "monday", breaks: str = "") -> str:
    return f'{{ days = ["{day}"], from = "{begins}", until = "{ends}"{breaks} }}'


def test_the_vans_of_the_demonstration_city(tmp_path):
    (zone,) = read_declared(written(tmp_path, rides_toml())).zones
    assert (zone.key, len(zone.vehicles), zone.terms) == ("D1", 4, ZoneTerms())
    assert [room.room for room in zone.vehicles[0].rooms] == [[8, 0, 2, 1], [5, 1, 2, 1], [2, 2, 0, 1]]
    assert zone.vehicles[0].shifts[0].breaks[0].min == 30


def test_a_city_without_vans_drives_nothing(tmp_path):
    assert open_declared(tmp_path) == Declared()


def test_terms_can_be_other_ones(tmp_path):
    (zone,) = read_declared(written(tmp_path, f"{ZONE}terms = {{ grace_s = 240 }}\n")).zones
    assert zone.terms.grace_s == 240
    assert zone.terms.window_s == ZoneTerms().window_s


def test_a_shift_may_go_on_after_midnight(tmp_path):
    (zone,) = read_declared(written(tmp_path, shifts(shift("18:00", "25:30")))).zones
    assert zone.vehicles[0].shifts[0].until == "25:30"


@pytest.mark.parametrize(
    "text, said",
    [
        ("[[zones", "rides.toml: "),
        (ZONE + "wheels = 4\n", "unknown field `wheels`"),
        (ZONE + ZONE, "two of zone D1"),
        (ZONE + VAN + VAN, "two of vehicle Van 1"),
        (ZONE + VAN.replace("{ seats = 8 }, { seats = 5, wheelchairs = 1 }", "{ guide_dogs = 1 }"), "nobody fits in"),
        (shifts(shift("14:00", "06:00")), "ends before it begins"),
        (shifts(shift("05:00", "20:00")), "after 14 hours"),
        (shifts(shift("06:00", "14:00"), shift("13:00", "20:00")), "two shifts overlap on monday"),
        (shifts(shift("06:00", "14:00", breaks=', breaks = [{ from = "12:00", until = "13:50", min = 30 }]')), "has to be over by 14:00"),
        (shifts(shift("06:00", "14:00", day="someday")), "someday"),
        (shifts(shift("6 am", "14:00")), "rides.toml: "),
    ],
)
def test_what_cannot_be_driven_is_refused_in_words(tmp_path, text, said):
    with pytest.raises(RidesUnusable, match=r"rides\.toml") as refused:
        read_declared(written(tmp_path, text))
    assert said in str(refused.value)


def test_two_shifts_of_one_vehicle_on_two_days_are_fine(tmp_path):
    (zone,) = read_declared(written(tmp_path, shifts(shift("06:00", "14:00"), shift("06:00", "14:00", day="tuesday"), shift("14:00", "22:00")))).zones
    assert len(zone.vehicles[0].shifts) == 3
