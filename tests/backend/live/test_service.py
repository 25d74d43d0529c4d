"""What feeds say reaches the next answer, with who said it and when; what is too old is let go."""
import asyncio
from datetime import date, timedelta

import pytest

from backend.contract.feeds import FeedKind
from backend.contract.trips import LegMode, Place, PlanRequest, TripMode
from backend.feeds.problems import FeedUnreadable
from backend.trips.service import TripPlanner
from tests.backend.live.conftest import EIGHT
from tests.backend.live.messages import FRESH_S, alert, closed, feed, sharing, trips
from tests.worlds.town import at

DAY = date(2026, 11, 24)
TRIPS, BIKES = feed("trips", FeedKind.TRIP_UPDATES), feed("bikes", FeedKind.GBFS)
ALERTS, WORKS = feed("alerts", FeedKind.ALERTS), feed("works", FeedKind.CLOSURES_GEOJSON)
RIDE = (TripMode.WALK, TripMode.TRANSIT)


def ask(live, modes=RIDE, begin=0.0, end=3900.0, **more):
    request = PlanRequest(Place(*at(begin, 10)), Place(*at(end, 10)), depart_at=EIGHT, modes=modes, window_min=0, **more)
    return TripPlanner(live).plan(request)


def ride_of(answer):
    return next(leg for itinerary in answer.itineraries for leg in itinerary.legs if leg.route)


async def test_a_late_tram_comes_late_with_who_says_so_and_when(live, clock):
    first = ride_of(ask(live))
    assert (first.live, first.scheduled_depart_at) == (None, first.depart_at)
    applied = await live.apply(TRIPS, trips(EIGHT - timedelta(seconds=20), DAY, late={first.trip_id: 240}), EIGHT)
    assert (applied.entities, applied.unknown_ids, applied.problems) == (1, 0, 0)
    late = ride_of(ask(live))
    assert late.trip_id == first.trip_id
    assert late.depart_at - late.scheduled_depart_at == timedelta(minutes=4)
    assert late.arrive_at - late.scheduled_arrive_at == timedelta(minutes=4)
    assert (late.live.feed, late.live.observed_at) == ("trips", EIGHT - timedelta(seconds=20))
    assert late.service_day == DAY


async def test_a_cancelled_tram_is_not_offered(live):
    first = ride_of(ask(live))
    await live.apply(TRIPS, trips(EIGHT, DAY, cancelled=(first.trip_id,)), EIGHT)
    assert ride_of(ask(live)).trip_id != first.trip_id


async def test_what_is_too_old_is_let_go_and_the_timetable_holds_again(live, clock):
    first = ride_of(ask(live))
    await live.apply(TRIPS, trips(EIGHT, DAY, cancelled=(first.trip_id,)), EIGHT)
    await live.apply(BIKES, sharing(EIGHT, ("a", 100, 3, 3), ("b", 3800, 0, 5)), EIGHT)
    clock.moment = EIGHT + timedelta(seconds=FRESH_S)
    await live.let_go()
    assert set(live.view.told) == {"trips", "bikes"}
    clock.moment += timedelta(seconds=1)
    await live.let_go()
    assert not live.view.told
    assert not live.view.fleets
    assert not live.view.systems
    assert dict(live.snapshot.observed) == {}
    again = ride_of(ask(live))
    assert (again.trip_id, again.live) == (first.trip_id, None)
    assert not [i for i in ask(live, (TripMode.SHARED_BIKE,)).itineraries if any(leg.rental for leg in i.legs)]


async def test_a_message_dated_into_the_future_counts_from_its_receipt(live, clock):
    await live.apply(TRIPS, trips(EIGHT + timedelta(hours=3), DAY), EIGHT)
    assert live.view.told["trips"] == EIGHT
    clock.moment = EIGHT + timedelta(seconds=FRESH_S + 1)
    await live.let_go()
    assert not live.view.told


