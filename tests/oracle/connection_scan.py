"""Earliest arrival by scanning connections: slow, obvious, independent of the engine. Dibbelt et al., Connection Scan Algorithm, 2018."""
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tests.oracle.feed import Feed

UNREACHED = 2**40


@dataclass
class Labels:
    """board_s: where the rider can board from when; alight_s: where a vehicle can be left from when; ridden: trips that can be sat in."""

    board_s: np.ndarray
    alight_s: list[int]
    ridden: set[int]


@dataclass(frozen=True)
class ConnectionScan:
    """Exact unlimited walking: the matrix holds the walk between every two stops, so one footpath is never worse than several.

    walk_s    int64[stops, stops], seconds from row to column, each rounded up once; UNREACHED where there is no way
    change_s  least time between alighting and boarding another vehicle, on top of the walk; none before the first ride
    """

    feed: Feed
    walk_s: np.ndarray
    change_s: int

    @cached_property
    def departures(self) -> list[int]:
        return [connection.departure_s for connection in self.feed.connections]

    def earliest_arrival(self, origin: int, destination: int, departure_s: int) -> int:
        """The first second at which a rider at stop `origin` can be at stop `destination`; UNREACHED if never."""
        labels = Labels(departure_s + self.walk_s[origin], [UNREACHED] * len(self.feed.stop_ids), set())
        first = bisect_left(self.departures, departure_s)
        while first < len(self.departures) and self.departures[first] < labels.board_s[destination]:
            last = bisect_right(self.departures, self.departures[first])
            group = self.feed.connections[first:last]
            # a hop of zero seconds may reach a vehicle that was looked at before it in this very second
            while any(self.scan(connection, labels) for connection in group):
                pass
            first = last
        best_s = departure_s + int(self.walk_s[origin, destination])
        for stop, alight_s in enumerate(labels.alight_s):
            best_s = min(best_s, alight_s + int(self.walk_s[stop, destination]))
        return best_s if best_s < UNREACHED else UNREACHED

    def scan(self, connection, labels) -> bool:
        """Take a connection if the rider can; True if that may let a vehicle be caught which departs in the same second."""
        if connection.trip not in labels.ridden:
            if not connection.may_board or labels.board_s[connection.from_stop] > connection.departure_s:
                return False
        news = self.ride(connection, labels.ridden)
        if connection.may_alight and connection.arrival_s < labels.alight_s[connection.to_stop]:
            labels.alight_s[connection.to_stop] = connection.arrival_s
            walked_s = connection.arrival_s + self.change_s + self.walk_s[connection.to_stop]
            np.minimum(labels.board_s, walked_s, out=labels.board_s)
            news |= connection.arrival_s == connection.departure_s
        return news

    def ride(self, connection, ridden) -> bool:
        """Mark the trip as ridden, and at its end the one that the same vehicle makes next; True if that one is new."""
        ridden.add(connection.trip)
        following = self.feed.next_trip[connection.trip]
        if not connection.is_last or following < 0 or following in ridden:
            return False
        ridden.add(following)
        return True
