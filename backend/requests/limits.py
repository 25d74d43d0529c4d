"""How many requests one sender, and one network, may send. Networks get ten times as much: phones share the addresses of their provider."""
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.identity.actor import Actor, ActorKind
from backend.obstacles import abuse
from backend.requests.models import Request

OF_SENDER = (abuse.Quota(10, timedelta(hours=1)), abuse.Quota(30, timedelta(days=1)))
OF_NETWORK = (abuse.Quota(100, timedelta(hours=1)), abuse.Quota(300, timedelta(days=1)))


async def check(session: AsyncSession, actor: Actor, network: bytes | None, at: datetime) -> None:
    """Raises DeviceMuted, RateLimited."""
    if actor.id is not None:
        device = actor.kind is ActorKind.DEVICE
        if device:
            await abuse.check_heard(session, actor.id, at)
        whose = Request.device_id if device else Request.account_id
        await abuse.check(session, OF_SENDER, whose, actor.id, Request.submitted_at, at)
    if network is not None:
        await abuse.check(session, OF_NETWORK, Request.network, network, Request.submitted_at, at)
