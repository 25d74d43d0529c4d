"""The plan of one zone on one service day, as it is decided about and as it is kept.

A board is immutable. Ticks are whole seconds after `epoch`, which is noon less twelve hours (GTFS). Loads are [seats, wheelchairs, child seats, guide
dogs]. Places of its dispatch are rows of its `times`, in the order in which they were first wanted; what is kept are the places, never the table.
"""
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np

from backend.rides.models import RideShift, RideVehicle
from backend.rides.occurring import rested
from backend.rides.streets import Streets, day_start
from backend.rides.terms import ZoneTerms
from routing.dispatch.rides.city_times import CityTimes
from routing.dispatch.rides.fleet import Break, Vehicle
from routing.dispatch.rides.model import Dispatch, Fleet, Plan, Rides
from routing.dispatch.rides.schedule import find_schedule
from routing.streets.snap import Snap

__all__ = ["KINDS", "Board", "Foreseen", "compact", "day_start", "empty_board", "foreseen", "on_streets", "set_off", "with_shifts"]

KINDS = 4
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Board:
    """ride_ids: by row of its rides; shift_ids: by row of its fleet. version: of the day, one more with each change."""

    zone_id: UUID
    day: date
    epoch: datetime
    version: int
    terms: ZoneTerms
    dispatch: Dispatch
    times: CityTimes
    ride_ids: tuple[UUID, ...]
    shift_ids: tuple[UUID, ...]

    def tick(self, moment: datetime) -> int:
        """The second that a moment is in."""
        return (moment - self.epoch) // SECOND

    def tick_after(self, moment: datetime) -> int:
        """The first second that is not before a moment."""
        return -((self.epoch - moment) // SECOND)

    def moment(self, tick: int) -> datetime:
        return self.epoch + timedelta(seconds=int(tick))

    def with_dispatch(self, dispatch: Dispatch) -> "Board":
        return replace(self, dispatch=dispatch)

    def with_places(self, snaps: Sequence[Snap]) -> "Board":
        """Also with these. Raises TooManyPlaces."""
        times = self.times.with_places(snaps)
        return self if times is self.times else replace(self, times=times, dispatch=replace(self.dispatch, travel_ticks=times.travel_ticks))


def on_streets(board: Board, streets: Streets) -> Board:
    """The same plan with the times of the streets as they are now."""
    if board.times.network is streets.network(board.day):
        return board
    times = streets.times(board.zone_id, board.day, board.times.snaps)
    return replace(board, times=times, dispatch=replace(board.dispatch, travel_ticks=times.travel_ticks))


def empty_board(zone_id: UUID, day: date, terms: ZoneTerms, streets: Streets) -> Board:
    """Nobody drives and nobody rides."""
    times, fleet = streets.times(zone_id, day, ()), Fleet.of([], KINDS)
    dispatch = Dispatch(Rides.of([], KINDS), fleet, times.travel_ticks, Plan.idle(fleet))
    return Board(zone_id, day, streets.day_start(day), 0, terms, dispatch, times, (), ())


def with_shifts(board: Board, shifts: Sequence[tuple[RideShift, RideVehicle]], streets: Streets) -> Board:
    """Vehicles more, each to take its breaks by their time. Raises OffStreet."""
    for shift, vehicle in shifts:
        places = [(shift.start_lat, shift.start_lon), (shift.end_lat, shift.end_lon), *((one["lat"], one["lon"]) for one in shift.breaks)]
        snaps = [streets.snap(board.day, lat, lon) for lat, lon in places]
        board = board.with_places(snaps)
        start, end, *pauses = (board.times.row(snap) for snap in snaps)
        breaks = tuple(
            Break(place, board.tick_after(datetime.fromisoformat(one["from"])), board.tick(datetime.fromisoformat(one["to"])), int(one["lengthS"]))
            for place, one in zip(pauses, shift.breaks)
        )
        rooms = tuple(tuple(room) for room in vehicle.rooms)
        one = Vehicle(start, rooms, board.tick_after(shift.starts_at), end, board.tick(shift.ends_at), breaks=breaks)
        board = replace(board, dispatch=with_vehicle(board.dispatch, one), shift_ids=(*board.shift_ids, shift.id))
    return board


def with_vehicle(dispatch: Dispatch, vehicle: Vehicle) -> Dispatch:
    """One more behind the others. Breaks of the others keep their numbers."""
    old, one = dispatch.fleet, Fleet.of([vehicle], KINDS)
    breaks, rooms, size = len(old.break_vehicle), len(old.room), len(old)
    shifted = {"room_first": np.concatenate((old.room_first, one.room_first[1:] + np.int32(rooms)))}
    shifted["break_vehicle"] = np.concatenate((old.break_vehicle, one.break_vehicle + np.int32(size)))
    others = [field.name for field in fields(Fleet) if field.name not in shifted]
    joined = {name: np.concatenate((getattr(old, name), getattr(one, name))) for name in others}
    plan, idle = dispatch.plan, Plan.idle(one)
    stops = np.concatenate((plan.stop, idle.stop - np.int32(breaks)))
    plan = replace(
        plan, first=np.append(plan.first, np.int32(len(stops))), stop=stops, fixed=np.append(plan.fixed, np.int32(0)),
        version=np.append(plan.version, np.int64(0)),
    )  # fmt: skip
    return replace(dispatch, fleet=Fleet(**{**joined, **shifted}), plan=plan)


def set_off(dispatch: Dispatch, now: int) -> Dispatch:
    """As much later as it is: nobody can be sent anywhere from where they were before, and whoever should have left is on the way.

    Whoever is late by now is so much later where all promises hold all the same; otherwise that is for `routing.dispatch.rides.events.elapsed`, which
    mends. A pure function; promises that held hold.
    """
    dispatch = rested(dispatch, now)
    fleet, plan = dispatch.fleet, dispatch.plan
    empty = np.diff(plan.first) == 0
    start_at = np.where(empty, np.maximum(fleet.start_at, now), fleet.start_at).astype(np.int32)
    for vehicle in np.flatnonzero(~empty & (fleet.start_at <= now)).tolist():
        schedule = find_schedule(dispatch, vehicle)
        if schedule is None:
            continue
        if not plan.fixed[vehicle] and now < schedule.leave_at:
            start_at[vehicle] = now
            continue
        left_at = int(fleet.start_at[vehicle])
        if not plan.fixed[vehicle]:
            left_at = max(left_at, schedule.leave_at)
            plan = plan.with_route(vehicle, plan.route(vehicle), 1)
        on_break = plan.route(vehicle)[0] < 0
        late = 0 if on_break else max(0, now - int(schedule.begin[0]))
        later = replace(dispatch, fleet=fleet.changed(vehicle, start_at=left_at + late))
        start_at[vehicle] = left_at + late if find_schedule(later, vehicle) is not None else left_at
    return replace(dispatch, fleet=replace(fleet, start_at=start_at), plan=plan)


@dataclass(frozen=True)
class Foreseen:
    """Of a ride in a route: whose, and when service begins. pickup_at None: it is on board."""

    vehicle: int
    pickup_at: int | None
    dropoff_at: int


def foreseen(dispatch: Dispatch, vehicles: Sequence[int]) -> dict[int, Foreseen]:
    """By row, of all rides in the routes of these vehicles. A route that cannot be driven has no times: nothing is foreseen of it."""
    found: dict[int, Foreseen] = {}
    for vehicle in vehicles:
        schedule = find_schedule(dispatch, vehicle)
        if schedule is None:
            continue
        at = dict(zip(dispatch.plan.route(vehicle).tolist(), schedule.begin.tolist()))
        found |= {stop // 2: Foreseen(vehicle, at.get(stop - 1), when) for stop, when in at.items() if stop >= 0 and stop % 2}
    return found


def compact(board: Board) -> Dispatch:
    """The same to decide about wherever it is made: its table is of its places and nothing else."""
    places = len(board.times.snaps)
    return replace(board.dispatch, travel_ticks=np.ascontiguousarray(board.dispatch.travel_ticks[:places, :places]))
