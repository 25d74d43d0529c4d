"""Stations: what they are (station_information) and how they are filled (station_status).

https://gbfs.org/documentation/reference/#station_informationjson
"""
from dataclasses import replace

from backend.feeds.closures.geojson import Geometry, GeometryKind, GeometryReader, GeometryUnusable
from backend.feeds.entries import Entry
from backend.feeds.gbfs.facts import PLAIN_BICYCLE, Station
from backend.feeds.gbfs.files import Files, links

MOST_STATIONS, MOST_COUNTED, MOST_POSITIONS = 50_000, 100_000, 200_000


def read_stations(files: Files, types: frozenset[str]) -> tuple[Station, ...]:
    """types: ids of the vehicle types of the system."""
    stations: dict[str, Station] = {}
    shapes = GeometryReader(MOST_POSITIONS)
    for entry in files.list_of("station_information", "stations", MOST_STATIONS):
        station = read_information(entry, files, shapes)
        if station is not None and station.id in stations:
            files.log.add("repeated_station", station.id)
        elif station is not None:
            stations[station.id] = station
    told = set()
    for entry in files.list_of("station_status", "stations", MOST_STATIONS):
        entry.name = station_id = entry.id("station_id")
        if station_id not in stations:
            files.log.add("unknown_station", station_id)
        elif station_id in told:
            files.log.add("repeated_station", station_id)
        else:
            told.add(station_id)
            stations[station_id] = with_status(stations[station_id], entry, types)
    for station_id in stations.keys() - told:
        files.log.add("station_without_status", station_id)
    return tuple(stations.values())


def read_information(entry: Entry, files: Files, shapes: GeometryReader) -> Station | None:
    entry.name = station_id = entry.id("station_id")
    lat, lon = entry.number("lat", -90, 90), entry.number("lon", -180, 180)
    if not station_id or lat is None or lon is None or lat == lon == 0:
        files.log.add("station_without_place" if station_id else "station_without_id", station_id)
        return None
    capacity = entry.whole("capacity", 0, MOST_COUNTED)
    if capacity is None:
        capacity = capacity_by_type(entry)
    return Station(
        station_id, files.text(entry, "name"), lat, lon, capacity, bool(entry.truth("is_virtual_station")), entry.id("region_id"),
        area_of(entry, shapes), links(entry),
    )  # fmt: skip


def capacity_by_type(entry: Entry) -> int | None:
    """From version 2.1 on also told per vehicle type: together."""
    for key in ("vehicle_type_capacity", "vehicle_capacity"):
        told = entry.child(key)
        if told is not None:
            if not all(type(count) is int and 0 <= count <= MOST_COUNTED for count in told.members.values()):
                entry.bad(key)
                return None
            return sum(told.members.values()) if told.members else None
    docks = entry.list_of("vehicle_types_capacity") + entry.list_of("vehicle_docks_capacity")
    counts = [count for part in docks if (count := part.whole("count", 0, MOST_COUNTED)) is not None]
    return sum(counts) if counts else None


def area_of(entry: Entry, shapes: GeometryReader) -> Geometry | None:
    value = entry.find("station_area")
    if value is None:
        return None
    try:
        area = shapes.read(value)
    except GeometryUnusable:
        entry.bad("station_area")
        return None
    if area.kind is not GeometryKind.AREA:
        entry.bad("station_area")
        return None
    return area


def with_status(station: Station, entry: Entry, types: frozenset[str]) -> Station:
    available = entry.whole("num_vehicles_available", 0, MOST_COUNTED)
    if available is None:
        available = entry.whole("num_bikes_available", 0, MOST_COUNTED)
    by_type = vehicles_by_type(entry, types)
    if not by_type and available and len(types) <= 1:
        by_type = ((next(iter(types), PLAIN_BICYCLE), available),)
    return replace(
        station, vehicles_available=available, vehicles_by_type=by_type, docks_available=entry.whole("num_docks_available", 0, MOST_COUNTED),
        docks_by_type=docks_by_type(entry, types), last_reported=entry.moment("last_reported"),
        is_installed=said(entry, "is_installed"), is_renting=said(entry, "is_renting"), is_returning=said(entry, "is_returning"),
    )  # fmt: skip


def said(entry: Entry, key: str) -> bool:
    told = entry.truth(key)
    if told is None:
        entry.log.add(f"no_{key}", entry.name)
    return bool(told)


def vehicles_by_type(entry: Entry, types: frozenset[str]) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for part in entry.list_of("vehicle_types_available"):
        type_id, count = part.id("vehicle_type_id"), part.whole("count", 0, MOST_COUNTED)
        if type_id not in types:
            entry.log.add("unknown_vehicle_type", type_id)
        elif count is not None:
            found[type_id] = count
    return tuple(found.items())


def docks_by_type(entry: Entry, types: frozenset[str]) -> tuple[tuple[tuple[str, ...], int], ...]:
    found = []
    for part in entry.list_of("vehicle_docks_available"):
        told, count = part.ids("vehicle_type_ids"), part.whole("count", 0, MOST_COUNTED)
        for type_id in set(told) - types:
            entry.log.add("unknown_vehicle_type", type_id)
        known = tuple(type_id for type_id in told if type_id in types)
        if known and count is not None:
            found.append((known, count))
    return tuple(found)
