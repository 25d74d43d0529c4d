"""Faults on order: what goes wrong with the next call that matches."""
from dataclasses import dataclass
from typing import Any

from backend.operators.simulated.store import Store

CALLS = ("offer", "book", "look", "commit", "cancel", "*")
DEEDS = ("refuse", "silent", "slow", "late", "drop_before", "drop_after", "reset", "status", "garbage", "flood")
WORDS = {"match", "do", "times", "seconds", "status", "after"}
LONGEST_S = 24 * 3600
MOST = 50


class FaultError(ValueError):
    """An order that cannot be understood."""


@dataclass(frozen=True)
class Fault:
    """call, nth: the nth such call, the first being 1; it goes wrong `times` times. after: the work is done first, and then the answer goes wrong.

    refuse       says no in the way of the call      silent  says nothing, and keeps the caller waiting for `seconds`
    slow         answers after `seconds`             late    a commit takes effect `seconds` later, until then it is undecided
    drop_before, drop_after, reset   hangs up        status  answers with it
    garbage      answers what is no JSON             flood   answers more than anybody should read
    """

    call: str
    nth: int
    times: int
    do: str
    seconds: float
    status: int
    after: bool

    @classmethod
    def read(cls, order: dict) -> "Fault":
        """Raises FaultError."""
        match = order.get("match", {})
        if not isinstance(match, dict) or set(match) - {"call", "nth"} or set(order) - WORDS:
            raise FaultError("A fault has match {call, nth}, do, times, seconds, status, after, and nothing else.")
        call, do = match.get("call", "*"), order.get("do")
        if call not in CALLS:
            raise FaultError(f"call is one of {', '.join(CALLS)}.")
        if do not in DEEDS:
            raise FaultError(f"do is one of {', '.join(DEEDS)}.")
        seconds: Any = order.get("seconds", 1)
        if type(seconds) not in (int, float) or not 0 <= seconds <= LONGEST_S:
            raise FaultError(f"seconds is a number from 0 to {LONGEST_S}.")
        after = order.get("after") is True or do == "drop_after"
        fault = cls(call, whole(match, "nth", 1), whole(order, "times", 1), do, seconds, whole(order, "status", 500), after)
        if not 400 <= fault.status <= 599:
            raise FaultError("status is from 400 to 599.")
        return fault


def whole(order: dict, name: str, otherwise: int) -> int:
    value = order.get(name, otherwise)
    if type(value) is not int or not 1 <= value <= 1_000_000:
        raise FaultError(f"{name} is a whole number from 1.")
    return value


def add_fault(store: Store, order: dict) -> None:
    """Raises FaultError."""
    Fault.read(order)
    faults = store.setting("faults", [])
    if len(faults) >= MOST:
        raise FaultError(f"There are {MOST} faults already: clear them first.")
    store.set("faults", [*faults, {"order": order, "seen": 0}])


def next_fault(store: Store, call: str) -> Fault | None:
    """The first that this call meets; each that matches has seen one more, and goes when it is used up."""
    faults, left, met = store.setting("faults", []), [], None
    for one in faults:
        fault, seen = Fault.read(one["order"]), one["seen"]
        if fault.call in ("*", call):
            seen += 1
            if seen >= fault.nth and met is None:
                met = fault
        if seen < fault.nth + fault.times - 1:
            left.append({"order": one["order"], "seen": seen})
    if faults:
        store.set("faults", left)
    return met
