"""People of the staff, as they are named to each other: the beginning of their address and no more."""
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.models import Account, RoleGrant
from backend.contract.accounts import Role

MOST = 500


def masked(email: str) -> str:
    """`kim@example.org` is `kim@e…`: they know each other, and the rest is nobody's business."""
    name, _, host = email.partition("@")
    return f"{name}@{host[:1]}…"


async def list_staff(session: AsyncSession) -> list[tuple[UUID, str]]:
    standing = (RoleGrant.role == Role.STAFF.value, RoleGrant.granted_at.is_not(None), RoleGrant.ended_at.is_(None))
    people = select(Account.id, Account.email).join(RoleGrant, RoleGrant.account_id == Account.id).where(*standing)
    found = await session.execute(people.order_by(Account.email).limit(MOST))
    return [(account_id, masked(email)) for account_id, email in found]


async def names(session: AsyncSession, account_ids: Iterable[UUID]) -> dict[UUID, str]:
    found = await session.execute(select(Account.id, Account.email).where(Account.id.in_(set(account_ids))))
    return {account_id: masked(email) for account_id, email in found}
