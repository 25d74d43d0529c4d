"""Bikes of stations: taken and brought back all day, to another station where the docks are full. None is lost and none is made."""
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from backend.demo.live.fleet import DETOUR, Day, FleetDay, Replay, requests_of
from backend.demo.live.journal import Journal, Order
from backend.demo.live.noise import draw, seed_of
from backend.demo.live.town import Town

PER_BIKE = 4.5  # rides wanted per bike on a working day
IN_DEPOT = 0.1  # share of the fleet on top of what stands at stations
RIDE_MPS, HANDLING_S = 4.2, 90
TRY_NEXT_S, WAIT_S = 150, 300  # to the next station; where no dock is free anywhere
BROKEN = 0.02  # share of bikes out of order for a day
CHARGED_MPS = 1.5  # range won while docked
LEAST_RANGE_M = 3000.0
KEY_ID, KEY_BROKEN = 41, 42
RIDING, DEPOT = -1, -2  # instead of a station


class KindOfBike(NamedTuple):
    id: str
    range_m: float  # 0: no motor


class Kind(IntEnum):
    BIKE, EBIKE, CARGO = range(3)


KINDS = (KindOfBike("bike", 0.0), KindOfBike("ebike", 60_000.0), KindOfBike("cargo", 45_000.0))


@dataclass(frozen=True)
class Bike:
    id: str  # another one after each ride
    kind: Kind
    range_m: float  # 0 without motor
    broken: bool
    since_s: int  # at this station


@dataclass(frozen=True)
class BikeState:
    """stations: the bikes at each station, as in Town.stations; the rest of the fleet is ridden or in the depot."""

    at_s: int
    stations: tuple[tuple[Bike, ...], ...]
    riding: int
    in_depot: int
    changed_s: tuple[int, ...]  # when a bike last came to or left each station


class BikeShare:
    """The fleet, asked moment by moment."""

    def __init__(self, town: Town, seed: int, journal: Journal):
        self.town, self.seed, self.journal = town, seed, journal
        self._replay = Replay(town.zone, lambda day: BikeDay(self, day))
        places = np.array([(one.lat, one.lon) for one in town.stations] or np.zeros((0, 2)))
        self.xy = np.column_stack(town.metres(places[:, 0], places[:, 1]))
        apart_m = np.hypot(self.xy[:, None, 0] - self.xy[None, :, 0], self.xy[:, None, 1] - self.xy[None, :, 1])
        self.apart_m, self.nearest = apart_m, np.argsort(apart_m, axis=1, kind="stable")
        self.homes = [number for number, station in enumerate(town.stations) for _ in range(min(station.bikes, station.docks))]
        kind_of = {kind.id: Kind(number) for number, kind in enumerate(KINDS)}
        wanted = [[kind_of[kind] for kind in station.kinds if kind in kind_of] or [Kind.BIKE] for station in town.stations]
        spare = [Kind(n % len(KINDS)) for n in range(int(len(self.homes) * IN_DEPOT))]
        self.kinds = [wanted[home][n % len(wanted[home])] for n, home in enumerate(self.homes)] + spare
        self.station_row = {station.id: number for number, station in enumerate(town.stations)}

    def at(self, at_s: int) -> BikeState:
        return self._replay.at(at_s, self.journal.revision).state()


