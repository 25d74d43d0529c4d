"""Departures as they are expected now: late and early trips, cancelled ones, stops left out."""
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.live.view import LiveView
from routing.closures import Closure
from routing.query import Point
from routing.snapshot import Snapshot
from routing.transit.live import SCHEDULED, SKIPPED, UNTOLD, LiveTrips, TripUpdates
from tests.worlds.town import at, open_town

ZONE = ZoneInfo("Europe/Berlin")
DAY = date(2026, 11, 3)
SEEN = datetime(2026, 11, 3, 6, 59, 30, tzinfo=UTC)
TOWN = open_town()
WEST, MARKET = 0, 1  # positions of the trams to the east


def moment(clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 11, 3, int(hour), int(minute), tzinfo=ZONE)


def tram(clock: str) -> int:
    """The row of the tram that leaves West for the east at a time."""
    hour, minute = clock.split(":")
    return list(TOWN.timetables.transit.trip_id).index(f"E{int(hour) * 60 + int(minute)}")


def late(position: int, minutes: float) -> tuple[int, int, int, int]:
    return position, SCHEDULED, UNTOLD, round(minutes * 60)


def updates(*told: tuple[int, list | None], day: date = DAY) -> TripUpdates:
    """(trip, its stops as in `late`, None: cancelled)."""
    stops = [stop for _, of_trip in told for stop in of_trip or ()]
    columns = np.array(stops, np.int64).reshape(-1, 4).T
    counts = [len(of_trip or ()) for _, of_trip in told]
    return TripUpdates(
        np.array([trip for trip, _ in told], np.int32), np.full(len(told), day.toordinal(), np.int32),
        np.array([of_trip is None for _, of_trip in told], bool),
        np.concatenate(([0], np.cumsum(counts))).astype(np.int64), columns[0].astype(np.int32), columns[1].astype(np.uint8),
        columns[2].astype(np.int32), columns[3].astype(np.int32),
    )  # fmt: skip


def view(*told, day: date = DAY) -> LiveView:
    snapshot = TOWN.live.snapshot.with_trip_updates(updates(*told, day=day), "town-trips", SEEN)
    return LiveView(snapshot, MappingProxyType({"town-trips": SEEN}))


def board(known: LiveView, stop_id: str, clock: str, limit: int = 4) -> list[str]:
    """What a sign at the stop would show, of trams to the east."""
    found = TOWN.timetables.departures(known, stop_id, moment(clock), 100).departures
    return [shown(one) for one in found if one.headsign == "Eastend"][:limit]


def shown(one) -> str:
    if one.live is None:
        return f"{one.depart_at:%H:%M}"
    return f"{one.scheduled_at:%H:%M} " + ("cancelled" if one.cancelled else f"now {one.depart_at:%H:%M}")


def test_a_late_tram_is_listed_until_it_has_left_in_the_order_in_which_they_come():
    told = view((tram("8:00"), [late(WEST, 20)]))
    assert board(told, "west", "8:05", 3) == ["08:15", "08:00 now 08:20", "08:30"]
    assert board(told, "west", "8:20", 2) == ["08:00 now 08:20", "08:30"]
    assert board(told, "west", "8:21", 1) == ["08:30"]


def test_one_that_leaves_early_is_gone():
    told = view((tram("8:00"), [(WEST, SCHEDULED, -120, -120)]))
    assert board(told, "west", "7:58", 1) == ["08:00 now 07:58"]
    assert board(told, "west", "7:59", 1) == ["08:15"]


def test_a_cancelled_one_is_listed_at_its_time_and_a_stop_that_is_left_out_only_there():
    gone, passing = (tram("8:00"), None), (tram("8:15"), [late(WEST, 1), (MARKET, SKIPPED, UNTOLD, UNTOLD)])
    told = view(gone, passing)
    assert board(told, "west", "8:00", 3) == ["08:00 cancelled", "08:15 now 08:16", "08:30"]
    assert board(told, "market", "8:00", 3) == ["08:04 cancelled", "08:19 cancelled", "08:34"]
    assert board(told, "bridge", "8:20", 1) == ["08:23 now 08:24"]
    assert board(told, "west", "8:01", 1) == ["08:15 now 08:16"]


def test_it_is_said_who_says_so_and_how_old_that_is():
    told = view((tram("8:00"), [late(WEST, 3)]))
    first, second = TOWN.timetables.departures(told, "west", moment("8:00"), 100).departures[:2]
    assert (first.live.feed, first.live.observed_at) == ("town-trips", SEEN)
    assert first.live.age_s >= 0
    assert (second.live, second.scheduled_at, second.cancelled) == (None, None, False)


