"""Another address for an account. The new one proves itself by a code; the old one is told twice, when it is asked for and when it is done.

Whoever proved by a mail to the old address that it is still them changes it at once. Whoever proved it by a passkey may have lost the old mailbox, or
may have found somebody's phone: then it takes three days, in which whoever reads the old mailbox signs in by it and stops the change.
"""
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.addresses import key_of
from backend.accounts.letters import ADDRESS_ASKED, tell_account
from backend.accounts.models import TRIES, Account, AddressChange, EmailLink
from backend.accounts.secrets import hashed_code, new_code
from backend.database.base import now
from backend.database.counting import count_changed
from backend.outbox.entries import enqueue
from backend.service.errors import BadRequest, Conflict, NotFound, RateLimited

CODE_MAIL, CHANGE, TOLD_MAIL = "address_code", "address_change", "address_told"
VALID = timedelta(minutes=10)
WAIT = timedelta(hours=72)
# For an account, and for an address that is named: whoever is signed in cannot fill somebody's mailbox.
DAY, MOST_A_DAY = timedelta(days=1), 5
KEPT = timedelta(days=5)
PURGED_AT_ONCE = 1000


class CodeInvalid(BadRequest):
    """One answer for all that can be wrong."""

    code = "link_invalid"

    def __init__(self) -> None:
        super().__init__("The code does not count: it was used, is older than ten minutes, or was typed wrong. Ask for a new one.")


class AddressTaken(Conflict):
    code = "address_taken"

    def __init__(self) -> None:
        super().__init__("There is an account with this address already. Sign in to that one, or name another address.", "email")


@dataclass(frozen=True)
class AddressLetter:
    email: str
    locale: str
    code: str = field(repr=False)


async def ask(session: AsyncSession, account_id: UUID, email: str) -> AddressChange:
    """Writes down what is to be changed; one that was asked for before is off. Whether the address has an account is not looked at: only whoever
    reads its mails hears of that. Raises AddressTaken for the account's own, RateLimited."""
    moment = now()
    account = (await session.scalars(select(Account).where(Account.id == account_id).with_for_update())).one()
    if email == account.email:
        raise AddressTaken
    key = key_of(email)
    await check_limits(session, account_id, key, moment)
    await session.execute(update(AddressChange).where(AddressChange.account_id == account_id, *is_open()).values(expires_at=moment, due_at=None))
    change = AddressChange(account_id=account_id, email=email, email_key=key, created_at=moment, expires_at=moment + VALID)
    session.add(change)
    await session.flush()
    await enqueue(session, CODE_MAIL, {"changeId": str(change.id)}, f"{CODE_MAIL}:{change.id}")
    await tell_account(session, account_id, ADDRESS_ASKED, str(change.id))
    return change


def is_open() -> tuple:
    return (AddressChange.done_at.is_(None),)


async def check_limits(session: AsyncSession, account_id: UUID, email_key: str, moment: datetime) -> None:
    for whose in (AddressChange.account_id == account_id, AddressChange.email_key == email_key):
        recent = select(AddressChange.created_at).where(whose, AddressChange.created_at > moment - DAY)
        times = (await session.scalars(recent.order_by(AddressChange.created_at.desc()).limit(MOST_A_DAY))).all()
        if len(times) == MOST_A_DAY:
            wait_s = max(1, ceil((times[-1] + DAY - moment).total_seconds()))
            raise RateLimited("Another address was asked for too often. Wait until tomorrow.", headers={"Retry-After": str(wait_s)})


async def write_letter(session: AsyncSession, change_id: UUID) -> AddressLetter | None:
    """None when it does not count any longer. Written again, the earlier letter opens nothing more."""
    code = new_code()
    still = update(AddressChange).where(AddressChange.id == change_id, *is_open(), AddressChange.due_at.is_(None), AddressChange.expires_at > now())
    hashes = still.values(code_hash=hashed_code(change_id, code)).returning(AddressChange.account_id, AddressChange.email)
    row = (await session.execute(hashes)).first()
    if row is None:
        return None
    locale = (await session.scalars(select(Account.locale).where(Account.id == row.account_id))).one()
    return AddressLetter(row.email, locale, code)


