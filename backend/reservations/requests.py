"""Asking a host first. A booking has five minutes for everybody's word, a host may take a day: so the word comes before the price.

What is agreed holds nothing: until it is booked somebody else may have the space, and then it is taken like any other.
"""
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.models import Account
from backend.contract.parking import Vehicle
from backend.contract.reservations import ParkingWish, SpaceRequest, SpaceRequestState
from backend.identity.actor import Actor, scope
from backend.parking.models import ParkingListing
from backend.parking.selling import NotSellable as SpaceRefused
from backend.parking.service import Parking
from backend.reservations.asking import EndsBeforeItBegins, taken_or
from backend.reservations.models import ParkingRequest, RequestState
from backend.service.errors import Conflict, NotFound, RateLimited
from backend.service.moments import checked_moment

MOST_OPEN, MOST_LISTED = 5, 100


class NotNeeded(Conflict):
    code = "no_request_needed"

    def __init__(self) -> None:
        super().__init__("This space is booked without asking. POST /v1/quotes gives its price.")


class RequestLimit(RateLimited):
    code = "request_limit"

    def __init__(self) -> None:
        super().__init__(f"{MOST_OPEN} hosts were asked and have not answered. Wait, or withdraw one.", headers={"Retry-After": "600"})


class RequestOver(Conflict):
    code = "request_over"

    def __init__(self) -> None:
        super().__init__("This request is not open any more: answered, withdrawn, or its time is over.")


@dataclass(frozen=True)
class Requests:
    parking: Parking

    async def ask(self, session: AsyncSession, actor: Actor, wish: ParkingWish, at: datetime) -> SpaceRequest:
        """The same wish again is the same request. Raises what `SpaceDesk.for_sale` raises, NotNeeded, RequestLimit."""
        start, end = (checked_moment(moment, field) for moment, field in ((wish.start, "start"), (wish.end, "end")))
        if end <= start:
            raise EndsBeforeItBegins(0)
        await session.execute(select(Account.id).where(Account.id == actor.id).with_for_update())
        try:
            found = await self.parking.sellable(session, wish.space_id, start, end, wish.vehicle, at)
        except SpaceRefused as refused:
            raise taken_or(refused, 0) from refused
        if found.terms.instant:
            raise NotNeeded
        mine = await session.scalars(select(ParkingRequest).where(scope(actor, ParkingRequest), ParkingRequest.state == RequestState.ASKED))
        waiting = [row for row in mine if row.answer_by > at]
        same = next((row for row in waiting if (row.space_id, row.starts_at, row.ends_at) == (wish.space_id, start, end)), None)
        if same is not None:
            return told(same, at)
        if len(waiting) >= MOST_OPEN:
            raise RequestLimit
        answer_by = min(start, at + timedelta(minutes=found.terms.approve_within_min or 60))
        row = ParkingRequest(
            account_id=actor.id, site_id=found.site.id, space_id=wish.space_id, starts_at=start, ends_at=end,
            vehicle=msgspec.to_builtins(wish.vehicle), answer_by=answer_by,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        return told(row, at)

    async def list_own(self, session: AsyncSession, actor: Actor, at: datetime) -> tuple[SpaceRequest, ...]:
        mine = select(ParkingRequest).where(scope(actor, ParkingRequest)).order_by(ParkingRequest.id.desc()).limit(MOST_LISTED)
        return tuple(told(row, at) for row in await session.scalars(mine))

    async def list_hosted(self, session: AsyncSession, actor: Actor, at: datetime) -> tuple[SpaceRequest, ...]:
        """Those that wait for this host's word, the soonest first."""
        waiting = hosted(actor).where(ParkingRequest.state == RequestState.ASKED, ParkingRequest.answer_by > at)
        return tuple(told(row, at) for row in await session.scalars(waiting.order_by(ParkingRequest.answer_by).limit(MOST_LISTED)))

    async def answer(self, session: AsyncSession, actor: Actor, request_id: UUID, agree: bool, at: datetime) -> SpaceRequest:
        """By its host. Raises NotFound, RequestOver."""
        row = await session.scalar(hosted(actor).where(ParkingRequest.id == request_id).with_for_update(of=ParkingRequest))
        return settle(row, RequestState.AGREED if agree else RequestState.DECLINED, at)

    async def withdraw(self, session: AsyncSession, actor: Actor, request_id: UUID, at: datetime) -> SpaceRequest:
        """What was agreed to as well. Raises NotFound, RequestOver."""
        mine = select(ParkingRequest).where(scope(actor, ParkingRequest), ParkingRequest.id == request_id)
        return settle(await session.scalar(mine.with_for_update()), RequestState.WITHDRAWN, at)


def hosted(actor: Actor):
    """Of the spaces that somebody lets."""
    return select(ParkingRequest).join(ParkingListing, ParkingListing.site_id == ParkingRequest.site_id).where(scope(actor, ParkingListing))


def settle(row: ParkingRequest | None, state: RequestState, at: datetime) -> SpaceRequest:
    """Raises NotFound, RequestOver."""
    if row is None:
        raise NotFound("There is no such request of yours.")
    open_states = (RequestState.ASKED, RequestState.AGREED) if state is RequestState.WITHDRAWN else (RequestState.ASKED,)
    if row.state != state:
        if row.state not in open_states or (row.state == RequestState.ASKED and row.answer_by <= at):
            raise RequestOver
        row.state, row.answered_at = state, at
    return told(row, at)


def told(row: ParkingRequest, at: datetime) -> SpaceRequest:
    """One that nobody answered in time is declined."""
    over = row.state == RequestState.ASKED and row.answer_by <= at
    state = SpaceRequestState.DECLINED if over else SpaceRequestState(row.state)
    return SpaceRequest(row.id, row.space_id, state, row.starts_at, row.ends_at, msgspec.convert(row.vehicle, Vehicle), row.answer_by)
