"""A small city that sells: prices by a list, operators that do as they are told, real money rows, the real sandbox of the payment service.

Time is put forward by hand. Work of the outbox is done when a test says so, by the real worker.
"""
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select

from backend.accounts.models import Account
from backend.bookings import quoting, rows, selling
from backend.bookings.desk import Desk
from backend.bookings.models import Booking, BookingNotice, Payment, Ticket
from backend.bookings.service import Bookings
from backend.bookings.timers import list_stuck
from backend.contract.bookings import Accepted, BookingRequest
from backend.contract.following import FollowedLeg, FollowedPlace
from backend.contract.quotes import QuoteRequest, SoldKind
from backend.contract.trips import LegMode
from backend.identity.actor import Actor, ActorKind
from backend.ledger.rows import books_of
from backend.operators.operator import OperatorSilent, Order, Standing
from backend.operators.service import OperatorUnknown
from backend.outbox.models import OutboxEntry
from backend.outbox.worker import Pace, Worker
from backend.paying.gateway import Gateway
from backend.paying.provider import sandbox_at
from backend.paying.reconciling import LOOK_WORK
from backend.paying.seen import ObjectSeen
from backend.paying.service import Paying
from backend.pricing.offer import Offer, Period, SoldLeg
from backend.pricing.service import around
from payments.cancelling import FeeStep, Ladder
from payments.caps import CapScheme, service_day
from payments.proof import prove
from payments.quote import OURS, CapUse, PricedLeg, Quote, Terms, make_quote
from payments.states import BookingState, TicketState
from tests.backend.bookings.clock import Clock

SOON = timedelta(hours=2)
RIDE = timedelta(minutes=20)
PACE = Pace(first_pause_s=1, longest_pause_s=60)
GIVEN_BACK = Ladder((FeeStep(3600, 0, 0), FeeStep(600, 100, 0)))
UTC_ZONE = ZoneInfo("UTC")
NOBODY = Actor(ActorKind.ACCOUNT)


@dataclass
class Shop:
    """Prices legs by the name of their operator. ladder: of what giving back costs; own: names of what is sold by us alone."""

    prices: dict[str, int] = field(default_factory=lambda: {"tram": 280, "bike": 350, "bus": 190})
    fee_minor: int = 50
    fee_rate_bp: int = 1900
    ladder: Ladder = GIVEN_BACK
    own: frozenset[str] = frozenset()
    cap: CapScheme | None = None
    asked: int = 0

    async def offer(self, legs, entitlements, account_id, at, had=None, spaces=(), rides=()) -> Offer:
        self.asked += 1
        cap = None
        if self.cap and account_id and had:
            days = [leg.depart_at.date() for leg in legs]
            cap = CapUse(self.cap, UTC_ZONE, await had(Period(account_id, self.cap.scheme_id, *around(days))))
        priced = [
            PricedLeg(
                number, leg.trip_id, leg.depart_at, leg.arrive_at, "eur", self.prices[leg.trip_id], self.prices[leg.trip_id], 700, self.ladder,
                cap=cap,
            )
            for number, leg in enumerate(legs, 1)
        ]  # fmt: skip
        quote = make_quote(priced, Terms(fee_minor=self.fee_minor, fee_rate_bp=self.fee_rate_bp), at)
        sold = tuple(self.sold(one, leg, quote) for one, leg in zip(priced, legs))
        return Offer(quote, sold, "0" * 64, {OURS: "Allways"} | {leg.trip_id: leg.trip_id.title() for leg in legs})

    def find_cap(self, scheme_id: str) -> CapScheme | None:
        return self.cap if self.cap and self.cap.scheme_id == scheme_id else None

    def sold(self, one: PricedLeg, leg: FollowedLeg, quote: Quote) -> SoldLeg:
        place = {"lat": 0.0, "lon": 0.0, "name": "Market"}
        own = one.payee_id in self.own
        return SoldLeg(
            one.leg_no, one.payee_id, one.payee_id.title(), SoldKind.PARKING if own else SoldKind.TRANSIT, one.starts_at, one.ends_at, "Market",
            "Bridge", sum(line.shown_minor for line in quote.lines if line.leg_no == one.leg_no), (one.leg_no - 1,), self.ladder,
            {"from": place, "to": place}, own=own, resource_id="bay 1" if own else None, base_minor=one.product_minor if one.cap else 0,
            scheme_id=one.cap.scheme.scheme_id if one.cap else None, service_day=service_day(one.starts_at, UTC_ZONE) if one.cap else None,
        )  # fmt: skip


