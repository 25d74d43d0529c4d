"""Rides on demand: who wants to go, what drives, who is driven by whom in which order.

All times are whole *ticks* after a beginning that the caller chooses (a city takes seconds of its day, a benchmark thousandths of its unit), so
that the same question has the same answer on every machine. Loads are counted by kind (seats, wheelchair places, child seats, the floor that a
guide dog needs); the caller decides which kinds there are. Nothing here is changed in place: whoever changes something makes a new `Dispatch`.

A *stop* of a route is one int32: `2 * ride` picks a ride up, `2 * ride + 1` drops it off, `-1 - row` is a break of the fleet. It means the same when
rides are added behind. A rider on board has only the second stop in the route.
"""
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from routing.dispatch.rides.columns import INT32, NEVER, columns
from routing.dispatch.rides.fleet import Break, Fleet, Vehicle
from routing.dispatch.rides.wanted import Ride, Rides

__all__ = ["NEVER", "Break", "Dispatch", "Fleet", "Plan", "Ride", "Rides", "Stops", "Vehicle"]


@dataclass(frozen=True)
class Plan:
    """Who drives whom in which order.

    first, stop      int32[v + 1], int32[s]: the stops of each vehicle, as the head of this file says
    fixed            int32[v], so many stops at the front stay as they are: the vehicle is on its way there
    version          int64[v], grows with each change of a route
    aboard_ride, aboard_vehicle, aboard_since   int32[m]: who is on board of what, and when getting in was over
    """

    first: np.ndarray
    stop: np.ndarray
    fixed: np.ndarray
    version: np.ndarray
    aboard_ride: np.ndarray
    aboard_vehicle: np.ndarray
    aboard_since: np.ndarray

    def __post_init__(self) -> None:
        columns(self, len(self.fixed), but=("first", "stop", "version", "aboard_ride", "aboard_vehicle", "aboard_since"))
        columns(self, len(self.aboard_ride), but=("first", "stop", "fixed", "version"))
        if self.first.dtype != INT32 or self.stop.dtype != INT32 or len(self.first) != len(self.fixed) + 1 or self.first[-1] != len(self.stop):
            raise ValueError("a plan has the stops of each vehicle one behind the other, int32")
        if self.version.dtype != np.int64 or len(self.version) != len(self.fixed):
            raise ValueError("each vehicle has a version, int64")
        if len(self.fixed) and (self.fixed > np.diff(self.first)).any():
            raise ValueError("no more stops are fixed than there are")

    @classmethod
    def of(cls, routes: Sequence[Sequence[int]]) -> "Plan":
        """Routes of which nothing is fixed and in which nobody is on board."""
        none, zeros = np.zeros(0, np.int32), np.zeros(len(routes), np.int32)
        first = np.cumsum([0, *(len(route) for route in routes)]).astype(np.int32)
        stop = np.array([stop for route in routes for stop in route], np.int32)
        return cls(first, stop, zeros, zeros.astype(np.int64), none, none, none)

    @classmethod
    def idle(cls, fleet: Fleet) -> "Plan":
        """Nobody to be driven; each vehicle takes its breaks by their time."""
        order = sorted(range(len(fleet.break_vehicle)), key=lambda row: (int(fleet.break_latest[row]), row))
        return cls.of([[-1 - row for row in order if fleet.break_vehicle[row] == vehicle] for vehicle in range(len(fleet))])

    def route(self, vehicle: int) -> np.ndarray:
        return self.stop[self.first[vehicle] : self.first[vehicle + 1]]

    def routes(self) -> list[np.ndarray]:
        return [self.route(vehicle) for vehicle in range(len(self.fixed))]

    def with_route(self, vehicle: int, route: Sequence[int] | np.ndarray, fixed: int | None = None) -> "Plan":
        """The same plan with another route of one vehicle, its version one higher."""
        begin, end, route = int(self.first[vehicle]), int(self.first[vehicle + 1]), np.asarray(route, np.int32)
        first, held, version = self.first.copy(), self.fixed.copy(), self.version.copy()
        first[vehicle + 1 :] += len(route) - (end - begin)
        version[vehicle] += 1
        if fixed is not None:
            held[vehicle] = fixed
        stop = np.concatenate((self.stop[:begin], route, self.stop[end:]))
        return replace(self, first=first, stop=stop, fixed=held, version=version)

    def vehicle_of(self, ride: int) -> int:
        """Whose route drops the ride off; -1 where none does."""
        found = np.flatnonzero(self.stop == 2 * ride + 1)
        return int(np.searchsorted(self.first, found[0], side="right")) - 1 if len(found) else -1


