"""The systems that are live now, file by file."""
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from backend.feeds.gbfs.facts import SharedSystem
from backend.gbfs_out import about, status
from backend.gbfs_out.words import UNTOLD_LANGUAGE, V2, V3, Dialect
from backend.gbfs_out.zones import zones
from backend.live.service import LiveCity
from backend.live.view import LiveView
from backend.service.errors import NotFound

TTL_S = 10
VERSIONS = (V2, V3)
NOBODY = "nobody@allways.invalid"  # a top level domain that has no mailboxes (RFC 2606)
Writer = Callable[[], dict[str, Any]]


class Republished:
    """Over what is known of a city; may be asked from many threads. contact: whom to write to about these files."""

    def __init__(self, live: LiveCity, contact: str = NOBODY):
        self.live, self.contact = live, contact

    def manifest(self, home: str) -> bytes:
        """All systems. home: the address of this folder of the service, without a slash at its end."""
        view = self.live.view
        updated = max(view.told.values(), default=datetime.now(UTC))
        datasets = [{"system_id": system.id or feed, "versions": versions(f"{home}/{feed}")} for feed, system in view.systems.items()]
        return Dialect(V3, UNTOLD_LANGUAGE).file(updated, TTL_S, {"datasets": datasets})

    def file(self, home: str, feed: str, version: str, name: str) -> bytes:
        """One file, `name` with its ending. Raises NotFound, also for a system that is too old to be called live."""
        view = self.live.view
        system, observed = view.systems.get(feed), view.told.get(feed)
        if system is None or observed is None:
            raise NotFound("No sharing system of this id is live now. GET /gbfs/manifest.json lists those that are.")
        dialect = Dialect.of(version, system.languages)
        writers = self.writers(view, feed, system, observed, dialect)
        own = f"{home}/{feed}" if version == V3 else f"{home}/{feed}/{version}"
        writers |= {"gbfs": partial(discovery, own, dialect, ("gbfs_versions", *writers)), "gbfs_versions": partial(listed, f"{home}/{feed}")}
        write = writers.get(name.removesuffix(".json")) if name.endswith(".json") else None
        if write is None:
            raise NotFound("The system has no such file. Its gbfs.json lists those it has.")
        return dialect.file(observed, TTL_S, write())

    def writers(self, view: LiveView, feed: str, system: SharedSystem, observed: datetime, dialect: Dialect) -> dict[str, Writer]:
        """The files of a system by name, without those that would be empty."""
        timezone = view.snapshot.city.manifest.timezone
        found: dict[str, Writer] = {
            "system_information": partial(about.information, system, dialect, feed, timezone, self.contact),
            "vehicle_types": partial(about.types, system, dialect),
        }
        if system.stations:
            found["station_information"] = partial(status.station_information, system, dialect)
            found["station_status"] = partial(status.station_status, system, dialect, observed)
        if system.vehicles or not system.stations:
            found[dialect.vehicle_file] = partial(status.vehicles, system, dialect)
        if system.plans:
            found["system_pricing_plans"] = partial(about.plans, system, dialect)
        if system.regions:
            found["system_regions"] = partial(about.regions, system, dialect)
        if system.zones or system.global_rules:
            found["geofencing_zones"] = partial(zones, system, dialect)
        if system.alerts:
            found["system_alerts"] = partial(about.alerts, system, dialect)
        return found


def discovery(own: str, dialect: Dialect, names: tuple[str, ...]) -> dict[str, Any]:
    feeds = [{"name": name, "url": f"{own}/{name}.json"} for name in names]
    return {"feeds": feeds} if dialect.is_3 else {dialect.language: {"feeds": feeds}}


def versions(home: str) -> list[dict[str, str]]:
    return [{"version": V2, "url": f"{home}/{V2}/gbfs.json"}, {"version": V3, "url": f"{home}/gbfs.json"}]


def listed(home: str) -> dict[str, Any]:
    return {"versions": versions(home)}
