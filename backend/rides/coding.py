"""A board as bytes: columns as they are, places by where they are, no table. And a whole question, table and all, to be judged again one day."""
import zlib
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import numpy as np

from backend.rides.board import Board, compact
from backend.rides.streets import Streets
from backend.rides.terms import ZoneTerms
from routing.dispatch.rides.city_times import spot
from routing.dispatch.rides.model import Dispatch, Fleet, Plan, Rides
from routing.streets.snap import Snap

FORMAT = 1
PARTS: Mapping[str, type] = {"rides": Rides, "fleet": Fleet, "plan": Plan}
UUID_BYTES = 16
# On a city built anew the streets may lie elsewhere; nobody loses a promise by it.
FAR_M = 5000.0


class BoardUnreadable(ValueError):
    """The bytes are no board of this format."""


class Column(msgspec.Struct, frozen=True, array_like=True):
    dtype: str
    shape: tuple[int, ...]
    values: bytes

    @classmethod
    def of(cls, column: np.ndarray) -> "Column":
        return cls(column.dtype.str, column.shape, np.ascontiguousarray(column).tobytes())

    @property
    def column(self) -> np.ndarray:
        """Writable, as kernels are compiled for."""
        return np.frombuffer(self.values, np.dtype(self.dtype)).reshape(self.shape).copy()


Columns = dict[str, dict[str, Column]]


class Written(msgspec.Struct, frozen=True):
    """streets: the version of the city that edges and vertices are rows of. where: float64[p, 4] lat, lon, position, distance_m; on: int64[p, 2]."""

    format: int
    streets: str
    zone_id: UUID
    day: date
    epoch: datetime
    version: int
    where: Column
    on: Column
    parts: Columns
    ride_ids: bytes
    shift_ids: bytes


class Question(msgspec.Struct, frozen=True):
    """travel_ticks: int32[p, p]"""

    format: int
    parts: Columns
    travel_ticks: Column


Kind = TypeVar("Kind", Written, Question)


def encode(board: Board, streets_version: str) -> bytes:
    snaps = board.times.snaps
    where = np.array([(snap.lat, snap.lon, snap.position, snap.distance_m) for snap in snaps], np.float64).reshape(len(snaps), 4)
    on = np.array([(snap.edge, snap.vertex) for snap in snaps], np.int64).reshape(len(snaps), 2)
    written = Written(
        FORMAT, streets_version, board.zone_id, board.day, board.epoch, board.version, Column.of(where), Column.of(on), columns_of(board.dispatch),
        b"".join(one.bytes for one in board.ride_ids), b"".join(one.bytes for one in board.shift_ids),
    )  # fmt: skip
    return msgspec.msgpack.encode(written)


def decode(written: bytes, terms: ZoneTerms, streets: Streets) -> Board:
    """On the streets as they are now. Raises BoardUnreadable, OffStreet, TooManyPlaces."""
    found = read(written, Written)
    where, on = found.where.column.tolist(), found.on.column.tolist()
    snaps = [Snap(lat, lon, edge, position, distance, vertex) for (lat, lon, position, distance), (edge, vertex) in zip(where, on)]
    if found.streets != streets.version:
        snaps = [streets.snap(found.day, snap.lat, snap.lon, FAR_M) for snap in snaps]
    times = streets.times(found.zone_id, found.day, list({spot(snap): snap for snap in snaps}.values()))
    parts = placed(parts_of(found.parts), np.array([times.row(snap) for snap in snaps], np.int32))
    dispatch = Dispatch(parts["rides"], parts["fleet"], times.travel_ticks, parts["plan"])
    return Board(found.zone_id, found.day, found.epoch, found.version, terms, dispatch, times, ids(found.ride_ids), ids(found.shift_ids))


def placed(parts: dict[str, Any], row: np.ndarray) -> dict[str, Any]:
    """row int32[p]: of each place. Two places can be the same one on other streets."""
    if np.array_equal(row, np.arange(len(row))):
        return parts
    rides, fleet = parts["rides"], parts["fleet"]
    rides = replace(rides, pickup_place=row[rides.pickup_place], dropoff_place=row[rides.dropoff_place])
    end_place = np.where(fleet.end_place < 0, fleet.end_place, row[fleet.end_place])
    fleet = replace(fleet, start_place=row[fleet.start_place], break_place=row[fleet.break_place], end_place=end_place)
    return {**parts, "rides": rides, "fleet": fleet}


def encode_question(board: Board) -> bytes:
    """With travel times, so that it is the same whatever becomes of the streets."""
    asked = compact(board)
    return zlib.compress(msgspec.msgpack.encode(Question(FORMAT, columns_of(asked), Column.of(asked.travel_ticks))), 1)


def decode_question(written: bytes) -> Dispatch:
    """Raises BoardUnreadable."""
    try:
        found = read(zlib.decompress(written), Question)
    except zlib.error as error:
        raise BoardUnreadable(str(error)) from error
    parts = parts_of(found.parts)
    return Dispatch(parts["rides"], parts["fleet"], found.travel_ticks.column, parts["plan"])


def read(written: bytes, kind: type[Kind]) -> Kind:
    try:
        found = msgspec.msgpack.decode(written, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BoardUnreadable(str(error)) from error
    if found.format != FORMAT:
        raise BoardUnreadable(f"format {found.format}")
    return found


def columns_of(dispatch: Dispatch) -> Columns:
    return {name: {field.name: Column.of(getattr(getattr(dispatch, name), field.name)) for field in fields(kind)} for name, kind in PARTS.items()}


def parts_of(columns: Columns) -> dict[str, Any]:
    try:
        return {name: kind(**{key: column.column for key, column in columns[name].items()}) for name, kind in PARTS.items()}
    except (KeyError, TypeError, ValueError) as error:
        raise BoardUnreadable(str(error)) from error


def ids(written: bytes) -> tuple[UUID, ...]:
    return tuple(UUID(bytes=written[k : k + UUID_BYTES]) for k in range(0, len(written), UUID_BYTES))
