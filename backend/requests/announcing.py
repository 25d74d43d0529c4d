"""What is to be done outside after a change, written down in the transaction that changed it: once per event."""
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_words import EventKind, RequestOrigin
from backend.outbox.entries import New, enqueue_all
from backend.requests.events import CLOSINGS
from backend.requests.models import Request, RequestEvent

DELIVER, TELL, ENDED, OPENED = "request.deliver", "request.tell", "request.incident_ended", "request.opened"
# Nobody waits for these at the counter.
PAPERWORK = frozenset({DELIVER, TELL, OPENED})
# Of the house: nobody outside is told who works on it.
UNTOLD = frozenset({EventKind.ASSIGNED, EventKind.REMINDED, EventKind.REDACTED, EventKind.VISIBILITY})


async def announce(session: AsyncSession, request: Request, event: RequestEvent, give: bool = False, opened: bool = False) -> None:
    """give: its body is to be given it, by whatever way that has. opened: everybody may see it now, and could not before."""
    ended = request.origin == RequestOrigin.INCIDENT and event.kind in CLOSINGS
    wanted = {DELIVER: give, TELL: is_told(event), OPENED: opened, ENDED: ended}
    payload = {"requestId": str(request.id), "eventId": str(event.id)}
    await enqueue_all(session, [New(kind, payload, f"{kind}:{event.id}") for kind, wants in wanted.items() if wants])


def is_told(event: RequestEvent) -> bool:
    kind = EventKind(event.kind)
    return kind not in UNTOLD and (kind is not EventKind.COMMENT or event.note_public != "")
