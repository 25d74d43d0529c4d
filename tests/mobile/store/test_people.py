"""Who travels: the limits of several are the stricter of each, names and needs stay on the phone, and nothing that makes no sense gets in."""

import sqlite3

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.profiles import FIRM, MARKED, PROFILES, ProfileId
from accessibility.strictness import SMOOTHNESS, together
from backend.contract.limits import Limits, Surface, Unknown
from backend.contract.trips import TripMode
from mobile.store.database import STEPS, Store
from mobile.store.draft import Draft, drop_draft, load_draft, save_draft
from mobile.store.needs import LADDER, Needs, limits_of, of_all, read_needs
from mobile.store.people import ME, MOST_PEOPLE, Asked, People, asked_by, asks_otherwise, load_people, save_people
from mobile.store.trips import Trips
from tests.mobile.share.trip import a_trip

OWN = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.one_of(st.none(), st.sampled_from(LADDER[name])) for name in LADDER if name != "speed_mps"},
        **{name: st.booleans() for name in ("steps", "escalators", "lifts")},
        "surfaces": st.sampled_from([None, FIRM]),
        "crossings": st.sampled_from([None, MARKED]),
        "smoothness": st.sampled_from([None, "intermediate", "bad"]),
        "unknown": st.sampled_from(["strict", "cautious"]),
    },
)
ANYBODY = st.builds(
    Needs,
    profile=st.sampled_from(list(ProfileId)),
    changed=OWN,
    max_walk_m=st.one_of(st.none(), st.integers(0, 5000)),
    max_transfers=st.integers(0, 6),
    modes=st.lists(st.sampled_from(list(TripMode)), min_size=1, unique=True).map(tuple),
)
OPEN = Limits()


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "allways.db")
    yield store
    store.close()


def within(one: Limits, other: Limits) -> bool:
    """Whether whatever `one` lets through, `other` lets through too; written out anew, limit by limit."""
    most = all(
        getattr(other, name) is None or (getattr(one, name) is not None and getattr(one, name) <= getattr(other, name))
        for name in ("max_incline_up_pct", "max_incline_down_pct", "max_kerb_m")
    )
    wide = other.min_width_m is None or (one.min_width_m is not None and one.min_width_m >= other.min_width_m)
    switched = all(getattr(other, name) or not getattr(one, name) for name in ("steps", "escalators", "lifts"))
    listed = all(
        getattr(other, name) is None or (getattr(one, name) is not None and set(getattr(one, name)) <= set(getattr(other, name)))
        for name in ("surfaces", "crossings")
    )
    even = other.smoothness is None or (one.smoothness is not None and SMOOTHNESS.index(one.smoothness) <= SMOOTHNESS.index(other.smoothness))
    careful = other.unknown is Unknown.CAUTIOUS or one.unknown is Unknown.STRICT
    return most and wide and switched and listed and even and careful and one.speed_m_s <= other.speed_m_s and one.wheelchair >= other.wheelchair


@settings(deadline=None, max_examples=200)
@given(st.lists(ANYBODY, min_size=1, max_size=4))
def test_limits_of_several_keep_within_those_of_each_and_ask_for_nothing_that_nobody_asks_for(everybody):
    all_of_them, each = limits_of(of_all(everybody)) or OPEN, [limits_of(needs) or OPEN for needs in everybody]
    for one in each:
        assert within(all_of_them, one)
    for name in ("max_incline_up_pct", "max_incline_down_pct", "max_kerb_m", "min_width_m", "steps", "escalators", "lifts"):
        assert getattr(all_of_them, name) in [getattr(one, name) for one in (*each, OPEN)]
    walks = [needs.max_walk_m for needs in everybody if needs.max_walk_m is not None]
    assert of_all(everybody).max_walk_m == (min(walks) if walks else None)
    assert of_all(everybody).max_transfers == min(needs.max_transfers for needs in everybody)
    assert of_all(everybody).modes


@settings(deadline=None, max_examples=100)
@given(ANYBODY, ANYBODY)
def test_who_comes_first_makes_no_difference_to_the_limits(one, other):
    assert limits_of(of_all([one, other])) == limits_of(of_all([other, one]))
    assert of_all([one]) is one


def test_several_profiles_of_one_person_are_as_strict_as_each():
    pram_and_blind = together((ProfileId.PRAM, ProfileId.BLIND))
    assert (pram_and_blind.max_kerb_m, pram_and_blind.crossings, pram_and_blind.speed_mps, pram_and_blind.steps) == (0.12, MARKED, 1.0, False)
    assert together((ProfileId.CANE,)) == PROFILES[ProfileId.CANE]
    assert together((ProfileId.POWER_CHAIR, ProfileId.MANUAL_CHAIR)).surfaces == FIRM


