"""How many rows a statement changed."""
from typing import cast

from sqlalchemy import CursorResult, Delete, Update
from sqlalchemy.ext.asyncio import AsyncSession


async def count_changed(session: AsyncSession, statement: Update | Delete) -> int:
    """Does it. The statement must give nothing back."""
    return cast(CursorResult, await session.execute(statement)).rowcount
