"""Compile every kernel of the search, or load it from the cache, by searching once."""
import numpy as np

from routing.dispatch.rides.model import Dispatch, Fleet, Plan, Ride, Rides, Vehicle
from routing.dispatch.search.reoptimise import reoptimise


def warm() -> None:
    """With one ride and one vehicle."""
    fleet = Fleet.of([Vehicle(0, ((1,),))], 1)
    asked = Dispatch(Rides.of([Ride(0, 1, 0, 9, 99, (1,))], 1), fleet, np.ones((2, 2), np.int32), Plan.idle(fleet))
    reoptimise(asked, seed=0, iterations=2, waiting=(0,))
