"""`rides.toml` of a city: which services on demand it drives itself, with what, and when.

    [[zones]]
    key = "D1"                             # the id of its [[on_demand]] table in city.toml, or of its route in a feed
    name = "On demand North West"
    operator = "city"                      # as prices.toml knows who is paid
    operator_name = "City Lines"
    terms = { grace_s = 240 }              # what is left out is as in `ZoneTerms`

    [[zones.vehicles]]
    name = "Van 1"
    plate = "SEL-D 101"
    depot = [55.49, 3.46]
    rooms = [{ seats = 8 }, { seats = 5, wheelchairs = 1 }]     # ways in which it can be set up; one has to hold all on board
    shifts = [{ days = ["monday"], from = "05:40", until = "14:10", breaks = [{ from = "09:00", until = "10:30", min = 30 }] }]

Times are those of the city; after midnight they go on, 25:30 is half past one. A break begins between its two moments, at the depot.
"""
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from backend.contract.base import Latitude, Longitude
from backend.rides.terms import ZoneTerms
from routing.build.fares import RIDES as FILE
from routing.build.fares import RIDES_FOLDER as FOLDER

MOST_BYTES, MOST_ZONES, MOST_VEHICLES, MOST_SHIFTS, MOST_BREAKS = 1_000_000, 50, 500, 10, 4
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LAST_MIN, LONGEST_SHIFT_MIN = 32 * 60, 14 * 60
Name = Annotated[str, Meta(min_length=1, max_length=60)]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Clock = Annotated[str, Meta(pattern="^[0-9]{1,2}:[0-5][0-9]$")]


class RidesUnusable(Exception):
    """The message names the file and the key and says what to write."""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file. A key nobody knows is refused."""


class RoomTable(Table, frozen=True):
    """One way in which a vehicle can be set up."""

    seats: Annotated[int, Meta(ge=0, le=60)] = 0
    wheelchairs: Annotated[int, Meta(ge=0, le=8)] = 0
    child_seats: Annotated[int, Meta(ge=0, le=8)] = 0
    guide_dogs: Annotated[int, Meta(ge=0, le=8)] = 0

    @property
    def room(self) -> list[int]:
        return [self.seats, self.wheelchairs, self.child_seats, self.guide_dogs]


class BreakTable(Table, frozen=True, rename={"from_": "from"}):
    from_: Clock
    until: Clock
    min: Annotated[int, Meta(ge=1, le=240)]


class ShiftTable(Table, frozen=True, rename={"from_": "from"}):
    days: Annotated[tuple[Weekday, ...], Meta(min_length=1, max_length=7)]
    from_: Clock
    until: Clock
    breaks: Annotated[tuple[BreakTable, ...], Meta(max_length=MOST_BREAKS)] = ()


class VehicleTable(Table, frozen=True):
    name: Name
    depot: tuple[Latitude, Longitude]
    rooms: Annotated[tuple[RoomTable, ...], Meta(min_length=1, max_length=12)]
    plate: Annotated[str, Meta(max_length=20)] = ""
    shifts: Annotated[tuple[ShiftTable, ...], Meta(max_length=MOST_SHIFTS)] = ()


class ZoneTable(Table, frozen=True):
    key: Annotated[str, Meta(pattern="^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    operator: Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]{0,39}$")]
    operator_name: Annotated[str, Meta(min_length=1, max_length=200)]
    vehicles: Annotated[tuple[VehicleTable, ...], Meta(max_length=MOST_VEHICLES)] = ()
    terms: ZoneTerms = ZoneTerms()


class Declared(Table, frozen=True):
    zones: Annotated[tuple[ZoneTable, ...], Meta(max_length=MOST_ZONES)] = ()


def open_declared(folder: Path) -> Declared:
    """Of a built city, empty where it drives nothing itself. Raises RidesUnusable."""
    path = folder / FOLDER / FILE
    return read_declared(path) if path.is_file() else Declared()


def read_declared(path: Path) -> Declared:
    """Raises RidesUnusable."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RidesUnusable(f"{path.name}: is larger than {MOST_BYTES} bytes. Leave vehicles out of it.")
        found = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Declared)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RidesUnusable(f"{path.name}: {error}") from error
    check_once(path.name, "zone", [zone.key for zone in found.zones])
    for zone in found.zones:
        check_once(f"{path.name}: zone {zone.key}", "vehicle", [vehicle.name for vehicle in zone.vehicles])
        for vehicle in zone.vehicles:
            check_vehicle(f"{path.name}: zone {zone.key}: vehicle {vehicle.name}", vehicle)
    return found


def check_once(inside: str, what: str, names: list[str]) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise RidesUnusable(f"{inside}: there are two of {what} {twice}. Leave one out, or give it another name.")


def check_vehicle(inside: str, vehicle: VehicleTable) -> None:
    if not any(room.seats + room.wheelchairs for room in vehicle.rooms):
        raise RidesUnusable(f"{inside}: nobody fits in. Give one of its rooms a seat or a wheelchair place.")
    taken: list[tuple[str, int, int]] = []
    for shift in vehicle.shifts:
        begins, ends = minutes(shift.from_), minutes(shift.until)
        if not begins < ends <= min(LAST_MIN, begins + LONGEST_SHIFT_MIN):
            raise RidesUnusable(f"{inside}: the shift {shift.from_} to {shift.until} ends before it begins, or after 14 hours. Write another end.")
        for pause in shift.breaks:
            if not begins <= minutes(pause.from_) <= minutes(pause.until) <= ends - pause.min:
                raise RidesUnusable(f"{inside}: the break from {pause.from_} is not within its shift. It has to be over by {shift.until}.")
        for day in shift.days:
            if any(other == day and begins < end and start < ends for other, start, end in taken):
                raise RidesUnusable(f"{inside}: two shifts overlap on {day}. One vehicle drives one at a time.")
            taken.append((day, begins, ends))


def minutes(clock: str) -> int:
    hours, rest = clock.split(":")
    return 60 * int(hours) + int(rest)
