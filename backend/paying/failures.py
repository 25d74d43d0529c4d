"""Cards that were refused: counted per account, so that nobody tries out stolen ones here."""
from datetime import timedelta
from math import ceil
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.database.base import now
from backend.outbox.entries import enqueue
from backend.paying.models import FailedCard, PaymentCustomer, insert_into
from backend.paying.seen import CardFailure, IntentSeen, SetupSeen
from backend.service.errors import RateLimited

END_SETUP_WORK = "payment_setup_end"
LIMITS = ((timedelta(hours=1), 5), (timedelta(days=1), 10))
KEPT = timedelta(days=2)
PURGED_AT_ONCE = 1000


class CardAttempts(RateLimited):
    code = "card_attempts"


async def check(session: AsyncSession, account_id: UUID) -> None:
    """Raises CardAttempts."""
    wait_s = await wait_of(session, account_id)
    if wait_s:
        raise CardAttempts("Too many cards were refused. Wait, or ask your bank.", headers={"Retry-After": str(wait_s)})


async def wait_of(session: AsyncSession, account_id: UUID) -> int:
    """How many seconds until another card may be tried; 0: now."""
    moment = now()
    for period, most in LIMITS:
        recent = select(FailedCard.created_at).where(FailedCard.account_id == account_id, FailedCard.created_at > moment - period)
        times = (await session.scalars(recent.order_by(FailedCard.created_at.desc()).limit(most))).all()
        if len(times) == most:
            return max(1, ceil((times[-1] + period - moment).total_seconds()))
    return 0


async def note(session: AsyncSession, account_id: UUID, failure: CardFailure) -> bool:
    """Once per failure, whoever tells of it first: the page or an event. Whether it was the first."""
    if not failure.reference:
        return False
    moment = now()
    values = {"id": uuid7(), "account_id": account_id, "reference": failure.reference, "created_at": moment, "updated_at": moment}
    added = insert_into(session, FailedCard).values(values).on_conflict_do_nothing(index_elements=["reference"])
    return (await session.execute(added.returning(FailedCard.id))).first() is not None


async def note_seen(session: AsyncSession, seen: IntentSeen | SetupSeen) -> None:
    """Of a payment in the traveller's own browser, where nobody but the payment service sees it fail."""
    if seen.failure is None or seen.customer_id is None:
        return
    found = select(PaymentCustomer.account_id).where(PaymentCustomer.customer_id == seen.customer_id)
    account_id = (await session.scalars(found)).first()
    if account_id is None:
        return
    if isinstance(seen, IntentSeen):
        await note(session, account_id, seen.failure)
        return
    await note(session, account_id, seen.failure._replace(reference=seen.failure.reference or seen.setup_id))
    if seen.status != "canceled" and await wait_of(session, account_id):
        await enqueue(session, END_SETUP_WORK, {"setupId": seen.setup_id}, f"{END_SETUP_WORK}:{seen.setup_id}"[:200])


async def purge(session: AsyncSession) -> int:
    old = select(FailedCard.id).where(FailedCard.created_at < now() - KEPT).limit(PURGED_AT_ONCE)
    return (await session.execute(delete(FailedCard).where(FailedCard.id.in_(old)))).rowcount
