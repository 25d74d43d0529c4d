"""What the pages for needs, the city service and a point of the map decide; the last two are asked of the real backend."""

import pytest

from accessibility.profiles import PROFILES, ProfileId
from backend.contract.limits import Unknown
from backend.contract.trips import TripMode
from mobile.client import Client
from mobile.i18n import use
from mobile.screens.backend import state as backend_page
from mobile.screens.needs import state as needs_page
from mobile.screens.pick import state as pick
from mobile.store.needs import Needs, limits_of
from tests.mobile.tour import STATION

NOWHERE = "http://127.0.0.1:9"


# Needs


def test_every_walking_limit_is_reached_by_steps_and_no_step_leaves_them():
    needs = Needs(max_walk_m=None)
    seen = [needs.max_walk_m]
    for _ in range(20):
        needs = needs_page.step_walk(needs, -1)
        seen.append(needs.max_walk_m)
    assert tuple(dict.fromkeys(reversed(seen))) == needs_page.WALKS_M
    for _ in range(20):
        needs = needs_page.step_walk(needs, 1)
    assert needs.max_walk_m is None


@pytest.mark.parametrize(("limit", "way", "found"), [(350, 1, 600), (350, -1, 200), (0, 1, 400), (90_000, 1, None), (90_000, -1, 3000)])
def test_a_limit_between_two_steps_counts_as_the_nearer_one(limit, way, found):
    assert needs_page.step_walk(Needs(max_walk_m=limit), way).max_walk_m == found


def test_changes_stay_between_none_and_six():
    assert needs_page.step_changes(Needs(max_transfers=0), -1).max_transfers == 0
    assert needs_page.step_changes(Needs(max_transfers=2), 1).max_transfers == 3
    assert needs_page.step_changes(Needs(max_transfers=6), 1).max_transfers == 6


def test_the_last_way_cannot_be_turned_off_and_the_reason_is_told():
    needs = Needs(modes=(TripMode.WALK, TripMode.BIKE))
    walking, refused = needs_page.toggle(needs, TripMode.BIKE)
    assert (walking.modes, refused) == ((TripMode.WALK,), "")
    assert needs_page.toggle(walking, TripMode.WALK) == (walking, "One way has to stay on.")
    both, _ = needs_page.toggle(walking, TripMode.TRANSIT)
    assert set(both.modes) == {TripMode.WALK, TripMode.TRANSIT}


def test_limits_are_read_and_heard_in_the_units_of_the_person():
    state = needs_page.state_of(Needs(ProfileId.MANUAL_CHAIR, max_walk_m=1500, max_transfers=1), "metric")
    assert (state.walk, state.walk_spoken, state.changes) == ("1.5 km", "1.5 kilometres", "1")
    assert [value for _, _, value, _ in state.steps] == ["6 %", "6 %", "3 cm", "90 cm"]
    assert [spoken for *_, spoken in state.steps] == ["6 %", "6 %", "3 centimetres", "90 centimetres"]
    assert {name: on for name, *_, on in state.switches} == {
        "steps": True, "escalators": True, "lifts": False, "surfaces": True, "crossings": False, "unknown": False,
    }  # fmt: skip
    assert "fit for wheelchairs" in state.also
    assert needs_page.state_of(Needs(ProfileId.MANUAL_CHAIR), "imperial").steps[2][2:] == ("1.2 in", "1.2 inches")
    nobody = needs_page.state_of(Needs(), "metric")
    assert (nobody.steps, nobody.switches, nobody.also) == ((), (), "")
    assert "mi" in needs_page.state_of(Needs(max_walk_m=1500), "imperial").walk
    assert needs_page.state_of(Needs(max_walk_m=None), "metric").walk == "as far as needed"


def test_every_person_who_can_be_chosen_is_a_profile_and_each_has_other_words():
    assert set(needs_page.WHO) == set(PROFILES)
    assert len({words() for _, words in needs_page.WHO.values()}) == len(PROFILES)


def test_who_travels_brings_their_walk_unless_the_person_has_set_one():
    tired = needs_page.toggle_way(Needs(), ProfileId.LOW_STAMINA)
    assert tired.max_walk_m == 600
    assert needs_page.toggle_way(tired, ProfileId.NONE).max_walk_m is None
    assert needs_page.toggle_way(Needs(max_walk_m=300), ProfileId.WALKER).max_walk_m == 300


def test_many_ways_of_getting_around_fit_at_once_and_none_clears_them():
    chair = needs_page.toggle_way(Needs(), ProfileId.MANUAL_CHAIR)
    both = needs_page.toggle_way(chair, ProfileId.BLIND)
    assert both.profiles == (ProfileId.MANUAL_CHAIR, ProfileId.BLIND)
    assert (both.limit("max_kerb_m"), both.limit("crossings"), both.limit("speed_mps")) == (0.03, ("signals", "marked"), 0.8)
    assert needs_page.toggle_way(both, ProfileId.MANUAL_CHAIR).profiles == (ProfileId.BLIND,)
    assert needs_page.toggle_way(both, ProfileId.NONE) == Needs()
    assert needs_page.toggle_way(chair, ProfileId.MANUAL_CHAIR) == Needs()


