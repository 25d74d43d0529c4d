"""When somebody deletes their account: what they follow, and photos they sent, go with it. Their requests stay for the city, emptied."""
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_words import Visibility
from backend.requests.models import Follower, Request
from backend.requests.photos.models import RequestPhoto


async def is_waiting(session: AsyncSession, account_id: UUID) -> bool:
    """A request keeps nobody's account from being deleted."""
    return False


async def farewell(session: AsyncSession, account_id: UUID) -> None:
    """Before the rows of the account are emptied."""
    mine = select(Request.id).where(Request.account_id == account_id)
    await session.execute(delete(RequestPhoto).where(RequestPhoto.request_id.in_(mine)))
    named = (Request.account_id == account_id) & (Request.visibility == Visibility.PUBLIC_NAME.value)
    await session.execute(update(Request).where(named).values(visibility=Visibility.PUBLIC.value))
    followed = list(await session.scalars(select(Follower.request_id).where(Follower.account_id == account_id)))
    await session.execute(delete(Follower).where(Follower.account_id == account_id))
    left = select(func.count()).where(Follower.request_id == Request.id).correlate(Request).scalar_subquery()
    await session.execute(update(Request).where(Request.id.in_(followed)).values(followers=left))
