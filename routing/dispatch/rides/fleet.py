"""The vehicles that drive, their shifts and breaks, and what each can be made to hold."""
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from routing.dispatch.rides.columns import INT16, INT32, NEVER, columns, names


@dataclass(frozen=True)
class Break:
    place: int
    earliest: int
    latest: int
    length: int


@dataclass(frozen=True)
class Vehicle:
    """One vehicle; fields as in `Fleet`."""

    start_place: int
    configurations: tuple[tuple[int, ...], ...]
    start_at: int = 0
    end_place: int = -1
    end_by: int = NEVER
    longest_route: int = NEVER
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True)
class Fleet:
    """One row for each vehicle, int32[v].

    start_place, start_at   where it stands or what it left last, and when it may leave there or did
    end_place, end_by       where its shift ends and by when at the latest; -1: wherever it is
    longest_route           from leaving the start to the end; NEVER: any
    room_first              int32[v + 1] into `room` int16[c, k]: what it can be made to hold. Seats fold: (8, 0), (5, 1), (2, 2).
                            A load fits where one of its configurations has as much of each kind.
    break_*                 int32[b]: whose it is; the place; when it may begin; how long it lasts. Nobody is on board meanwhile.
    """

    start_place: np.ndarray
    start_at: np.ndarray
    end_place: np.ndarray
    end_by: np.ndarray
    longest_route: np.ndarray
    room_first: np.ndarray
    room: np.ndarray
    break_vehicle: np.ndarray
    break_place: np.ndarray
    break_earliest: np.ndarray
    break_latest: np.ndarray
    break_length: np.ndarray

    def __post_init__(self) -> None:
        breaks = tuple(name for name in names(Fleet) if name.startswith("break_"))
        columns(self, len(self), but=("room_first", "room", *breaks))
        columns(self, len(self.break_vehicle), but=tuple(name for name in names(Fleet) if name not in breaks))
        if self.room.dtype != INT16 or self.room.ndim != 2 or self.room_first.dtype != INT32 or len(self.room_first) != len(self) + 1:
            raise ValueError("room is int16, one row for each configuration; room_first says where those of each vehicle begin")
        if len(self) and np.diff(self.room_first).min() < 1:
            raise ValueError("each vehicle has a configuration")

    def __len__(self) -> int:
        return len(self.start_place)

    @classmethod
    def of(cls, vehicles: Sequence[Vehicle], kinds: int) -> "Fleet":
        rooms = [room for vehicle in vehicles for room in vehicle.configurations]
        if any(len(room) != kinds for room in rooms):
            raise ValueError("each configuration says of each kind how many places it has")
        taken = [(row, pause) for row, vehicle in enumerate(vehicles) for pause in vehicle.breaks]
        plain = ("start_place", "start_at", "end_place", "end_by", "longest_route")
        return cls(
            **{name: np.array([getattr(vehicle, name) for vehicle in vehicles], np.int32) for name in plain},
            room_first=np.cumsum([0, *(len(vehicle.configurations) for vehicle in vehicles)]).astype(np.int32),
            room=np.array(rooms, np.int16).reshape(len(rooms), kinds),
            break_vehicle=np.array([row for row, _ in taken], np.int32),
            **{f"break_{name}": np.array([getattr(pause, name) for _, pause in taken], np.int32) for name in names(Break)},
        )  # fmt: skip

    def changed(self, vehicle: int, **values: int) -> "Fleet":
        """The same fleet with other numbers of one vehicle."""
        copies = {name: getattr(self, name).copy() for name in values}
        for name, value in values.items():
            copies[name][vehicle] = value
        return replace(self, **copies)

    def configurations(self, vehicle: int) -> np.ndarray:
        """int16[c, k]"""
        return self.room[self.room_first[vehicle] : self.room_first[vehicle + 1]]
