"""The matrix of fit, row by row: known and unknown on either side, under a roof and in the open."""
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.contract.parking import FitAbout, FitVerdict, Plug, SpaceFacts, SpaceKind, Vehicle, VehicleKind
from backend.parking.fit import ORDER, fit

FITS, UNSURE, ASK, NO = FitVerdict.FITS, FitVerdict.UNSURE, FitVerdict.ASK, FitVerdict.NO
GARAGE, OPEN = SpaceKind.GARAGE, SpaceKind.PRIVATE
# A car of which all is known that is asked for, and a space that says all.
CAR = Vehicle(height_mm=1500, width_mm=2000, length_mm=4300, weight_kg=1500, gas=False)
ROOMY = SpaceFacts(height_mm=2000, width_mm=2500, length_mm=5500, weight_kg=3000, covered=True)


def changed(of, **facts):
    return type(of)(**{name: getattr(of, name) for name in of.__struct_fields__} | facts)


def verdict(vehicle: Vehicle, facts: SpaceFacts, kind: SpaceKind = GARAGE) -> FitVerdict:
    return fit(vehicle, kind, facts).verdict


def about(vehicle: Vehicle, facts: SpaceFacts, kind: SpaceKind = GARAGE) -> dict[FitAbout, FitVerdict]:
    return {note.about: note.verdict for note in fit(vehicle, kind, facts).notes}


def test_a_car_that_fits_has_no_notes():
    found = fit(CAR, GARAGE, ROOMY)
    assert (found.verdict, found.notes, found.charging_w) == (FITS, (), None)


@pytest.mark.parametrize("name, margin", [("height_mm", 50), ("width_mm", 300), ("length_mm", 200), ("weight_kg", 0)])
def test_a_margin_is_kept_and_its_edge_still_fits(name, margin):
    least = getattr(CAR, name) + margin
    assert verdict(CAR, changed(ROOMY, **{name: least})) is FITS
    found = fit(CAR, GARAGE, changed(ROOMY, **{name: least - 1}))
    assert found.verdict is NO
    assert [(note.verdict, note.most) for note in found.notes] == [(NO, least - 1 - margin)]


@pytest.mark.parametrize("name", ["height_mm", "width_mm", "length_mm", "weight_kg"])
@pytest.mark.parametrize("kind", [GARAGE, OPEN])
def test_of_a_known_limit_the_vehicle_has_to_say_its_own_and_only_that(name, kind):
    found = about(changed(CAR, **{name: None}), changed(ROOMY, covered=kind is GARAGE), kind)
    assert list(found.values()) == [ASK]
    assert found.keys() == {next(one for one in FitAbout if one.value == {"height_mm": "heightMm", "width_mm": "widthMm",
                                                                          "length_mm": "lengthMm", "weight_kg": "weightKg"}[name])}


@pytest.mark.parametrize("height_mm, covered, kind, expected", [
    (1700, True, GARAGE, UNSURE), (1701, True, GARAGE, NO), (1700, None, GARAGE, UNSURE), (1701, None, GARAGE, NO), (2600, False, OPEN, FITS),
    (2600, None, OPEN, FITS), (1701, True, OPEN, NO), (2600, False, GARAGE, FITS), (None, True, GARAGE, ASK), (None, None, GARAGE, ASK),
    (None, False, OPEN, FITS), (None, None, OPEN, FITS), (None, None, SpaceKind.STREET, FITS),
])  # fmt: skip
def test_a_height_that_nobody_knows(height_mm, covered, kind, expected):
    assert verdict(changed(CAR, height_mm=height_mm), changed(ROOMY, height_mm=None, covered=covered), kind) is expected


@pytest.mark.parametrize("name, usual, unusual", [("length_mm", 5000, 5001), ("weight_kg", 3500, 3501)])
def test_a_length_or_weight_that_nobody_limits_is_noted_and_counts_only_for_large_vehicles(name, usual, unusual):
    unknown = changed(ROOMY, **{name: None})
    small, large = (fit(changed(CAR, **{name: size}), GARAGE, unknown) for size in (usual, unusual))
    assert [note.verdict for note in (*small.notes, *large.notes)] == [UNSURE, UNSURE]
    assert (small.verdict, large.verdict) == (FITS, UNSURE)
    assert verdict(changed(CAR, **{name: None}), unknown) is FITS
    assert verdict(changed(CAR, kind=VehicleKind.VAN, **{name: None}), unknown) is ASK
    assert verdict(changed(CAR, kind=VehicleKind.VAN, **{name: None}), changed(unknown, covered=False), OPEN) is FITS


