"""What an operator has to do before anything is booked with it: asked over its own API, with orders that are taken back at the end.

Whoever fails is linked to and not sold. Whoever passes without leaving tombstones is sold, and looked at after every release (`polls.py`).
"""
import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from itertools import count
from uuid import uuid4

import msgspec

from backend.operators.operator import OperatorSilent, Order, Standing
from backend.operators.tomp import FOUND, HOLDS, MADE, UNHEARD, TompOperator, asked_for, path_of, read, read_state
from backend.operators.tomp_messages import BookingOperation, BookingRequest, Operation, Read
from backend.operators.wire import Wire

AT_ONCE = 8
RACES = 5
LONG_NAME = "Straße des 17. Juni · 서울역 · " * 6
TOO_LARGE_BYTES = 512 * 1024


class Failed(Exception):
    """What an operator did, in words for whoever builds it."""


class Version(Read, frozen=True):
    version: str


@dataclass(frozen=True)
class Check:
    """needed: without it the operator is not sold."""

    name: str
    needed: bool
    passed: bool
    words: str = ""


@dataclass(frozen=True)
class Verdict:
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks if check.needed)

    @property
    def tombstones(self) -> bool:
        return all(check.passed for check in self.checks if not check.needed)


class Examination:
    """sample: an order that the operator can carry out. Each check makes orders of its own like it."""

    def __init__(self, operator: TompOperator, wire: Wire, sample: Order):
        self.operator, self.wire, self.sample = operator, wire, sample
        self._run, self._numbers, self._made = uuid4().hex[:12], count(1), list[str]()

    async def run(self) -> Verdict:
        """Every check, whatever became of those before it."""
        checks = [Check(name, needed, *await passes(do)) for name, needed, do in self.list_checks()]
        checks.append(Check("takes back all orders of this examination", True, *await passes(self.take_all_back)))
        return Verdict(tuple(checks))

    def list_checks(self) -> tuple[tuple[str, bool, Callable[[], Awaitable[None]]], ...]:
        return (
            ("speaks TOMP-API 1.6", True, self.version),
            ("confirms an order, and again when it is asked again", True, self.confirms),
            ("confirms one order when it is asked many times at once", True, self.confirms_at_once),
            ("answers every call when it comes twice", True, self.repeats),
            ("releases an order, and again when it is asked again", True, self.releases),
            ("knows that it does not know a reference", True, self.unknown),
            ("does not confirm what was cancelled meanwhile", True, self.commit_after_cancel),
            ("ends released when asked for both at once", True, self.races),
            ("takes long names and references", True, self.sizes),
            ("refuses what it cannot read, or what is too large", True, self.refuses_nonsense),
            ("refuses an order that it released before", False, self.tombstone),
            ("refuses an order that was released before it came", False, self.tombstone_of_unknown),
        )

    def order(self) -> Order:
        ref = f"check-{self._run}-{next(self._numbers)}"
        self._made.append(ref)
        return replace(self.sample, ref=ref)

    async def version(self) -> None:
        reply = await self.wire.send("GET", "/operator/meta")
        if reply.status != FOUND or not any(told.version.startswith("1.6") for told in read(reply, tuple[Version, ...])):
            raise Failed("GET /operator/meta has to list a version 1.6.")

    async def confirms(self) -> None:
        order = self.order()
        for _ in range(2):
            expect("confirm", await self.operator.confirm(order), Standing.CONFIRMED)
            expect("status", await self.operator.status(order.ref), Standing.CONFIRMED)

    async def confirms_at_once(self) -> None:
        order = self.order()
        found = await asyncio.gather(*(self.operator.confirm(order) for _ in range(AT_ONCE)), return_exceptions=True)
        unclear = [one for one in found if one is not Standing.CONFIRMED and not isinstance(one, OperatorSilent)]
        if unclear:
            raise Failed(f"Of {AT_ONCE} confirmations of one order at once, one was answered with {unclear[0]!s}.")
        expect("confirm", await self.operator.confirm(order), Standing.CONFIRMED)
        await self.operator.release(order.ref)
        if await self.operator.status(order.ref) is Standing.CONFIRMED:
            raise Failed("One release has to end what was confirmed many times: there were several bookings of one reference.")

    async def repeats(self) -> None:
        order = self.order()
        body = msgspec.json.encode(asked_for(order))
        await self.twice("/planning/offers", body, {FOUND, MADE}, {FOUND, MADE})
        await self.twice("/bookings", msgspec.json.encode(BookingRequest(order.ref)), {FOUND, MADE}, {FOUND, MADE, 409})
        events = f"{path_of(order.ref)}/events"
        await self.twice(events, operation(Operation.COMMIT), {FOUND}, {FOUND, 403, 409})
        expect("status", await self.operator.status(order.ref), Standing.CONFIRMED)
        await self.twice(events, operation(Operation.CANCEL), {FOUND}, {FOUND, 403, UNHEARD, 409, 410})

    async def twice(self, path: str, body: bytes, first: set[int], again: set[int]) -> None:
        for allowed in (first, again):
            status = (await self.wire.send("POST", path, body)).status
            if status not in allowed:
                raise Failed(f"POST {path} was answered with {status}, allowed are {', '.join(map(str, sorted(allowed)))}.")

    async def releases(self) -> None:
        order = self.order()
        expect("confirm", await self.operator.confirm(order), Standing.CONFIRMED)
        for _ in range(2):
            expect("release", await self.operator.release(order.ref), Standing.RELEASED)
            expect("status", await self.operator.status(order.ref), Standing.RELEASED, Standing.UNKNOWN)

    async def unknown(self) -> None:
        ref = self.order().ref
        expect("status", await self.operator.status(ref), Standing.UNKNOWN)
        expect("release", await self.operator.release(ref), Standing.RELEASED)

    async def commit_after_cancel(self) -> None:
        order = self.order()
        await self.wire.send("POST", "/planning/offers", msgspec.json.encode(asked_for(order)))
        await self.wire.send("POST", "/bookings", msgspec.json.encode(BookingRequest(order.ref)))
        expect("release", await self.operator.release(order.ref), Standing.RELEASED)
        late = await self.wire.send("POST", f"{path_of(order.ref)}/events", operation(Operation.COMMIT))
        confirms = late.status == FOUND and read_state(late, order.ref) in HOLDS
        if confirms or await self.operator.status(order.ref) is Standing.CONFIRMED:
            raise Failed("A COMMIT that came after the CANCEL was carried out.")

    async def races(self) -> None:
        for _ in range(RACES):
            order = self.order()
            await asyncio.gather(self.operator.confirm(order), self.operator.release(order.ref), return_exceptions=True)
            expect("release", await self.operator.release(order.ref), Standing.RELEASED)
            expect("status", await self.operator.status(order.ref), Standing.RELEASED, Standing.UNKNOWN)

    async def sizes(self) -> None:
        made = self.order()
        facts = self.sample.facts
        named = msgspec.structs.replace(facts, origin=msgspec.structs.replace(facts.origin, name=LONG_NAME))
        order = replace(made, ref=made.ref.ljust(64, "x"), facts=named)
        self._made.append(order.ref)
        expect("confirm", await self.operator.confirm(order), Standing.CONFIRMED)

    async def refuses_nonsense(self) -> None:
        for body in (b"{", b'{"operation": "DANCE"}', b"[" * 10_000):
            status = (await self.wire.send("POST", f"{path_of(self.order().ref)}/events", body)).status
            if not 400 <= status < 500:
                raise Failed(f"What cannot be read was answered with {status}; it has to be 400 to 499.")
        try:
            status = (await self.wire.send("POST", "/planning/offers", b" " * TOO_LARGE_BYTES)).status
        except OperatorSilent:
            return  # hung up while it was still sent, which is a refusal as well
        if not 400 <= status < 500:
            raise Failed(f"A body of {TOO_LARGE_BYTES // 1024} KiB was answered with {status}; it has to be 400 to 499.")

    async def tombstone(self) -> None:
        order = self.order()
        expect("confirm", await self.operator.confirm(order), Standing.CONFIRMED)
        await self.operator.release(order.ref)
        expect("confirm", await self.operator.confirm(order), Standing.REFUSED)

    async def tombstone_of_unknown(self) -> None:
        order = self.order()
        await self.operator.release(order.ref)
        expect("confirm", await self.operator.confirm(order), Standing.REFUSED)

    async def take_all_back(self) -> None:
        for ref in self._made:
            expect("release", await self.operator.release(ref), Standing.RELEASED)
            if await self.operator.status(ref) is Standing.CONFIRMED:
                raise Failed("An order stood after it had been released.")


async def passes(do: Callable[[], Awaitable[None]]) -> tuple[bool, str]:
    """Whether a check passes, and what was wrong."""
    try:
        await do()
    except Failed as failure:
        return False, str(failure)
    except OperatorSilent as silence:
        return False, f"There was no answer to rely on ({silence.code})."
    return True, ""


def expect(call: str, found: Standing, *allowed: Standing) -> None:
    if found not in allowed:
        raise Failed(f"{call} ended {found}, expected was {' or '.join(allowed)}.")


def operation(what: Operation) -> bytes:
    return msgspec.json.encode(BookingOperation(what, "MP"))
