"""Faults on order: what goes wrong with the next request that matches."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from backend.sandbox.world import World

DEEDS = ("drop_before", "drop_after", "delay", "status", "reset", "slow_body")
LONGEST_S = 120
MOST = 50


class FaultError(ValueError):
    """An order that cannot be understood."""


@dataclass(frozen=True)
class Fault:
    """match: method, a path with `*`, and which such request is meant, the first being 1; it goes wrong `times` times.

    after: the work is done first, and then the answer goes wrong. stored: a failed answer is kept under the key, as Stripe keeps a 500.
    """

    method: str
    path: str
    nth: int
    times: int
    do: str
    seconds: float
    status: int
    after: bool
    stored: bool

    @classmethod
    def read(cls, order: dict) -> "Fault":
        """Raises FaultError."""
        match = order.get("match", {})
        if (
            not isinstance(match, dict)
            or set(match) - {"method", "path", "nth"}
            or set(order) - {"match", "do", "times", "seconds", "status", "after", "stored"}
        ):
            raise FaultError("A fault has match {method, path, nth}, do, times, seconds, status, after, stored, and nothing else.")
        fault = cls(
            str(match.get("method", "*")).upper(), str(match.get("path", "*")),
            whole(match, "nth", 1), whole(order, "times", 1), str(order.get("do")),
            seconds_of(order), whole(order, "status", 500), order.get("after") is True, order.get("stored", True) is True,
        )  # fmt: skip
        if fault.do not in DEEDS:
            raise FaultError(f"do is one of {', '.join(DEEDS)}.")
        if not 400 <= fault.status <= 599:
            raise FaultError("status is from 400 to 599.")
        return fault


def whole(order: dict, name: str, otherwise: int) -> int:
    value = order.get(name, otherwise)
    if type(value) is not int or not 1 <= value <= 1_000_000:
        raise FaultError(f"{name} is a whole number from 1.")
    return value


def seconds_of(order: dict) -> float:
    value: Any = order.get("seconds", 1)
    if type(value) not in (int, float) or not 0 <= value <= LONGEST_S:
        raise FaultError(f"seconds is a number from 0 to {LONGEST_S}.")
    return value


def add_fault(world: World, order: dict) -> None:
    Fault.read(order)
    faults = world.store.setting("faults", [])
    if len(faults) >= MOST:
        raise FaultError(f"There are {MOST} faults already: clear them first.")
    world.store.set("faults", [*faults, {"order": order, "seen": 0}])


def next_fault(world: World, method: str, path: str) -> Fault | None:
    """The first that this request meets; each that matches has seen one more, and goes when it is used up."""
    faults, left, met = world.store.setting("faults", []), [], None
    if not faults:
        return None
    for one in faults:
        fault, seen = Fault.read(one["order"]), one["seen"]
        if fault.method in ("*", method) and fnmatchcase(path, fault.path):
            seen += 1
            if seen >= fault.nth and met is None:
                met = fault
        if seen < fault.nth + fault.times - 1:
            left.append({"order": one["order"], "seen": seen})
    world.store.set("faults", left)
    return met
