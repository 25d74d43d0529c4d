"""Whether a trip is late for a reserved space: which stay its car goes to, when it is there, and what came of telling the city."""
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.contract.reservation_care import LaterArrivalResponse, OtherSpace
from backend.contract.reservations import ReservationState
from backend.contract.trips import Itinerary, Leg, LegMode, LegPlace
from mobile.asking import Ask, Spot
from mobile.device.protocols import Fix
from mobile.i18n import LANGUAGES, use
from mobile.parking.delay import ToldLater, drive_of, is_new, late_for, stay_of, view_of
from mobile.screens.underway.along import Along, locate, paths_of
from mobile.screens.underway.state import Trip
from tests.mobile.parking.told import BOOKING_ID, NOON, STATION, a_reservation
from tests.mobile.polylines import encode

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
BEGIN = (STATION[0] - 0.04, STATION[1])
STAY = a_reservation(starts_at=NOON, ends_at=NOON + timedelta(hours=2))
ASK = Ask(Spot("Home", *BEGIN), Spot("Hospital", *STATION))


def a_drive(set_out: datetime = NOON - 20 * MINUTE) -> Itinerary:
    """Twenty minutes by car to the north, then five on foot to the east."""
    there, door = LegPlace("", *STATION), LegPlace("Hospital", STATION[0], STATION[1] + 0.004)
    parked = set_out + 20 * MINUTE
    legs = (
        Leg(mode=LegMode.CAR, from_=LegPlace("Home", *BEGIN), to=there, depart_at=set_out, arrive_at=parked, distance_m=4450,
            geometry=encode([BEGIN, STATION])),
        Leg(mode=LegMode.WALK, from_=there, to=door, depart_at=parked, arrive_at=parked + 5 * MINUTE, distance_m=250,
            geometry=encode([STATION, (door.lat, door.lon)])),
    )  # fmt: skip
    return Itinerary(depart_at=set_out, arrive_at=parked + 5 * MINUTE, duration_s=1500, transfers=0, walk_m=250, climb_m=0, co2_g=900, legs=legs)


def seen(left: float, leg: int = 0) -> Along:
    """With such a share of the drive still ahead."""
    return Along(leg, 4450 * (1 - left), 4450 * left)


TRIP = Trip(a_drive(), ASK)


@given(st.floats(0.05, 1), st.integers(-18, 40))
@settings(max_examples=60, deadline=None)
def test_it_is_late_exactly_where_what_is_left_takes_until_more_than_ten_minutes_after_the_beginning(left, minute):
    now = NOON + minute * MINUTE
    found = late_for(replace(TRIP, along=seen(left)), [STAY], now)
    there = now + 20 * left * MINUTE
    if there <= NOON + 10 * MINUTE - MINUTE:
        assert found is None
    elif there > NOON + 10 * MINUTE + SECOND:
        stay, at = found
        assert stay is STAY
        assert -SECOND < at - there < MINUTE + SECOND


def test_by_the_clock_alone_nobody_is_late_unless_they_set_out_too_late():
    assert late_for(TRIP, [STAY], NOON - 5 * MINUTE) is None
    assert late_for(TRIP, [STAY], NOON + 30 * MINUTE) is None
    stay, at = late_for(Trip(a_drive(NOON), ASK), [STAY], NOON - 5 * MINUTE)
    assert (stay, at) == (STAY, NOON + 20 * MINUTE)
    assert late_for(Trip(a_drive(NOON), ASK), [STAY], NOON + 21 * MINUTE) is None, "the car stands, as far as anybody knows"
    assert late_for(replace(TRIP, along=seen(0.5, leg=1)), [STAY], NOON + 30 * MINUTE) is None, "one is seen on foot already"


@pytest.mark.parametrize("changes", [
    {"state": ReservationState.INSIDE}, {"state": ReservationState.HELD}, {"state": ReservationState.CANCELLED}, {"entered_at": NOON},
    {"starts_at": NOON + 2 * timedelta(hours=1), "ends_at": NOON + 3 * timedelta(hours=1)}, {"ends_at": NOON},
    {"space": msgspec.structs.replace(STAY.space, lat=STATION[0] + 0.01)},
])  # fmt: skip
def test_other_stays_are_left_alone(changes):
    assert stay_of(TRIP.itinerary, 0, [msgspec.structs.replace(STAY, **changes)]) is None


