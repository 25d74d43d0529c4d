"""GTFS feeds to the timetable of a city: any number of zips or folders become one `Transit` and the `Pins` that join it to the streets."""
from collections.abc import Callable
from pathlib import Path

import polars as pl

from routing.build.gtfs_calendar import read_services
from routing.build.gtfs_columns import Read, count_unused, transit_of, trip_ends
from routing.build.gtfs_files import FeedFiles, open_feed
from routing.build.gtfs_frequencies import Departures, read_departures
from routing.build.gtfs_join import join_feeds
from routing.build.gtfs_pathways import read_pins
from routing.build.gtfs_patterns import find_patterns
from routing.build.gtfs_routes import read_agencies, read_routes
from routing.build.gtfs_shapes import draw_patterns, read_shapes
from routing.build.gtfs_stops import read_stops
from routing.build.gtfs_table import Ids
from routing.build.gtfs_times import Calls, read_calls
from routing.build.gtfs_transfers import read_transfers
from routing.build.gtfs_trips import read_trips
from routing.build.pins import Pins
from routing.build.problems import BuildError, Problems
from routing.transit.model import Transit

Progress = Callable[[str, float], None]


def build_transit(paths: list[Path], problems: Problems, progress: Progress) -> tuple[Transit, Pins]:
    """Read the feeds. Raises BuildError where a feed cannot be read or nothing of it can be used; all else is counted in `problems`.

    progress: told the step and the share done, 0 to 1
    """
    names = [path.name for path in paths]
    for name in names:
        if names.count(name) > 1:
            raise BuildError(f"{name}: two feeds have this name, and ids are told apart by it. Rename one of them.")
    feeds = []
    for number, path in enumerate(paths):
        with open_feed(Path(path)) as files:
            feeds.append(build_feed(files, problems, share_of(progress, path.name, number, len(paths))))
    joined = join_feeds(feeds)
    progress("timetable", 1.0)
    return joined


def share_of(progress: Progress, feed: str, number: int, feeds: int) -> Progress:
    """Progress of one feed as a part of the whole."""
    return lambda step, share: progress(f"{feed}: {step}", (number + share) / feeds)


def build_feed(files: FeedFiles, problems: Problems, progress: Progress) -> tuple[Transit, Pins]:
    """One feed as a Transit of its own."""
    own = Problems()
    progress("stops and routes", 0.0)
    agencies = read_agencies(files, own)
    stops, routes, services = read_stops(files, own), read_routes(files, agencies, own), read_services(files, own)
    progress("trips", 0.1)
    trips = read_trips(files, routes, services, own)
    progress("times", 0.2)
    calls = read_calls(files, trips, stops, own)
    departures = read_departures(files, trips, calls, own)
    require_trips(files, departures, calls, own)
    progress("patterns and shapes", 0.6)
    shapes, shape_of_trip = read_shapes(files, trips.table, own)
    stop_headsigns = calls.table.text("stop_headsign")
    signs = pl.concat([trips.headsign, trips.short_name, stop_headsigns]).unique(maintain_order=True)
    headsigns = Ids(signs.filter(signs != ""))
    shape = shape_of_trip[calls.trip]
    patterns = find_patterns(calls, trips.route[calls.trip], shape, headsigns.rows(stop_headsigns))
    drawn = draw_patterns(shapes, shape, patterns, calls, stops)
    progress("transfers and pathways", 0.9)
    transfers = read_transfers(files, stops, routes, trips, trip_ends(trips, calls, departures), own)
    pins = read_pins(files, stops, own)
    if not calls.on_demand:  # else the rows that are no part of the timetable may need them
        count_unused(stops, routes, services, trips, calls, own)
    add_all(own, problems)
    read = Read(files, agencies, stops, routes, services, trips, calls, departures, headsigns, patterns, drawn, transfers)
    return transit_of(read), pins


def require_trips(files: FeedFiles, departures: Departures, calls: Calls, own: Problems) -> None:
    """A feed with nothing but on-demand service is an empty timetable; any other without a single trip is an error."""
    if len(departures.trip) or calls.on_demand:
        return
    worst = next(iter(own.as_manifest().values()), None)
    if worst is None:
        raise BuildError(f"{files.name}: no trip of the feed can be used. Ask the publisher for a complete feed.")
    first = worst["examples"][0]
    line = f" line {first['line']}" if first["line"] else ""
    raise BuildError(
        f"{files.name}: no trip of the feed can be used. The most frequent problem is in {first['file']}{line}: {first['message']} "
        f"({worst['count']} times). Correct it or ask the publisher for a correct feed."
    )


def add_all(own: Problems, problems: Problems) -> None:
    for code, entry in own.as_manifest().items():
        examples = entry["examples"]
        for i, example in enumerate(examples):
            unlisted = entry["count"] - len(examples) if i == len(examples) - 1 else 0
            problems.add(code, example["message"], example["file"], example["line"], 1 + unlisted)