@dataclass
class StubOperator:
    """answer: what it says to an order; None: nothing. orders: how each stands with it, `asked` how often it was spoken to."""

    operator_id: str
    answer: Standing | None = Standing.CONFIRMED
    tombstones: bool = True
    promise_s: int = 60
    orders: dict[str, Standing] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    lost_answers: int = 0

    async def confirm(self, order: Order) -> Standing:
        self.asked.append(("confirm", order.ref))
        if self.answer is None:
            raise OperatorSilent
        if self.orders.get(order.ref) is Standing.RELEASED and self.tombstones:
            return Standing.REFUSED
        self.orders.setdefault(order.ref, self.answer)
        return self.said(self.orders[order.ref])

    async def release(self, ref: str) -> Standing:
        self.asked.append(("release", ref))
        if ref in self.orders or self.tombstones:
            self.orders[ref] = Standing.RELEASED
        return self.said(Standing.RELEASED)

    async def status(self, ref: str) -> Standing:
        return self.orders.get(ref, Standing.UNKNOWN)

    def said(self, standing: Standing) -> Standing:
        """Done, and the answer lost on its way."""
        if self.lost_answers:
            self.lost_answers -= 1
            raise OperatorSilent
        return standing

    @property
    def held(self) -> int:
        return sum(standing is Standing.CONFIRMED for standing in self.orders.values())


class StubOperators:
    def __init__(self, *names: str):
        self.all = {name: StubOperator(name) for name in names}

    def get(self, operator_id: str) -> StubOperator:
        try:
            return self.all[operator_id]
        except KeyError:
            raise OperatorUnknown from None


def leg(operator: str, starts_at: datetime, minutes: int = 20) -> FollowedLeg:
    """A ride with one operator, told by the name of its trip."""
    ends = FollowedPlace(0.0, 0.0, "Market"), FollowedPlace(0.0, 0.1, "Bridge")
    return FollowedLeg(LegMode.TRAM, *ends, starts_at, starts_at + timedelta(minutes=minutes), trip_id=operator, service_day=starts_at.date())


