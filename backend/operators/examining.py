"""An examination from an address alone: who is asked, and with what order."""
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from backend.contract.base import Message, Moment
from backend.contract.quotes import SoldKind
from backend.feeds.addresses import LOOPBACK_NAMES, origin_of, read_url
from backend.feeds.failures import FetchFailed
from backend.operators.conformance import Examination, Verdict
from backend.operators.declaration import DeclarationError, Table, operator_of
from backend.operators.operator import LegFacts, Order, SoldPlace
from backend.operators.service import Operators

CHECKED = "checked"


class SampleOrder(Message, frozen=True):
    """An order that the operator can carry out, as JSON."""

    kind: SoldKind
    starts_at: Moment
    ends_at: Moment
    facts: LegFacts
    price_minor: Annotated[int, Meta(ge=0)] = 280
    currency: Annotated[str, Meta(pattern="^[a-z]{3}$")] = "eur"


async def examine(address: str, header_env: Mapping[str, str], order: bytes | None, environment: Mapping[str, str] = os.environ) -> Verdict:
    """order: a SampleOrder; None: one made up, of a ride in an hour. An address on this machine may be http: whoever types it means it.

    Raises DeclarationError.
    """
    try:
        _, host, port = origin_of(read_url(address))
    except FetchFailed as error:
        raise DeclarationError("The address cannot be understood. Write it as https://host/path.") from error
    places = frozenset({(host, port)}) if host in LOOPBACK_NAMES else frozenset()
    table = Table(Path("allways operator check"), 1, {"id": CHECKED, "url": address, "header_env": dict(header_env)})
    operators = Operators((operator_of(table, places, environment),), ",".join(f"{name}:{number}" for name, number in places))
    try:
        return await Examination(operators.get(CHECKED), operators.get_wire(CHECKED), read_sample(order)).run()
    finally:
        await operators.aclose()


def read_sample(order: bytes | None) -> Order:
    """Raises DeclarationError."""
    if order is None:
        starts_at = (datetime.now(UTC) + timedelta(hours=1)).replace(microsecond=0)
        facts = LegFacts(SoldPlace(55.4897, 3.5036, "Main Station"), SoldPlace(55.4951, 3.5129, "University"))
        return Order("", SoldKind.TRANSIT, starts_at, starts_at + timedelta(minutes=20), 280, "eur", facts)
    try:
        told = msgspec.json.decode(order, type=SampleOrder)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DeclarationError(f"The order cannot be understood ({error}). Write it as docs/OPERATORS.md shows.") from error
    return Order("", told.kind, told.starts_at, told.ends_at, told.price_minor, told.currency, told.facts)
