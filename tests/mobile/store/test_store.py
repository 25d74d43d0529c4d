"""What the app keeps: settings, needs, places and trips in one file that only its owner can read, and that damage does not take away."""

import stat
import threading
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.profiles import PROFILES, ProfileId
from accessibility.strictness import stricter
from backend.contract.limits import Limits
from backend.contract.trips import TripMode
from mobile.store.database import Store
from mobile.store.needs import LADDER, Needs, limits_of, load_needs, save_needs
from mobile.store.places import Places
from mobile.store.settings import Settings, check_backend, load_settings, save_settings
from mobile.store.trips import TripNotFound, Trips
from tests.mobile.share.trip import a_trip


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "allways.db")
    yield store
    store.close()


def test_only_the_owner_may_read_it(tmp_path):
    store = Store(tmp_path / "allways.db")
    store.keep("secret", b"1")
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name
    store.close()


def test_a_damaged_file_is_set_aside_and_the_app_goes_on(tmp_path):
    path = tmp_path / "allways.db"
    for number in (1, 2):
        path.write_bytes(b"damaged " * 4000)
        store = Store(path)
        assert store.recovered
        store.keep("a", b"1")
        assert store.find_kept("a") == b"1"
        store.close()
        assert path.with_name(f"allways.db.damaged-{number}").read_bytes().startswith(b"damaged")
    assert not Store(path).recovered


def test_all_or_nothing(store):
    def fail():
        with store.together():
            store.keep("a", b"1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.find_kept("a") is None


def test_threads_write_side_by_side(store):
    places = Places(store)

    def add(thread):
        for number in range(15):
            places.add_recent(f"{thread} {number}", thread, number)
            places.save("x", thread, number, key=f"{thread}-{number}")

    threads = [threading.Thread(target=add, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(places.list_saved()) == 75
    assert len(places.list_recent()) == 20


# Settings and needs


def test_settings_come_back(store):
    chosen = Settings(language="ko", theme="hc", text_percent=175, units="imperial", voice=True, voice_rate=250, verbosity="full",
                      earcons=False, haptics=False, less_motion=True, backend="https://city.example", sort="co2")  # fmt: skip
    save_settings(store, chosen)
    assert load_settings(store) == chosen


plain = st.none() | st.booleans() | st.integers(-500, 500) | st.floats(0, 9) | st.sampled_from(["system", "de", "hc", "co2", "short", "http://x", ""])
json = plain | st.lists(plain, max_size=2)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from([*Settings.__annotations__, "unknown"]), json))
def test_what_makes_no_sense_is_as_at_first(tmp_path_factory, kept):
    store = Store(tmp_path_factory.mktemp("settings") / "s.db")
    store.keep("settings", msgspec.json.encode(kept))
    found = load_settings(store)
    save_settings(store, found)
    assert load_settings(store) == found  # what was taken over is sound
    assert 100 <= found.text_percent <= 200
    assert found.theme in ("system", "light", "dark", "hc")
    for name in ("voice", "earcons", "haptics", "less_motion"):
        assert type(getattr(found, name)) is bool
    store.close()


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=40))
def test_bytes_that_are_no_settings_and_no_needs(tmp_path_factory, raw):
    store = Store(tmp_path_factory.mktemp("settings") / "s.db")
    store.keep("settings", raw)
    store.keep("needs", raw)
    assert isinstance(load_settings(store), Settings)
    assert isinstance(load_needs(store), Needs)
    store.close()


def test_needs_come_back_and_no_log_tells_them(store):
    changed = {"max_kerb_m": 0.03, "steps": True, "unknown": "strict"}
    mine = Needs(ProfileId.PRAM, changed, max_walk_m=400, max_transfers=0, modes=(TripMode.WALK, TripMode.CAR))
    save_needs(store, mine)
    assert load_needs(store) == mine
    assert repr(mine) == str(mine) == "Needs(not shown)"


@pytest.mark.parametrize(
    ("kept", "found", "moves"),
    [
        (b'{"moves":"walk"}', Needs(), "walk"),
        (b'{"moves":"roll","max_walk_m":500}', Needs(ProfileId.CUSTOM, {"steps": False, "escalators": False}, max_walk_m=500), "roll"),
        (b'{"profile":"giant"}', Needs(), "walk"),
        (b'{"profile":"power_chair","changed":{"steps":1,"max_kerb_m":7,"min_width_m":true,"unknown":"maybe","speed":1}}',
         Needs(ProfileId.POWER_CHAIR), "roll"),
        (b'{"profile":"cane","changed":{"max_kerb_m":null,"lifts":false}}', Needs(ProfileId.CANE, {"max_kerb_m": None, "lifts": False}), "walk"),
    ],
)  # fmt: skip
def test_needs_of_an_older_app_are_read_and_values_without_sense_are_left_out(store, kept, found, moves):
    store.keep("needs", kept)
    assert load_needs(store) == found
    assert load_needs(store).moves == moves


