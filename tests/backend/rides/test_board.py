"""A plan as it is decided about and as it is kept: the same one, on every day, in every process."""
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.contract.rides import RideLoad
from backend.following.trip import End
from backend.pricing.driven import RideWish
from backend.rides.board import Board, compact, empty_board, foreseen, on_streets, set_off, with_shifts
from backend.rides.coding import BoardUnreadable, decode, decode_question, encode, encode_question
from backend.rides.models import RideShift, RideVehicle
from backend.rides.offers import NoOffer, Zone, offered
from backend.rides.streets import Streets
from backend.rides.taking import with_promise
from routing.closures import Closure
from routing.dispatch.rides import events
from routing.dispatch.rides.city_times import spot
from routing.dispatch.rides.model import Dispatch, Fleet, Plan, Rides
from routing.dispatch.rides.verifier import verify
from routing.dispatch.search.swap import digest_of
from routing.streets.graph import Mode
from tests.backend.rides.world import DAY, EIGHT, KEY, TERMS, Hands, is_along, town_live
from tests.worlds.town import at

ZONE = Zone(uuid4(), KEY, "elm-rides", "Elm Rides", TERMS)
MORNING = datetime(2026, 12, 2, 6, tzinfo=UTC)
ACTS = st.lists(st.tuples(st.sampled_from(("sell", "sell", "sell", "cancel", "wait")), st.integers(0, 10**6)), max_size=14)


@cache
def streets() -> Streets:
    return Streets(town_live(Hands()))


def shift(day: date = DAY, hours: tuple[int, int] = (6, 20), pause: bool = False) -> tuple[RideShift, RideVehicle]:
    begins, (lat, lon) = streets().day_start(day), at(2000, 0)
    nine, ten = ((begins + timedelta(hours=hour)).isoformat() for hour in (9, 10))
    breaks = [{"from": nine, "to": ten, "lengthS": 1800, "lat": lat, "lon": lon}]
    ends = {"starts_at": begins + timedelta(hours=hours[0]), "ends_at": begins + timedelta(hours=hours[1])}
    row = RideShift(id=uuid4(), start_lat=lat, start_lon=lon, end_lat=lat, end_lon=lon, breaks=breaks if pause else [], **ends)
    return row, RideVehicle(id=uuid4(), rooms=EIGHT)


def board_of(vans: int = 2, day: date = DAY) -> Board:
    return with_shifts(empty_board(ZONE.id, day, TERMS, streets()), [shift(day, pause=bool(van % 2)) for van in range(vans)], streets())


def wish_of(seed: int, now: datetime) -> RideWish:
    rng = np.random.default_rng(seed)
    (a, b), (c, d) = rng.integers(0, 9, 2), rng.integers(0, 2, 2)
    ready = now + timedelta(seconds=int(rng.integers(0, 7200)))
    load = RideLoad(seats=int(rng.integers(0, 3)), wheelchairs=int(rng.integers(0, 2)), guide_dogs=int(rng.integers(0, 2)))
    ends = End(*at(500 * a, 300 * c), "Oak"), End(*at(500 * b, 300 * d), "Elm")
    return RideWish(0, KEY, *ends, ready, ready + timedelta(seconds=int(rng.integers(300, 5400))), load)


def sold(board: Board, seed: int, now: datetime) -> Board:
    """With one ride more, where that can be promised."""
    try:
        sale = offered(ZONE, board, wish_of(seed, now), streets(), now).sale
    except NoOffer:
        return board
    made = with_promise(board, sale, streets(), now)
    assert made is not None, "what is offered can be had at once"
    return replace(made[0], ride_ids=(*board.ride_ids, uuid4()))


