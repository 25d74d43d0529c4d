"""The obvious slow search: every vehicle's whole way as one list of calls, every walk from a table of all distances."""
from dataclasses import dataclass

import numpy as np
from numba import njit

from tests.routing.transit.networks import FAR, Network, following


@dataclass
class Slow:
    """sequences: what one rider can do in one vehicle, `board` in the first trip only; required_s[c, b]: from alighting at c to boarding at b."""

    first: np.ndarray
    stop: np.ndarray
    departure_s: np.ndarray
    arrival_s: np.ndarray
    board: np.ndarray
    alight: np.ndarray
    required_s: np.ndarray

    def arrivals(self, access_s, egress_s, start_s: int, max_rides: int) -> np.ndarray:
        """Earliest arrival with at most k rides, int64[max_rides + 1], FAR if none. access_s, egress_s: int64[stops], FAR if none."""
        return scan_all(self.first, self.stop, self.departure_s, self.arrival_s, self.board, self.alight, self.required_s, access_s, egress_s,
                        start_s, max_rides)

    def leaving_times(self, access_s) -> np.ndarray:
        """All moments at which it makes a difference to leave, ascending."""
        rows = self.board & (access_s[self.stop] < FAR)
        return np.unique(self.departure_s[rows] - access_s[self.stop[rows]])


def make_slow(network: Network, change_s: int) -> Slow:
    feed, onward = network.feed, following(network.feed)
    sequences = []

    def extend(trip: int, calls: list) -> None:
        own = feed.trips[trip]
        shift = own.days[0] * 86_400
        root = not calls
        for i, (stop, arrival, departure) in enumerate(own.times()):
            board = root and i < len(own.calls) - 1 and i not in own.no_pickup
            calls.append((stop, departure + shift, arrival + shift, board, i > 0 and i not in own.no_drop_off))
        if trip not in onward:
            sequences.append(list(calls))
        for after in onward.get(trip, []):
            extend(after, list(calls))

    for trip in range(len(feed.trips)):
        extend(trip, [])
    rows = [call for sequence in sequences for call in sequence]
    columns = [np.array(column) for column in zip(*rows)]
    first = np.concatenate([[0], np.cumsum([len(sequence) for sequence in sequences])])
    return Slow(first, *columns[:3], *columns[3:], required_seconds(network, change_s))


def required_seconds(network: Network, change_s: int) -> np.ndarray:
    stops = network.feed.stops
    required = np.full((stops, stops), FAR)
    for c in range(stops):
        for b in range(stops):
            walk = walk_seconds(network, c, b)
            if walk < FAR:
                required[c, b] = walk + change_s
    rules = [(row.source, row.target, row.kind, row.least_s) for row in network.feed.transfers if row.kind <= 3]
    rules += [(stop, stop, 2, seconds) for stop, seconds in network.feed.change_s.items()]
    for c, b, kind, least_s in rules:
        walk = walk_seconds(network, c, b)
        if kind == 3:
            required[c, b] = FAR
        elif kind in (1, 2) and walk < FAR:
            required[c, b] = max(walk, least_s) if kind == 2 else walk
    return required


def walk_milliseconds(network: Network, c: int, b: int) -> int:
    if c == b:
        return 0
    one, other = network.vertex[c], network.vertex[b]
    return FAR if one < 0 or other < 0 else int(network.walk_ms[one, other])


def walk_seconds(network: Network, c: int, b: int) -> int:
    walk_ms = walk_milliseconds(network, c, b)
    return FAR if walk_ms >= FAR else -(-walk_ms // 1000)


@njit
def scan_all(first, stop, departure_s, arrival_s, board, alight, required_s, access_s, egress_s, start_s, max_rides):
    stops = access_s.size
    ready = np.where(access_s < FAR, access_s + start_s, FAR)
    by_ride = np.full(stops, FAR)
    best = np.full(max_rides + 1, FAR)
    for k in range(1, max_rides + 1):
        for sequence in range(first.size - 1):
            on_board = False
            for i in range(first[sequence], first[sequence + 1]):
                s = stop[i]
                if on_board and alight[i] and arrival_s[i] < by_ride[s]:
                    by_ride[s] = arrival_s[i]
                if board[i] and ready[s] <= departure_s[i]:
                    on_board = True
        best[k] = best[k - 1]
        for s in range(stops):
            if by_ride[s] < FAR and egress_s[s] < FAR:
                best[k] = min(best[k], by_ride[s] + egress_s[s])
        for c in range(stops):
            for b in range(stops):
                if by_ride[c] < FAR and required_s[c, b] < FAR:
                    ready[b] = min(ready[b], by_ride[c] + required_s[c, b])
    return best


def least_walks(slow: Slow, walk_ms, access, egress, start_s: int, max_rides: int, max_walk_ms: int) -> list[set[tuple[int, int]]]:
    """For each ride count the (arrival, walking ms) pairs that no other of as few rides beats.

    walk_ms: int64[stops, stops]; access, egress: rows of (stop, seconds, walking ms). No pruning but within one stop.
    """
    ready = {}
    for stop, seconds, ms in access:
        ready.setdefault(stop, set()).add((start_s + seconds, ms))
    goals: set[tuple[int, int]] = set()
    answer = [set()]
    for _ in range(max_rides):
        arrived: dict[int, set] = {}
        for begin, end in zip(slow.first[:-1], slow.first[1:]):
            on_board: set[int] = set()
            for i in range(begin, end):
                if slow.alight[i] and on_board:
                    arrived.setdefault(int(slow.stop[i]), set()).update((int(slow.arrival_s[i]), ms) for ms in on_board)
                if slow.board[i]:
                    on_board.update(ms for time_s, ms in ready.get(int(slow.stop[i]), ()) if time_s <= slow.departure_s[i])
        arrived = {stop: pareto(pairs) for stop, pairs in arrived.items()}
        for stop, seconds, ms in egress:
            reached = {(time_s + seconds, walked + ms) for time_s, walked in arrived.get(stop, ())}
            goals = pareto(goals | {pair for pair in reached if pair[1] <= max_walk_ms})
        answer.append(goals)
        ready = {}
        for c, pairs in arrived.items():
            for b in np.flatnonzero(slow.required_s[c] < FAR).tolist():
                reached = {(time_s + int(slow.required_s[c, b]), ms + int(walk_ms[c, b])) for time_s, ms in pairs}
                ready[b] = pareto(ready.get(b, set()) | {pair for pair in reached if pair[1] <= max_walk_ms})
    return answer


def pareto(pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    kept, least = set(), None
    for time_s, ms in sorted(pairs):
        if least is None or ms < least:
            kept.add((time_s, ms))
            least = ms
    return kept
