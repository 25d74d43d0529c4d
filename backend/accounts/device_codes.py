"""A device that opens a browser, and a page there that shows it a code: how somebody signs in on a desktop, and with a passkey anywhere.

The code goes from the page to the device, by hand. The other way round, or by a click, somebody could be talked into signing in a stranger's device.
"""
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts.links import LinkInvalid
from backend.accounts.models import TRIES, DeviceCode
from backend.accounts.secrets import hashed_code, new_code
from backend.database.base import now
from backend.database.counting import count_changed

WAITS = timedelta(minutes=10)
# Long enough to be read aloud, or typed with a switch.
SHOWN = timedelta(minutes=5)
KEPT = timedelta(days=1)
PURGED_AT_ONCE = 1000


async def ask(session: AsyncSession, challenge: bytes, device_name: str) -> DeviceCode:
    moment = now()
    row = DeviceCode(id=uuid7(), challenge=challenge, device_name=device_name, created_at=moment, expires_at=moment + WAITS)
    session.add(row)
    await session.flush()
    return row


async def look(session: AsyncSession, code_id: UUID) -> DeviceCode:
    """One that still waits for somebody. Raises LinkInvalid."""
    found = (await session.scalars(select(DeviceCode).where(DeviceCode.id == code_id, *waits(now())))).first()
    if found is None:
        raise LinkInvalid
    return found


async def approve(session: AsyncSession, code_id: UUID, account_id: UUID, by_passkey: bool) -> tuple[str, datetime]:
    """(the code to be shown, until when it counts). Of two who prove themselves at once, one is shown a code. Raises LinkInvalid."""
    code, moment = new_code(), now()
    shown = {"account_id": account_id, "by_passkey": by_passkey, "code_hash": hashed_code(code_id, code), "expires_at": moment + SHOWN}
    if await count_changed(session, update(DeviceCode).where(DeviceCode.id == code_id, *waits(moment)).values(shown)) == 0:
        raise LinkInvalid
    return code, moment + SHOWN


async def use(session: AsyncSession, code_id: UUID, verifier: bytes, code: str) -> DeviceCode | None:
    """None: it counts as a wrong try, and this transaction has to be kept."""
    moment = now()
    still = (DeviceCode.id == code_id, DeviceCode.used_at.is_(None), DeviceCode.expires_at > moment, DeviceCode.tries < TRIES)
    fits = (DeviceCode.challenge == sha256(verifier).digest(), DeviceCode.code_hash == hashed_code(code_id, code))
    used = (await session.scalars(update(DeviceCode).where(*still, *fits).values(used_at=moment).returning(DeviceCode))).first()
    if used is None:
        await session.execute(update(DeviceCode).where(*still).values(tries=DeviceCode.tries + 1))
    return used


def waits(moment: datetime) -> tuple:
    return DeviceCode.account_id.is_(None), DeviceCode.used_at.is_(None), DeviceCode.expires_at > moment, DeviceCode.tries < TRIES


async def purge(session: AsyncSession) -> int:
    old = select(DeviceCode.id).where(DeviceCode.created_at < now() - KEPT).limit(PURGED_AT_ONCE)
    return await count_changed(session, delete(DeviceCode).where(DeviceCode.id.in_(old)))
