"""Closures: written by the staff, told by feeds, and listed together."""
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from operator import itemgetter
from uuid import UUID

from sqlalchemy import delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.closures.geometry import geojson_of, geometry_of, read_geometry
from backend.closures.models import StaffClosure
from backend.contract.closures import ClosedPlace, ClosureKind, ClosureMode, GeometryType, NewClosure, StreetClosure
from backend.contract.live import Source
from backend.database.changes import announce
from backend.feeds.closures.facts import Closure as ToldClosure
from backend.live.closing import closed_for
from backend.live.shapes import shape_of
from backend.live.view import LiveView
from backend.service.errors import Conflict, Unprocessable
from backend.service.moments import checked_moment
from routing.city import City
from routing.closures import Closure
from routing.covering import covered_edges

TOPIC = "closures"
MOST_STANDING = 5000
EVER = datetime.min.replace(tzinfo=UTC)


class RunsBack(Unprocessable):
    code = "until_before_from"


class OverAlready(Unprocessable):
    code = "until_in_the_past"


class NoStreet(Unprocessable):
    """Nobody may believe that a street is closed while every route leads over it."""

    code = "no_street"


class TooManyClosures(Conflict):
    code = "too_many_closures"


async def close(session: AsyncSession, new: NewClosure, now: datetime) -> StaffClosure:
    """Raises GeometryRefused, OffsetMissing, TimeOutOfRange, RunsBack, OverAlready, TooManyClosures."""
    starts, ends = checked_moment(new.from_, "from"), checked_moment(new.until, "until")
    if ends is not None and starts is not None and ends <= starts:
        raise RunsBack("`until` has to be later than `from`.", "until")
    if ends is not None and ends <= now:
        raise OverAlready("`until` has passed already. Give a later time, or leave it out.", "until")
    if (await session.scalars(select(func.count()).select_from(StaffClosure).where(standing(now)))).one() >= MOST_STANDING:
        raise TooManyClosures(f"There are {MOST_STANDING:,} closures already. Delete those that are over.")
    place = geojson_of(read_geometry(new.geometry, "geometry"))
    row = StaffClosure(
        geometry={"type": place.type.value, "coordinates": place.coordinates}, modes=[mode.value for mode in ClosureMode if mode in new.modes],
        kind=new.kind.value, title=new.title, description=new.description, starts_at=starts, ends_at=ends,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    await announce(session, TOPIC, str(row.id))
    return row


def check_street(city: City, new: NewClosure) -> None:
    """Raises NoStreet where the place closes nothing for any of its modes, and GeometryRefused."""
    walked = frozenset(mode for modes, _ in closed_for(mode.value.lower() for mode in new.modes) for mode in modes)
    if not len(covered_edges(city, shape_of(read_geometry(new.geometry, "geometry")), walked)):
        raise NoStreet("No street for these modes lies there. Draw a line along the street, an area over it or a point on it.", "geometry")


async def reopen(session: AsyncSession, closure_id: UUID) -> bool:
    """Whether there was such a closure."""
    gone = await session.execute(delete(StaffClosure).where(StaffClosure.id == closure_id).returning(StaffClosure.id))
    if gone.scalar_one_or_none() is None:
        return False
    await announce(session, TOPIC, str(closure_id))
    return True


def standing(now: datetime):
    """Of closures that hold or will."""
    return or_(StaffClosure.ends_at.is_(None), StaffClosure.ends_at > now)


async def list_standing(session: AsyncSession, now: datetime) -> list[StaffClosure]:
    return list(await session.scalars(select(StaffClosure).where(standing(now)).order_by(StaffClosure.id)))


def closures_of(city: City, row: StaffClosure) -> tuple[Closure, ...]:
    """As the engine obeys it."""
    shape = shape_of(geometry_of(row.geometry))
    return tuple(
        Closure(covered_edges(city, shape, modes), modes, row.starts_at, row.ends_at, str(row.id), row.title, attributes)
        for modes, attributes in closed_for(mode.lower() for mode in row.modes)
    )


def told_by_staff(row: StaffClosure) -> StreetClosure:
    place = ClosedPlace(GeometryType(row.geometry["type"]), row.geometry["coordinates"])
    modes = tuple(ClosureMode(mode) for mode in row.modes)
    return StreetClosure(str(row.id), place, row.title, modes, row.starts_at, row.ends_at, ClosureKind(row.kind), row.description, None)


def told_by_feed(told: ToldClosure, source: Source) -> StreetClosure:
    modes = tuple(ClosureMode(mode.upper()) for mode in told.modes)
    kind = ClosureKind(told.kind.upper())
    return StreetClosure(told.id, geojson_of(told.geometry), told.title, modes, told.starts, told.ends, kind, told.description, source)


def list_told(view: LiveView, now: datetime) -> Iterable[tuple[ToldClosure, Source]]:
    """By feeds that are live, without what is over."""
    for feed, facts in view.closures.items():
        source = view.source(feed, now)
        if source is not None:
            yield from ((told, source) for told in facts.closures if told.ends is None or told.ends > now)


async def list_all(session: AsyncSession, view: LiveView, now: datetime, limit: int) -> tuple[tuple[StreetClosure, ...], int]:
    """The first `limit` closures by when they begin, and how many there are."""
    by_staff = [(row.starts_at or EVER, partial(told_by_staff, row)) for row in await list_standing(session, now)]
    by_feeds = [(told.starts or EVER, partial(told_by_feed, told, source)) for told, source in list_told(view, now)]
    every = sorted([*by_staff, *by_feeds], key=itemgetter(0))
    return tuple(make() for _, make in every[:limit]), len(every)