@dataclass
class World:
    database: object
    control: object
    clock: Clock
    shop: Shop
    operators: StubOperators
    paying: Paying
    bookings: Bookings
    actor: Actor = NOBODY
    client: object = None

    @property
    def desk(self) -> Desk:
        return self.bookings.desk

    async def person(self) -> Actor:
        account_id = uuid4()
        email = f"{account_id}@example.org"
        async with self.database.writing() as session:
            session.add(Account(id=account_id, email=email, email_key=email, locale="en"))
        return Actor(ActorKind.ACCOUNT, account_id)

    async def quote(self, *operators: str, starts_in: timedelta = SOON, actor: Actor | None = None):
        at = self.clock()
        asked = QuoteRequest(tuple(leg(name, at + starts_in + number * RIDE * 2) for number, name in enumerate(operators)))
        async with self.database.writing() as session:
            actor = actor or self.actor
            offer = await quoting.price(session, self.shop, actor.id, asked, at)
            return quoting.shown(await quoting.keep(session, actor.id, asked, offer, at))

    async def book(self, quote, actor: Actor | None = None) -> UUID:
        request = BookingRequest(UUID(quote.quote_id), Accepted(quote.total_minor, quote.terms_fingerprint))
        async with self.database.writing() as session:
            return await selling.book(session, self.desk, self.shop, actor or self.actor, request)

    async def held(self, *operators: str, **more) -> UUID:
        """Booked, and waiting for a card."""
        booking_id = await self.book(await self.quote(*operators, **more))
        await self.work()
        return booking_id

    async def pay(self, booking_id: UUID, card: str = "pm_card_visa"):
        payment = await self.payment(booking_id)
        return await self.paying.gateway.confirm(payment.intent_id, card, "http://localhost/pay", False, f"confirm:{uuid4()}")

    async def confirmed(self, *operators: str, card: str = "pm_card_visa", **more) -> UUID:
        booking_id = await self.held(*operators, **more)
        await self.pay(booking_id, card)
        await self.look(booking_id)
        await self.work()
        assert (await self.state(booking_id)) == BookingState.CONFIRMED
        return booking_id

    async def look(self, booking_id: UUID) -> None:
        """What reconciliation does without any webhook."""
        seen = await self.paying.gateway.read_intent((await self.payment(booking_id)).intent_id)
        await self.tell(seen)

    async def tell(self, thing) -> bool:
        async with self.database.writing() as session:
            return await self.bookings.booked.on_seen(session, ObjectSeen(thing))

    async def apply(self, booking_id: UUID | str, *happened) -> None:
        async with self.database.writing() as session:
            await self.desk.apply(session, UUID(str(booking_id)), *happened)

    async def work(self, most: int = 200) -> int:
        """All that is due now; how many entries it was."""
        worker, done = Worker(self.database, self.handlers, PACE, self.clock), 0
        while done < most and (claimed := await worker.claim(8)):
            for entry in claimed:
                await worker.handle(entry)
                done += 1
        return done

    @property
    def handlers(self) -> dict:
        """Payments are looked at when a test says so: by this clock, which jumps, they would be looked at for ever."""
        return {kind: handle for kind, handle in {**self.paying.handlers, **self.bookings.handlers}.items() if kind != LOOK_WORK}

    async def advance(self, step: timedelta, sandbox: bool = True) -> None:
        self.clock.ahead += step
        if sandbox:
            self.control.advance(int(step.total_seconds()))

    async def quiesce(self, rounds: int = 40) -> None:
        """Until nothing is left to do for now; time passes for pauses only."""
        for _ in range(rounds):
            await self.bookings.timers.sweep()
            if await self.work() == 0 and not await self.waiting():
                return
            await self.advance(timedelta(seconds=61))

    async def waiting(self) -> int:
        soon = self.clock() + timedelta(minutes=3)
        open_work = OutboxEntry.done_at.is_(None) & OutboxEntry.dead_at.is_(None) & OutboxEntry.kind.startswith("booking.")
        async with self.database.reading() as session:
            return len(list(await session.scalars(select(OutboxEntry.id).where(open_work, OutboxEntry.next_at <= soon))))

    async def rows(self, booking_id: UUID | str) -> rows.Rows:
        booking_id = UUID(str(booking_id))
        async with self.database.reading() as session:
            return await rows.load(session, booking_id, lock=False)

    async def state(self, booking_id: UUID) -> str:
        return (await self.rows(booking_id)).booking.state

    async def payment(self, booking_id: UUID) -> Payment:
        return (await self.rows(booking_id)).payment

    async def tickets(self, booking_id: UUID) -> list[str]:
        async with self.database.reading() as session:
            return list(await session.scalars(select(Ticket.state).where(Ticket.booking_id == booking_id).order_by(Ticket.id)))

    async def notices(self, booking_id: UUID) -> set[str]:
        async with self.database.reading() as session:
            return set(await session.scalars(select(BookingNotice.code).where(BookingNotice.booking_id == booking_id)))

    async def proof(self) -> list:
        """All that is wrong with the books and all that is late; nothing where all is well."""
        async with self.database.reading() as session:
            books, wrong = await books_of(session, list(await session.scalars(select(Booking))))
        return [*wrong, *prove(books), *await list_stuck(self.database, self.clock())]

    async def live_tickets(self) -> int:
        async with self.database.reading() as session:
            return len(list(await session.scalars(select(Ticket.id).where(Ticket.state == TicketState.LIVE))))


@asynccontextmanager
async def open_world(database, sandbox, control, *operators: str):
    clock, shop = Clock(), Shop()
    provider = sandbox_at(sandbox.url)
    stubs = StubOperators(*(operators or ("tram", "bike", "bus")))
    paying = Paying(database, provider, "http://localhost", Gateway(provider, clock=clock))
    bookings = Bookings(database, shop, stubs, paying, Desk(lambda name: timedelta(seconds=60), clock=clock, schemes=shop.find_cap))
    paying.obey(bookings.booked)
    world = World(database, control, clock, shop, stubs, paying, bookings)
    world.actor = await world.person()
    try:
        yield world
    finally:
        await paying.gateway.close()

