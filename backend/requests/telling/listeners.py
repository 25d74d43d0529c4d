"""Who is told, as one row each: how many notices were written for them, and whether their phones may ring.

A number is drawn with the row held until its notice is kept, so whoever has seen one has seen all that come before it, whichever process wrote them.
"""
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.database.changes import announce
from backend.identity.actor import Actor, scope
from backend.requests.telling.models import NoticeListener, RequestLetter, RequestNotice
from backend.requests.telling.people import Person

TOPIC = "notices"
AT_ONCE = 200


async def number(session: AsyncSession, people: Iterable[Person], at: datetime) -> dict[Person, int]:
    """The next number of each. In one order, so that of two who number the same people one waits for the other. Whoever listens hears of it."""
    numbers: dict[Person, int] = {}
    listed = sorted(set(people), key=str)
    for kind in ("account_id", "device_id"):
        some = [one for one in listed if getattr(one, kind) is not None]
        for begin in range(0, len(some), AT_ONCE):
            numbers |= await drawn(session, kind, some[begin : begin + AT_ONCE], at)
    for begin in range(0, len(listed), AT_ONCE):
        await announce(session, TOPIC, ",".join(one.id.hex for one in listed[begin : begin + AT_ONCE]))
    return numbers


async def drawn(session: AsyncSession, kind: str, people: Sequence[Person], at: datetime) -> dict[Person, int]:
    insert, table = inserting(session)(NoticeListener), NoticeListener
    values = [first_of(one, at) | {"last_no": 1} for one in people]
    counted = insert.values(values).on_conflict_do_update(index_elements=[kind], set_={"last_no": table.last_no + 1, "updated_at": at})
    found = await session.execute(counted.returning(table.account_id, table.device_id, table.last_no))
    return {Person(account_id, device_id): no for account_id, device_id, no in found}


def first_of(person: Person, at: datetime) -> dict:
    return {
        "id": uuid7(), "account_id": person.account_id, "device_id": person.device_id, "last_no": 0, "push": False, "created_at": at,
        "updated_at": at,
    }  # fmt: skip


def inserting(session: AsyncSession):
    return postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert


async def ringing(session: AsyncSession, people: Collection[Person], request_id: UUID) -> frozenset[Person]:
    """Those whose phones may ring, and who did not stop what is told of this request by the link in a mail."""
    found: set[Person] = set()
    listed, stopped = sorted(people, key=str), stopped_by(request_id)
    for begin in range(0, len(listed), AT_ONCE):
        some = listed[begin : begin + AT_ONCE]
        theirs = or_(
            NoticeListener.account_id.in_([one.account_id for one in some if one.account_id]) & NoticeListener.account_id.not_in(stopped),
            NoticeListener.device_id.in_([one.device_id for one in some if one.device_id]),
        )  # fmt: skip
        asked = select(NoticeListener.account_id, NoticeListener.device_id).where(NoticeListener.push.is_(True), theirs)
        found |= {Person(*one) for one in await session.execute(asked)}
    return frozenset(found)


def stopped_by(request_id: UUID):
    return select(RequestLetter.account_id).where(RequestLetter.request_id == request_id, RequestLetter.stopped_at.is_not(None))


async def find(session: AsyncSession, actor: Actor) -> NoticeListener | None:
    return (await session.scalars(select(NoticeListener).where(scope(actor, NoticeListener)))).one_or_none()


async def let_ring(session: AsyncSession, person: Person, push: bool, at: datetime) -> None:
    """Whether their phones may ring from now on."""
    kind = "account_id" if person.account_id else "device_id"
    wanted = inserting(session)(NoticeListener).values(first_of(person, at) | {"push": push})
    await session.execute(wanted.on_conflict_do_update(index_elements=[kind], set_={"push": push, "updated_at": at}))


async def place_of(session: AsyncSession, actor: Actor, last_seen: str) -> int:
    """The number of the notice that was seen last; where that is none of theirs, of the last that was written."""
    try:
        seen = select(RequestNotice.no).where(RequestNotice.id == UUID(last_seen), scope(actor, RequestNotice))
        if (no := await session.scalar(seen)) is not None:
            return no
    except ValueError:
        pass
    listener = await find(session, actor)
    return listener.last_no if listener else 0
