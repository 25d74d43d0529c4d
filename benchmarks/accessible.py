"""Ways for a wheelchair: what the limits cost us, and ours beside Valhalla on the streets and cafein from door to door; every answer is judged.

`python -m benchmarks.accessible [--count 200] [--city Heidelberg]` writes benchmarks/ACCESSIBLE.md. The judge is that of tests/oracle/walls, which
reads the raw files and knows nothing of how anybody routes.
"""
import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from accessibility.profiles import PROFILES, ProfileId
from benchmarks.accessible_lines import Fitter, Violations, objections
from benchmarks.cities import ROOT, Sources, find_sources, run_allways
from benchmarks.peers import cafein, valhalla
from benchmarks.queries import DoorQueries, busiest_day, door_queries
from benchmarks.report import Section, versions
from benchmarks.timing import digits, machine, timed
from routing.city import City
from routing.journey import Journey, StreetLeg
from routing.plan import plan, service_origin
from routing.query import Point, Query
from routing.snapshot import Snapshot
from routing.streets.graph import Mode
from tests.oracle.walls.asked import FIELDS, Asker, drawn, engine_limits, ways_of
from tests.oracle.walls.check import Checker
from tests.oracle.walls.extract import read_extract
from tests.oracle.walls.stations import read_stations
from tests.oracle.walls.terrain import Terrain
from tests.oracle.walls.trace import Map

COUNT = 200
NEAR_M = 150.0
MAX_RIDES = 5
WALK_MIN = 60  # of cafein: the widest it is given, each for access, egress and all the way
TWICE = 0.5  # as fast as the plain question, at least
CAUTIOUS = "cautious"  # what nobody knows is passed: the peers know no other way


def asker() -> Asker:
    """A manual wheelchair as the app begins with it."""
    profile = PROFILES[ProfileId.MANUAL_CHAIR]
    return Asker(profile.id, {name: getattr(profile, name) for name in FIELDS} | {"unknown": CAUTIOUS}, profile.speed_mps)


@dataclass
class Judged:
    """A city, the person who asks, and the raw files that judge the answers."""

    sources: Sources
    snapshot: Snapshot
    who: Asker
    count: int

    @cached_property
    def on(self) -> Map:
        return Map(read_extract(self.sources.osm), read_stations(self.sources.gtfs))

    @cached_property
    def checker(self) -> Checker:
        return Checker(self.on, self.who.limits, Terrain(self.sources.elevation) if self.sources.elevation else None)

    @cached_property
    def fitter(self) -> Fitter:
        return Fitter(self.on)

    @cached_property
    def asked(self) -> DoorQueries:
        city = self.snapshot.city
        return door_queries(city.places, city.streets, city.transit, busiest_day(city.transit), self.count)

    @property
    def pairs(self) -> list[tuple]:
        return list(zip(map(tuple, self.asked.origin.tolist()), map(tuple, self.asked.destination.tolist())))

    @property
    def moments(self) -> list[datetime]:
        city = self.snapshot.city
        origin = service_origin(busiest_day(city.transit), ZoneInfo(city.manifest.timezone))
        return [origin + timedelta(seconds=int(leave_s)) for leave_s in self.asked.departure_s]

    def journeys(self, query: Query) -> Sequence[Journey]:
        return plan(self.snapshot, query).journeys

    def lines(self, query: Query, journeys: Sequence[Journey]) -> Iterator[list[str]]:
        """What is wrong with each journey, on foot, without the metres between a door and the street."""
        doors = {(round(point.lat * 1e7), round(point.lon * 1e7)) for point in (query.origin, query.destination)}
        for journey in journeys:
            wrong: list[str] = []
            for leg in journey.legs:
                if isinstance(leg, StreetLeg):
                    line = drawn(leg.path)
                    wrong += objections(self.checker, line[line[0] in doors : len(line) - (line[-1] in doors)], ways_of(leg.path))
            yield wrong


