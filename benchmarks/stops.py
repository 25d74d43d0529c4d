"""Stop to stop: ours beside pynigiri on the same feed with the same footpaths, and our exact search beside both."""
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.cities import BuiltCity
from benchmarks.peers import nigiri
from benchmarks.peers.feed import write_equal_feed
from benchmarks.queries import StopQueries, served_stops, stop_queries
from benchmarks.report import Section
from benchmarks.timing import timed
from routing.build.gtfs import build_transit
from routing.build.problems import Problems
from routing.streets.graph import Mode
from routing.transit.model import Transit
from routing.transit.search_api import Ends, Options, TransitSearch
from routing.walks import Walks

COUNT = 300
MAX_RIDES = 6
FOOTPATH_MIN = 15
WINDOW_MIN = 120
FAR = 2**29
LISTED = {"max_rides": MAX_RIDES, "change_s": nigiri.CHANGE_S, "walk_access": False, "walk_egress": False}
EQUAL = Options(**LISTED, max_duration_s=24 * 3600)
EXACT = Options(max_rides=MAX_RIDES, change_s=nigiri.CHANGE_S, max_duration_s=24 * 3600)
# Like the peer, which looks no further than four hours for a range.
EQUAL_RANGE = Options(**LISTED, max_duration_s=4 * 3600)
WHY_EARLIEST = "A profile shows a quarter of so short a question in Python around the kernel."
WHY_RANGE = (
    "The kernel takes four fifths of the time, a fifth of it for lower bounds to the destination; the rest is Python that makes objects of several "
    "journeys."
)


@dataclass(frozen=True)
class EqualTerms:
    """One feed and one list of footpaths for both sides. walk_min: int32[stops, stops] whole minutes, FAR where there is no footpath."""

    transit: Transit
    search: TransitSearch
    walk_min: np.ndarray
    queries: StopQueries
    feed: Path

    def reach(self, walk_min: np.ndarray) -> Ends:
        near = np.flatnonzero(walk_min < FAR).astype(np.int32)
        return Ends(near, (walk_min[near] * 60).astype(np.int32))

    def question(self, i: int) -> tuple[Ends, Ends, int, int]:
        """Access, egress, second of leaving, and seconds of the walk over a stop in both lists: the peer leaves out what is not quicker."""
        there, back = self.walk_min[self.queries.origin[i]], self.walk_min[:, self.queries.destination[i]]
        walk_min = int((there.astype(np.int64) + back).min())
        return self.reach(there), self.reach(back), int(self.queries.departure_s[i]), min(FAR, 60 * walk_min)


def equal_terms(built: BuiltCity, work: Path) -> EqualTerms:
    """The feed without blocks and stations, read by both; footpaths up to 15 minutes, whole minutes, at least the 2 of a change."""
    bare, with_footpaths = work / "bare.zip", work / "footpaths.zip"
    write_equal_feed(built.sources.gtfs, bare, [])
    transit, _ = build_transit([bare], Problems(), lambda step, share: None)
    walk_min = footpath_minutes(built, transit)
    rows = np.argwhere((walk_min < FAR) & ~np.eye(len(walk_min), dtype=bool))
    names = list(transit.stop_id)
    changes = [(names[a], names[b], max(60 * int(walk_min[a, b]), nigiri.CHANGE_S)) for a, b in rows]
    write_equal_feed(built.sources.gtfs, with_footpaths, changes)
    search = TransitSearch.of_day(transit, imposed_walks(walk_min), built.day, built.timezone)
    return EqualTerms(transit, search, walk_min, far_pairs(transit, built, walk_min), with_footpaths)


def footpath_minutes(built: BuiltCity, transit: Transit) -> np.ndarray:
    """Walks between the stops of the bare feed on the streets of the city, int32[stops, stops] minutes, rounded up; FAR over the limit."""
    row = {stop: i for i, stop in enumerate(built.city.transit.stop_id)}
    vertices = [int(built.city.streets.pin_vertex[row[stop]]) for stop in transit.stop_id]
    snaps = [built.snapshot.network.vertex_snap(vertex) for vertex in vertices]
    walk_ms = built.snapshot.network.durations(Mode.FOOT, snaps, snaps).astype(np.int64)
    minutes = (walk_ms + 59_999) // 60_000
    minutes[minutes > FOOTPATH_MIN] = FAR
    np.fill_diagonal(minutes, 0)
    return minutes.astype(np.int32)


def far_pairs(transit: Transit, built: BuiltCity, walk_min: np.ndarray) -> StopQueries:
    """Stops without a footpath between them, so that most questions need a ride."""
    found = stop_queries(transit, built.day, served_stops(transit, built.day), COUNT * 3)
    far = np.flatnonzero(walk_min[found.origin, found.destination] == FAR)[:COUNT]
    return StopQueries(found.origin[far], found.destination[far], found.departure_s[far])


def imposed_walks(walk_min: np.ndarray) -> Walks:
    """Exactly the listed footpaths, one per change: from the alighting vertex of a stop (its row) to the boarding vertex (n + row).

    Weights are less by the change time, which the search adds to every change: a footpath of the peer has it included.
    """
    n = len(walk_min)
    start, end = np.nonzero(walk_min < FAR)
    weight_ms = (np.maximum(walk_min[start, end] * 60, nigiri.CHANGE_S) - nigiri.CHANGE_S) * 1000
    first, head, weight = by_vertex(start, end + n, weight_ms, 2 * n)
    back_first, back_head, back_weight = by_vertex(end + n, start, weight_ms, 2 * n)
    stops = np.arange(n, dtype=np.int32)
    none = np.zeros(n, np.int32)
    board_first = np.concatenate([none, np.arange(n + 1, dtype=np.int32)])
    alight_first = np.concatenate([np.arange(n + 1, dtype=np.int32), none + n])
    return Walks(first, head, weight, back_first, back_head, back_weight, stops, stops + np.int32(n), board_first, stops, alight_first, stops)


