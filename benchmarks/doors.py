"""Door to door on foot and by transit, legs included: ours beside cafein; ferrobus reported."""
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.cities import ROOT, BuiltCity
from benchmarks.peers import cafein, ferrobus
from benchmarks.peers.feed import write_equal_feed
from benchmarks.queries import DoorQueries, door_queries
from benchmarks.report import Section
from benchmarks.timing import timed
from routing.plan import plan, service_origin
from routing.query import Point, Query
from routing.snapshot import DEFAULT_WALK_MPS

COUNT = 200
MAX_RIDES = 5
# cafein's own limits: the fast one, and the widest of its shortcuts with its widest search on foot.
NEAR_MIN, FAR_MIN = 20, 120
# Two readings of OpenStreetMap: other footways, snapping and rounding.
TOLERANCE_S = 60
WHY = "Ours draws up to five journeys and the direct walk, and walks without limit; the compared peer stays within 20 minutes on foot."
OURS = "walking without limit, at most five journeys with every leg, geometry and stop"


def measure(built: BuiltCity, work: Path) -> list[Section]:
    section = Section(f"{built.sources.name}: door to door, walk and transit, with legs", "cafein", 2.0, WHY)
    city = built.city
    asked = door_queries(city.places, city.streets, city.transit, built.day, COUNT)
    origin = service_origin(built.day, ZoneInfo(built.timezone))
    moments = [origin + timedelta(seconds=int(leave_s)) for leave_s in asked.departure_s]
    ask, questions = lambda query: plan(built.snapshot, query), [(one,) for one in our_queries(asked, moments)]
    timing, answers = timed(ask, questions)
    section.add("allways", f"{OURS}; all questions", timing, counts=False)
    ours_s = [min((journey.arrival_s for journey in answer.journeys), default=None) for answer in answers]
    write_equal_feed(built.sources.gtfs, work / "bare.zip", [])
    answered = beside_cafein(built, asked, moments, ours_s, section, work)
    if answered:
        timing, _ = timed(ask, [questions[i] for i in answered])
        section.add("allways", f"{OURS}; the questions that both answer", timing)
    beside_ferrobus(built, asked, section, work)
    return [section]


def our_queries(asked: DoorQueries, moments: list[datetime]) -> list[Query]:
    """No time for changes beyond the walk, like the peer; one departure, not a window."""
    return [
        Query(Point(*start), Point(*end), moment, window_s=0, max_rides=MAX_RIDES, change_s=0, walk_speed_mps=DEFAULT_WALK_MPS)
        for start, end, moment in zip(asked.origin.tolist(), asked.destination.tolist(), moments)
    ]


def with_feed(name: str, load: Callable, feed: Path, bare: Path, section: Section):
    """The peer with the feed itself or, where it refuses that, with its plain stops and times."""
    try:
        return load(feed)
    except (ValueError, RuntimeError) as error:
        words = str(error).replace(f"{ROOT}/", "")[:120]  # a page for everybody names no folder of this machine
        section.say(f"{name} refuses the feed ({words}); it got one without stations, calls without times and on-demand trips.")
        return load(bare)


def beside_cafein(built: BuiltCity, asked: DoorQueries, moments: list[datetime], ours_s: list, section: Section, work: Path) -> list[int]:
    """The rows of the questions that both answer: a question without a journey costs a peer next to nothing."""
    if not cafein.is_installed():
        section.say("cafein is not installed: not compared.")
        return []
    load = lambda feed: cafein.Cafein.load(feed, built.sources.osm, DEFAULT_WALK_MPS)  # noqa: E731
    peer = with_feed("cafein", load, built.sources.gtfs, work / "bare.zip", section)
    local = [moment.replace(tzinfo=None) for moment in moments]
    pairs = list(zip(map(tuple, asked.origin.tolist()), map(tuple, asked.destination.tolist()), local))

    def ask(limit_min):
        def one(start, end, moment):
            try:
                return peer.plan(start, end, moment, limit_min, MAX_RIDES)
            except ValueError:  # a point too far from its network
                return []

        return one

    timing, found = timed(ask(NEAR_MIN), pairs)
    section.add("cafein", f"access, footpaths and egress of at most {NEAR_MIN} minutes; all questions", timing, counts=False)
    near_s = [cafein.earliest_s(journeys) for journeys in found]
    answered = [i for i, (ours, theirs) in enumerate(zip(ours_s, near_s)) if ours is not None and theirs is not None]
    if answered:
        timing, _ = timed(ask(NEAR_MIN), [pairs[i] for i in answered])
        section.add("cafein", "the same; the questions that both answer", timing)
    section.say(f"Against cafein within {NEAR_MIN} minutes on foot:")
    section.agree(ours_s, near_s, TOLERANCE_S)
    peer.add_shortcuts()
    timing, found = timed(ask(FAR_MIN), pairs)
    section.add("cafein", f"ULTRA shortcuts (30 minutes between rides), access and egress up to {FAR_MIN} minutes", timing, counts=False)
    section.say("Against cafein with ULTRA shortcuts, the nearest it has to walking without limit:")
    section.agree(ours_s, [cafein.earliest_s(journeys) for journeys in found], TOLERANCE_S)
    section.say(
        f"Differences come from the two readings of OpenStreetMap (which ways are walkable, snapping, rounding; equal means within {TOLERANCE_S} s), "
        "from stops off the extract, and late at night from the next service day, which cafein does not look into."
    )
    return answered


def beside_ferrobus(built: BuiltCity, asked: DoorQueries, section: Section, work: Path) -> None:
    if not ferrobus.is_installed():
        section.say("ferrobus is not installed: not reported.")
        return
    load = lambda feed: ferrobus.Ferrobus.load(feed, built.sources.osm, built.day, work / f"ferrobus-{feed.stem}")  # noqa: E731
    peer = with_feed("ferrobus", load, built.sources.gtfs, work / "bare.zip", section)
    outside = 0

    def one(start, end, leave_s):
        nonlocal outside
        try:
            return peer.plan(start, end, leave_s, MAX_RIDES)
        except (ValueError, RuntimeError):
            outside += 1
            return None

    timing, found = timed(one, list(zip(asked.origin.tolist(), asked.destination.tolist(), asked.departure_s.tolist())))
    section.add("ferrobus", "both points joined, then one journey as GeoJSON; 20 minutes on foot, its own speed: not compared", timing, counts=False)
    answered = sum(answer not in (None, "null") for answer in found)
    section.say(f"ferrobus finds a journey for {answered} of {len(found)} questions; {outside // 2} points were off its network.")