@pytest.mark.parametrize("profile", [one for one in PROFILES.values() if one.id not in (ProfileId.NONE, ProfileId.CUSTOM)], ids=lambda one: one.id)
def test_the_limits_that_are_asked_for_are_those_of_the_profile_and_do_not_name_it(profile):
    limits = limits_of(Needs(profile.id))
    same = ("steps", "escalators", "lifts", "surfaces", "smoothness", "crossings", "wheelchair", "unknown")
    assert [getattr(limits, name) for name in same] == [getattr(profile, name) for name in same]
    for name in LADDER:
        asked, own = getattr(limits, "speed_m_s" if name == "speed_mps" else name), getattr(profile, name)
        assert (asked is None) == (own is None)
        assert asked is None or (asked in LADDER[name] and stricter(name, asked, own) == asked)  # a wall is never loosened
    sent = msgspec.json.encode(limits)
    assert f'"{profile.id}"'.encode() not in sent
    assert msgspec.json.decode(sent, type=Limits) == limits


def test_whoever_asks_for_nothing_sends_no_limits():
    assert limits_of(Needs()) is None
    assert limits_of(Needs(ProfileId.CUSTOM)) is None
    assert limits_of(Needs(ProfileId.CUSTOM, {"steps": False})) == Limits(steps=False)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://city.example", "https://city.example"), ("  city.example/ ", "https://city.example"), ("localhost:8000", "http://localhost:8000"),
        ("192.168.1.7:8000", "http://192.168.1.7:8000"), ("http://10.0.0.2/allways/", "http://10.0.0.2/allways"), ("http://[::1]:8000", "http://[::1]:8000"),
        ("kitchen.local", "http://kitchen.local"), ("https://city.example:8443/a", "https://city.example:8443/a"),
    ],
)  # fmt: skip
def test_addresses_as_people_type_them(typed, address):
    assert check_backend(typed) == address
    assert check_backend(address) == address


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Type the address"), ("http://city.example", "https://"), ("ftp://city.example", "no address"), ("https://", "no address"),
        ("https://name:secret@city.example", "without name"), ("https://city.example?q=1", "question mark"), ("a city", "no address"),
        ("https://city.example:99999", "no address"), ("http://[::1", "no address"), ("file:///etc/passwd", "no address"),
    ],
)  # fmt: skip
def test_addresses_that_are_refused_say_why(typed, says):
    with pytest.raises(ValueError, match=says.replace("?", r"\?")):
        check_backend(typed)


@given(st.text(max_size=30))
def test_any_typing_is_an_address_or_a_sentence(typed):
    try:
        address = check_backend(typed)
    except ValueError:  # any other error would fail here
        return
    assert check_backend(address) == address


# Places and trips


def test_home_and_work_come_first_and_are_replaced(store):
    places = Places(store)
    third = places.save("Grandma", 49.5, 8.5)
    places.save("Work", 49.4, 8.6, key="work")
    places.save("Home", 49.3, 8.7, key="home")
    places.save("Home", 49.35, 8.75, key="home")
    assert [place.key for place in places.list_saved()] == ["home", "work", third.key]
    assert places.find_saved("home").lat == 49.35
    places.remove("work")
    assert [place.key for place in places.list_saved()] == ["home", third.key]


def test_recent_places_newest_first_each_once_twenty_at_most(store):
    places = Places(store)
    for number in range(25):
        places.add_recent(f"Place {number}", 49 + number / 100, 8)
    places.add_recent("Place 10", 49.1001, 8.0001)  # 13 m away: the same
    places.add_recent("Place 11", 49.2, 8)  # far from the other of this name
    found = places.list_recent()
    assert [place.name for place in found][:3] == ["Place 11", "Place 10", "Place 24"]
    assert len(found) == 20
    assert [place.name for place in found].count("Place 10") == 1
    places.clear_recent()
    assert places.list_recent() == []


def test_a_trip_opens_as_it_was_saved_and_a_removal_can_be_taken_back(store):
    trips, trip = Trips(store), a_trip()
    first = trips.save("Home", "Work", trip)
    assert trips.save("Home", "Work", trip) == first
    assert trips.get(first).itinerary == trip
    assert trips.get(first).itinerary.depart_at.utcoffset() == trip.depart_at.utcoffset()
    second = trips.save("Work", "Home", replace_start(trip))
    trips.delete(first)
    assert [kept.id for kept in trips.list_trips()] == [second]
    trips.restore(first)
    assert {kept.id for kept in trips.list_trips()} == {first, second}
    trips.delete(first)
    trips.delete(second)
    trips.restore(first)  # gone for good: only the last removal is kept
    assert trips.list_trips() == []
    with pytest.raises(TripNotFound):
        trips.get(first)


def replace_start(trip):
    return msgspec.structs.replace(trip, depart_at=trip.depart_at + timedelta(minutes=1))


def test_newest_trips_first_and_an_old_shape_is_left_out_not_lost(store):
    trips, trip, now = Trips(store), a_trip(), datetime(2026, 11, 27, tzinfo=UTC)
    old = trips.save("A", "B", trip, now - timedelta(days=1))
    new = trips.save("B", "C", trip, now)
    store.write("INSERT INTO saved_trip VALUES ('x', 'A', 'B', 0, ?, 0, NULL)", (b'{"shape": "of the past"}',))
    assert [kept.id for kept in trips.list_trips()] == [new, old]
    with pytest.raises(TripNotFound):
        trips.get("x")
    assert store.find_row("SELECT count(*) FROM saved_trip") == (3,)