class BikeDay(FleetDay):
    def __init__(self, share: BikeShare, day: Day):
        super().__init__(day)
        self.share = share
        rng = seed_of(share.seed, 4, day.ordinal)
        fleet = len(share.kinds)
        self.where = [DEPOT] * fleet
        self.docked: list[list[int]] = [[] for _ in share.town.stations]
        self.range_m = [KINDS[kind].range_m * float(rng.uniform(0.6, 1)) for kind in share.kinds]
        self.since_s, self.rides = [day.from_s] * fleet, [0] * fleet
        self.changed_s = [day.from_s] * len(self.docked)
        self.broken = (draw(share.seed, KEY_BROKEN, day.ordinal, np.arange(fleet)) < BROKEN).tolist()
        for bike, station in zip(rng.permutation(fleet)[: len(share.homes)].tolist(), share.homes):
            self.dock(bike, station)
        self._plan_day(rng)

    def _plan_day(self, rng: np.random.Generator) -> None:
        share = self.share
        if share.homes:
            wanted = requests_of(self.day, np.hypot(*share.xy.T), PER_BIKE * len(share.kinds), rng)
            for at_s, origin, goal, luck in zip(*(column.tolist() for column in wanted)):
                self.plan(at_s, self.take, origin, goal, luck)
        for entry in share.journal.until(self.day.to_s, Order.EMPTY_STATION, Order.FILL_STATION):
            if entry.at_s >= self.day.from_s and entry.subject in share.station_row:
                act = self.empty if entry.order == Order.EMPTY_STATION else self.fill
                self.plan(entry.at_s, act, share.station_row[entry.subject])

    def dock(self, bike: int, station: int) -> None:
        self.where[bike], self.since_s[bike] = station, self.now_s
        self.docked[station].append(bike)
        self.changed_s[station] = self.now_s

    def undock(self, bike: int, to: int) -> None:
        station = self.where[bike]
        self.range_m[bike] = self.range_now(bike)
        self.docked[station].remove(bike)
        self.changed_s[station] = self.now_s
        self.where[bike], self.since_s[bike] = to, self.now_s

    def range_now(self, bike: int) -> float:
        most = KINDS[self.share.kinds[bike]].range_m
        return min(most, self.range_m[bike] + CHARGED_MPS * (self.now_s - self.since_s[bike]))

    def take(self, origin: int, goal: int, luck: float) -> None:
        """Whoever finds no bike here goes without; whoever starts and ends at one place goes for a round."""
        usable = [bike for bike in self.docked[origin] if not self.broken[bike] and self.fit(bike)]
        if not usable:
            return
        bike = usable[int(luck * len(usable))]
        self.undock(bike, RIDING)
        ridden_m = max(600.0, float(self.share.apart_m[origin, goal]) * DETOUR * (0.9 + 0.4 * luck))
        self.range_m[bike] = max(0.0, self.range_m[bike] - ridden_m)
        self.rides[bike] += 1
        self.plan(self.now_s + HANDLING_S + int(ridden_m / RIDE_MPS), self.bring, bike, goal)

    def fit(self, bike: int) -> bool:
        return KINDS[self.share.kinds[bike]].range_m == 0 or self.range_now(bike) >= LEAST_RANGE_M

    def free(self, station: int) -> int:
        return self.share.town.stations[station].docks - len(self.docked[station])

    def bring(self, bike: int, goal: int) -> None:
        if self.free(goal) > 0:
            self.dock(bike, goal)
            return
        other = next((int(station) for station in self.share.nearest[goal] if self.free(int(station)) > 0), None)
        if other is None:
            self.plan(self.now_s + WAIT_S, self.bring, bike, goal)
        else:
            self.plan(self.now_s + TRY_NEXT_S + int(self.share.apart_m[goal, other] * DETOUR / RIDE_MPS), self.bring, bike, other)

    def empty(self, station: int) -> None:
        for bike in list(self.docked[station]):
            self.undock(bike, DEPOT)

    def fill(self, station: int) -> None:
        """From the depot; where that is empty, from the fullest stations."""
        while self.free(station) > 0:
            bike = next((one for one, where in enumerate(self.where) if where == DEPOT), None)
            if bike is None:
                others = [other for other in range(len(self.docked)) if other != station and self.docked[other]]
                if not others:
                    return
                bike = self.docked[max(others, key=lambda other: len(self.docked[other]))][-1]
                self.undock(bike, DEPOT)
            self.dock(bike, station)

    def state(self) -> BikeState:
        seed = self.share.seed
        ids = (draw(seed, KEY_ID, self.day.ordinal, np.arange(len(self.where)), np.array(self.rides, np.int64)) * 2**48).astype(np.int64)
        bikes = [
            Bike(f"{int(number):012x}", self.share.kinds[bike], round(self.range_now(bike), 0), self.broken[bike], self.since_s[bike])
            for bike, number in enumerate(ids)
        ]
        stations = tuple(tuple(bikes[bike] for bike in docked) for docked in self.docked)
        return BikeState(self.now_s, stations, self.where.count(RIDING), self.where.count(DEPOT), tuple(self.changed_s))
