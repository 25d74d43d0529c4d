"""What of accounts runs out by itself."""
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts import address_changes, consents, device_codes, exports, links, mailbox, passkeys, sessions, unused

PURGES = (
    links.purge, sessions.purge, mailbox.purge, device_codes.purge, exports.purge, passkeys.purge, consents.purge,
    address_changes.purge, unused.purge,
)  # fmt: skip


async def purge(session: AsyncSession) -> int:
    """A part at a time; how many rows it was."""
    return sum([await one(session) for one in PURGES])
