"""Rows of requests, held against others who change them now."""
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.requests.models import Request


async def hold(session: AsyncSession, request_id: UUID) -> Request | None:
    """As it stands once it is held, whatever was read of it before: `get` would take a change by others in between for a mistake."""
    asked = select(Request).where(Request.id == request_id).with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(asked)).one_or_none()