def test_what_is_told_of_one_day_says_nothing_of_another():
    told = view((tram("8:00"), None), day=DAY + timedelta(days=1))
    assert board(told, "west", "8:00", 1) == ["08:00"]


def test_a_trip_of_the_day_before_is_late_after_midnight():
    told = view((tram("25:45"), [late(WEST, 12)]), day=DAY - timedelta(days=1))
    assert board(told, "west", "1:50", 2) == ["01:45 now 01:57", "05:00"]


def test_the_view_one_began_with_is_kept():
    before = TOWN.live.view
    told = view((tram("8:00"), None))
    assert board(told, "west", "8:00", 1) == ["08:00 cancelled"]
    assert board(before, "west", "8:00", 1) == ["08:00"]


def near(known: LiveView, x: float, clock: str):
    found = TOWN.surroundings.departures(known, Point(*at(x, 0)), 800, 10, moment(clock)).departures
    return next((one for one in found if one.headsign == "Eastend"), None)


def test_near_a_place_a_late_tram_can_still_be_reached():
    # From 400 m west of Market the walk takes five and a half minutes: the tram of 8:04 is missed at 8:01, unless it is late.
    assert f"{near(TOWN.live.view, 900, '8:01').next[0].depart_at:%H:%M}" == "08:19"
    found = near(view((tram("8:00"), [late(MARKET, 5)])), 900, "8:01")
    assert [shown(one) for one in found.next] == ["08:04 now 08:09", "08:19", "08:34"]
    assert found.too_soon is None


def test_near_a_place_cancelled_trams_are_left_out_and_are_not_too_soon():
    told = view((tram("8:00"), None), (tram("8:15"), [(MARKET, SKIPPED, UNTOLD, UNTOLD)]))
    found = near(told, 900, "8:01")
    assert [shown(one) for one in found.next] == ["08:34", "08:49", "09:04"]
    assert found.too_soon is None


def test_near_a_place_nobody_walks_over_a_closed_street():
    streets = TOWN.live.snapshot.city.streets
    every = Closure(np.arange(len(streets.edge_tail), dtype=np.int32), starts=moment("7:00"), ends=moment("9:00"))
    closed = LiveView(Snapshot.of(TOWN.live.snapshot.city).with_closures([every], "works", SEEN))
    assert near(closed, 900, "8:01") is None
    assert near(closed, 900, "9:01") is not None


DELAYS = st.one_of(st.none(), st.lists(st.tuples(st.integers(0, 3), st.one_of(st.none(), st.integers(-10, 90))), unique_by=lambda stop: stop[0]))


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.integers(0, 10), DELAYS, max_size=6), st.sampled_from(["west", "market", "bridge"]), st.integers(0, 300))
def test_the_board_agrees_with_a_slow_reader_of_what_is_told(told, stop_id, minutes):
    trams = {tram("8:00") + 2 * step: stops for step, stops in told.items()}  # each tram east is followed by one west
    as_told = [
        (trip, None if stops is None else [(p, SKIPPED, UNTOLD, UNTOLD) if m is None else late(p, m) for p, m in sorted(stops)])
        for trip, stops in trams.items()
    ]
    start = moment("7:00") + timedelta(minutes=minutes)
    known = view(*as_told)
    transit, position = TOWN.timetables.transit, ["west", "market", "bridge"].index(stop_id)
    live, expected = LiveTrips.of(transit, updates(*as_told)), []
    for trip, trip_id in enumerate(transit.trip_id):
        if not trip_id.startswith("E"):
            continue
        planned = moment("0:00") + timedelta(seconds=int(transit.departure_s[transit.time_first[trip] + position]))
        row, cancelled, now = live.find(trip, DAY), False, planned
        if row is not None:
            call = int(live.first[row]) + position
            cancelled = bool(live.cancelled[row] or live.skipped[call])
            now = planned if cancelled else moment("0:00") + timedelta(seconds=int(live.departure_s[call]))
        if start <= now < moment("23:59"):
            expected.append((now, trip_id, cancelled, row is not None))
    found = TOWN.timetables.departures(known, stop_id, start, 400).departures
    east = [one for one in found if one.headsign == "Eastend" and one.depart_at < moment("23:59")]
    assert sorted((one.depart_at, one.trip_id, one.cancelled, one.live is not None) for one in east) == sorted(expected)
    assert [one.depart_at for one in found] == sorted(one.depart_at for one in found)