def test_my_mother_in_her_wheelchair_makes_the_way_free_of_steps_only_when_she_comes():
    people = People().added("with my mother")
    mother = people.everyone[-1].key
    people = people.changed(mother, needs=Needs(ProfileId.MANUAL_CHAIR))
    assert limits_of(people.needs).steps is False
    assert people.needs.moves == "roll"
    assert limits_of(people.going([ME]).needs) is None
    assert people.going([]).travelling == (ME,)


def test_people_come_back_and_no_log_tells_them(store):
    people = People().changed(ME, needs=Needs(ProfileId.CANE, also=(ProfileId.BLIND,), deaf=True)).added("Oma Erika")
    people = people.changed(people.everyone[-1].key, needs=Needs(ProfileId.WALKER, {"surfaces": tuple(map(Surface, FIRM))}))
    save_people(store, people)
    assert load_people(store) == people
    assert "Erika" not in repr(people) + repr(people.everyone[-1])
    assert load_people(store).without(people.everyone[-1].key).everyone == people.everyone[:1]
    assert people.without(ME).everyone == people.everyone


def test_there_is_room_for_so_many_people_only():
    people = People()
    for number in range(MOST_PEOPLE - 1):
        people = people.added(f"Person {number}")
    with pytest.raises(ValueError, match="at most"):
        people.added("one too many")


@settings(deadline=None, max_examples=100)
@given(st.one_of(st.binary(max_size=60), st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
       lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(
           ["others", "travelling", "key", "name", "needs", "profile", "also", "changed", "surfaces", "step"]), inner, max_size=5)), max_leaves=12)
       .map(msgspec.json.encode)))  # fmt: skip
def test_bytes_that_are_no_people_and_no_draft(tmp_path_factory, raw):
    store = Store(tmp_path_factory.mktemp("people") / "p.db")
    for name in ("people", "needs", "needs draft"):
        store.keep(name, raw)
    people = load_people(store)
    assert people.everyone[0].key == ME
    assert set(people.travelling) <= {person.key for person in people.everyone}
    assert people.travelling
    limits_of(people.needs)
    draft = load_draft(store)
    assert draft is None or 1 <= draft.step <= 4
    store.close()


def test_values_that_a_limit_cannot_have_are_left_out():
    kept = {"profile": "cane", "also": ["blind", "giant", "cane"], "changed": {"surfaces": ["lava"], "max_kerb_m": 7, "steps": 1, "lifts": False}}
    needs = read_needs(kept)
    assert (needs.profiles, needs.changed) == ((ProfileId.CANE, ProfileId.BLIND), {"lifts": False})


def test_what_is_left_half_way_waits(store):
    draft = Draft(3, Needs(ProfileId.PRAM, {"max_kerb_m": 0.05}), key=ME)
    assert load_draft(store) is None
    save_draft(store, draft)
    assert load_draft(store) == draft
    assert repr(draft) == "Draft(not shown)"
    drop_draft(store)
    assert load_draft(store) is None


def test_a_saved_trip_knows_whose_needs_it_was_asked_with_and_when_they_have_changed(store):
    trips, people = Trips(store), People().changed(ME, needs=Needs(ProfileId.PRAM))
    trip_id = trips.save("Home", "Work", a_trip(), asked=asked_by(people))
    asked = trips.get(trip_id).asked
    assert asked == Asked((ME,), limits_of(people.needs))
    assert not asks_otherwise(asked, people)
    assert asks_otherwise(asked, people.changed(ME, needs=Needs(ProfileId.MANUAL_CHAIR)))
    assert asks_otherwise(asked, people.changed(ME, needs=Needs(ProfileId.PRAM, max_walk_m=400)))
    along = people.added("Sam")
    assert not asks_otherwise(asked, along)  # who comes along today changes nothing about a trip of mine
    assert not asks_otherwise(asked_by(along), people)  # of somebody who is gone nobody can tell
    assert not asks_otherwise(None, people)
    assert trips.save("Home", "Work", a_trip(), asked=asked_by(along)) == trip_id
    assert trips.get(trip_id).asked.who == along.travelling


def test_trips_of_an_older_app_stay(tmp_path):
    path = tmp_path / "old.db"
    old = sqlite3.connect(path)
    old.executescript("".join(STEPS[:2]) + "PRAGMA user_version = 2;")
    old.execute("INSERT INTO saved_trip VALUES ('a', 'Home', 'Work', 0, ?, 0)", (msgspec.json.encode(a_trip()),))
    old.commit()
    old.close()
    store = Store(path)
    (trip,) = Trips(store).list_trips()
    assert (trip.id, trip.asked) == ("a", None)
    store.close()
