"""Trips that are sold, paid, used and given back by the service's own code, at a payment service on loopback."""
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text
from uuid_utils.compat import uuid7

from backend.accounts.models import Account
from backend.bookings.desk import Desk
from backend.bookings.models import BookingLeg, Payment, Quote, QuoteLine, Refund, Transfer
from backend.bookings.paid import TransferState
from backend.bookings.selling import hold_all
from backend.contract.quotes import SoldKind
from backend.identity.actor import Actor, ActorKind
from backend.ledger import post
from backend.ledger.fees import book_fees
from backend.paying.gateway import Gateway, IntentOrder, RefundOrder, TransferOrder
from backend.paying.provider import sandbox_at
from backend.pricing.offer import Offer, SoldLeg
from payments import journals
from payments.cancelling import Ladder
from payments.events import Cancelled, Disrupted, OperatorConfirmed, PaymentRead, RefundSent, RefundSucceeded, Reported, Used
from payments.quote import PricedLeg, Terms, make_quote
from payments.states import Report

NIGHT = datetime(2026, 11, 28, 7, 0, tzinfo=UTC)
OPERATORS = ("tram", "bikes", "taxi")
KINDS = (SoldKind.TRANSIT, SoldKind.RENTAL, SoldKind.TAXI)


def offer_of(prices, fee=50, starts=NIGHT) -> Offer:
    """Legs of an hour each, one after the other, by different operators; 7 % tax in the first, 19 % in the others and in our fee."""
    times = [(starts + timedelta(hours=at), starts + timedelta(hours=at + 1)) for at in range(len(prices))]
    rates = (700, 1900, 1900)
    priced = [
        PricedLeg(at + 1, OPERATORS[at], *times[at], "eur", price + 20, price, rates[at], Ladder(())) for at, price in enumerate(prices)
    ]
    quote = make_quote(priced, Terms(fee_minor=fee, fee_rate_bp=1900), starts - timedelta(hours=1))
    legs = tuple(
        SoldLeg(at + 1, OPERATORS[at], OPERATORS[at].title(), KINDS[at], *times[at], "Market", f"Harbour {at + 1}", price, (at,), Ladder(()))
        for at, price in enumerate(prices)
    )
    return Offer(quote, legs, "f" * 64, {})


