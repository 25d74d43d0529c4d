"""Parking of one city: looking for a space, and what is needed to sell one."""
import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.city.service import CityBox
from backend.contract.live import Likely
from backend.contract.parking import ParkingSearch, ParkingSpace, ParkingSpacesResponse, SpaceRefusal, Vehicle
from backend.database.base import now as utc_now
from backend.database.database import Database
from backend.database.sealing import NotSetUp, Vault, open_vault
from backend.live.service import LiveCity
from backend.live.view import LiveView
from backend.parking import search as searching
from backend.parking.declared import Declared, open_declared
from backend.parking.kept import Kept, following
from backend.parking.known import AllKnown, Known
from backend.parking.models import ParkingListing
from backend.parking.places import ExactPlace, find_place
from backend.parking.rows import load_sites, site_id_of
from backend.parking.seeding import bring_in, bring_in_made_up
from backend.parking.selling import NotSellable, Sellable, free_spots, look, taken_of
from backend.parking.sources import LiveSources
from backend.parking.spaces import Catalogue, Site, Space, spaces_of
from backend.parking.walks import Walks
from backend.pictures.darkroom import Darkroom
from backend.service.errors import NotFound, Unprocessable
from backend.service.moments import checked_moment
from backend.service.settings import Settings
from payments.money import BASIS
from routing.query import Point

__all__ = ["NotSellable", "Parking", "Sellable", "opened"]
NONE_SUCH = "There is no such space, or it is not let any more. Look for another one."
Run = Callable[..., Awaitable]
log = structlog.get_logger("allways.parking")


class TimesTurned(Unprocessable):
    code = "times_turned"


