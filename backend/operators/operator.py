"""What an operator is to a booking: something that confirms, releases and says how an order stands, as often as it is asked."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

import msgspec

from backend.contract.base import Answer, Latitude, Longitude
from backend.contract.quotes import SoldKind


class Standing(StrEnum):
    """What an operator answers.

    CONFIRMED   the order stands; to `release`: it has begun or was used, so it cannot be taken back
    REFUSED     it does not stand, and asking again changes nothing
    RELEASED    it was taken back; to `release` also: it was never heard of
    UNKNOWN     to `status` only: never heard of
    """

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    RELEASED = "released"
    UNKNOWN = "unknown"


class OperatorSilent(Exception):
    """No answer, or none to be trusted: what was asked may have happened. Ask again later. code: stable, for logs and the outbox."""

    def __init__(self, code: str = "operator_silent"):
        super().__init__(code)
        self.code = code


class FactsUnusable(Exception):
    """The facts of a leg lack what its operator needs. The message names the member."""

    code = "facts_unusable"


class SoldPlace(Answer, frozen=True):
    """stop_id: of GTFS; station_id: of GBFS."""

    lat: Latitude
    lon: Longitude
    name: str = ""
    stop_id: str | None = None
    station_id: str | None = None


class SoldRide(Answer, frozen=True):
    """One ride of a leg, by the ids of the timetable. service_day: such as 2026-11-29."""

    trip_id: str
    service_day: str
    from_stop_id: str
    to_stop_id: str


class LegFacts(Answer, frozen=True):
    """All that an operator is told of a leg beside its times and price. Whatever else stands in the facts of a sold leg is not passed on."""

    origin: SoldPlace = msgspec.field(name="from")
    destination: SoldPlace = msgspec.field(name="to")
    rides: tuple[SoldRide, ...] = ()
    system_id: str | None = None
    vehicle_type_id: str | None = None


@dataclass(frozen=True)
class Order:
    """One leg as its operator sees it: neither who travels nor what else is booked. ref: ours, the id of the leg; the same one is the same order."""

    ref: str
    kind: SoldKind
    starts_at: datetime
    ends_at: datetime
    price_minor: int
    currency: str
    facts: LegFacts


def read_facts(facts: Mapping[str, Any]) -> LegFacts:
    """Of `SoldLeg.facts`. Raises FactsUnusable."""
    try:
        return msgspec.convert(dict(facts), LegFacts)
    except msgspec.ValidationError as error:
        raise FactsUnusable(str(error)) from error


class Operator(Protocol):
    """tombstones: a confirmation that arrives after a release is refused; without them `polls.py` says when to look. promise_s: by when it decides.

    Every call may be repeated, also at the same time, and raises OperatorSilent.
    """

    operator_id: str
    tombstones: bool
    promise_s: int

    async def confirm(self, order: Order) -> Standing: ...

    async def release(self, ref: str) -> Standing: ...

    async def status(self, ref: str) -> Standing: ...