def beside_plain(judged: Judged) -> Section:
    """What the limits cost: the same questions with and without them."""
    section = Section(f"{judged.sources.name}: door to door with the limits of a manual wheelchair, beside without", "the plain question", TWICE)
    plain = [
        Query(Point(*start), Point(*end), moment, max_rides=MAX_RIDES, walk_speed_mps=judged.who.speed_mps)
        for (start, end), moment in zip(judged.pairs, judged.moments)
    ]  # fmt: skip
    limited = [replace(query, limits=engine_limits(judged.who.limits)) for query in plain]
    timing, found = timed(judged.journeys, [(query,) for query in limited])
    section.add("allways", "an hour of departures, at most five journeys with legs, geometry and what is not known", timing)
    timing, free = timed(judged.journeys, [(query,) for query in plain])
    section.add("allways without limits", "the same questions", timing)
    for name, queries, answers in (("With limits", limited, found), ("Without", plain, free)):
        violations = Violations()
        for query, journeys in zip(queries, answers):
            for wrong in judged.lines(query, journeys):
                violations.add(wrong)
        section.say(f"{name}: {sum(map(bool, answers))} of {len(answers)} questions answered; on foot {violations}.")
    return section


def beside_valhalla(judged: Judged, work: Path) -> Section:
    section = Section(f"{judged.sources.name}: on the streets for a wheelchair", "valhalla", 1.0)
    network, judged_ours = judged.who.on(judged.snapshot.city.network), Violations()

    def ours(start, end):
        ends = [network.find_snap(*place, Mode.FOOT, NEAR_M) for place in (start, end)]
        path = None if None in ends else network.route(Mode.FOOT, *ends)
        return path, path and path.steps

    timing, found = timed(ours, judged.pairs)
    section.add("allways", "both ends joined, line and turns, all limits kept", timing)
    for path, _ in found:
        if path is not None:
            judged_ours.add(objections(judged.checker, drawn(path), ways_of(path)))
    section.say(f"allways: {judged_ours}; no way for {sum(path is None for path, _ in found)}.")
    home = valhalla.find_home()
    if home is None:
        section.say("Valhalla is not installed: not compared.")
        return section
    try:
        with valhalla.running(home, judged.sources.osm, work / "valhalla") as peer:
            answers = ask_valhalla(judged, peer, section)
    except (OSError, TimeoutError, subprocess.CalledProcessError) as error:
        section.say(f"Valhalla does not run here ({type(error).__name__}): not compared.")
        return section
    judged_theirs = Violations()
    for line in answers:
        if line is not None:
            judged_theirs.add(objections(judged.checker, judged.fitter.fit(line)))
    section.say(f"valhalla: {judged_theirs}; no way for {sum(line is None for line in answers)}.")
    return section


def ask_valhalla(judged: Judged, peer: valhalla.Valhalla, section: Section) -> list:
    empty, _ = timed(lambda: peer.ask("/status"), [()] * 50)
    timing, answers = timed(peer.way, judged.pairs)
    section.add("valhalla", "pedestrian, type wheelchair, line without directions, over HTTP on this machine", timing)
    section.say(f"An empty question over HTTP takes it {digits(empty.median_ms)} ms; it has no heights here, so it cannot keep slopes.")
    return answers


def beside_cafein(judged: Judged, work: Path) -> Section:
    section = Section(f"{judged.sources.name}: door to door for a wheelchair, earliest arrival", "cafein", 1.0)
    limits = engine_limits(judged.who.limits)
    asked = [
        Query(Point(*start), Point(*end), moment, window_s=0, max_rides=MAX_RIDES, change_s=0, walk_speed_mps=judged.who.speed_mps, limits=limits)
        for (start, end), moment in zip(judged.pairs, judged.moments)
    ]  # fmt: skip
    timing, found = timed(judged.journeys, [(query,) for query in asked])
    section.add("allways", "all limits kept, walking without limit, every leg with its line", timing)
    ours = Violations()
    for query, journeys in zip(asked, found):
        for wrong in judged.lines(query, journeys):
            ours.add(wrong)
    section.say(f"allways: {sum(map(bool, found))} of {len(found)} answered; on foot {ours}.")
    if not cafein.is_installed():
        section.say("cafein is not installed: not compared.")
        return section
    peer = cafein_for_wheels(judged, work)
    questions = [(*pair, moment.replace(tzinfo=None)) for pair, moment in zip(judged.pairs, judged.moments)]
    timing, answers = timed(peer, questions)
    section.add("cafein", f"its wheelchair traveller and streets, walking up to {WALK_MIN} minutes", timing)
    theirs = Violations()
    for journeys in answers:
        for journey in journeys:
            walked = [walked_line(leg) for leg in journey["legs"]]
            theirs.add(wrong for line in walked for wrong in objections(judged.checker, judged.fitter.fit(line)))
    section.say(f"cafein: {sum(map(bool, answers))} of {len(answers)} answered; on foot {theirs}.")
    return section