def test_what_was_changed_stays_unless_it_asks_for_less_than_whoever_comes_along():
    mine = needs_page.step_limit(needs_page.switch(Needs(ProfileId.CANE), "lifts"), "max_kerb_m", 1)
    assert mine.changed == {"lifts": False, "max_kerb_m": 0.2}
    along = needs_page.toggle_way(mine, ProfileId.MANUAL_CHAIR)
    assert along.changed == {"lifts": False}
    assert along.limit("max_kerb_m") == 0.03
    assert needs_page.toggle_way(mine, ProfileId.BLIND).changed == mine.changed


def test_whoever_had_no_limits_and_sets_one_has_their_own():
    mine = needs_page.switch(Needs(), "steps")
    assert (mine.profile, limits_of(mine).steps) == (ProfileId.CUSTOM, False)


@pytest.mark.parametrize("name", list(needs_page.SWITCHES))
@pytest.mark.parametrize("profile", list(ProfileId))
def test_every_switch_goes_on_and_off_and_means_what_it_says(name, profile):
    once = needs_page.switch(Needs(profile), name)
    twice = needs_page.switch(once, name)
    assert needs_page.is_on(once, name) != needs_page.is_on(Needs(profile), name)
    assert needs_page.is_on(twice, name) == needs_page.is_on(Needs(profile), name)
    if name == "surfaces":
        assert (once.limit("surfaces") is None) == (once.limit("smoothness") is None)


@pytest.mark.parametrize("name", list(needs_page.STEPS))
def test_every_value_of_a_limit_is_reached_by_steps_and_no_step_leaves_them(name):
    needs, values = Needs(ProfileId.WALKER), needs_page.STEPS[name][1]
    for _ in values:
        needs = needs_page.step_limit(needs, name, -1)
    seen = [needs.limit(name)]
    for _ in values:
        needs = needs_page.step_limit(needs, name, 1)
        seen.append(needs.limit(name))
    assert tuple(dict.fromkeys(seen)) == values


def test_what_was_changed_is_asked_for_and_can_be_changed_back():
    chair = Needs(ProfileId.MANUAL_CHAIR)
    strict = needs_page.step_limit(needs_page.switch(chair, "unknown"), "max_kerb_m", 1)
    assert (limits_of(strict).unknown, limits_of(strict).max_kerb_m) == (Unknown.STRICT, 0.05)
    assert limits_of(needs_page.step_limit(needs_page.switch(strict, "unknown"), "max_kerb_m", -1)) == limits_of(chair)


# The city service


async def heard(typed: str) -> list[backend_page.BackendState]:
    return [state async for state in backend_page.try_address(backend_page.BackendState(), typed)]


async def test_an_address_is_kept_only_once_a_city_has_answered(backend):
    checking, connected = await heard(f"  {backend.address}/ ")
    assert (checking.phase, checking.address, checking.sentence) == ("checking", "", "")
    assert (connected.phase, connected.address) == ("connected", backend.address)
    assert connected.sentence.startswith("Connected to ")


@pytest.mark.parametrize("typed", ["", "no address", "ftp://example.org", "http://example.org"])
async def test_what_cannot_be_an_address_is_refused_before_anything_is_asked(typed):
    (state,) = await heard(typed)
    assert (state.phase, state.typed, state.address) == ("trouble", typed, "")
    assert "https://" in state.sentence


async def test_where_nothing_answers_the_old_address_stays():
    state = (await heard(NOWHERE))[-1]
    assert (state.phase, state.address) == ("trouble", "")
    assert state.sentence == "Nothing answers at this address. The old one stays."


async def test_what_answers_but_is_no_city_is_not_kept(backend):
    state = (await heard(f"{backend.address}/v1"))[-1]
    assert (state.phase, state.address) == ("trouble", "")
    assert state.sentence


# A point of the map


async def test_the_pin_is_named_and_only_then_it_can_be_chosen(client):
    before = pick.PickState("Old words", STATION)
    asking, found = [state async for state in pick.name_centre(before, STATION.lat, STATION.lon, client)]
    assert (asking.words, asking.spot) == ("Old words", None)
    assert (found.spot.lat, found.spot.lon) == (STATION.lat, STATION.lon)
    assert found.words == found.spot.name


async def test_outside_the_city_the_pin_says_so_and_cannot_be_chosen(client):
    *_, found = [state async for state in pick.name_centre(pick.PickState(), 0, 0, client)]
    assert found.spot is None
    assert "city" in found.words


async def test_without_network_the_point_itself_can_be_chosen():
    gone = Client(NOWHERE)
    *_, found = [state async for state in pick.name_centre(pick.PickState(), STATION.lat, STATION.lon, gone)]
    await gone.close()
    assert (found.words, found.spot.lat) == ("Point on the map", STATION.lat)


async def test_the_map_begins_where_the_person_last_looked_else_where_they_are_else_in_the_middle_of_the_city(client):
    city = await client.city()
    assert pick.start_at((1.0, 2.0, 17), STATION, city) == (1.0, 2.0, 17)
    assert pick.start_at(None, STATION, city) == (STATION.lat, STATION.lon, pick.CLOSE_ZOOM)
    assert pick.start_at(None, None, city) == (city.centre.lat, city.centre.lon, pick.CLOSE_ZOOM)
    assert pick.start_at(None, None, None) is None


async def test_words_follow_the_language():
    try:
        use("de")
        assert needs_page.toggle(Needs(modes=(TripMode.WALK,)), TripMode.WALK)[1] != "One way has to stay on."
        assert (await heard(NOWHERE))[-1].sentence != "Nothing answers at this address. The old one stays."
    finally:
        use("en")
