"""That the city is told of an incident, written down in the transaction that changed it: once for each way it stands, and for each picture."""
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncSession

from backend.outbox.entries import enqueue
from backend.reservations.incidents import Incident, IncidentState

TELL = "incident.tell"


async def announce(session: AsyncSession, row: Incident, sealed: bytes | None = None) -> None:
    """What somebody is asked to look at again is nothing yet. sealed: the picture that was just sent."""
    if row.state == IncidentState.LOOK_AGAIN:
        return
    mark = row.state if sealed is None else sha256(sealed).hexdigest()[:32]
    await enqueue(session, TELL, {"incidentId": str(row.id), "photo": sealed is not None}, f"{TELL}:{row.id}:{mark}")
