"""One thing, two sides: a request that is in the way is an obstacle too. What happens to the one happens to the other; obstacles never call back."""
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_words import Closed, EventKind, Rejection, Resolution
from backend.obstacles import of_requests as obstacles
from backend.requests.models import Request, RequestEvent

# What is planned, or nobody's task, is still in the way.
GONE = frozenset({Resolution.FIXED, Resolution.MADE_SAFE, Resolution.NOT_FOUND, Rejection.ABUSE, Rejection.NOT_A_DEFECT, Rejection.NO_PLACE})
TAKEN_BACK = "Whoever reported it took it back."


async def mirror(session: AsyncSession, row: Request, event: RequestEvent, at: datetime) -> None:
    """A false "it is gone" is worse than a false "it is there": as soon as somebody objects, routes lead around it again."""
    kind = EventKind(event.kind)
    if event.reason in GONE or event.reason == Closed.STANDS:
        await obstacles.end_for(session, row.id, event.note_public, at)
    elif kind is EventKind.WITHDRAWN:
        await obstacles.end_for(session, row.id, TAKEN_BACK, at, alone=True)
    elif kind in (EventKind.DISPUTED, EventKind.REOPENED):
        await obstacles.stand_again(session, row.id, kind is EventKind.REOPENED, at)
    elif kind is EventKind.MERGED and row.merged_into is not None:
        await obstacles.hand_over(session, row.id, row.merged_into)
