"""What the timetable gives the streets: every stop as a point to be joined to them, and the pathways inside stations."""
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from routing.store import Texts


class PathwayMode(IntEnum):
    """GTFS `pathway_mode`."""

    WALKWAY, STAIRS, MOVING_SIDEWALK, ESCALATOR, ELEVATOR, FARE_GATE, EXIT_GATE = range(1, 8)


@dataclass(frozen=True)
class Pins:
    """One row per row of Transit's stops, in the same order, and p pathways between them.

    A stop of a station with pathways is joined to the streets only at the entrances (and where no entrance of the station has a pathway,
    at every pathway end); all other stops are joined where they stand.
    """

    lat: np.ndarray  # float64[s], degrees; NaN: nowhere
    lon: np.ndarray  # float64[s]
    joins: np.ndarray  # uint8[s], 1: to be joined to the nearest walkable street
    level: np.ndarray  # float32[s], NaN unknown
    pathway_from: np.ndarray  # int32[p], stop row
    pathway_to: np.ndarray  # int32[p]
    pathway_mode: np.ndarray  # uint8[p], PathwayMode
    pathway_two_way: np.ndarray  # uint8[p], 1: also walked from `to` to `from`
    pathway_length_cm: np.ndarray  # int32[p], -1 unknown
    pathway_time_s: np.ndarray  # int32[p], traversal_time; -1 unknown
    pathway_step_count: np.ndarray  # int16[p], > 0 up from `from` to `to`, < 0 down; routing.streets.model.UNKNOWN_I16
    pathway_incline_permille: np.ndarray  # int16[p], max_slope, > 0 up towards `to`; UNKNOWN_I16
    pathway_width_cm: np.ndarray  # int16[p], min_width; UNKNOWN_I16
    pathway_name: Texts  # p, signposted_as
    pathway_reversed_name: Texts  # p, reversed_signposted_as

    def __len__(self) -> int:
        return len(self.lat)

    @classmethod
    def at(cls, lat, lon) -> "Pins":
        """Pins without pathways, all joined to the streets."""
        s = len(lat)
        none32, none16, nothing = np.zeros(0, np.int32), np.zeros(0, np.int16), np.zeros(0, np.uint8)
        return cls(
            np.asarray(lat, float), np.asarray(lon, float), np.ones(s, np.uint8), np.full(s, np.nan, np.float32),
            none32, none32, nothing, nothing, none32, none32, none16, none16, none16, Texts.of([]), Texts.of([]),
        )  # fmt: skip