class Parking:
    """Of one process and one event loop. run: does what takes the processor's time, in threads that keep the arrays of the engine."""

    run: Run = staticmethod(asyncio.to_thread)

    def __init__(self, database: Database, live: LiveCity, settings: Settings, declared: Declared, clock: Callable[[], datetime] = utc_now):
        self.database, self.live, self.declared, self.clock = database, live, declared, clock
        manifest = live.snapshot.city.manifest
        self.zone, self.box = manifest.timezone, CityBox(manifest)
        self.vault: Vault = open_vault(settings.column_key, database.url)
        self.darkroom = Darkroom(self.vault)
        self.kept, self.walks = Kept(database, clock), Walks()
        self._every: tuple[Catalogue, object, AllKnown] | None = None

    async def search(self, session: AsyncSession, asked: ParkingSearch, at: datetime | None = None) -> ParkingSpacesResponse:
        """Raises OutsideCity, OffsetMissing, TimeOutOfRange, TimesTurned, Busy."""
        now, view = at or self.clock(), self.live.view
        self.box.check(asked.lat, asked.lon, "lat")
        check_times(asked.starts_at, asked.ends_at)
        sources, every = LiveSources(view, now, self.live.fresh_s), self.every(view)
        near, walks = await self.run(self._look_around, view, every, asked, now)
        taken = await taken_of(session, near.spaces, asked.starts_at, asked.ends_at)
        return await self.run(searching.answer, near, asked, taken, sources, walks, chances(view, asked.starts_at, now))

    def _look_around(self, view: LiveView, every: AllKnown, asked: ParkingSearch, now: datetime):
        walks = self.walks.of(view.snapshot, asked.starts_at, asked.limits, Point(asked.lat, asked.lon, ""))
        return searching.look_around(every, asked, now, walks), walks

    async def space(
        self, session: AsyncSession, space_id: UUID, start: datetime, end: datetime, vehicle: Vehicle, at: datetime | None = None
    ) -> ParkingSpace:
        """As it is to be had; the way to it is not asked for. Raises NotFound, and for times as `search`."""
        now, view = at or self.clock(), self.live.view
        check_times(start, end)
        known = self.every(view).by_id.get(space_id)
        if known is None:
            raise NotFound(NONE_SUCH)
        looked = look(known.space, start, end, vehicle, now)
        if SpaceRefusal.PAUSED in looked.refusals:
            raise NotFound(NONE_SUCH)
        taken = await taken_of(session, [known.space], start, end)
        return searching.shown(known, looked, taken, LiveSources(view, now, self.live.fresh_s), chances(view, start, now), None)

    async def sellable(
        self, session: AsyncSession, space_id: UUID, start: datetime, end: datetime, vehicle: Vehicle, at: datetime, begun: bool = False
    ) -> Sellable:
        """What the database says in this transaction. space_id: of a bay, or of a site for its pool. begun: it goes on from a stay that is booked,
        so it may be short and begin before now. Raises NotSellable; NotFound where there is no such space."""
        space = await self.find_space(session, space_id, at)
        if space is None:
            raise NotFound(NONE_SUCH)
        if end <= start:
            raise NotSellable((SpaceRefusal.TOO_SHORT,))
        looked = look(space, start, end, vehicle, at, begun)
        if looked.refusals:
            raise NotSellable(looked.refusals, looked.fit)
        candidates = free_spots(space, await taken_of(session, [space], start, end))
        if not candidates:
            raise NotSellable((SpaceRefusal.TAKEN,), looked.fit)
        site = space.site
        assert site.tariff is not None
        assert site.tariff_id is not None
        assert site.terms is not None
        assert looked.price_minor is not None
        share_bp, tax_bp = (self.declared.hosts.share_bp, self.declared.hosts.tax_rate_bp) if site.hosted else (BASIS, 0)
        return Sellable(
            space, space.spots, candidates, site.tariff, site.tariff_id, looked.price_minor, looked.fit, site.terms, site.payee, share_bp, tax_bp,
            0 if site.hosted else None,  # private hosts charge no tax; a car park charges what we do
        )  # fmt: skip

    async def find_space(self, session: AsyncSession, space_id: UUID, at: datetime) -> Space | None:
        """Of a bay or a site, whether it can be booked or not."""
        site = await self.find_site(session, await site_id_of(session, space_id), at)
        spaces = spaces_of(site) if site else []
        return next((space for space in spaces if space.id == space_id), None)

    async def find_site(self, session: AsyncSession, site_id: UUID | None, at: datetime) -> Site | None:
        sites = await load_sites(session, at, {site_id}) if site_id else []
        return sites[0] if sites else None

    async def place(self, session: AsyncSession, site_id: UUID) -> ExactPlace | None:
        """Of a private site, for whoever has booked it and for its host. None: it has no address of its own, or its listing is gone."""
        kept = select(ParkingListing.id, ParkingListing.place).where(ParkingListing.site_id == site_id)
        row = (await session.execute(kept)).first()
        return None if row is None else find_place(self.vault, row.id, row.place)

    def every(self, view: LiveView) -> AllKnown:
        """Made anew when what is booked here, or what feeds tell, is another."""
        catalogue, made = self.kept.catalogue, self._every
        if made is None or made[0] is not catalogue or made[1] is not view.car_parks:
            found = AllKnown.of(catalogue, view.car_parks, self.zone, self.declared.currency)
            made = self._every = (catalogue, view.car_parks, found)
        return made[2]

    async def bring_in(self) -> None:
        """What the city declares. Of several processes that begin at once one writes it."""
        now = self.clock()
        try:
            async with self.database.writing() as session:
                await bring_in(session, self.declared, self.zone, now)
            if self.live.snapshot.city.manifest.demo and self.declared.hosts.made_up:
                async with self.database.writing() as session:
                    await bring_in_made_up(session, self.declared, self.vault, self.zone, now)
        except IntegrityError:
            log.info("parking_brought_in_elsewhere")
        except NotSetUp:
            log.warning("made_up_hosts_left_out", reason="ALLWAYS_COLUMN_KEY is not set")


def chances(view: LiveView, arrives: datetime, now: datetime) -> searching.Chances:
    """How likely one finds room without booking, of car parks of which that is foreseen."""

    def of(known: Known) -> Likely | None:
        foreseen = view.foreseen.get(known.feed or "")
        return None if foreseen is None or known.told is None else foreseen.likely(known.told.uid, arrives, now)

    return of


def check_times(start: datetime, end: datetime) -> None:
    """Raises OffsetMissing, TimeOutOfRange, TimesTurned."""
    checked_moment(start, "startsAt")
    checked_moment(end, "endsAt")
    if end <= start:
        raise TimesTurned("The stay ends before it begins. Give an end after the start.", "endsAt")


@asynccontextmanager
async def opened(database: Database, live: LiveCity, settings: Settings, currency: str | None, run: Run) -> AsyncIterator[Parking]:
    """currency: of the city's prices, None: it has none. Raises ParkingUnusable."""
    city = live.snapshot.city
    declared = open_declared(city.folder, city.manifest.timezone, (currency or "eur").upper())
    parking = Parking(database, live, settings, declared)
    parking.run = run
    await parking.bring_in()
    async with following(parking.kept):
        yield parking