class Stops(NamedTuple):
    """What each stop asks for, for kernels: rows 0 … 2n - 1 as rides have them, and behind them breaks from the last to the first, so that -1 - row
    finds its break from the end.

    place, earliest, latest, service  int32[2n + b]
    longest   int32[2n + b], of a dropoff the longest ride; NEVER elsewhere, and of riders on board, whose limit is in `latest`
    load      int16[2n + b, k], what comes on board less what gets off
    """

    place: np.ndarray
    earliest: np.ndarray
    latest: np.ndarray
    service: np.ndarray
    longest: np.ndarray
    load: np.ndarray


@dataclass(frozen=True)
class Dispatch:
    """What there is to decide about, at one moment. travel_ticks: int32[p, p], from row to column, not the same in both directions; NEVER: no way.

    It may have more rows than there are places.
    """

    rides: Rides
    fleet: Fleet
    travel_ticks: np.ndarray
    plan: Plan

    def __post_init__(self) -> None:
        travel = self.travel_ticks
        if travel.dtype != INT32 or travel.ndim != 2 or travel.shape[0] != travel.shape[1] or not travel.flags.c_contiguous:
            raise ValueError("travel times are one square of int32, row by row")
        if len(self.plan.fixed) != len(self.fleet) or self.rides.load.shape[1] != self.fleet.room.shape[1]:
            raise ValueError("plan, fleet and rides are of the same vehicles and kinds of load")
        rides, fleet = self.rides, self.fleet
        # Kernels do not look whether a row is there.
        for places in (rides.pickup_place, rides.dropoff_place, fleet.start_place, fleet.break_place, np.maximum(fleet.end_place, 0)):
            if len(places) and (places.min() < 0 or places.max() >= len(travel)):
                raise ValueError("a place has no row of travel times")

    @cached_property
    def stops(self) -> Stops:
        rides, fleet, plan = self.rides, self.fleet, self.plan
        size = 2 * len(rides)
        if len(plan.stop) and (plan.stop.max() >= size or plan.stop.min() < -len(fleet.break_vehicle)):
            raise ValueError("a route has a stop of no ride and no break")

        def both(pickup: np.ndarray, dropoff: np.ndarray, breaks: np.ndarray) -> np.ndarray:
            rows = np.empty(size + len(breaks), np.int32)
            rows[0:size:2], rows[1:size:2], rows[size:] = pickup, dropoff, breaks[::-1]
            return rows

        latest = both(rides.latest_pickup, rides.latest_dropoff, fleet.break_latest)
        longest = both(np.full(len(rides), NEVER), rides.longest_ride, np.full(len(fleet.break_vehicle), NEVER))
        on_board = 2 * plan.aboard_ride + 1
        reached = plan.aboard_since.astype(np.int64) + rides.longest_ride[plan.aboard_ride]
        latest[on_board], longest[on_board] = np.minimum(latest[on_board], reached), NEVER
        load = np.zeros((len(latest), rides.load.shape[1]), np.int16)
        load[0:size:2], load[1:size:2] = rides.load, -rides.load
        return Stops(
            both(rides.pickup_place, rides.dropoff_place, fleet.break_place),
            both(rides.earliest_pickup, rides.earliest_dropoff, fleet.break_earliest),
            latest,
            both(rides.pickup_service, rides.dropoff_service, fleet.break_length),
            longest,
            load,
        )

    def driven_ticks(self, vehicle: int) -> int:
        """Ticks at the wheel from the start by all stops to the end: what a plan costs."""
        start, end = int(self.fleet.start_place[vehicle]), int(self.fleet.end_place[vehicle])
        places = [start, *self.stops.place[self.plan.route(vehicle)].tolist(), *([end] if end >= 0 else [])]
        return int(self.travel_ticks[places[:-1], places[1:]].astype(np.int64).sum())

    def cost_ticks(self) -> int:
        return sum(self.driven_ticks(vehicle) for vehicle in range(len(self.fleet)))
