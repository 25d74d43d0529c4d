"""Bookings of one process: who prices, who is told, who does the work of the outbox, and what time brings about."""
import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from backend.bookings.desk import Desk
from backend.bookings.money_work import MoneyWork
from backend.bookings.operator_work import OperatorWork
from backend.bookings.seen import Paid, Told
from backend.bookings.timers import Timers
from backend.database.database import Database
from backend.operators.events import handlers as operator_events
from backend.operators.service import Operators, OperatorUnknown
from backend.outbox.worker import Handler
from backend.paying.bookings import Booked
from backend.paying.service import NotSetUp, Paying
from backend.pricing.service import Pricing
from payments.deadlines import USUAL_PROMISE


@dataclass(frozen=True)
class Bookings:
    """paying None: nothing can be paid here, so nothing is sold either; what is held runs out."""

    database: Database
    pricing: Pricing
    operators: Operators
    paying: Paying | None
    desk: Desk = field(default_factory=Desk)

    @property
    def booked(self) -> Booked:
        """For the payment gateway: `paying.obey(bookings.booked)`."""
        paid = Paid(self.desk)
        return Booked(paid, paid.on_seen)

    @property
    def told(self) -> Told:
        """For events of operators."""
        return Told(self.desk)

    def check_open(self) -> None:
        """Raises NotSetUp."""
        if self.paying is None:
            raise NotSetUp

    @property
    def handlers(self) -> Mapping[str, Handler]:
        operators = {**OperatorWork(self.desk, self.database, self.operators).handlers, **operator_events(self.told)}
        if self.paying is None:
            return operators
        return {**MoneyWork(self.desk, self.database, self.paying.gateway, self.paying.customers.ensure).handlers, **operators}

    @property
    def timers(self) -> Timers:
        return Timers(self.desk, self.database, self.paying.gateway if self.paying else None)


def desk_of(operators: Operators, payees: Mapping[str, str]) -> Desk:
    def promise(operator_id: str) -> timedelta:
        try:
            return timedelta(seconds=operators.get(operator_id).promise_s)
        except OperatorUnknown:
            return USUAL_PROMISE

    return Desk(promise, payees.get)


@asynccontextmanager
async def opened(
    database: Database, pricing: Pricing, operators: Operators, paying: Paying | None, payees: Mapping[str, str]
) -> AsyncIterator[Bookings]:  # fmt: skip
    """For as long as the service lives. payees: accounts at the payment service by operator; the others are paid by statement."""
    bookings = Bookings(database, pricing, operators, paying, desk_of(operators, payees))
    if paying:
        paying.obey(bookings.booked)
    time = asyncio.create_task(bookings.timers.run(), name="bookings")
    try:
        yield bookings
    finally:
        time.cancel()
        await asyncio.gather(time, return_exceptions=True)
