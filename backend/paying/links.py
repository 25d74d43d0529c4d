"""Links to the page of payment: made for whoever is signed in, opened once, by one browser, without a session there."""
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts.secrets import hashed, new_secret
from backend.database.base import now
from backend.paying.models import PayLink
from backend.service.errors import BadRequest

OPENED_WITHIN = timedelta(minutes=10)
# The page itself: longer than a booking is held, so that it can say how it ended.
PAGE_LIVES = timedelta(hours=1)
PURGED_AT_ONCE = 1000


class PayLinkOver(BadRequest):
    """One answer for all that can be wrong."""

    code = "pay_link_over"

    def __init__(self) -> None:
        super().__init__("This page was opened before, or is over. Open it again from the app.")


async def make(
    session: AsyncSession, account_id: UUID, booking_id: UUID | None = None, setup_id: str | None = None
) -> tuple[UUID, str, datetime]:
    """(its id, its secret, until when it opens). Asked for again, the one before opens nothing more."""
    moment, secret = now(), new_secret()
    older = update(PayLink).where(PayLink.account_id == account_id, PayLink.used_at.is_(None), PayLink.expires_at > moment)
    same = PayLink.booking_id == booking_id if booking_id else PayLink.booking_id.is_(None)
    await session.execute(older.where(same).values(expires_at=moment))
    link = PayLink(
        id=uuid7(), booking_id=booking_id, account_id=account_id, setup_id=setup_id, secret_hash=hashed(secret), expires_at=moment + OPENED_WITHIN
    )
    session.add(link)
    await session.flush()
    return link.id, secret, link.expires_at


async def use(session: AsyncSession, link_id: UUID, secret: str) -> tuple[PayLink, str]:
    """The link, and what the page shows from now on. One statement decides who opened it. Raises PayLinkOver."""
    moment, token = now(), new_secret()
    closed = (PayLink.id == link_id, PayLink.secret_hash == hashed(secret), PayLink.used_at.is_(None), PayLink.expires_at > moment)
    values = {"used_at": moment, "page_hash": hashed(token), "expires_at": moment + PAGE_LIVES}
    link = (await session.scalars(update(PayLink).where(*closed).values(values).returning(PayLink))).first()
    if link is None:
        raise PayLinkOver
    return link, token


async def close_again(session: AsyncSession, link_id: UUID) -> None:
    """It could not be shown, so it opens once more."""
    values = {"used_at": None, "page_hash": None, "expires_at": now() + OPENED_WITHIN}
    await session.execute(update(PayLink).where(PayLink.id == link_id).values(values))


async def opened(session: AsyncSession, link_id: UUID, token: str) -> PayLink:
    """Raises PayLinkOver."""
    shown = (PayLink.id == link_id, PayLink.page_hash == hashed(token), PayLink.expires_at > now())
    link = (await session.scalars(select(PayLink).where(*shown))).first()
    if link is None:
        raise PayLinkOver
    return link


async def purge(session: AsyncSession) -> int:
    old = select(PayLink.id).where(PayLink.expires_at < now() - PAGE_LIVES).limit(PURGED_AT_ONCE)
    return (await session.execute(delete(PayLink).where(PayLink.id.in_(old)))).rowcount
