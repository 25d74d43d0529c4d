"""Small feeds as rows, written to a folder to be read, and rides in them."""

import csv
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from payments.fares.price import Fares, read_fares
from payments.fares.ride import Ride
from routing.build.problems import Problems

ZONE = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, tzinfo=ZONE)
PLAIN = {
    "agency": [{"agency_id": "city", "agency_name": "City", "agency_url": "https://city.example", "agency_timezone": "Europe/Berlin"}],
    "trips": [{"route_id": "1", "service_id": "all", "trip_id": "t"}],
    "calendar": [
        {"service_id": "all", **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), "1"),
         "start_date": "20260101", "end_date": "20271231"},
        {"service_id": "weekend", "saturday": "1", "sunday": "1", "start_date": "20260101", "end_date": "20271231"},
    ],
    "stops": [{"stop_id": stop, "zone_id": zone, "parent_station": ""} for stop, zone in zip("abcdef", "AABBCC")],
    "routes": [{"route_id": route, "agency_id": "city", "network_id": network} for route, network in zip("123", ("bus", "bus", "rail"))],
}  # fmt: skip


def write(folder: Path, tables: dict[str, list[dict]]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in (PLAIN | tables).items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.txt").open("w", newline="") as file:
            writer = csv.DictWriter(file, columns or ["empty"], restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def read(folder: Path, tables: dict[str, list[dict]], problems: Problems | None = None) -> Fares:
    return read_fares(write(folder, tables), problems if problems is not None else Problems())


def ride(route: str, stops: str, minute: int, minutes: int = 10, leg_id: str = "", stay_seated: bool = False) -> Ride:
    """A ride on a Monday, from 8 o'clock on."""
    leaves = MONDAY + timedelta(hours=8, minutes=minute)
    return Ride(leg_id or f"{route}{stops}{minute}", route, tuple(stops), leaves, leaves + timedelta(minutes=minutes), stay_seated)