def lived(board: Board, acts: list[tuple[str, int]]) -> tuple[Board, datetime]:
    """Promises stay what they are, and nothing is ever broken."""
    now = MORNING
    for act, seed in acts:
        before, rides = board, len(board.dispatch.rides)
        if act == "wait":
            now += timedelta(seconds=seed % 1500)
            board = board.with_dispatch(set_off(board.dispatch, board.tick_after(now)))
        elif act == "sell":
            board = sold(board, seed, now)
        elif waiting := sorted({int(stop) // 2 for stop in board.dispatch.plan.stop if stop >= 0}):
            ride, tick = waiting[seed % len(waiting)], board.tick_after(now)
            mended = events.cancelled(set_off(board.dispatch, tick), ride, tick, TERMS.engine)
            assert (mended.later, mended.stranded) == ((), ())
            board = board.with_dispatch(mended.dispatch)
        assert verify(board.dispatch) == []
        for name in ("earliest_pickup", "latest_pickup", "latest_dropoff"):
            assert (getattr(board.dispatch.rides, name)[:rides] == getattr(before.dispatch.rides, name)).all()
    return board, now


def same(one: Dispatch, other: Dispatch) -> bool:
    return all(
        np.array_equal(getattr(getattr(one, part), field.name), getattr(getattr(other, part), field.name))
        for part, kind in (("rides", Rides), ("fleet", Fleet), ("plan", Plan)) for field in fields(kind)
    )  # fmt: skip


@settings(max_examples=12)
@given(ACTS)
def test_whatever_is_sold_and_given_back_is_kept_and_read_again_as_it_was(acts):
    board, now = lived(board_of(), acts)
    again = decode(encode(board, streets().version), TERMS, streets())
    assert same(board.dispatch, again.dispatch)
    for name in ("ride_ids", "shift_ids", "epoch", "version", "day", "zone_id"):
        assert getattr(again, name) == getattr(board, name)
    assert [spot(snap) for snap in again.times.snaps] == [spot(snap) for snap in board.times.snaps]
    assert digest_of(compact(again)) == digest_of(compact(board)) == digest_of(decode_question(encode_question(board)))
    assert told(again, now) == told(board, now)


def told(board: Board, now: datetime):
    try:
        return offered(ZONE, board, wish_of(7, now), streets(), now).sale
    except NoOffer as none:
        return none.reason


def test_another_process_and_a_city_that_was_built_anew_read_the_same_plan():
    board, now = lived(board_of(), [("sell", seed) for seed in range(6)])
    other = Streets(town_live(Hands()))
    assert digest_of(compact(decode(encode(board, streets().version), TERMS, other))) == digest_of(compact(board))
    rebuilt = decode(encode(board, "elmstead-0"), TERMS, other)
    assert same(rebuilt.dispatch, board.dispatch)
    assert told(rebuilt, now) == told(board, now)


def test_places_that_others_wanted_and_did_not_get_change_nothing():
    """The table of one day grows in a process by whatever was asked; a plan knows its own places only, in its own order."""
    board = board_of(1)
    first, second = (sold(board, seed, MORNING) for seed in (3, 4))
    for one in (first, second, first):
        again = decode(encode(one, streets().version), TERMS, streets())
        size = len(one.times.snaps)
        assert len(again.times.snaps) == size
        assert np.array_equal(again.dispatch.travel_ticks[:size, :size], one.dispatch.travel_ticks[:size, :size])


def test_what_is_no_plan_is_not_read():
    whole = encode(board_of(1), streets().version)
    for broken in (b"", b"nothing", whole[:-5], whole.replace(b"fixed", b"loose")):
        with pytest.raises(BoardUnreadable):
            decode(broken, TERMS, streets())
    with pytest.raises(BoardUnreadable):
        decode_question(whole)


@pytest.mark.parametrize(("day", "begins"), [
    (date(2026, 10, 25), "2026-10-24T23:00:00+00:00"), (date(2026, 12, 2), "2026-12-01T23:00:00+00:00"),
    (date(2027, 3, 28), "2027-03-27T22:00:00+00:00"),
])  # fmt: skip
def test_noon_is_half_a_day_after_the_beginning_also_when_clocks_change(day, begins):
    board = empty_board(ZONE.id, day, TERMS, streets())
    assert board.epoch == datetime.fromisoformat(begins)
    noon = datetime.combine(day, datetime.min.time()).replace(hour=12, tzinfo=streets().zone)
    assert (board.tick(noon), board.moment(12 * 3600)) == (12 * 3600, noon)
    late = noon + timedelta(microseconds=1)
    assert (board.tick(late), board.tick_after(late), board.tick_after(noon)) == (43200, 43201, 43200)


def test_a_night_of_25_hours_is_driven_by_the_shift_that_began_before_it():
    day = date(2026, 10, 24)
    board = with_shifts(empty_board(ZONE.id, day, TERMS, streets()), [shift(day, (20, 28))], streets())
    second_half_past_two = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    wish = RideWish(0, KEY, End(*at(0, 0), ""), End(*at(3900, 0), ""), second_half_past_two, second_half_past_two + timedelta(hours=1), RideLoad())
    sale = offered(ZONE, board, wish, streets(), second_half_past_two - timedelta(hours=1)).sale
    assert (sale.pickup_from, board.tick(sale.pickup_from)) == (second_half_past_two, int(27.5 * 3600))


def test_time_that_passes_sends_nobody_back_in_time():
    board = sold(board_of(1), 5, MORNING)
    for minutes in (10, 60, 150, 400):
        tick = board.tick(MORNING + timedelta(minutes=minutes))
        later = set_off(board.dispatch, tick)
        assert verify(later) == []
        assert (later.fleet.start_at[0] >= tick) or later.plan.fixed[0] == 1
        seen = foreseen(later, [0])[0]
        assert seen.pickup_at <= later.rides.latest_pickup[0]
        assert seen.dropoff_at <= later.rides.latest_dropoff[0]


def test_a_van_more_leaves_the_others_their_routes_and_breaks():
    board = sold(board_of(2), 5, MORNING)
    wider = with_shifts(board, [shift(pause=True)], streets())
    assert (len(wider.dispatch.fleet), wider.dispatch.plan.route(2).tolist()) == (3, [-2])
    assert [wider.dispatch.plan.route(van).tolist() for van in (0, 1)] == [board.dispatch.plan.route(van).tolist() for van in (0, 1)]
    assert verify(wider.dispatch) == []


async def test_a_closed_street_is_in_the_plan_as_soon_as_it_is_known():
    """Of a day on which it is closed at some time; on others it is open."""
    live = town_live(Hands())
    mine = Streets(live)
    board = decode(encode(board_of(1), mine.version), TERMS, mine)
    board = board.with_places([mine.snap(DAY, *at(250, 0)), mine.snap(DAY, *at(1250, 0))])
    city = live.snapshot.city
    main = next(edge for edge in range(len(city.streets.edge_tail)) if is_along(city.streets, edge, at(750, 0)))
    ends = MORNING + timedelta(hours=30)
    await live.set_closures("staff", (Closure(np.array([main], np.int32), frozenset((Mode.CAR,)), MORNING, ends, "1", "works"),))
    closed = on_streets(board, mine)
    assert closed.dispatch.travel_ticks[1, 2] > board.dispatch.travel_ticks[1, 2]
    assert on_streets(closed, mine) is closed
    assert mine.network(DAY + timedelta(days=9)) is city.network
    live.close()
