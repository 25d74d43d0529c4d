"""The trip in progress in the file of the phone: it comes back as it was, damage sets it aside, and its end leaves nothing."""
import sqlite3

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.contract.following import Advice
from mobile.asking import Ask, Spot, When, WhenKind
from mobile.store.database import STEPS, Store
from mobile.store.underway import KeptTrip, Progress, Thread, TripUnderway
from tests.mobile.lively import a_break, lively
from tests.mobile.screens.test_underway import told
from tests.mobile.share.trip import START, a_trip, minutes

ASK = Ask(Spot("Home", 49.41, 8.69, here=True), Spot("Work", 49.421, 8.701), When(WhenKind.ARRIVE, minutes(40)))
BROKEN = a_break(a_trip(), other=a_trip())
PROGRESS = Progress(Thread("k1", "t1", "e7", True), told(3, broken=BROKEN), BROKEN, ("b1", Advice.TAKE), 2, 120.5)
KEPT = KeptTrip("https://city.example", lively(a_trip("Mill Lane 3"), START), ASK, PROGRESS)
COLUMNS = ("city", "itinerary", "ask", "progress")


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "allways.db")
    yield store
    store.close()


def again(store) -> TripUnderway:
    """As after the next start."""
    return TripUnderway(Store(store.path))


def test_it_comes_back_as_it_was(store):
    trips = TripUnderway(store)
    assert trips.find() is None
    trips.keep(KEPT)
    assert again(store).find() == KEPT
    assert again(store).find().itinerary.legs[0].depart_at.utcoffset() == START.utcoffset()


def test_only_its_progress_is_written_again(store):
    trips = TripUnderway(store)
    trips.keep_progress(PROGRESS)
    assert trips.find() is None
    trips.keep(KEPT)
    trips.keep_progress(Progress())
    assert again(store).find() == KeptTrip(KEPT.city, KEPT.itinerary, KEPT.ask, Progress())


def test_there_is_one_and_once_it_has_ended_nothing_of_it_is_in_the_file(store):
    trips = TripUnderway(store)
    trips.keep(KEPT)
    trips.keep(KeptTrip(KEPT.city, a_trip(), ASK, Progress()))
    assert trips.find().itinerary == a_trip()
    trips.keep(KEPT)
    trips.forget()
    assert again(store).find() is None
    store.close()
    sqlite3.connect(store.path).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"Mill Lane" not in store.path.read_bytes()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(COLUMNS), st.binary(max_size=60) | st.integers() | st.sampled_from(['{"legs":[]}', "null", "[1]", '{"leg":"x"}']))
def test_a_damaged_one_is_set_aside_and_never_a_crash(store, column, value):
    trips = TripUnderway(store)
    trips.keep(KEPT)
    value = max(-(2**63), min(value, 2**63 - 1)) if isinstance(value, int) else value
    store.write(f"UPDATE trip_underway SET {column} = ? WHERE state = 'now'", (value,))
    found = trips.find()
    if found is None:
        assert store.list_rows(f"SELECT state, {column} FROM trip_underway") == [("damaged", value)]
        trips.keep(KEPT)
        assert trips.find() == KEPT
    trips.forget()
    assert store.list_rows("SELECT * FROM trip_underway") == []


@pytest.mark.parametrize(
    "change",
    [
        lambda trip: msgspec.structs.replace(trip, legs=()),
        lambda trip: msgspec.structs.replace(trip, arrive_at=trip.arrive_at.replace(tzinfo=None)),
        lambda trip: msgspec.structs.replace(trip, legs=(msgspec.structs.replace(trip.legs[0], geometry="____"),)),
    ],
)
def test_what_could_not_be_drawn_or_counted_is_no_trip(store, change):
    trips = TripUnderway(store)
    trips.keep(KeptTrip(KEPT.city, change(a_trip()), ASK, Progress()))
    assert trips.find() is None
    assert trips.find() is None


def test_a_file_of_an_older_app_gets_its_place_for_it(tmp_path):
    path = tmp_path / "allways.db"
    old = sqlite3.connect(path)
    old.executescript(f"{STEPS[0]} PRAGMA user_version = 1;")
    old.execute("INSERT INTO kept VALUES ('needs', x'7b7d')")
    old.commit()
    old.close()
    store = Store(path)
    TripUnderway(store).keep(KEPT)
    assert (TripUnderway(store).find(), store.find_kept("needs"), store.recovered) == (KEPT, b"{}", False)
    store.close()


def test_no_log_tells_of_it():
    assert "Mill Lane" not in f"{KEPT} {KEPT!r} {PROGRESS!r}"
