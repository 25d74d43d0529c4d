"""How long it takes to pass an edge in each direction, in milliseconds: on foot, with one's own bike, by car.

A fixed time (lift, gate, ferry) is the same for everyone who may pass. Times say what a trip takes, never what it should be liked for.
"""
from typing import NamedTuple

import numpy as np

from routing.streets.model import Access, Kind, Smoothness, Streets, Surface
from routing.streets.topology import INF

# Parkin and Rotheram, Transport Policy 17 (2010): cyclists measured at 21.6 km/h on the flat, 1.44 km/h slower for each per cent uphill and
# 0.86 km/h faster for each per cent downhill. They were commuters; a city's people are taken to ride more calmly.
BIKE_FLAT_KMH = 18.0
BIKE_UPHILL_KMH_PER_PERCENT = 1.44
BIKE_DOWNHILL_KMH_PER_PERCENT = 0.86
# Downhill a rider brakes: junctions and other people leave no room to go faster in a city.
BIKE_FASTEST_KMH = 28.0
# Pushing a bike is a little slower than walking, carrying it on steps far slower. Neither follows the rider's walking speed.
PUSH_MPS = 1.0
CARRY_MPS = 0.4
# Share of the flat speed that is comfortable, by surface; the order is that of the vibration measured by Hölzel, Höchtl and Senner,
# Procedia Engineering 34 (2012). Smoothness, where somebody noted it, says more than the material and takes its place.
SURFACE_SHARE = {
    Surface.PAVING_STONES: 0.95, Surface.SETT: 0.75, Surface.COBBLESTONE: 0.55, Surface.COMPACTED: 0.9, Surface.FINE_GRAVEL: 0.85,
    Surface.GRAVEL: 0.7, Surface.DIRT: 0.65, Surface.GRASS: 0.5, Surface.SAND: 0.35, Surface.WOOD: 0.85, Surface.METAL: 0.85,
    Surface.OTHER_UNPAVED: 0.7,
}  # fmt: skip
SMOOTHNESS_SHARE = {
    Smoothness.EXCELLENT: 1.0, Smoothness.GOOD: 1.0, Smoothness.INTERMEDIATE: 0.85, Smoothness.BAD: 0.65, Smoothness.VERY_BAD: 0.45,
    Smoothness.HORRIBLE: 0.3, Smoothness.VERY_HORRIBLE: 0.2, Smoothness.IMPASSABLE: 0.2,
}  # fmt: skip
# No room for a bike, or forbidden by every operator.
NO_BIKE = (Kind.ESCALATOR, Kind.MOVING_WALKWAY, Kind.FARE_GATE, Kind.EXIT_GATE)
# A road without any speed is passed at the pace of a car park.
CAR_LEAST_KMH = 7.0
KMH_PER_MPS = 3.6


class EdgeTimes(NamedTuple):
    """int32[m] milliseconds from tail to head, and from head to tail; INF where the mode may not pass."""

    forward_ms: np.ndarray
    backward_ms: np.ndarray

    def closed(self, edges: np.ndarray) -> "EdgeTimes":
        """A copy in which nobody passes some edges."""
        copies = EdgeTimes(self.forward_ms.copy(), self.backward_ms.copy())
        for milliseconds in copies:
            milliseconds[edges] = INF
        return copies


def foot_times(streets: Streets, walk_speed_mps: float) -> EdgeTimes:
    """Walking takes the same time in both directions; hills and steps are facts of the edge, not of its time."""
    milliseconds = fixed_or(streets, streets.edge_length_cm / (walk_speed_mps * 100) * 1000)
    return EdgeTimes(*(allowed(streets, bit, milliseconds) for bit in (Access.FOOT_F, Access.FOOT_B)))


def bike_times(streets: Streets) -> EdgeTimes:
    """Riding where one may ride; pushing where one may only walk, so against a one-way street too."""
    pushed = np.where(streets.edge_kind == Kind.STEPS, CARRY_MPS, PUSH_MPS)
    push_ms = fixed_or(streets, streets.edge_length_cm / (pushed * 100) * 1000)
    climb, drop = streets.edge_climb_dm, streets.edge_drop_dm
    barred = np.isin(streets.edge_kind, NO_BIKE)
    found = []
    for ride, walk, up, down in ((Access.BIKE_F, Access.FOOT_F, climb, drop), (Access.BIKE_B, Access.FOOT_B, drop, climb)):
        ride_ms = np.minimum(fixed_or(streets, riding_ms(streets, up, down)), push_ms)
        either = np.minimum(allowed(streets, ride, ride_ms), allowed(streets, walk, push_ms))
        found.append(np.where(barred, INF, either).astype(np.int32))
    return EdgeTimes(*found)


def riding_ms(streets: Streets, up_dm: np.ndarray, down_dm: np.ndarray) -> np.ndarray:
    """float64[m]. An edge that goes up and down is ridden as one slope up and one slope down of the same gradient."""
    length_m = streets.edge_length_cm / 100
    up, down = up_dm / 10, down_dm / 10
    relief = up + down
    percent = relief / length_m * 100
    share_up = np.divide(up, relief, out=np.full(len(up), 0.5), where=relief > 0)
    comfort = comfort_share(streets)
    least_kmh = PUSH_MPS * KMH_PER_MPS
    uphill_kmh = np.maximum(least_kmh, BIKE_FLAT_KMH * comfort - BIKE_UPHILL_KMH_PER_PERCENT * percent)
    downhill_kmh = np.minimum(BIKE_FASTEST_KMH, BIKE_FLAT_KMH + BIKE_DOWNHILL_KMH_PER_PERCENT * percent) * comfort
    hours_per_km = share_up / uphill_kmh + (1 - share_up) / np.maximum(least_kmh, downhill_kmh)
    return length_m * hours_per_km * KMH_PER_MPS * 1000


def comfort_share(streets: Streets) -> np.ndarray:
    by_surface, by_smoothness = np.ones(len(Surface)), np.zeros(len(Smoothness))
    for surface, share in SURFACE_SHARE.items():
        by_surface[surface] = share
    for smoothness, share in SMOOTHNESS_SHARE.items():
        by_smoothness[smoothness] = share
    noted = by_smoothness[streets.edge_smoothness]
    return np.where(noted > 0, noted, by_surface[streets.edge_surface])


def car_times(streets: Streets) -> EdgeTimes:
    """Driving at the speed to expect. What turning and signals cost is a matter of the car graph."""
    kmh = np.maximum(CAR_LEAST_KMH, streets.edge_speed_kmh)
    milliseconds = fixed_or(streets, streets.edge_length_cm / 100 / (kmh / KMH_PER_MPS) * 1000)
    return EdgeTimes(*(allowed(streets, bit, milliseconds) for bit in (Access.CAR_F, Access.CAR_B)))


def fixed_or(streets: Streets, milliseconds: np.ndarray) -> np.ndarray:
    """Whole milliseconds, at least one, except where the edge has a time of its own."""
    fixed_ms = streets.edge_time_s.astype(np.int64) * 1000
    return np.where(fixed_ms >= 0, fixed_ms, np.maximum(1, np.rint(milliseconds)))


def allowed(streets: Streets, bit: Access, milliseconds: np.ndarray) -> np.ndarray:
    return np.where(streets.edge_access & np.uint8(bit), np.minimum(milliseconds, INF - 1), INF).astype(np.int32)
