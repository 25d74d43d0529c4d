"""Followed trips in the database: sealed on the way in, opened on the way out, each seen by its own device only."""
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.contract.following import FollowRequest, Position, TripUpdate
from backend.database.base import now
from backend.database.changes import announce
from backend.database.sealing import SealBroken, Vault
from backend.following.models import Followed, FollowedTrip
from backend.following.reading import Reader
from backend.following.trip import Fix, Heard
from backend.identity.actor import Actor, scope
from backend.identity.models import Device
from backend.service.errors import Conflict, NotFound, ServiceError, Unprocessable
from backend.service.moments import checked_moment

TOPIC = "followed_trip"
MOST = 20
KEPT_AFTER_END = timedelta(hours=2)
LONGEST_AHEAD = timedelta(days=3)
CLOCKS_DIFFER = timedelta(minutes=1)
PLACES_KEPT = 4  # decimals of a degree: 11 m
PURGED_AT_ONCE = 1000
log = structlog.get_logger("allways.following")


class TooManyTrips(Conflict):
    code = "too_many_followed_trips"


class TripOver(Unprocessable):
    code = "trip_over"


class TooFarAhead(Unprocessable):
    code = "too_far_ahead"


class ConsentMissing(ServiceError):
    status, code = 403, "consent_missing"


class PositionOfFuture(Unprocessable):
    code = "position_of_future"


@dataclass(frozen=True)
class Desk:
    """What rows are sealed and read with."""

    vault: Vault
    reader: Reader


async def follow(session: AsyncSession, vault: Vault, actor: Actor, request: FollowRequest) -> FollowedTrip:
    """A trip that the city knows. Raises TripOver, TooFarAhead, TooManyTrips, NotSetUp."""
    ends_at, moment = request.legs[-1].arrive_at, now()
    if ends_at <= moment:
        raise TripOver("The trip is over. Follow one that is still to be made.", f"legs[{len(request.legs) - 1}].arriveAt")
    if ends_at > moment + LONGEST_AHEAD:
        raise TooFarAhead("The trip ends more than three days from now. Follow it later.", f"legs[{len(request.legs) - 1}].arriveAt")
    await check_room(session, actor, moment)
    row_id = uuid7()
    row = FollowedTrip(
        id=row_id, device_id=actor.id, request=vault.seal(msgspec.json.encode(request), place_of("request", row_id)), heard=None,
        share_position=request.share_position, expires_at=ends_at + KEPT_AFTER_END,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row


async def check_room(session: AsyncSession, actor: Actor, moment: datetime) -> None:
    """Raises TooManyTrips. The lock on the device makes two that come at once wait for each other."""
    await session.execute(select(Device.id).where(scope(actor, Device)).with_for_update())
    mine = select(func.count()).where(scope(actor, FollowedTrip), FollowedTrip.expires_at > moment)
    if (await session.scalar(mine) or 0) >= MOST:
        raise TooManyTrips(f"This device follows {MOST} trips already. End one first: DELETE /v1/trips/ and its id.")


async def get(session: AsyncSession, actor: Actor, trip_id: UUID) -> FollowedTrip:
    """Raises NotFound for trips of others as for those that are gone."""
    found = await session.scalar(select(FollowedTrip).where(FollowedTrip.id == trip_id, scope(actor, FollowedTrip), FollowedTrip.expires_at > now()))
    if found is None:
        raise NotFound("There is no such trip among those this device follows. It may have ended: POST /v1/trips follows one.")
    return found


async def update(session: AsyncSession, vault: Vault, actor: Actor, trip_id: UUID, told: TripUpdate) -> None:
    """Raises NotFound, ConsentMissing, PositionOfFuture."""
    row, moment = await get(session, actor, trip_id), now()
    if told.share_position is not None:
        row.share_position = told.share_position
    if told.position is not None and not row.share_position:
        raise ConsentMissing("This trip does not share its position. Send sharePosition: true when the person agrees.", "position")
    heard = heard_of(vault, row)
    if told.position is not None:
        heard = Heard(fix_of(told.position, heard.fix, moment), heard.leg, heard.leg_at)
    if not row.share_position:
        heard = Heard(None, heard.leg, heard.leg_at)
    if told.leg is not None:
        heard = Heard(heard.fix, told.leg, moment)
    row.heard = vault.seal(msgspec.json.encode(heard), place_of("heard", row.id))
    await announce(session, TOPIC, str(row.id))


def fix_of(position: Position, known: Fix | None, moment: datetime) -> Fix:
    """The newer of two: messages may overtake each other. Raises PositionOfFuture, OffsetMissing, TimeOutOfRange."""
    at = checked_moment(position.at, "position.at") or moment
    if at > moment + CLOCKS_DIFFER:
        raise PositionOfFuture("Give the moment at which the position was measured, not one to come.", "position.at")
    fix = Fix(round(position.lat, PLACES_KEPT), round(position.lon, PLACES_KEPT), min(at, moment))
    return known if known is not None and known.at > fix.at else fix


async def end(session: AsyncSession, actor: Actor, trip_id: UUID) -> None:
    """Raises NotFound."""
    row = await get(session, actor, trip_id)
    await session.execute(delete(FollowedTrip).where(FollowedTrip.id == row.id))
    await announce(session, TOPIC, str(row.id))


async def list_rows(session: AsyncSession, trip_ids: list[UUID]) -> list[FollowedTrip]:
    """Those of some trips that are not gone."""
    return list(await session.scalars(select(FollowedTrip).where(FollowedTrip.id.in_(trip_ids), FollowedTrip.expires_at > now())))


async def purge(session: AsyncSession) -> int:
    """Trips two hours after their end, a part at a time; how many it was."""
    old = select(FollowedTrip.id).where(FollowedTrip.expires_at <= now()).limit(PURGED_AT_ONCE)
    return (await session.execute(delete(FollowedTrip).where(FollowedTrip.id.in_(old)))).rowcount


def opened(desk: Desk, row: FollowedTrip) -> Followed:
    """A row as a trip in the city; takes a moment where the index of trips is not made yet. Raises NotFound for one that cannot be read any more:
    sealed under a key that is gone, or of a timetable that is."""
    try:
        request = msgspec.json.decode(desk.vault.open(row.request, place_of("request", row.id)), type=FollowRequest)
        return Followed(row.id, row.device_id, row.expires_at, row.share_position, desk.reader.trip(request), heard_of(desk.vault, row))
    except (SealBroken, msgspec.DecodeError, ServiceError) as error:
        log.warning("trip_unreadable", error=type(error).__name__)
        raise NotFound("The trip cannot be followed any more: the timetable is a new one. Plan it again.") from error


def heard_of(vault: Vault, row: FollowedTrip) -> Heard:
    if row.heard is None:
        return Heard()
    try:
        return msgspec.json.decode(vault.open(row.heard, place_of("heard", row.id)), type=Heard)
    except (SealBroken, msgspec.DecodeError):
        return Heard()


def place_of(column: str, row_id: UUID) -> str:
    return f"followed_trip.{column}/{row_id}"