async def test_closures_that_are_confirmed_hold_on_and_those_let_go_are_unknown(live, clock):
    assert await live.confirm(WORKS, EIGHT) is False
    await live.apply(WORKS, closed(("pipes", 1000, 1500)), EIGHT)
    version = live.snapshot.version
    clock.moment = EIGHT + timedelta(seconds=FRESH_S)
    assert await live.confirm(WORKS, clock.moment)
    clock.moment += timedelta(seconds=FRESH_S)
    await live.let_go()
    assert live.view.source("works", clock.moment).age_s == FRESH_S
    assert live.snapshot.observed["works"] == live.view.told["works"]
    assert (len(live.snapshot.closures["works"]), live.snapshot.version) == (1, version), "nothing is worked out anew"
    assert await live.confirm(WORKS, EIGHT)
    assert live.view.told["works"] == EIGHT + timedelta(seconds=FRESH_S), "time does not run back"
    clock.moment += timedelta(seconds=1)
    await live.let_go()
    assert await live.confirm(WORKS, clock.moment) is False


async def test_an_older_message_after_a_newer_one_changes_nothing(live):
    first = ride_of(ask(live))
    await live.apply(TRIPS, trips(EIGHT, DAY, late={first.trip_id: 240}), EIGHT)
    newest = live.view
    await live.apply(TRIPS, trips(EIGHT - timedelta(seconds=60), DAY), EIGHT + timedelta(seconds=5))
    assert live.view is newest


async def test_a_message_that_cannot_be_read_leaves_what_was_known(live):
    await live.apply(BIKES, sharing(EIGHT, ("a", 100, 3, 3), ("b", 3800, 0, 5)), EIGHT)
    known = live.view
    for broken in ({"message": b"no protobuf at all"}, {"message": b""}):
        with pytest.raises(FeedUnreadable):
            await live.apply(TRIPS, broken, EIGHT)
    with pytest.raises(FeedUnreadable):
        await live.apply(BIKES, {"gbfs": b"{"}, EIGHT)
    assert live.view is known