def test_of_several_stays_it_is_the_one_that_begins_then_and_never_one_that_only_goes_on():
    hour = timedelta(hours=1)
    goes_on = msgspec.structs.replace(STAY, booking_id=UUID(int=8), starts_at=STAY.ends_at, ends_at=STAY.ends_at + hour)
    later = Trip(a_drive(STAY.ends_at - 25 * MINUTE), ASK)
    assert stay_of(later.itinerary, 0, [goes_on, STAY]) is STAY
    elsewhere = msgspec.structs.replace(STAY.space, space_id=UUID(int=9), lat=STATION[0] + 0.002)
    near_by = msgspec.structs.replace(STAY, booking_id=UUID(int=9), space=elsewhere)
    assert stay_of(TRIP.itinerary, 0, [near_by, STAY]) is STAY
    assert stay_of(TRIP.itinerary, 0, [near_by]) is near_by
    walk = msgspec.structs.replace(TRIP.itinerary, legs=TRIP.itinerary.legs[1:])
    assert drive_of(walk) is None
    assert late_for(Trip(walk, ASK), [STAY], NOON) is None


def test_whoever_is_stuck_in_the_car_while_the_clock_has_them_on_foot_is_still_on_the_drive():
    trip, paths = TRIP.itinerary, paths_of(TRIP.itinerary)
    stuck = Fix(BEGIN[0] + 0.02, BEGIN[1], 8, None, datetime.now(UTC))
    assert locate(paths, trip.legs, 1, stuck, None) is None
    found = locate(paths, trip.legs, 1, stuck, seen(0.6))
    assert found.leg == 0
    assert found.share_left == pytest.approx(0.5, abs=0.01)
    assert locate(paths, trip.legs, 1, stuck, Along(0, 4450, 0.0)) is None, "one had been there"
    stay, at = late_for(replace(TRIP, along=found), [STAY], NOON + 5 * MINUTE)
    assert stay is STAY
    assert at - NOON in (15 * MINUTE, 16 * MINUTE)


def told(answer: LaterArrivalResponse | None = None, late_min: int = 25, **changes) -> ToldLater:
    return ToldLater(BOOKING_ID, 1, NOON + late_min * MINUTE, "key", answer, **changes)


def an_answer(moved_min: int, until: datetime | None = None, others: int = 0) -> LaterArrivalResponse:
    ends_at = STAY.ends_at + moved_min * MINUTE
    other = OtherSpace(UUID(int=61), "Bay 9", 40, NOON + 25 * MINUTE, STAY.ends_at + 25 * MINUTE, 360)
    return LaterArrivalResponse(UUID(BOOKING_ID), ends_at, moved_min, until, (other,) * others)


def test_a_delay_is_told_once_until_it_grows():
    assert is_new(NOON, None)
    assert not is_new(NOON + 29 * MINUTE, told())
    assert is_new(NOON + 30 * MINUTE, told())
    assert not is_new(NOON + 5 * MINUTE, told())


@pytest.mark.parametrize(("answer", "tone", "words"), [
    (an_answer(25), "ok", "Your space is yours until 11:25 now, at no price."),
    (an_answer(10, STAY.ends_at + 25 * MINUTE), "warn",
     "Your space is yours until 11:10 now, at no price. You can make it longer until 11:25, at its price."),
    (an_answer(0, None, 2), "warn", "Your parking ends at 11:00 as before. Somebody else has the space afterwards. "
     "2 other spaces are free for as long as you booked."),
    (an_answer(0), "warn", "Your parking ends at 11:00 as before. Somebody else has the space afterwards."),
    (None, "warn", "You will be there at about 09:25. Your parking is told as soon as there is a connection."),
])  # fmt: skip
def test_what_came_of_it_and_what_can_be_done(answer, tone, words):
    view = view_of(told(answer), STAY)
    assert (view.tone, view.detail) == (tone, words)
    assert view.spoken.startswith("You come later to Chapel Row. ")


def test_a_refusal_is_said_with_its_reason_and_all_of_it_in_every_language():
    assert view_of(told(trouble="The stay is over."), STAY).detail == "Your parking could not be made later. The stay is over."
    heard = set()
    for language in LANGUAGES:
        use(language)
        view = view_of(told(an_answer(10, STAY.ends_at + 20 * MINUTE, 1)), STAY)
        heard.add(view.spoken)
        assert "{" not in view.spoken
    assert len(heard) == len(LANGUAGES)
