"""Bookings of one process: who prices, who is told, who does the work of the outbox, and what time brings about."""
import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from backend.bookings import spaces as own_spaces
from backend.bookings.desk import Desk
from backend.bookings.money_work import MoneyWork
from backend.bookings.operator_work import OperatorWork
from backend.bookings.rides import NO_RIDES, OwnRides
from backend.bookings.seen import Paid, Told
from backend.bookings.substituting_work import Elsewhere, Planner, SubstituteWork
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
    """paying None: nothing can be paid here, so nothing is sold either; what is held runs out.

    plan, elsewhere: who finds another way, or another space to park in, for whom an operator lets down; None: people do.
    """

    database: Database
    pricing: Pricing
    operators: Operators
    paying: Paying | None
    desk: Desk = field(default_factory=Desk)
    plan: Planner | None = None
    elsewhere: Elsewhere | None = None

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
        spaces = self.elsewhere(self.pricing, self.desk) if self.elsewhere else None
        operators = {
            **OperatorWork(self.desk, self.database, self.operators).handlers, **operator_events(self.told),
            **SubstituteWork(self.desk, self.database, self.pricing, self.plan, spaces).handlers,
        }  # fmt: skip
        if self.paying is None:
            return operators
        customers = self.paying.customers
        money = MoneyWork(self.desk, self.database, self.paying.gateway, customers.ensure, customers.list_chargeable)
        return {**money.handlers, **operators}

    @property
    def timers(self) -> Timers:
        return Timers(self.desk, self.database, self.paying.gateway if self.paying else None)


def desk_of(operators: Operators, payees: Mapping[str, str], pricing: Pricing, own: own_spaces.Spaces, rides: OwnRides = NO_RIDES) -> Desk:
    def promise(operator_id: str) -> timedelta:
        try:
            return timedelta(seconds=operators.get(operator_id).promise_s)
        except OperatorUnknown:
            return USUAL_PROMISE

    return Desk(promise, payees.get, spaces=own, schemes=pricing.find_cap, rides=rides)


@asynccontextmanager
async def opened(
    database: Database, pricing: Pricing, operators: Operators, paying: Paying | None, payees: Mapping[str, str], plan: Planner | None = None,
    elsewhere: Elsewhere | None = None, own: own_spaces.Spaces = own_spaces.NO_SPACES, rides: OwnRides = NO_RIDES,
) -> AsyncIterator[Bookings]:  # fmt: skip
    """For as long as the service lives. payees: accounts at the payment service by operator; the others are paid by statement. own: what is ours to
    hold. rides: on demand, of ours."""
    bookings = Bookings(database, pricing, operators, paying, desk_of(operators, payees, pricing, own, rides), plan, elsewhere)
    if paying:
        paying.obey(bookings.booked)
    time = asyncio.create_task(bookings.timers.run(), name="bookings")
    try:
        yield bookings
    finally:
        time.cancel()
        await asyncio.gather(time, return_exceptions=True)
