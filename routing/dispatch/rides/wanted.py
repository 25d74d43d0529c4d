"""The rides that are wanted."""
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from routing.dispatch.rides.columns import INT16, NEVER, columns, names

MOST_RIDES = 200_000


@dataclass(frozen=True)
class Ride:
    """One ride; fields as in `Rides`."""

    pickup_place: int
    dropoff_place: int
    earliest_pickup: int
    latest_pickup: int
    latest_dropoff: int
    load: tuple[int, ...]
    longest_ride: int = NEVER
    earliest_dropoff: int = 0
    pickup_service: int = 0
    dropoff_service: int = 0


@dataclass(frozen=True)
class Rides:
    """One row for each ride, int32[n]; a row stays where it is.

    *_place            row of the travel times
    earliest_*, latest_*  when service at that end may begin; whoever comes earlier waits
    longest_ride       from the end of service at the pickup to the beginning of service at the dropoff; NEVER: any
    *_service          ticks for getting in and for getting out
    load               int16[n, k], places taken of each kind
    """

    pickup_place: np.ndarray
    dropoff_place: np.ndarray
    earliest_pickup: np.ndarray
    latest_pickup: np.ndarray
    earliest_dropoff: np.ndarray
    latest_dropoff: np.ndarray
    longest_ride: np.ndarray
    pickup_service: np.ndarray
    dropoff_service: np.ndarray
    load: np.ndarray

    def __post_init__(self) -> None:
        columns(self, len(self.pickup_place), but=("load",))
        if self.load.dtype != INT16 or self.load.ndim != 2 or len(self.load) != len(self):
            raise ValueError("load is int16, one row for each ride and one column for each kind")
        if len(self) > MOST_RIDES:
            raise ValueError(f"there are more than {MOST_RIDES} rides")
        if len(self) and min(self.load.min(initial=0), self.pickup_service.min(), self.dropoff_service.min(), self.longest_ride.min()) < 0:
            raise ValueError("a load, a service time and a longest ride are never below nothing")

    def __len__(self) -> int:
        return len(self.pickup_place)

    @classmethod
    def of(cls, rides: Sequence[Ride], kinds: int) -> "Rides":
        if any(len(ride.load) != kinds for ride in rides):
            raise ValueError("each ride says of each kind how many places it takes")
        ints = {name: np.array([getattr(ride, name) for ride in rides], np.int32) for name in names(cls) if name != "load"}
        return cls(**ints, load=np.array([ride.load for ride in rides], np.int16).reshape(len(rides), kinds))

    def ride(self, row: int) -> Ride:
        return Ride(**{name: int(getattr(self, name)[row]) for name in names(Rides) if name != "load"}, load=tuple(self.load[row].tolist()))

    def with_ride(self, ride: Ride) -> "Rides":
        """Another row at the end."""
        one = Rides.of([ride], self.load.shape[1])
        return Rides(**{name: np.concatenate((getattr(self, name), getattr(one, name))) for name in names(Rides)})

    def changed(self, row: int, **values: int) -> "Rides":
        """The same rides with other numbers in one row."""
        copies = {name: getattr(self, name).copy() for name in values}
        for name, value in values.items():
            copies[name][row] = value
        return replace(self, **copies)
