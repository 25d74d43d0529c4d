"""What is said around the end of a stay, once each, and what a space that is taken becomes, told now or when there is a network again."""
from datetime import timedelta
from uuid import UUID

import msgspec

from backend.contract.reservation_care import Incident, IncidentState
from backend.contract.reservations import ReservationState
from mobile.asking import Spot
from mobile.parking.kept import load_reservations, save_reservations
from mobile.parking.reminders import due, next_at, reminders
from mobile.parking.taken import Told, is_open
from mobile.parking.wish import Wish, search_of, stepped
from mobile.screens.my_parking.care import taken_view
from mobile.store.database import Store
from tests.mobile.parking.told import BOOKING_ID, NOON, STATION, VAN, a_reservation

QUARTER = timedelta(minutes=15)


def test_a_quarter_before_at_the_end_and_five_minutes_later():
    stay = a_reservation()
    assert [one.at - stay.ends_at for one in reminders([stay])] == [-QUARTER, timedelta(0), timedelta(minutes=5)]
    first, at_end, after = (one.words for one in reminders([stay]))
    assert first == "Your parking at Chapel Row ends in 15 minutes, at 11 o'clock. Make it longer, or leave in time."
    assert at_end == "Your parking at Chapel Row ends now. Until 11 10 leaving costs nothing more."
    assert after.endswith("Until 11 10 leaving costs nothing more. Each 10 minutes later costs 40 cents.")


def test_each_is_said_once_and_none_that_is_long_past():
    stay = a_reservation()
    at = stay.ends_at - QUARTER
    (first,) = due([stay], set(), at)
    assert not due([stay], {first.key}, at)
    assert not due([stay], set(), at - timedelta(seconds=1))
    assert not due([stay], set(), at + timedelta(minutes=6))
    assert next_at([stay], at) == stay.ends_at
    assert next_at([stay], stay.ends_at + timedelta(minutes=5)) is None


def test_a_stay_that_was_made_longer_is_reminded_of_at_its_new_end_alone():
    stay = a_reservation()
    longer = a_reservation(booking_id=UUID(int=9), starts_at=stay.ends_at, ends_at=stay.ends_at + timedelta(hours=1))
    assert {one.at.hour for one in reminders([stay, longer])} == {11, 12}
    assert next_at([stay, longer], NOON) == longer.ends_at - QUARTER
    assert not list(reminders([a_reservation(state=ReservationState.CANCELLED)]))


def test_reservations_are_there_without_network_and_broken_ones_are_asked_for_anew(tmp_path):
    store = Store(tmp_path / "allways.db")
    save_reservations(store, "http://elm.example", (a_reservation(),))
    assert load_reservations(store, "http://elm.example") == (a_reservation(),)
    assert load_reservations(store, "http://ash.example") == ()
    store.keep("reservations of http://elm.example", b"[{}]")
    assert load_reservations(store, "http://elm.example") == ()
    store.close()


def incident(state: IncidentState, **changes) -> Incident:
    return msgspec.structs.replace(Incident(UUID(int=1), UUID(BOOKING_ID), 1, state, NOON, False), **changes)


def test_what_has_become_of_a_space_that_is_taken():
    told = Told(BOOKING_ID, 1, NOON, "key")
    assert is_open(told)
    assert taken_view(told).waits
    assert "09:00" in taken_view(told).detail
    found = msgspec.structs.replace(told, incident=incident(IncidentState.REPLACED, replacement_id=UUID(int=7)))
    assert not is_open(found)
    assert taken_view(found).replacement == str(UUID(int=7))
    again = msgspec.structs.replace(told, incident=incident(IncidentState.LOOK_AGAIN))
    assert taken_view(again).again
    assert not is_open(again)
    refused = msgspec.structs.replace(told, trouble="Not yours.")
    assert not is_open(refused)
    assert taken_view(refused).detail == "Not yours."
    assert all(taken_view(msgspec.structs.replace(told, incident=incident(state))).title for state in IncidentState)


def test_times_begin_anew_where_they_have_passed_and_never_lie_the_wrong_way_round():
    wish = Wish(Spot("Hospital", *STATION)).current(NOON.replace(minute=7))
    assert (wish.starts_at, wish.ends_at) == (NOON + QUARTER, NOON + QUARTER + timedelta(hours=2))
    later = NOON + timedelta(hours=5)
    assert wish.current(later).ends_at - wish.current(later).starts_at == timedelta(hours=2)
    assert wish.current(NOON) == wish
    start, end = NOON, NOON + timedelta(hours=1)
    assert stepped(start, end, "end", -timedelta(hours=3), NOON) == (start, start + QUARTER)
    assert stepped(start, end, "start", timedelta(days=1), NOON) == (start + timedelta(days=1), end + timedelta(days=1))
    assert stepped(start, end, "start", -timedelta(days=1), NOON) == (start, end)


def test_filters_and_vehicle_are_asked_for_as_the_city_knows_them():
    wish = Wish(Spot("Hospital", *STATION), NOON, NOON + QUARTER, frozenset({"covered", "charging", "fits"}))
    asked = search_of(wish, VAN, None, 12_000)
    assert asked.filters.covered
    assert not asked.filters.badge_bay
    assert asked.vehicle.wants_charging
    assert asked.vehicle.height_mm == 1980
    assert asked.max_walk_m == 5000
    assert search_of(wish, None, None, None).max_walk_m == 1000
