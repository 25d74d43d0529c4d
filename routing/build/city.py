"""From files to a city folder: timetable, streets, map, network and manifest, written beside the old city and swapped in at the end."""
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from time import perf_counter

import numpy as np

from routing.atlas import Features, PlaceKind, Places
from routing.build.declaration import KEPT_FILES, Declaration, FeedFile, check
from routing.build.fares import keep_fares
from routing.build.features import build_atlas
from routing.build.flex import build_on_demand
from routing.build.gtfs import build_transit
from routing.build.problems import BuildError, Problems
from routing.build.streets import build_streets
from routing.flex.model import OnDemand
from routing.manifest import FORMAT_VERSION, Input, Manifest
from routing.store import save
from routing.streets.model import Streets
from routing.streets.network import StreetNetwork
from routing.transit.model import Transit

Progress = Callable[[str, float], None]
CHUNK_BYTES = 1 << 20


@dataclass
class Clock:
    """How long each step took, in seconds."""

    progress: Progress
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        begun = perf_counter()
        self.progress(name, 0.0)
        yield
        self.progress(name, 1.0)
        self.seconds[name] = round(perf_counter() - begun, 3)


def build_city(declaration: Declaration, out: Path, progress: Progress, finish: Callable[[Path], None] | None = None) -> Manifest:
    """Build a city into a folder, in place of the city that may be there. Whatever fails, that one stays as it is and nothing else is left.

    progress: told the step and the share of it done, 0 to 1
    finish: what else belongs into the folder, such as a search index; called with the whole new city before it takes its place
    Raises BuildError where no city can be made of the input, or where `out` holds something else than a city.
    """
    check(declaration)
    out = Path(out).resolve()
    refuse_other_folders(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = out.with_name(f".{out.name}.{os.getpid()}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        clock = Clock(progress)
        manifest = write_city(declaration, fresh, clock)
        if finish is not None:
            begun = perf_counter()
            finish(fresh)
            manifest = replace(manifest, seconds=clock.seconds | {"finish": round(perf_counter() - begun, 3)})
            manifest.save(fresh)
        swap(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return manifest


def refuse_other_folders(out: Path) -> None:
    if out.exists() and not (out / "manifest.json").is_file() and not (out.is_dir() and not any(out.iterdir())):
        raise BuildError(f"{out}: holds something else than a built city and is not overwritten. Name another folder, or empty this one.")


def swap(fresh: Path, out: Path) -> None:
    """The new folder takes the place of the old one; if it cannot, the old one comes back."""
    old = out.with_name(f".{out.name}.{os.getpid()}.old")
    if not out.exists():
        fresh.rename(out)
        return
    out.rename(old)
    try:
        fresh.rename(out)
    except OSError:
        old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def write_city(declaration: Declaration, folder: Path, clock: Clock) -> Manifest:
    """All of a city but what others add to it."""
    problems, progress = Problems(), clock.progress
    with clock.step("inputs"):
        inputs = list_inputs(declaration)
    with clock.step("timetable"):
        transit, pins = build_transit([feed.path for feed in declaration.feeds], problems, progress)
        save(transit, folder / "transit")
        keep_fares(declaration, folder)
    with clock.step("streets"):
        streets = build_streets(declaration.osm, pins, declaration.elevation, problems, progress)
        save(streets, folder / "streets")
    with clock.step("map and places"):
        features, places = build_atlas(declaration.osm, problems, progress)
        save(features, folder / "features")
        save(places, folder / "places")
    with clock.step("network"):
        StreetNetwork.build(streets, folder / "network")
    timezone = timezone_of(declaration, transit, problems)
    with clock.step("on demand"):
        on_demand = build_on_demand([feed.path for feed in declaration.feeds], list(declaration.on_demand), transit, timezone, problems)
        if on_demand.rides:
            on_demand.save(folder)
    first, last = validity(transit, on_demand)
    manifest = Manifest(
        format_version=FORMAT_VERSION,
        version=version_of(declaration, timezone, inputs),
        name=declaration.name,
        timezone=timezone,
        language=declaration.language,
        attribution=declaration.attribution or "; ".join(dict.fromkeys(entry.attribution for entry in inputs if entry.attribution)),
        bbox=bbox_of(streets),
        valid_from=first,
        valid_to=last,
        inputs=inputs,
        counts=counts_of(streets, transit, features, places) | {"on_demand_rides": len(on_demand.rides)},
        problems=problems.as_manifest(),
        seconds=clock.seconds,
        demo=declaration.demo,
        help_phone=declaration.help_phone,
    )
    manifest.save(folder)
    return manifest


def list_inputs(declaration: Declaration) -> tuple[Input, ...]:
    files = [("osm", FeedFile(declaration.osm, declaration.osm_licence, declaration.osm_attribution))]
    files += [("gtfs", feed) for feed in declaration.feeds]
    if declaration.elevation is not None:
        files.append(("elevation", FeedFile(declaration.elevation, declaration.elevation_licence, declaration.elevation_attribution)))
    return tuple(Input(role, file.path.name, *measured(file.path), file.licence, file.attribution) for role, file in files)


def measured(path: Path) -> tuple[int, str]:
    """Size in bytes and SHA-256 of a file, or of all files of a folder with their names."""
    digest, size = hashlib.sha256(), 0
    parts = sorted(part for part in path.rglob("*") if part.is_file()) if path.is_dir() else [path]
    for part in parts:
        if path.is_dir():
            digest.update(f"{part.relative_to(path)}\0{part.stat().st_size}\0".encode())
        with part.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
                size += len(chunk)
    return size, digest.hexdigest()


def version_of(declaration: Declaration, timezone: str, inputs: tuple[Input, ...]) -> str:
    """The same for the same files, prices, format and name; anything else makes another city."""
    facts = [str(FORMAT_VERSION), declaration.name, timezone, *(f"{entry.role} {entry.file} {entry.sha256}" for entry in inputs)]
    for name in KEPT_FILES:
        file = getattr(declaration, name)
        if file is not None:
            facts.append(f"{name} {measured(file)[1]}")
    facts += [f"on_demand {zone.texts} {zone.hours} {zone.rule} {zone.wheelchair_places} {measured(zone.file)[1]}" for zone in declaration.on_demand]
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()[:16]


def timezone_of(declaration: Declaration, transit: Transit, problems: Problems) -> str:
    if declaration.timezone:
        return declaration.timezone
    if len(transit.feed_timezone):
        return transit.feed_timezone[0]
    problems.add("timezone_unknown", "no time zone is declared and no feed tells it: times are in UTC. Declare `timezone`", declaration.osm.name)
    return "UTC"


def validity(transit: Transit, on_demand: OnDemand) -> tuple[str, str]:
    """First and last day on which a trip runs or a service on demand of a feed does, ISO; empty texts where there is none."""
    used = np.union1d(transit.trip_service, [run.service for run in on_demand.runs if run.service >= 0]).astype(np.int64)
    days = np.flatnonzero(transit.service_days[used].any(axis=0)) if len(used) else np.zeros(0, np.int64)
    if not len(days):
        return "", ""
    first_day = int(transit.first_day[0])
    first, last = (date.fromordinal(first_day + int(day)).isoformat() for day in days[[0, -1]])
    return first, last


def bbox_of(streets: Streets) -> tuple[float, float, float, float]:
    """South, west, north, east of the streets that hang together; stray ways at the border of an extract would stretch it over half a country."""
    connected = streets.edge_part != 0
    shown = np.repeat(connected, np.diff(streets.geometry_first)) if connected.any() else slice(None)
    lat, lon = streets.geometry_lat_e7[shown], streets.geometry_lon_e7[shown]
    return int(lat.min()) / 1e7, int(lon.min()) / 1e7, int(lat.max()) / 1e7, int(lon.max()) / 1e7


def counts_of(streets: Streets, transit: Transit, features: Features, places: Places) -> dict[str, int]:
    kind = places.kind
    return {
        "vertices": len(streets.vertex_lat_e7),
        "edges": len(streets.edge_tail),
        "turn_restrictions": len(streets.turn_from_edge),
        "stops": len(transit.stop_kind),
        "routes": len(transit.route_type),
        "patterns": len(transit.pattern_route),
        "trips": len(transit.trip_route),
        "addresses": int((kind == PlaceKind.ADDRESS).sum()),
        "named_streets": int((kind == PlaceKind.STREET).sum()),
        "places": int((~np.isin(kind, (PlaceKind.ADDRESS, PlaceKind.STREET))).sum()),
        "map_features": len(features.layer),
    }