@dataclass
class Shop:
    """destination: the account of the tram at the payment service, so that it is paid there; the others are paid by statement."""

    database: object
    sandbox: object
    gateway: Gateway
    destination: str = ""
    accounts: list[UUID] = field(default_factory=list)

    @classmethod
    async def open(cls, database, sandbox) -> "Shop":
        gateway = Gateway(sandbox_at(sandbox.url))
        tram = await gateway.v1.accounts.create_async({"type": "custom", "country": "DE"}, {"idempotency_key": "tram"})
        return cls(database, sandbox, gateway, tram["id"])

    @property
    def desk(self) -> Desk:
        return Desk(destination={"tram": self.destination}.get)

    async def account(self) -> UUID:
        async with self.database.writing() as session:
            row = Account(id=uuid7(), email=f"{uuid7()}@example.org", locale="en", **extra_of(Account))
            session.add(row)
        return row.id

    async def hold(self, prices=(280, 350), fee=50, account_id: UUID | None = None) -> UUID:
        offer, account_id = offer_of(prices, fee), account_id or await self.account()
        quote = offer.quote
        async with self.database.writing() as session:
            row = Quote(
                id=uuid7(), account_id=account_id, asked={}, shown={}, currency="eur", total_minor=quote.total_minor,
                capture_mode=quote.capture_mode, valid_until=quote.valid_until, fare_snapshot_id=offer.fare_snapshot_id, terms=quote.terms,
                fingerprint=quote.fingerprint, sealed=False,
            )  # fmt: skip
            session.add(row)
            await session.flush()
            session.add_all(
                QuoteLine(
                    quote_id=row.id, leg_no=line.leg_no, kind=line.kind, payee_id=line.payee_id, list_minor=line.list_minor,
                    shown_minor=line.shown_minor, tax_rate_bp=line.tax_rate_bp, tax_minor=line.tax_minor, concession_ids=[],
                )
                for line in quote.lines
            )  # fmt: skip
            await session.flush()
            row.sealed = True
            await session.flush()
            return await hold_all(session, self.desk, Actor(ActorKind.ACCOUNT, account_id), row, offer)

    async def confirmed(self, prices=(280, 350), fee=50, account_id: UUID | None = None) -> UUID:
        """Paid for with a card, confirmed by everybody, tickets live."""
        booking_id = await self.hold(prices, fee, account_id)
        confirmations = [OperatorConfirmed(at + 1) for at in range(len(prices))]
        await self.pay(booking_id, sum(prices) + fee, *confirmations, PaymentRead(Report.AUTHORISED))
        return booking_id

    async def pay(self, booking_id: UUID, total: int, *events) -> None:
        """With a card; then what follows from it."""
        made = await self.gateway.create_intent(IntentOrder(str(booking_id), total, "eur"), f"i-{booking_id}")
        seen = await self.gateway.confirm(made.intent_id, "pm_card_visa", "https://example.org/", False, f"c-{booking_id}")
        await self.happens(booking_id, Reported(Report.AUTHORISED, total), *events, seen=seen)

    async def used(self, prices=(280, 350), fee=50, account_id: UUID | None = None, used: int | None = None) -> UUID:
        """All legs used, or so many of them and the rest given back for nothing; what is due is taken."""
        booking_id = await self.confirmed(prices, fee, account_id)
        count = len(prices) if used is None else used
        await self.happens(booking_id, *(Used(at + 1) if at < count else Cancelled(at + 1, 0) for at in range(len(prices))))
        await self.capture(booking_id)
        return booking_id

    async def disrupted(self, prices=(280, 350), fee=50) -> UUID:
        """Confirmed, and then nothing of it ran: what was held is let go."""
        booking_id = await self.confirmed(prices, fee)
        await self.happens(booking_id, *(Disrupted(at + 1) for at in range(len(prices))))
        await self.gateway.void((await self.payment(booking_id)).intent_id, f"v-{booking_id}")
        await self.happens(booking_id, Reported(Report.VOIDED))
        return booking_id

    async def capture(self, booking_id: UUID) -> None:
        payment = await self.payment(booking_id)
        if payment.capture_minor:
            seen = await self.gateway.capture(payment.intent_id, payment.capture_minor, "eur", f"t-{booking_id}")
            await self.happens(booking_id, Reported(Report.CAPTURED, seen.amount_minor), seen=seen)

    async def refund(self, booking_id: UUID) -> UUID:
        """Carries out the refund that a booking ordered last."""
        payment = await self.payment(booking_id)
        async with self.database.reading() as session:
            row = await session.scalar(select(Refund).where(Refund.payment_id == payment.id).order_by(Refund.serial.desc()))
        seen = await self.gateway.refund(RefundOrder(payment.intent_id, row.amount_minor, "eur"), str(row.id))
        async with self.database.writing() as session:
            (await session.get_one(Refund, row.id)).provider_id = seen.refund_id
        await self.happens(booking_id, RefundSent(row.serial), RefundSucceeded(row.serial))
        return row.id

    async def transfer(self, booking_id: UUID) -> UUID:
        """Passes on what the tram earned."""
        payment = await self.payment(booking_id)
        async with self.database.reading() as session:
            row = await session.scalar(select(Transfer).where(Transfer.payment_id == payment.id))
        order = TransferOrder(self.destination, row.amount_minor, "eur", str(booking_id), payment.charge_id)
        seen = await self.gateway.transfer(order, str(row.id))
        async with self.database.writing() as session:
            stored = await session.get_one(Transfer, row.id)
            stored.provider_id, stored.state = seen.transfer_id, TransferState.SENT
            await post(session, journals.transferred(str(row.id), row.account, row.amount_minor, journals.What("eur", str(booking_id))))
        return row.id

    async def happens(self, booking_id: UUID, *events, seen=None) -> None:
        async with self.database.writing() as session:
            await self.desk.apply(session, booking_id, *events, seen=seen)

    async def payment(self, booking_id: UUID) -> Payment:
        async with self.database.reading() as session:
            return (await session.scalars(select(Payment).where(Payment.booking_id == booking_id))).one()

    async def legs(self, booking_id: UUID) -> list[BookingLeg]:
        async with self.database.reading() as session:
            return list(await session.scalars(select(BookingLeg).where(BookingLeg.booking_id == booking_id).order_by(BookingLeg.leg_no)))

    async def fees(self) -> int:
        return await book_fees(self.database, self.gateway)

    async def lines(self):
        return await self.gateway.balance_transactions()


def extra_of(model) -> dict:
    """Columns of accounts that have no default and mean nothing here."""
    return {"email_key": f"{uuid7()}"} if "email_key" in model.__table__.columns else {}


async def by_force(database, *statements: str, references: bool = True, **values) -> None:
    """Raw SQL of somebody who may turn triggers off, and on SQLite foreign keys too."""
    async with database.writing() as session:
        if session.get_bind().dialect.name == "postgresql":
            await session.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            names = await session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('journal', 'posting')"))
            for name in list(names):
                await session.execute(text(f"DROP TRIGGER {name}"))
            if not references:  # SQLite turns them off outside of transactions only
                await session.execute(text("COMMIT"))
                await session.execute(text("PRAGMA foreign_keys = OFF"))
                await session.execute(text("BEGIN IMMEDIATE"))
        for statement in statements:
            await session.execute(text(statement), values)
