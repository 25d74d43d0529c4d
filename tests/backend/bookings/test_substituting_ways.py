"""Where a substitute has to lead, and what is not worth pricing: what has fallen away, and what comes too late."""
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from backend.bookings.substituting_ways import goals, modes_of, request_for, worth_pricing
from backend.contract.following import FollowedLeg, FollowedPlace, FollowedRental
from backend.contract.quotes import QuoteRequest
from backend.contract.rides import FollowedRide, RideLoad
from backend.contract.trips import LegMode, TripMode
from payments.states import LegState
from tests.backend.bookings.test_substituting import ride

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOME, MARKET, WORK = (FollowedPlace(0.0, lon, name) for lon, name in ((0.0, "Home"), (0.1, "Market"), (0.2, "Work")))


def followed(mode, start, end, begin, minutes, **more):
    return FollowedLeg(mode, start, end, NOON + begin * MINUTE, NOON + (begin + minutes) * MINUTE, **more)


ASKED = QuoteRequest((
    followed(LegMode.TRAM, HOME, MARKET, 0, 20, trip_id="tram", service_day=NOON.date()),
    followed(LegMode.WALK, MARKET, MARKET, 20, 4),
    followed(LegMode.BIKE, MARKET, WORK, 30, 10, rental=FollowedRental("bikes")),
))  # fmt: skip


def booked(leg_no, covers, begin, minutes, state, start, end, rides=()):
    facts = {"from": {"lat": start.lat, "lon": start.lon, "name": start.name}, "to": {"lat": end.lat, "lon": end.lon, "name": end.name}}
    facts["rides"] = list(rides)
    span = NOON + begin * MINUTE, NOON + (begin + minutes) * MINUTE
    return SimpleNamespace(leg_no=leg_no, covers=covers, starts_at=span[0], ends_at=span[1], state=state, facts=facts)


TRAM = booked(1, [0], 0, 20, LegState.DISRUPTED, HOME, MARKET, [
    {"tripId": "tram", "serviceDay": NOON.date().isoformat(), "fromStopId": "a", "toStopId": "b"},
])  # fmt: skip
BIKE = booked(2, [2], 30, 10, LegState.CONFIRMED, MARKET, WORK)


def test_first_to_where_the_leg_goes_in_time_for_the_next_one_then_to_where_the_trip_goes():
    near, far = goals(SimpleNamespace(legs=[TRAM, BIKE]), TRAM, ASKED, NOON - MINUTE)
    assert (near.leg_nos, near.end.name, near.leave_at, near.by) == ((1,), "Market", NOON, NOON + 26 * MINUTE)  # four minutes are walked
    assert (far.leg_nos, far.end.name, far.by) == ((1, 2), "Work", None)
    late = goals(SimpleNamespace(legs=[TRAM]), TRAM, ASKED, NOON + 5 * MINUTE)
    assert [(goal.leg_nos, goal.leave_at) for goal in late] == [((1,), NOON + 5 * MINUTE)]


def test_nobody_is_put_on_what_they_had_not_booked():
    assert set(modes_of(ASKED.legs)) == {TripMode.WALK, TripMode.TRANSIT, TripMode.SHARED_BIKE}
    assert set(modes_of(ASKED.legs[:2])) == {TripMode.WALK, TripMode.TRANSIT}


def test_who_was_to_be_driven_is_driven_and_a_wheelchair_only_where_one_can_go():
    def van(load):
        return QuoteRequest((*ASKED.legs[:2], followed(LegMode.ON_DEMAND, MARKET, WORK, 30, 20, ride=FollowedRide("elm", load))))

    near = goals(SimpleNamespace(legs=[TRAM]), TRAM, van(RideLoad(2)), NOON)[0]
    two, many, chair = (request_for(near, van(load)) for load in (RideLoad(2, guide_dogs=1), RideLoad(5), RideLoad(1, wheelchairs=1)))
    lines = {TripMode.WALK, TripMode.TRANSIT, TripMode.ON_DEMAND}
    assert [set(one.modes) - lines for one in (two, many, chair)] == [{TripMode.TAXI}, set(), set()]
    assert [one.riding for one in (two, many)] == [RideLoad(2, guide_dogs=1), RideLoad(5)]
    assert (two.limits, chair.limits.wheelchair, chair.limits.steps) == (None, True, False)
    assert request_for(near, ASKED).riding is None


def test_what_has_fallen_away_or_comes_too_late_is_no_way():
    near = goals(SimpleNamespace(legs=[TRAM, BIKE]), TRAM, ASKED, NOON)[0]
    assert request_for(near, ASKED).depart_at == NOON
    ways = [ride("late", NOON + 10 * MINUTE), ride("tram", NOON), ride("bus", NOON + 5 * MINUTE)]
    found = list(worth_pricing(ways, near, [TRAM]))
    assert [legs[0].trip_id for legs in found] == ["bus"]
    by_frequency = ride("tram", NOON + 21 * MINUTE)  # the next run, which has the same id
    assert list(worth_pricing([by_frequency], replace(near, by=None), [TRAM]))


def test_who_wants_to_stay_on_the_way_is_not_led_past():
    later = booked(2, [2], 300, 10, LegState.CONFIRMED, MARKET, WORK)
    asked = QuoteRequest((*ASKED.legs[:2], followed(LegMode.BIKE, MARKET, WORK, 300, 10, rental=FollowedRental("bikes"))))
    assert [goal.leg_nos for goal in goals(SimpleNamespace(legs=[TRAM, later]), TRAM, asked, NOON)] == [(1,)]
