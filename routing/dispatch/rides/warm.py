"""Compile every kernel of this folder, or load it from the cache, by asking a real question once."""
import numpy as np

from routing.dispatch.rides.advance import advance
from routing.dispatch.rides.model import Dispatch, Fleet, Plan, Ride, Rides, Vehicle
from routing.dispatch.rides.promise import Terms, commit, find_quote


def warm() -> None:
    fleet = Fleet.of([Vehicle(0, ((1,),))], 1)
    empty = Dispatch(Rides.of([], 1), fleet, np.ones((2, 2), np.int32), Plan.idle(fleet))
    wish, terms = Ride(0, 1, 0, 9, 99, (1,)), Terms(window=9, leeway=9)
    quote = find_quote(empty, wish, terms)
    assert quote is not None
    made = commit(empty, wish, quote, terms)
    assert made is not None
    advance(made.dispatch, 1)
