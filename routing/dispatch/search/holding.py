"""What a driver has read is not taken away from them: stops that are left for soon are fixed before better plans are looked for. Pure functions."""
from dataclasses import replace

import numpy as np

from routing.dispatch.rides.model import Dispatch
from routing.dispatch.rides.schedule import find_schedule


def held(dispatch: Dispatch, until: int) -> Dispatch:
    """With every stop fixed that a vehicle leaves for, or is at, by `until`."""
    fixed = dispatch.plan.fixed.copy()
    for vehicle in range(len(dispatch.fleet)):
        schedule = find_schedule(dispatch, vehicle)
        if schedule is not None:
            leaves = schedule.begin - schedule.leg[:-1]
            fixed[vehicle] = max(int(fixed[vehicle]), int(np.searchsorted(leaves, until, side="right")))
    return replace(dispatch, plan=replace(dispatch.plan, fixed=fixed))


def held_as_read(before: Dispatch, after: Dispatch, until: int) -> Dispatch:
    """`after`, which is `before` with one ride more, with what `held` fixes of `before`. From that ride on nothing is: no driver knows of it yet."""
    fixed = np.maximum(after.plan.fixed, held(before, until).plan.fixed)
    ride = len(after.rides) - 1
    vehicle = after.plan.vehicle_of(ride)
    fixed[vehicle] = min(int(fixed[vehicle]), after.plan.route(vehicle).tolist().index(2 * ride))
    return replace(after, plan=replace(after.plan, fixed=fixed.astype(after.plan.fixed.dtype)))
