"""The rows through which the processes of a city share what their feeds say: one for each feed, the newest message in place of the one before."""
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.changes import announce
from backend.feeds.models import FeedMessage

TOPIC = "feeds"
LARGE_MS = 30_000  # some tens of megabytes go slowly at times


class LeaseLost(Exception):
    """Another process polls; what this one wanted to write is older."""


@dataclass(frozen=True)
class Identity:
    """Which message it is: the same bytes may come again later."""

    received_at: datetime
    sha256: bytes


@dataclass(frozen=True)
class Heard:
    """A row without its parcel. message: None while none has come."""

    feed: str
    declared: bytes
    term: int
    report: object
    message: Identity | None


@dataclass(frozen=True)
class Parcel:
    message: Identity
    packed: bytes


async def keep(session: AsyncSession, feed: str, declared: bytes, term: int, report: Mapping[str, Any], parcel: Parcel | None) -> None:
    """parcel: None leaves the message as it is. All processes are told. Raises LeaseLost."""
    values: dict[str, Any] = {"feed": feed, "declared": declared, "term": term, "report": report}
    if parcel:
        values |= {"received_at": parcel.message.received_at, "sha256": parcel.message.sha256, "parcel": parcel.packed}
        await patient(session)
    row = insert(FeedMessage).values(**values)
    changed = {name: row.excluded[name] for name in (*values, "updated_at") if name != "feed"}
    row = row.on_conflict_do_update(index_elements=["feed"], set_=changed, where=FeedMessage.term <= row.excluded.term)
    if (await session.execute(row.returning(FeedMessage.term))).scalar_one_or_none() is None:
        raise LeaseLost
    await announce(session, TOPIC, feed)


async def list_heard(session: AsyncSession, feeds: Collection[str]) -> list[Heard]:
    columns = FeedMessage.feed, FeedMessage.declared, FeedMessage.term, FeedMessage.report, FeedMessage.received_at, FeedMessage.sha256
    rows = await session.execute(select(*columns).where(FeedMessage.feed.in_(feeds)).order_by(FeedMessage.feed))
    return [
        Heard(feed, declared, term, report, None if received_at is None or sha256 is None else Identity(received_at, sha256))
        for feed, declared, term, report, received_at, sha256 in rows
    ]


async def find_parcel(session: AsyncSession, feed: str, message: Identity) -> bytes | None:
    """None where the message has been replaced meanwhile."""
    await patient(session)
    same = (FeedMessage.feed == feed) & (FeedMessage.sha256 == message.sha256) & (FeedMessage.received_at == message.received_at)
    return await session.scalar(select(FeedMessage.parcel).where(same))


async def forget_others(session: AsyncSession, declared: Mapping[str, bytes]) -> None:
    """All of feeds that are not declared (any more), or otherwise."""
    await session.execute(delete(FeedMessage).where(tuple_(FeedMessage.feed, FeedMessage.declared).not_in(declared.items())))


async def patient(session: AsyncSession) -> None:
    await session.execute(text(f"SET LOCAL statement_timeout = {LARGE_MS}"))