async def test_a_shared_bike_tells_where_how_many_and_what_it_costs(live, clock):
    await live.apply(BIKES, sharing(EIGHT, ("a", 100, 3, 3), ("b", 3800, 0, 5)), EIGHT)
    answer = ask(live, (TripMode.SHARED_BIKE,))
    (leg,) = [leg for itinerary in answer.itineraries for leg in itinerary.legs if leg.rental]
    rental = leg.rental
    assert (leg.mode, rental.system, rental.vehicle, rental.electric) == (LegMode.BIKE, "Elm Bikes", "bicycle", False)
    assert (rental.pick_up.station_id, rental.pick_up.vehicles, rental.pick_up.docks) == ("a", 3, 3)
    assert (rental.drop_off.station_id, rental.drop_off.name, rental.drop_off.docks) == ("b", "b dock", 5)
    minutes = -(-(leg.arrive_at - leg.depart_at).total_seconds() // 60)
    assert (rental.price.amount_minor, rental.price.currency) == (100 + 10 * minutes, "EUR")
    assert (rental.source.feed, rental.book_url) == ("bikes", "https://bikes.example")


async def test_when_the_dock_fills_up_the_ride_ends_elsewhere(live):
    await live.apply(BIKES, sharing(EIGHT, ("a", 100, 3, 3), ("b", 3800, 0, 5), ("c", 3200, 0, 5)), EIGHT)
    assert {leg.rental.drop_off.station_id for i in ask(live, (TripMode.SHARED_BIKE,)).itineraries for leg in i.legs if leg.rental} == {"b"}
    later = EIGHT + timedelta(seconds=30)
    await live.apply(BIKES, sharing(later, ("a", 100, 3, 3), ("b", 3800, 5, 0), ("c", 3200, 0, 5)), later)
    assert {leg.rental.drop_off.station_id for i in ask(live, (TripMode.SHARED_BIKE,)).itineraries for leg in i.legs if leg.rental} == {"c"}


async def test_a_scooter_is_left_at_the_door_and_needs_the_range(live):
    await live.apply(BIKES, sharing(EIGHT, vehicles=(("weak", 50, 900), ("strong", 400, 25_000))), EIGHT)
    (leg,) = [leg for i in ask(live, (TripMode.SHARED_SCOOTER,)).itineraries for leg in i.legs if leg.rental]
    assert (leg.mode, leg.rental.vehicle_name, leg.rental.drop_off) == (LegMode.SCOOTER, "Kick", None)
    assert leg.from_.lon == pytest.approx(at(400, 5)[1], abs=1e-6)
    assert leg.rental.pick_up.station_id is None


async def test_a_closed_street_is_closed_for_whom_it_names_until_the_feed_opens_it(live):
    everyone = (TripMode.WALK, TripMode.BIKE, TripMode.CAR)
    free = {i.legs[0].mode: i.duration_s for i in ask(live, everyone, 1100, 1400).itineraries}
    await live.apply(WORKS, closed(("pipes", 1000, 1500)), EIGHT)
    around = {i.legs[0].mode: i.duration_s for i in ask(live, everyone, 1100, 1400).itineraries}
    assert all(around.get(mode, 99_999) > free[mode] for mode in (LegMode.WALK, LegMode.BIKE))
    later = EIGHT + timedelta(seconds=30)
    await live.apply(WORKS, closed(), later)
    assert {i.legs[0].mode: i.duration_s for i in ask(live, everyone, 1100, 1400).itineraries} == free


async def test_an_alert_is_shown_with_the_legs_it_is_about_while_it_lasts(live):
    hour = timedelta(hours=1)
    await live.apply(ALERTS, alert(EIGHT, "T", "Trams may be late", EIGHT - hour, EIGHT + hour), EIGHT)
    answer = ask(live)
    (told,) = answer.alerts
    assert (told.header, told.source.feed) == ("Trams may be late", "alerts")
    assert ride_of(answer).alert_ids == (told.id,)
    for route_id, begin in (("B", EIGHT - hour), ("T", EIGHT + timedelta(minutes=50))):
        later = live.view.told["alerts"] + timedelta(seconds=1)
        await live.apply(ALERTS, alert(later, route_id, "Trams may be late", begin, EIGHT + hour), later)
        assert ask(live).alerts == ()
        assert ride_of(ask(live)).alert_ids == ()


async def test_whoever_follows_sees_the_newest_view(live):
    seen = []

    async def follow():
        async for view in live.changes():
            seen.append(view.snapshot.version)
            if len(seen) == 2:
                return

    following = asyncio.create_task(follow())
    await asyncio.sleep(0)
    await live.apply(TRIPS, trips(EIGHT, DAY), EIGHT)
    await asyncio.wait_for(following, 5)
    assert seen == [0, live.snapshot.version]


async def test_an_answer_keeps_the_view_it_began_with(live):
    before = live.view
    first = ride_of(ask(live))
    await live.apply(TRIPS, trips(EIGHT, DAY, cancelled=(first.trip_id,)), EIGHT)
    assert before.snapshot.live is None
    assert live.view is not before


async def test_a_faster_way_that_cannot_be_gone_says_why(live):
    first = ride_of(ask(live))
    assert ask(live).left_out == ()
    await live.apply(TRIPS, trips(EIGHT, DAY, cancelled=(first.trip_id,)), EIGHT)
    answer = ask(live)
    (way,) = answer.left_out
    assert ride_of(type(answer)((way.itinerary,), (), answer.as_of, "")).trip_id == first.trip_id
    assert way.gain_s == (min(i.arrive_at for i in answer.itineraries) - way.itinerary.arrive_at).total_seconds()
    (reason,) = way.reasons
    assert (reason.code, reason.text) == ("cancelled", "The ride is cancelled.")
    assert way.itinerary.legs[reason.leg].trip_id == first.trip_id
    await live.apply(WORKS, closed(("pipes", 1000, 1500)), EIGHT)
    (way,) = ask(live, (TripMode.WALK,), 1100, 1400).left_out
    assert way.reasons[0].text == "This way is closed: New pipes."


async def test_a_closure_told_again_in_the_same_words_is_the_same_one(live):
    await live.apply(WORKS, closed(("pipes", 1000, 1500), ("gas", 2000, 2500)), EIGHT)
    pipes, gas = live.snapshot.closures["works"]
    later = EIGHT + timedelta(seconds=30)
    await live.apply(WORKS, closed(("pipes", 1000, 1500), ("gas", 2000, 3000)), later)
    again, longer = live.snapshot.closures["works"]
    assert again is pipes
    assert longer is not gas