def test_a_width_that_nobody_knows_is_the_drivers_risk():
    narrow = changed(ROOMY, width_mm=None)
    assert (verdict(CAR, narrow), verdict(CAR, narrow, OPEN)) == (UNSURE, UNSURE)
    assert verdict(changed(CAR, width_mm=None), narrow) is FITS


def test_bays_for_holders_of_a_badge():
    assert verdict(CAR, changed(ROOMY, badge_only=True)) is NO
    assert verdict(changed(CAR, badge=True), changed(ROOMY, badge_only=True)) is FITS
    assert about(CAR, changed(ROOMY, badge_only=True)) == {FitAbout.BADGE: NO}


@pytest.mark.parametrize("vehicle, forbids, expected", [
    (changed(CAR, kind=VehicleKind.MOTORCYCLE), ("motorcycle",), {FitAbout.KIND: NO}), (CAR, ("motorcycle",), {}),
    (changed(CAR, trailer=True), ("trailer",), {FitAbout.TRAILER: NO}), (changed(CAR, trailer=True), (), {FitAbout.TRAILER: UNSURE}),
    (changed(CAR, gas=True), ("gas",), {FitAbout.GAS: NO}), (changed(CAR, gas=None), ("gas",), {FitAbout.GAS: ASK}), (CAR, ("gas",), {}),
    (changed(CAR, gas=None), (), {}),
])  # fmt: skip
def test_what_a_space_forbids(vehicle, forbids, expected):
    assert about(vehicle, changed(ROOMY, forbids=forbids)) == expected


@pytest.mark.parametrize("plug, has, power_w, expected, charging_w", [
    (Plug.TYPE2, Plug.TYPE2, 11_000, FITS, 11_000), (Plug.TYPE2, Plug.TYPE2, None, FITS, None), (Plug.CCS2, Plug.TYPE2, 11_000, NO, None),
    (None, Plug.TYPE2, 11_000, ASK, None), (Plug.TYPE2, None, 11_000, UNSURE, None), (Plug.TYPE2, None, None, NO, None),
])  # fmt: skip
def test_a_plug_counts_for_whoever_wants_to_charge(plug, has, power_w, expected, charging_w):
    space = changed(ROOMY, plug=has, power_w=power_w)
    found = fit(changed(CAR, wants_charging=True, plug=plug), GARAGE, space)
    assert (found.verdict, found.charging_w) == (expected, charging_w)
    assert fit(changed(CAR, plug=plug), GARAGE, space).notes == ()


sizes = st.none() | st.integers(100, 6000)
vehicles = st.builds(
    Vehicle, kind=st.sampled_from(VehicleKind), height_mm=sizes, width_mm=sizes, length_mm=sizes, weight_kg=sizes, trailer=st.booleans(),
    gas=st.none() | st.booleans(), badge=st.booleans(),
)  # fmt: skip
spaces = st.builds(
    SpaceFacts, height_mm=sizes, width_mm=sizes, length_mm=sizes, weight_kg=sizes, covered=st.none() | st.booleans(), badge_only=st.booleans(),
)  # fmt: skip


@settings(max_examples=150)
@given(vehicles, spaces, st.sampled_from(SpaceKind), st.sampled_from(["height_mm", "width_mm", "length_mm", "weight_kg"]), st.integers(1, 500))
def test_a_larger_vehicle_never_fits_better(vehicle, space, kind, name, more):
    if getattr(vehicle, name) is not None:
        larger = changed(vehicle, **{name: getattr(vehicle, name) + more})
        assert ORDER.index(verdict(larger, space, kind)) >= ORDER.index(verdict(vehicle, space, kind))


@settings(max_examples=100)
@given(vehicles, spaces, st.sampled_from(SpaceKind))
def test_what_is_larger_than_what_is_known_never_gets_in(vehicle, space, kind):
    over = any(
        getattr(vehicle, name) is not None and getattr(space, name) is not None and getattr(vehicle, name) > getattr(space, name)
        for name in ("height_mm", "width_mm", "length_mm", "weight_kg")
    )  # fmt: skip
    if over:
        assert verdict(vehicle, space, kind) is NO
