"""The times of one vehicle of a `Dispatch`."""
from dataclasses import dataclass

import numpy as np

from routing.dispatch.rides.model import NEVER, Dispatch
from routing.dispatch.rides.timing import earliest, latest, legs


@dataclass(frozen=True)
class Schedule:
    """When a vehicle is where, the earliest times that keep every limit; m stops.

    leave_at   when it leaves its start for the first of them, as late as waiting there costs nobody anything
    begin      int64[m], when service begins; end_at: when it is at the end
    slack      int64[m], so much later each of them may begin, alone, with every limit kept
    leg        int64[m + 1], ticks at the wheel to each stop and to the end
    """

    leave_at: int
    begin: np.ndarray
    end_at: int
    slack: np.ndarray
    leg: np.ndarray


def find_schedule(dispatch: Dispatch, vehicle: int) -> Schedule | None:
    """None where no times keep every limit of the route."""
    fleet, route = dispatch.fleet, dispatch.plan.route(vehicle)
    leg, soon, late = (np.zeros(len(route) + 2, np.int64) for _ in range(3))
    where = np.zeros(len(dispatch.stops.place), np.int64)
    legs(dispatch.stops.place, route, int(fleet.start_place[vehicle]), int(fleet.end_place[vehicle]), dispatch.travel_ticks, leg)
    times = (int(fleet.start_at[vehicle]), int(fleet.end_by[vehicle]), int(fleet.longest_route[vehicle]), where)
    if earliest(dispatch.stops, route, leg, *times, soon) >= 0:
        return None
    if latest(dispatch.stops, route, leg, *times, late) >= 0:
        raise AssertionError(f"the route of vehicle {vehicle} has an earliest and no latest schedule")
    leave_at = int(soon[1] - leg[0]) if len(route) else NEVER
    return Schedule(leave_at, soon[1:-1], int(soon[-1]), (late - soon)[1:-1], leg[: len(route) + 1])