def cafein_for_wheels(judged: Judged, work: Path):
    """A question to its network with wheelchair streets, changes included. Stops and times are given to it without what else the feed has."""
    import cafein as package

    from benchmarks.peers.feed import write_equal_feed

    bare = work / "bare.zip"
    write_equal_feed(judged.sources.gtfs, bare, [])
    network = package.TransportNetwork.from_gtfs([str(bare)], osm_pbf=str(judged.sources.osm), street_modes=("walk", "wheelchair"))
    network.compute_mode_transfers("wheelchair", WALK_MIN)
    traveller = package.TravelerProfile(wheelchair=True)

    def ask(start, end, moment):
        try:
            return network.route_between_coordinates(
                start, end, moment, max_rides=MAX_RIDES, max_walking_time=WALK_MIN, traveler=traveller,
            )  # fmt: skip
        except ValueError:  # a point too far from its network
            return []

    return ask


def walked_line(leg: dict) -> list[tuple[float, float]]:
    """Of a leg on streets, without the connectors from a door or a stop; empty for a ride."""
    import shapely

    if leg.get("rides") or leg.get("type") in ("transit", "ride") or not leg.get("geometry"):
        return []
    points = [(lat, lon) for lon, lat in shapely.from_wkb(leg["geometry"]).coords]
    return points[1:-1]


def measure(sources: Sources, work: Path, count: int) -> list[Section]:
    """Always built anew: a city of yesterday's code would be judged for faults of yesterday."""
    peers = work / f"{sources.name.split()[0].lower()}-accessible"
    arguments = ["city", "build", "--osm", str(sources.osm), "--gtfs", str(sources.gtfs), "--name", sources.name, "--out", str(peers / "city")]
    peers.mkdir(exist_ok=True)
    run_allways(*arguments, *(["--elevation", str(sources.elevation)] if sources.elevation else []))
    judged = Judged(sources, Snapshot.of(City.open(peers / "city")), asker(), count)
    return [beside_plain(judged), beside_valhalla(judged, peers), beside_cafein(judged, peers)]


def page(sections: list[Section], host) -> str:
    head = [
        "# Ways for a wheelchair, beside peers", "",
        "Written by `python -m benchmarks.accessible`. A manual wheelchair as the app begins with it, cautious: what nobody mapped is passed and",
        "said. Every answer is judged against the raw files by `tests/oracle/walls`: steps, kerbs above 3 cm, slopes above 6 %, passages below",
        "0.9 m, loose ground. No peer claims to keep all of that; *steps or a closed way* counts what all of them claim.", "",
        f"{host.when} · {host.cpu}, {host.cores} cores, load {host.load:.1f} at the start · {versions()}.", "",
    ]  # fmt: skip
    return "\n".join([*head, *(line for section in sections for line in section.lines())])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accessible", description=__doc__)
    parser.add_argument("--work", type=Path, default=ROOT / ".var" / "bench")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "ACCESSIBLE.md")
    parser.add_argument("--city", default="", help="only cities whose name begins like this")
    parser.add_argument("--count", type=int, default=COUNT, help="questions for each table")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    host, sections = machine(), []
    for sources in find_sources(options.work):
        if sources.name.lower().startswith(options.city.lower()):
            sections += measure(sources, options.work, options.count)
            options.out.write_text(page(sections, host), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
