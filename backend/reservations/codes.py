"""Six digits that are typed at a gate: no two alike at one site as long as they count."""
import secrets
from collections.abc import Iterable
from hmac import compare_digest
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.reservations.models import CODE_CHARS, ParkingReservation

TRIES = 20


class CodesExhausted(Exception):
    """A site has nearly as many reservations as there are codes."""


async def new_code(session: AsyncSession, site_id: UUID) -> str:
    """One that nobody has there; the index refuses it should two choose the same at once. Raises CodesExhausted."""
    for _ in range(TRIES):
        code = f"{secrets.randbelow(10**CODE_CHARS):0{CODE_CHARS}}"
        taken = select(ParkingReservation.id).where(ParkingReservation.site_id == site_id, ParkingReservation.entry_code == code)
        if await session.scalar(taken) is None:
            return code
    raise CodesExhausted


def find_by_code(rows: Iterable[ParkingReservation], code: str) -> ParkingReservation | None:
    """All are looked at, so that it takes as long whichever it is."""
    found = None
    for row in rows:
        if row.entry_code is not None and compare_digest(row.entry_code, code):
            found = row
    return found
