"""The files of a GBFS system, version 2 or 3 and leniently 1, as one shared system.

https://gbfs.org/documentation/reference/
"""
from collections.abc import Mapping, Sequence

from backend.feeds.entries import Entry
from backend.feeds.gbfs.facts import RentalLinks, SharedSystem, SystemAlert
from backend.feeds.gbfs.files import Files
from backend.feeds.gbfs.money import read_plans
from backend.feeds.gbfs.stations import read_stations
from backend.feeds.gbfs.vehicles import read_types, read_vehicles
from backend.feeds.gbfs.zones import read_zones
from backend.feeds.problems import UNREADABLE, FeedUnreadable, ProblemLog

STATES = ("station_status", "free_bike_status", "vehicle_status")
MOST_REGIONS, MOST_ALERTS, MOST_PERIODS = 10_000, 10_000, 100
DESCRIPTION_CHARACTERS = 5000


def decode(bodies: Mapping[str, bytes], languages: Sequence[str] = ()) -> SharedSystem:
    """bodies: file name as `gbfs.json` lists it → body, as fetched. languages: those wanted, best first. Raises FeedUnreadable."""
    log = ProblemLog()
    files = Files(bodies, languages, log)
    states = [name for name in STATES if files.find(name) is not None]
    information = files.find("system_information")
    if not states:
        raise FeedUnreadable(UNREADABLE, "The system tells neither stations nor vehicles. Give the address of one that does.")
    if information is None:
        raise FeedUnreadable(UNREADABLE, "The system has no system_information. The operator of the feed has to mend it.")
    types = read_types(files)
    stations = read_stations(files, frozenset(kind.id for kind in types if kind.id))
    vehicles = read_vehicles(files, types, stations)
    zones, global_rules = read_zones(files)
    plans, regions, alerts = read_plans(files), read_regions(files), read_alerts(files)
    system = Entry(information.members["data"], log, "system_information")
    moments = [moment for name in states if (moment := files.last_updated(name)) is not None]
    ttls_s = [ttl_s for name in states if (ttl_s := files.ttl_s(name)) is not None]
    return SharedSystem(
        system.id("system_id"), files.text(system, "name"), files.text(system, "operator"),
        system.ids("languages") or tuple(filter(None, (system.id("language"),))), system.id("timezone"), system.link("url"), apps(system),
        types, stations, vehicles, plans, zones, global_rules, regions, alerts,
        min(moments, default=None), min(ttls_s, default=0), len(stations) + len(vehicles), log.problems(),
    )  # fmt: skip


def apps(system: Entry) -> RentalLinks:
    """Where the app of the operator is to be had."""
    told = system.child("rental_apps")
    android, ios = (told.child(name) if told else None for name in ("android", "ios"))
    return RentalLinks("", android.link("store_uri", only_web=False) if android else "", ios.link("store_uri", only_web=False) if ios else "")


def read_regions(files: Files) -> tuple[tuple[str, str], ...]:
    """(id, name)."""
    regions: dict[str, str] = {}
    for entry in files.list_of("system_regions", "regions", MOST_REGIONS):
        region_id = entry.id("region_id")
        if region_id:
            regions.setdefault(region_id, files.text(entry, "name"))
        else:
            files.log.add("region_without_id")
    return tuple(regions.items())


def read_alerts(files: Files) -> tuple[SystemAlert, ...]:
    alerts = []
    for entry in files.list_of("system_alerts", "alerts", MOST_ALERTS):
        entry.name = alert_id = entry.id("alert_id")
        summary = files.text(entry, "summary")
        if not alert_id or not summary:
            files.log.add("alert_without_text" if alert_id else "alert_without_id", alert_id)
            continue
        times = [(period.moment("start"), period.moment("end")) for period in entry.list_of("times", MOST_PERIODS)]
        # One that runs back never holds.
        periods = tuple((end, end) if start is not None and end is not None and end < start else (start, end) for start, end in times)
        alerts.append(SystemAlert(
            alert_id, entry.text("type"), summary, files.text(entry, "description", DESCRIPTION_CHARACTERS), entry.link("url"),
            periods, entry.ids("station_ids"), entry.ids("region_ids"),
        ))  # fmt: skip
    return tuple(alerts)
