"""The end of an account: asked for with a fresh proof, a week to think again, then all goes but what the law keeps, and that without a name."""
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Text, cast, delete, or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts import consents, sessions
from backend.accounts.belongings import remove
from backend.accounts.models import Account, AccountDeletion, AccountSession, EmailLink, ErasedAccount, LocalMail
from backend.database.base import Base, now
from backend.database.counting import count_changed
from backend.idempotency.records import forget
from backend.identity.actor import Actor, ActorKind
from backend.outbox.entries import enqueue
from backend.outbox.models import OutboxEntry

DELETION, ACCOUNT_MAIL = "account_deletion", "account_mail"
UNDO = timedelta(days=7)
# Bookings under way are waited for; longer than this nobody waits.
LONGEST_WAIT = timedelta(days=30)
LOOKS_AGAIN = timedelta(hours=6)
MARK = b"allways/erased/1"


@dataclass(frozen=True)
class Elsewhere:
    """What another part of the service has to do with an account.

    is_busy: it has something open that must end first, such as a booking. farewell: writes down, in the transaction in which the account goes,
    what is to be told outside, such as to a payment service.
    """

    is_busy: Callable[[AsyncSession, UUID], Awaitable[bool]]
    farewell: Callable[[AsyncSession, UUID], Awaitable[None]]


async def ask(session: AsyncSession, account_id: UUID, undo: timedelta = UNDO) -> AccountDeletion:
    """Sessions end at once. Asked for again, it stays as it was. undo: how long it can be taken back."""
    await session.execute(select(Account.id).where(Account.id == account_id).with_for_update())
    found = await find(session, account_id)
    if found is None:
        found = AccountDeletion(id=uuid7(), account_id=account_id, due_at=now() + undo)
        session.add(found)
        await session.flush()
        await enqueue(session, DELETION, {"deletionId": str(found.id)}, f"{DELETION}:{found.id}", at=found.due_at)
    live = select(AccountSession.id).where(AccountSession.account_id == account_id, *sessions.is_live(now()))
    await sessions.end(session, list(await session.scalars(live)))
    return found


async def take_back(session: AsyncSession, account_id: UUID) -> bool:
    return await count_changed(session, delete(AccountDeletion).where(AccountDeletion.account_id == account_id)) == 1


async def find(session: AsyncSession, account_id: UUID) -> AccountDeletion | None:
    return (await session.scalars(select(AccountDeletion).where(AccountDeletion.account_id == account_id))).first()


@dataclass(frozen=True)
class Gone:
    """Whom to tell that it is done, for the last time. mark: for the list of the erased."""

    email: str
    locale: str
    mark: bytes


async def run(session: AsyncSession, deletion_id: UUID, elsewhere: tuple[Elsewhere, ...]) -> Gone | None:
    """None: it was taken back, or waits for what is open; then it is written down to look again."""
    row = (await session.scalars(select(AccountDeletion).where(AccountDeletion.id == deletion_id).with_for_update())).first()
    moment = now()
    if row is None:
        return None
    if moment < row.due_at or (moment < row.due_at + LONGEST_WAIT and await is_busy(session, row.account_id, elsewhere)):
        later = max(row.due_at, moment + LOOKS_AGAIN)
        await enqueue(session, DELETION, {"deletionId": str(row.id)}, f"{DELETION}:{row.id}:{later:%Y%m%d%H%M%S}", at=later)
        return None
    return await erase(session, row.account_id, elsewhere)


async def is_busy(session: AsyncSession, account_id: UUID, elsewhere: tuple[Elsewhere, ...]) -> bool:
    return any([await part.is_busy(session, account_id) for part in elsewhere])


async def erase(session: AsyncSession, account_id: UUID, elsewhere: tuple[Elsewhere, ...]) -> Gone | None:
    """Now, whatever is open. None when there is no such account."""
    account = await session.get(Account, account_id)
    if account is None:
        return None
    gone = Gone(account.email, account.locale, mark_of(account_id))
    email_key = account.email_key
    session.expunge(account)
    await consents.withdraw(session, account_id)
    for part in elsewhere:
        await part.farewell(session, account_id)
    await forget(session, Actor(ActorKind.ACCOUNT, account_id).name)
    await session.execute(delete(EmailLink).where(EmailLink.email_key == email_key))
    await session.execute(delete(LocalMail).where(LocalMail.recipient == gone.email))
    done = or_(OutboxEntry.done_at.is_not(None), OutboxEntry.kind == ACCOUNT_MAIL)
    await session.execute(delete(OutboxEntry).where(done, cast(OutboxEntry.payload, Text).contains(str(account_id))))
    await remove(session, account_id, Base.metadata)
    await note(session, gone.mark)
    return gone


def mark_of(account_id: UUID) -> bytes:
    """The id of an account has 74 random bits: nobody finds it from this, and no key can be lost by which a backup is cleaned."""
    return sha256(MARK + account_id.bytes).digest()


async def note(session: AsyncSession, mark: bytes) -> None:
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    moment = now()
    noted = insert(ErasedAccount).values(id=uuid7(), mark=mark, created_at=moment, updated_at=moment)
    await session.execute(noted.on_conflict_do_nothing(index_elements=["mark"]))


async def list_marks(session: AsyncSession) -> list[tuple[bytes, datetime]]:
    return [(row.mark, row.created_at) for row in await session.execute(select(ErasedAccount.mark, ErasedAccount.created_at))]


async def replay(session: AsyncSession, marks: frozenset[bytes], elsewhere: tuple[Elsewhere, ...] = ()) -> int:
    """After a backup was restored: accounts that had been deleted since go again, without a mail. How many it was."""
    known = marks | {mark for mark, _ in await list_marks(session)}
    again = [account_id for account_id in await session.scalars(select(Account.id)) if mark_of(account_id) in known]
    for account_id in again:
        await erase(session, account_id, elsewhere)
    for mark in marks:
        await note(session, mark)
    return len(again)