def by_vertex(tail, head, weight, n):
    order = np.argsort(tail, kind="stable")
    first = np.zeros(n + 1, np.int32)
    np.cumsum(np.bincount(tail, minlength=n), out=first[1:])
    return first, head[order].astype(np.int32), weight[order].astype(np.int32)


def measure(built: BuiltCity, work: Path) -> list[Section]:
    """Sections (a) earliest arrival and (b) 2 h range."""
    terms = equal_terms(built, work)
    peer = None
    if nigiri.is_installed():
        peer = nigiri.Nigiri.load(terms.feed, built.day, built.timezone, list(terms.transit.stop_id), FOOTPATH_MIN)
    return [earliest_section(built, terms, peer), range_section(built, terms, peer)]


def peer_query(terms: EqualTerms, peer: nigiri.Nigiri, i: int, window_min: int):
    access, egress, departure_s, _ = terms.question(i)
    pairs = [list(zip(times.stop.tolist(), (times.seconds // 60).tolist())) for times in (access, egress)]
    return peer.query(*pairs, departure_s // 60, window_min, MAX_RIDES)


def earliest_section(built: BuiltCity, terms: EqualTerms, peer) -> Section:
    section = Section(f"{built.sources.name}: stop to stop, earliest arrival", "pynigiri", 2.0, WHY_EARLIEST)
    asked = [terms.question(i) for i in range(len(terms.queries.origin))]
    timing, answers = timed(lambda access, egress, at_s, walk_s: terms.search.earliest(access, egress, at_s, walk_s, EQUAL), asked)
    section.add("allways", "same feed, footpaths, access and change time", timing)
    ours_s = [min((journey.arrival_s for journey in found), default=None) for found in answers]
    if peer is None:
        section.say("pynigiri is not installed: not compared.")
    else:
        timing, found = timed(peer.run, [(peer_query(terms, peer, i, 0),) for i in range(len(asked))])
        section.add("pynigiri", "the same", timing)
        theirs_s = [min((60 * (j.arrival_time() - peer.origin_min) for j in journeys), default=None) for journeys in found]
        section.agree(ours_s, theirs_s)
    exact(built, terms, section, ours_s)
    return section


def exact(built: BuiltCity, terms: EqualTerms, section: Section, limited_s: list) -> None:
    """The same questions with walking as it is: to the second and without limit. Nothing is timed that is not in the answer."""
    row = {stop: i for i, stop in enumerate(built.city.transit.stop_id)}
    names, network = list(terms.transit.stop_id), built.snapshot.network
    search = built.snapshot.search_on(built.day)
    questions = []
    for i in range(len(terms.queries.origin)):
        stops = [row[names[terms.queries.origin[i]]], row[names[terms.queries.destination[i]]]]
        snaps = [network.vertex_snap(int(built.city.streets.pin_vertex[stop])) for stop in stops]
        lists = [near(network, snap, towards) for snap, towards in zip(snaps, (False, True))]
        walk_s = min(FAR, -(-int(network.durations(Mode.FOOT, snaps[:1], snaps[1:])[0, 0]) // 1000))
        questions.append((*lists, int(terms.queries.departure_s[i]), walk_s))
    timing, answers = timed(lambda access, egress, at_s, walk_s: search.earliest(access, egress, at_s, walk_s, EXACT), questions)
    section.add("allways", "exact: walking without limit, to the second", timing, counts=False)
    best_s = [min((j.arrival_s for j in found), default=q[2] + q[3]) for found, q in zip(answers, questions)]
    sooner = sum(limited is None or best + 60 <= limited for best, limited in zip(best_s, limited_s))
    section.say(f"Walking without limit is at least a minute faster on {sooner} of {len(best_s)} questions than footpaths of {FOOTPATH_MIN} minutes.")


def near(network, snap, towards: bool) -> Ends:
    stops, milliseconds = network.near_stops(Mode.FOOT, snap, towards)
    return Ends(stops.astype(np.int32), ((milliseconds.astype(np.int64) + 999) // 1000).astype(np.int32))


def range_section(built: BuiltCity, terms: EqualTerms, peer) -> Section:
    section = Section(f"{built.sources.name}: stop to stop, all departures of 2 hours", "pynigiri", 2.0, WHY_RANGE)
    asked = [terms.question(i) for i in range(len(terms.queries.origin))]
    ask = lambda access, egress, at_s, walk_s: terms.search.range(access, egress, at_s, at_s + WINDOW_MIN * 60, walk_s, EQUAL_RANGE)  # noqa: E731
    timing, ours = timed(ask, asked)
    section.add("allways", "same feed, footpaths, access and change time", timing)
    if peer is None:
        section.say("pynigiri is not installed: not compared.")
        return section
    timing, theirs = timed(peer.run, [(peer_query(terms, peer, i, WINDOW_MIN),) for i in range(len(asked))])
    section.add("pynigiri", "the same", timing)
    ours_sets = [{(j.departure_s, j.arrival_s) for j in found} for found in ours]
    theirs_sets = [{(60 * (j.departure_time() - peer.origin_min), 60 * (j.arrival_time() - peer.origin_min)) for j in found} for found in theirs]
    section.agree_profiles(ours_sets, theirs_sets, [question[2] for question in asked], WINDOW_MIN * 60)
    return section
