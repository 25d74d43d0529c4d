"""What the staff sees of deliveries, and trying one again."""
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.models import Body
from backend.contract.open311 import RequestDeliveriesResponse, RequestDeliveryRetried, RequestDeliveryTold
from backend.open311.deliveries import GIVABLE, Offices, try_again
from backend.open311.models import DeliveryStatus, RequestDelivery
from backend.requests.models import Request
from backend.service.errors import NotFound

SHOWN = 100
NEEDY = (DeliveryStatus.DEAD, DeliveryStatus.FAILED, DeliveryStatus.SENT, DeliveryStatus.QUEUED)


async def list_deliveries(session: AsyncSession) -> RequestDeliveriesResponse:
    counted = (await session.execute(select(RequestDelivery.status, func.count()).group_by(RequestDelivery.status))).tuples().all()
    counts = {str(status): 0 for status in DeliveryStatus} | dict(counted)
    silent = await session.scalars(select(Body.name).where(Body.silent_since.is_not(None), Body.ended_at.is_(None)).order_by(Body.name))
    urgency = case({str(status): at for at, status in enumerate(NEEDY)}, value=RequestDelivery.status)
    found = (
        select(RequestDelivery, Request.code, Body.name)
        .join(Request, Request.id == RequestDelivery.request_id)
        .join(Body, Body.id == RequestDelivery.body_id)
        .where(RequestDelivery.status.in_(NEEDY), Request.state.in_(GIVABLE))
        .order_by(urgency, RequestDelivery.id.desc())
        .limit(SHOWN)
    )
    shown = [told(row, code, name) for row, code, name in await session.execute(found)]
    return RequestDeliveriesResponse(counts, list(silent), shown)


def told(row: RequestDelivery, code: str, body: str) -> RequestDeliveryTold:
    return RequestDeliveryTold(
        str(row.id), code, body, row.channel, row.status, row.tries, row.next_try_at, row.external_id, row.external_status, row.last_error,
        row.created_at,
    )  # fmt: skip


async def retry(session: AsyncSession, offices: Offices, delivery_id: UUID, at: datetime) -> RequestDeliveryRetried:
    """Raises NotFound."""
    row = await session.get(RequestDelivery, delivery_id, with_for_update=True)
    if row is None or row.status not in (DeliveryStatus.DEAD, DeliveryStatus.FAILED):
        raise NotFound("There is no such delivery among those that failed or were given up. GET /v1/staff/deliveries lists them.")
    await offices.set_silent(session, row.body_id, False, at)
    request = await session.get_one(Request, row.request_id)
    if request.body_id != row.body_id or request.state not in GIVABLE:
        return RequestDeliveryRetried(sent=False)
    row.status, row.tries, row.last_error = DeliveryStatus.QUEUED, 0, None
    await try_again(session, row, at)
    return RequestDeliveryRetried(sent=True)
