"""Patterns of one feed: trips with the same route, stops, boarding rules, stop headsigns and shape."""
from typing import NamedTuple

import numpy as np

from routing.build.gtfs_times import Calls


class Patterns(NamedTuple):
    """of_trip: int32[trips of Calls]; model: int32[patterns], the first trip of each; first: int32[patterns + 1]; call: int64[q], the models'."""

    of_trip: np.ndarray
    model: np.ndarray
    first: np.ndarray
    call: np.ndarray


def find_patterns(calls: Calls, route: np.ndarray, shape: np.ndarray, headsign: np.ndarray) -> Patterns:
    """Patterns in the order of their first trips. route, shape: int32[trips of Calls]; headsign: int32[calls], -1 none."""
    rules = np.stack([calls.stop, calls.pickup, calls.drop_off, headsign], axis=1).astype(np.int32)
    length = np.diff(calls.first)
    group = np.zeros(len(length), np.int64)
    groups = 0
    for n in np.unique(length).tolist():
        trips = np.flatnonzero(length == n)
        rows = rules[calls.first[trips][:, None] + np.arange(n)].reshape(len(trips), -1)
        keys = np.ascontiguousarray(np.column_stack([route[trips], shape[trips], rows]))
        # Compared as bytes: sorting rows number by number is several times slower.
        _, of_trip = np.unique(keys.view(f"V{keys.shape[1] * 4}").ravel(), return_inverse=True)
        group[trips] = groups + of_trip
        groups += int(of_trip.max()) + 1
    _, model, of_trip = np.unique(group, return_index=True, return_inverse=True)
    order = np.argsort(model)  # by first trip
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order))
    model = model[order].astype(np.int32)
    lengths = length[model] if len(model) else np.zeros(0, np.int64)
    first = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    call = np.repeat(calls.first[model] - first[:-1], lengths) + np.arange(first[-1])
    return Patterns(rank[of_trip].astype(np.int32), model, first, call.astype(np.int64))
