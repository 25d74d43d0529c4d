"""Spaces that people let, sold by the shop: 60 % of what is due is theirs, 19 % tax is in the rest."""
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from backend.bookings.models import BookingLeg
from backend.ledger.hosts import account_of
from backend.ledger.models import JournalRow
from backend.ledger.posting import lines_of, open_accounts
from payments import journals
from payments.events import OperatorConfirmed, PaymentRead, Used
from payments.journals import Ours, What
from payments.states import Report


async def let(shop, host_id: UUID, price: int, fee: int = 50, share_bp: int = 6000, cost: int = 0) -> UUID:
    """A booking of one space, paid for and confirmed. cost: what we pay for it in place of its driver, who pays nothing."""
    booking_id = await shop.hold((price,), fee)
    async with shop.database.writing() as session:
        terms = {"payee": account_of(host_id), "share_bp": share_bp, "commission_tax_bp": 1900, "cost_minor": cost}
        leg = update(BookingLeg).where(BookingLeg.booking_id == booking_id)
        await session.execute(leg.values(resource_id=f"space-{share_bp}", **terms))
    if cost:
        await shop.happens(booking_id, OperatorConfirmed(1), PaymentRead(Report.CAPTURED))
    else:
        await shop.pay(booking_id, price + fee, OperatorConfirmed(1), PaymentRead(Report.AUTHORISED))
    return booking_id


async def parked(shop, host_id: UUID, price: int, fee: int = 50, share_bp: int = 6000) -> UUID:
    booking_id = await let(shop, host_id, price, fee, share_bp)
    await shop.happens(booking_id, Used(1))
    await shop.capture(booking_id)
    return booking_id


async def earned_in(shop, host_id: UUID, minor: int, at: datetime) -> None:
    """A posting of long ago, which no code of the service writes today."""
    journal = journals.earned(f"stay-of-{at:%Y-%m-%d}", minor, {account_of(host_id): minor}, Ours("commission", 0, 0), What("eur"))
    async with shop.database.writing() as session:
        await open_accounts(session, journal)
        row = {"event_key": journal.event_key, "kind": journal.kind, "happened_at": at, "created_at": at, "updated_at": at}
        session.add(JournalRow(lines=lines_of(journal), **row))
