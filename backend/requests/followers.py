"""Who follows a request: whoever sent it, whoever says "me too", whoever came along when requests were joined. Nobody is lost, nobody is twice."""
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.identity.actor import Actor, ActorKind, scope
from backend.requests.models import Follower, Request

REPORTER, FOLLOWER = "reporter", "follower"
PEOPLE = (ActorKind.ACCOUNT, ActorKind.DEVICE)


def of_actor(actor: Actor) -> dict[str, UUID | None]:
    """Columns of whom a row belongs to; both None for those who own nothing."""
    account, device = actor.kind is ActorKind.ACCOUNT, actor.kind is ActorKind.DEVICE
    return {"account_id": actor.id if account else None, "device_id": actor.id if device else None}


async def add(session: AsyncSession, row: Request, actor: Actor, role: str, at: datetime) -> bool:
    """False where they follow it already, or are nobody that could."""
    if actor.kind not in PEOPLE or await find(session, row.id, actor) is not None:
        return False
    session.add(Follower(request_id=row.id, role=role, since=at, muted=False, **of_actor(actor)))
    await session.flush()
    await count(session, row)
    return True


async def begin(session: AsyncSession, row: Request, actor: Actor, at: datetime) -> None:
    """Writes a new request down, and that whoever sends it follows it, if they are somebody."""
    first = [Follower(request_id=row.id, role=REPORTER, since=at, muted=False, **of_actor(actor))] if actor.kind in PEOPLE else []
    row.followers = len(first)
    session.add(row)
    await session.flush()
    session.add_all(first)


async def remove(session: AsyncSession, row: Request, actor: Actor) -> None:
    found = await find(session, row.id, actor)
    if found is not None:
        await session.delete(found)
        await session.flush()
        await count(session, row)


async def find(session: AsyncSession, request_id: UUID, actor: Actor) -> Follower | None:
    return (await session.scalars(select(Follower).where(Follower.request_id == request_id, scope(actor, Follower)))).first()


async def count(session: AsyncSession, row: Request) -> None:
    row.followers = await session.scalar(select(func.count()).where(Follower.request_id == row.id)) or 0


async def join(session: AsyncSession, row: Request, target: Request) -> None:
    """All of `row` follow `target` now. Who followed both is once there, and comes back with the others if that is undone."""
    theirs = list(await session.scalars(select(Follower).where(Follower.request_id == target.id)))
    known = {(one.account_id, one.device_id) for one in theirs}
    for one in await session.scalars(select(Follower).where(Follower.request_id == row.id).order_by(Follower.id)):
        if (one.account_id, one.device_id) in known:
            continue
        session.add(
            Follower(
                request_id=target.id, account_id=one.account_id, device_id=one.device_id, role=FOLLOWER, since=one.since, muted=one.muted,
                came_from=row.id,
            )
        )  # fmt: skip
    await session.flush()
    await count(session, target)


async def part(session: AsyncSession, row: Request, target: Request) -> None:
    """Who came to `target` with `row` follows it no more; they follow `row`, as before."""
    for one in await session.scalars(select(Follower).where(Follower.request_id == target.id, Follower.came_from == row.id)):
        await session.delete(one)
    await session.flush()
    await count(session, target)


def followed_by(actor: Actor) -> ColumnElement[bool]:
    return Request.id.in_(select(Follower.request_id).where(scope(actor, Follower)))
