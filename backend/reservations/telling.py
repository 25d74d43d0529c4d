"""A space that was taken is told to the city: it is a service request of its driver, and what that ends with counts for it. Work of the outbox.

Ordered in the transaction that writes the incident, done in the one that marks the work done: exactly one request, whatever stops in between.
"""
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.models import Account
from backend.contract.request_words import EventKind, Rejection, Resolution
from backend.contract.reservation_care import IncidentDecision
from backend.database.sealing import SealBroken
from backend.outbox.entries import Entry
from backend.outbox.worker import Finish, Handler
from backend.parking.models import ParkingSite
from backend.requests.announcing import ENDED
from backend.requests.changes import Role
from backend.requests.models import RequestEvent
from backend.requests.photos.service import Photos
from backend.requests.service import Requests, TakenSpace
from backend.reservations import stays
from backend.reservations.announcing import TELL
from backend.reservations.care import Care, place_of
from backend.reservations.incidents import MAX_REASON, Incident, IncidentPhoto, IncidentState
from backend.reservations.rows import Reserved

# How far the place of a driveway, as everybody may know it, may be off.
ABOUT_M = 100
FOUND = frozenset({Resolution.FIXED, Resolution.MADE_SAFE})
NOT_FOUND = frozenset({Resolution.NOT_FOUND, Rejection.NOT_A_DEFECT, Rejection.ABUSE})
PEOPLE = frozenset({Role.STAFF, Role.OFFICER})


@dataclass(frozen=True)
class Telling:
    """handlers: of the outbox."""

    care: Care
    requests: Requests
    photos: Photos
    handlers: Mapping[str, Handler] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "handlers", {TELL: self.tell, ENDED: self.ended})

    async def tell(self, entry: Entry) -> Finish:
        return partial(self.keep, UUID(entry.payload["incidentId"]), bool(entry.payload["photo"]))

    async def keep(self, incident_id: UUID, photo: bool, session: AsyncSession) -> None:
        row = await session.get(Incident, incident_id, with_for_update=True)
        if row is None:
            return
        at = self.care.reservations.desk.clock()
        if row.request_id is None:
            part = (await stays.list_parts(session, [row.leg_id]))[0]
            row.request_id = await self.requests.file_taken(session, await taken_space(session, row, part), at)
            photo = True
        if row.request_id is not None and photo:
            await self.copy_photo(session, row.id, row.request_id)
        if row.request_id is not None and row.state == IncidentState.REFUSED:
            await self.requests.refuse_taken(session, row.request_id, at)

    async def copy_photo(self, session: AsyncSession, incident_id: UUID, request_id: UUID) -> None:
        """Through the same hiding as any other photo. One sealed under a key that is not here any more is left out."""
        sealed = await session.scalar(select(IncidentPhoto.sealed).where(IncidentPhoto.incident_id == incident_id))
        if sealed is None:
            return
        try:
            jpeg = self.care.reservations.vault.open(sealed, place_of(incident_id))
        except SealBroken:
            return
        await self.photos.put(session, request_id, jpeg, f"{TELL}:{incident_id}", for_body=True)

    async def ended(self, entry: Entry) -> Finish:
        return partial(self.take_end, UUID(entry.payload["requestId"]), UUID(entry.payload["eventId"]))

    async def take_end(self, request_id: UUID, event_id: UUID, session: AsyncSession) -> None:
        """What people who looked there found. One that waits for a person's decision has it with that; money that was given stays given."""
        event = await session.get(RequestEvent, event_id)
        row = await session.scalar(select(Incident).where(Incident.request_id == request_id))
        found = None if event is None else found_by(event)
        if row is None or event is None or found is None:
            return
        if row.state == IncidentState.REFUSED and found:  # an objection was right
            row.state = IncidentState.UNDECIDED
            await session.flush()
        if row.state == IncidentState.UNDECIDED:
            await self.care.decide(session, row.id, IncidentDecision(found, (event.note_public or event.kind)[:MAX_REASON]))
        elif row.proven is None:
            row.proven = found


def found_by(event: RequestEvent) -> bool | None:
    """Whether the space was taken; None: nobody has looked, or it ended with something else."""
    if event.role not in PEOPLE or EventKind(event.kind) not in (EventKind.RESOLVED, EventKind.REJECTED):
        return None
    return True if event.reason in FOUND else False if event.reason in NOT_FOUND else None


async def taken_space(session: AsyncSession, row: Incident, part: Reserved) -> TakenSpace:
    site, account_id = part.site, part.booking.account_id
    locale = await session.scalar(select(Account.locale).where(Account.id == account_id)) or "en"
    return TakenSpace(
        row.id, account_id, locale.partition("-")[0], site.id, name_of(site, part), site.lat_e7 / 1e7, site.lon_e7 / 1e7, 0 if site.name else ABOUT_M,
        row.tapped_at,
    )  # fmt: skip


def name_of(site: ParkingSite, part: Reserved) -> str:
    """Of a private site nothing: its address is known to whoever has booked it, and to nobody by this."""
    if not site.name:
        return ""
    label = part.spot.label if part.spot else None
    return f"{site.name}, {label}" if label else site.name
