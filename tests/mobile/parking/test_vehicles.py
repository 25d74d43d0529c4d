"""One's own vehicles: kept on the phone, whatever was written there before, typed in any unit, told to the city as bare sizes."""
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.contract.parking import Plug, VehicleKind
from mobile.parking.wish import facts_of
from mobile.screens.vehicles import state as vehicles
from mobile.store.database import Store
from mobile.store.vehicles import BOUNDS, KINDS, MOST_VEHICLES, NAME, PLUGS, OwnVehicle, Vehicles, load_vehicles, new_vehicle, save_vehicles
from tests.mobile.parking.told import VAN


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("phone") / "allways.db")
    yield store
    store.close()


OWN = st.builds(
    OwnVehicle, key=st.uuids().map(str), name=st.text(max_size=40), kind=st.sampled_from(KINDS),
    height_mm=st.one_of(st.none(), st.integers(500, 4500)),
    weight_kg=st.one_of(st.none(), st.integers(50, 12_000)), plug=st.sampled_from((None, *PLUGS)), badge=st.booleans(),
    gas=st.sampled_from((None, True, False)),
)  # fmt: skip


@given(st.lists(OWN, max_size=MOST_VEHICLES, unique_by=lambda one: one.key))
@settings(max_examples=25, deadline=None)
def test_what_is_kept_comes_back(store, some):
    kept = Vehicles()
    for one in some:
        kept = kept.kept(one)
    save_vehicles(store, kept)
    assert load_vehicles(store) == kept


@given(st.dictionaries(st.sampled_from(("key", "name", "kind", "height_mm", "plug", "gas", "badge")), st.one_of(st.none(), st.integers(), st.text())))
@settings(max_examples=40, deadline=None)
def test_whatever_stands_there_is_read_as_something_that_can_be(store, written):
    store.keep(NAME, msgspec.json.encode({"vehicles": [written, 7], "chosen": 3}))
    for one in load_vehicles(store).everything:
        assert one.kind in KINDS
        assert one.plug in (None, *PLUGS)
        assert one.height_mm is None or 500 <= one.height_mm <= 4500
        facts_of(one)


def test_the_next_one_is_driven_when_the_driven_one_goes_and_there_are_not_too_many(store):
    both = Vehicles().kept(VAN).kept(OwnVehicle("car"))
    assert both.driven.key == "car"
    assert both.without("car").driven == VAN
    assert both.without("car").without("van") == Vehicles()
    full = Vehicles(tuple(OwnVehicle(str(number)) for number in range(MOST_VEHICLES)), "0")
    with pytest.raises(ValueError, match="at most"):
        full.kept(new_vehicle())
    store.keep(NAME, b"\xff not words")
    assert load_vehicles(store) == Vehicles()


@pytest.mark.parametrize(("typed", "mm"), [
    ("1.98", 1980), ("1,98 m", 1980), ("198", 1980), ("198 cm", 1980), ("1980", 1980), ("1980mm", 1980), ("  2 ", 2000), ("", None), (" cm ", None),
])  # fmt: skip
def test_a_height_is_read_in_whichever_unit_it_can_be(typed, mm):
    assert vehicles.typed_size("height_mm", typed) == mm


@pytest.mark.parametrize(("name", "typed"), [("height_mm", "9"), ("height_mm", "nan"), ("weight_kg", "9"), ("length_mm", "-4")])
def test_a_size_that_no_vehicle_has_is_refused_with_what_can_be(name, typed):
    with pytest.raises(ValueError, match=r"number|Between"):
        vehicles.typed_size(name, typed)


@given(st.sampled_from(list(BOUNDS)), st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_shown_can_be_typed_again(name, data):
    size = data.draw(st.integers(*BOUNDS[name]).map(lambda mm: mm if name == "weight_kg" else mm // 10 * 10))
    assert vehicles.typed_size(name, vehicles.shown_size(name, size)) == size


def test_only_bare_facts_leave_the_phone():
    facts = facts_of(OwnVehicle("key", "our van", "van", 1980, plug="type2", badge=True), charging=True)
    assert (facts.kind, facts.height_mm, facts.plug, facts.wants_charging, facts.badge) == (VehicleKind.VAN, 1980, Plug.TYPE2, True, True)
    assert b"our van" not in msgspec.json.encode(facts)
    assert not facts_of(OwnVehicle("key"), charging=True).wants_charging  # without a plug nothing is charged
    assert "not shown" in repr(VAN)
    assert "=1980" not in repr(Vehicles((VAN,), "van"))


def test_they_are_heard_with_what_is_not_known():
    both = Vehicles((VAN, OwnVehicle("car", "old Beetle")), "van")
    assert vehicles.describe(both) == [
        "Van, 1.98 metres high, 2.05 metres wide, 4.95 metres long, Type 2, chosen", "old Beetle, height not known",
    ]  # fmt: skip
    assert vehicles.describe(Vehicles()) == ["No vehicle yet"]
    assert vehicles.short_words(VAN) == "Van 1.98 m"
    filled, wrong = vehicles.filled_in(VAN, "  our   van ", {"height_mm": "2,1", "width_mm": "wide"})
    assert (filled.name, filled.height_mm, wrong) == ("our van", 2100, {"width_mm": "Type a number."})