async def confirm(session: AsyncSession, account_id: UUID, code: str, by_passkey: bool) -> AddressChange | None:
    """Somebody read the code at the new address. None: it counts as a wrong try, and this transaction has to be kept. Raises AddressTaken."""
    moment = now()
    mine = select(AddressChange).where(
        AddressChange.account_id == account_id, *is_open(), AddressChange.due_at.is_(None), AddressChange.expires_at > moment,
        AddressChange.tries < TRIES,
    )  # fmt: skip
    change = (await session.scalars(mine.order_by(AddressChange.created_at.desc()).limit(1).with_for_update())).first()
    if change is None:
        return None
    if change.code_hash != hashed_code(change.id, code):
        change.tries += 1
        return None
    if await is_taken(session, change):
        raise AddressTaken
    change.due_at = moment + WAIT if by_passkey else moment
    await session.flush()
    if by_passkey:
        await enqueue(session, CHANGE, {"changeId": str(change.id)}, f"{CHANGE}:{change.id}", at=change.due_at)
    else:
        await carry_out(session, change)
    return change


async def is_taken(session: AsyncSession, change: AddressChange) -> bool:
    other = select(Account.id).where(or_(Account.email_key == change.email_key, Account.email == change.email), Account.id != change.account_id)
    return await session.scalar(other) is not None


async def carry_out(session: AsyncSession, change: AddressChange) -> None:
    """Links that are on their way to either address open nothing more. Raises AddressTaken."""
    moment = now()
    account = (await session.scalars(select(Account).where(Account.id == change.account_id).with_for_update())).one()
    before, before_key = account.email, account.email_key
    links = update(EmailLink).where(EmailLink.email_key.in_((before_key, change.email_key)), EmailLink.used_at.is_(None))
    await session.execute(links.where(EmailLink.expires_at > moment).values(expires_at=moment))
    try:
        async with session.begin_nested():
            account.email, account.email_key = change.email, change.email_key
    except IntegrityError as error:  # somebody made an account with it just now
        raise AddressTaken from error
    change.email, change.email_key, change.done_at = before, before_key, moment
    await session.flush()
    await enqueue(session, TOLD_MAIL, {"changeId": str(change.id)}, f"{TOLD_MAIL}:{change.id}")


async def run(session: AsyncSession, change_id: UUID) -> None:
    """After the three days. Whoever has made an account with that address meanwhile keeps it, and nothing is changed."""
    change = (await session.scalars(select(AddressChange).where(AddressChange.id == change_id, *is_open()).with_for_update())).first()
    if change and change.due_at and change.due_at <= now() and not await is_taken(session, change):
        with suppress(AddressTaken):
            await carry_out(session, change)


async def find_waiting(session: AsyncSession, account_id: UUID) -> AddressChange | None:
    """One that will happen unless it is stopped."""
    mine = select(AddressChange).where(AddressChange.account_id == account_id, *is_open(), AddressChange.due_at.is_not(None))
    return (await session.scalars(mine.order_by(AddressChange.created_at.desc()).limit(1))).first()


async def stop(session: AsyncSession, account_id: UUID) -> None:
    """Raises NotFound."""
    waiting = or_(AddressChange.due_at.is_not(None), AddressChange.expires_at > now())
    stopped = update(AddressChange).where(AddressChange.account_id == account_id, *is_open(), waiting)
    if await count_changed(session, stopped.values(expires_at=now(), due_at=None)) == 0:
        raise NotFound("No other address was asked for.")


async def purge(session: AsyncSession) -> int:
    old = select(AddressChange.id).where(AddressChange.created_at < now() - KEPT).limit(PURGED_AT_ONCE)
    return await count_changed(session, delete(AddressChange).where(AddressChange.id.in_(old)))
