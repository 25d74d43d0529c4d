"""Everything that is published: which address belongs to which feed, how often it is renewed, and the declaration for a city service."""
from collections.abc import Callable
from dataclasses import dataclass

from backend.demo.live import write_alerts, write_gbfs, write_gtfs_rt, write_json, write_siri
from backend.demo.live.gbfs_words import V2, V3, VERSIONS, Dialect
from backend.demo.live.world import World

PROTOBUF, JSON, GEOJSON, XML = "application/x-protobuf", "application/json", "application/geo+json", "application/xml"
SLOW_S = 3600  # how often what hardly changes is renewed
Write = Callable[[World, int, int, str], bytes]  # world, moment of the content, moment it tells, base address


@dataclass(frozen=True)
class Feed:
    """What fails, dies or is spoiled together. kind, url, every_s, fresh_s: as the city service declares feeds, in real seconds."""

    id: str
    kind: str
    path: str
    every_s: int
    fresh_s: int


@dataclass(frozen=True)
class Page:
    """One address. renewed_s: simulated seconds for which its content stays the same."""

    path: str
    feed_id: str
    media_type: str
    renewed_s: int
    write: Write


FEEDS = (
    Feed("trip-updates", "gtfs-rt-trip-updates", "/gtfs-rt/trip-updates.pb", 15, 90),
    Feed("vehicle-positions", "gtfs-rt-vehicle-positions", "/gtfs-rt/vehicle-positions.pb", 10, 90),
    Feed("alerts", "gtfs-rt-alerts", "/gtfs-rt/alerts.pb", 30, 600),
    Feed("bikes", "gbfs", f"/gbfs/{V3}/gbfs.json", 30, 300),
    Feed("scooters", "gbfs", f"/scooters/{V2}/gbfs.json", 30, 300),
    Feed("parking", "parkapi", "/parking/parkapi.json", 60, 600),
    Feed("lifts", "lifts-json", "/lifts.json", 60, 600),
    Feed("closures", "closures-geojson", "/closures.geojson", 60, 3600),
    Feed("taxis", "taxi-json", "/taxi.json", 60, 600),
)
FEED_IDS = tuple(feed.id for feed in FEEDS)


def plain(write: Callable[[World, int, int], bytes]) -> Write:
    """Of a writer that needs no address."""
    return lambda world, at_s, stamp_s, base_url: write(world, at_s, stamp_s)


def pages() -> dict[str, Page]:
    """All addresses, by path."""
    found = [
        Page("/gtfs-rt/trip-updates.pb", "trip-updates", PROTOBUF, 5, plain(write_gtfs_rt.trip_updates)),
        Page("/gtfs-rt/vehicle-positions.pb", "vehicle-positions", PROTOBUF, 5, plain(write_gtfs_rt.vehicle_positions)),
        Page("/gtfs-rt/alerts.pb", "alerts", PROTOBUF, 15, plain(write_alerts.alerts)),
        Page("/parking/parkapi.json", "parking", JSON, 60, plain(write_json.parking_sites)),
        Page("/lifts.json", "lifts", JSON, 30, plain(write_json.lifts)),
        Page("/lifts.xml", "lifts", XML, 30, plain(write_siri.lifts)),
        Page("/closures.geojson", "closures", GEOJSON, 60, plain(write_json.closures)),
        Page("/taxi.json", "taxis", JSON, 60, plain(write_json.taxis)),
    ]
    for system, feed_id in (("gbfs", "bikes"), ("scooters", "scooters")):
        for version in VERSIONS:
            found += gbfs_pages(system, feed_id, Dialect(version))
    return {page.path: page for page in found}


def gbfs_pages(system: str, feed_id: str, dialect: Dialect) -> list[Page]:
    folder = f"/{system}/{dialect.version}"
    files = write_gbfs.files_of(system, dialect)
    found = [Page(f"{folder}/{name}.json", feed_id, JSON, *gbfs_file(dialect, name, file)) for name, file in files.items()]
    links = {
        "gbfs": lambda base_url: write_gbfs.discovery(system, dialect, base_url),
        "gbfs_versions": lambda base_url: write_gbfs.versions(system, base_url),
    }
    return found + [Page(f"{folder}/{name}.json", feed_id, JSON, SLOW_S, gbfs_links(dialect, content)) for name, content in links.items()]


def gbfs_file(dialect: Dialect, name: str, file: write_gbfs.File) -> tuple[int, Write]:
    """How often it is renewed, and its writer."""
    renewed_s = 10 if name in ("station_status", dialect.vehicle_file) else SLOW_S
    return renewed_s, lambda world, at_s, stamp_s, base_url: dialect.file(stamp_s, min(renewed_s, 60), file(world, dialect, at_s))


def gbfs_links(dialect: Dialect, content: Callable[[str], dict]) -> Write:
    return lambda world, at_s, stamp_s, base_url: dialect.file(stamp_s, 60, content(base_url))


def declaration(base_url: str) -> str:
    """The feeds as `[[feeds]]` tables. The bikes are declared in GBFS 3.0 and the scooters in 2.3, so that both are read."""
    tables = [
        f'[[feeds]]\nid = "{feed.id}"\nkind = "{feed.kind}"\nurl = "{base_url}{feed.path}"\nevery_s = {feed.every_s}\nfresh_s = {feed.fresh_s}\n'
        for feed in FEEDS
    ]
    return "\n".join(tables)
