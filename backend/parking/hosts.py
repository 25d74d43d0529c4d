"""Listings: what a host says of a driveway, written as a site with one spot, and read back."""
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts.models import RoleGrant
from backend.contract.accounts import Role
from backend.contract.listings import (
    MOST_LISTINGS,
    TERMS_VERSION,
    Approval,
    Listing,
    ListingChange,
    ListingCharger,
    ListingKind,
    ListingPhoto,
    ListingPrice,
    ListingSize,
    ListingState,
    NewListing,
    OpenHours,
    PhotoState,
)
from backend.contract.parking import SpaceKind
from backend.database.changes import announce
from backend.database.sealing import Vault
from backend.parking.declared import TermsTable
from backend.parking.models import ListingPicture, ParkingListing, ParkingSite, ParkingSpot, SpotKind, SpotWeek
from backend.parking.places import E7, ExactPlace, find_place, rounded, sealed
from backend.parking.rows import facts_of
from backend.parking.seeding import TOPIC, keep_tariff
from backend.parking.tariffs import as_json, of_host
from backend.service.errors import Conflict, NotFound, Unprocessable
from payments.money import decimals

NONE_SUCH = "You have no such listing. GET /v1/parking/listings lists yours."
NOWHERE = ExactPlace("", "", "", 0.0, 0.0)  # of a place whose key is lost
SIZES = ("height_mm", "width_mm", "length_mm", "weight_kg")
DIRECT = ("covered", "step_free", "door_mm")
FAST_W = 43_000  # what alternating current gives at most


class TooManyListings(Conflict):
    code = "too_many_listings"


class TermsOutdated(Conflict):
    code = "terms_outdated"


class ListingEnded(Conflict):
    code = "listing_ended"


class Host:
    """One account that lets. zone: of its clocks. currency: of prices here, in capitals. terms: of all private spaces."""

    def __init__(self, session: AsyncSession, account_id: UUID, vault: Vault, zone: str, currency: str, terms: TermsTable, at: datetime):
        self.session, self.account_id, self.vault = session, account_id, vault
        self.zone, self.currency, self.terms, self.at = zone, currency, terms, at

    async def make(self, new: NewListing) -> Listing:
        """Whoever makes one is a host from then on. Raises TermsOutdated, TooManyListings, NotSetUp."""
        if new.terms_version != TERMS_VERSION:
            raise TermsOutdated("The terms for hosts have changed. Read them again: GET /v1/parking/listings.")
        rows = select(func.count()).where(ParkingListing.account_id == self.account_id, ParkingListing.state != ListingState.ENDED)
        if (await self.session.scalar(rows) or 0) >= MOST_LISTINGS:
            raise TooManyListings(f"One account lets {MOST_LISTINGS} spaces at most. End one of them first.")
        check_week(new.week)
        site, listing = uuid7(), uuid7()
        lat_e7, lon_e7 = rounded(new.lat, new.lon)
        self.session.add(ParkingSite(
            id=site, kind=SpaceKind.PRIVATE, name="", lat_e7=lat_e7, lon_e7=lon_e7, capacity=1, zone=self.zone, currency=self.currency,
            terms=self.terms_of(new.price, new.min_stay_min),
        ))  # fmt: skip
        await self.session.flush()
        place = ExactPlace(new.address.street, new.address.house_number, new.address.directions, new.lat, new.lon)
        self.session.add(ParkingListing(
            id=listing, account_id=self.account_id, site_id=site, kind=new.kind, street=place.street, place=sealed(self.vault, listing, place),
            approval=new.approval, approve_within_min=new.approve_within_min, price=msgspec.to_builtins(new.price),
            terms_version=new.terms_version, terms_at=self.at,
        ))  # fmt: skip
        said = {**sized(new.size), **charged(new.charger), **{name: getattr(new, name) for name in DIRECT}}
        self.session.add(ParkingSpot(id=uuid7(), site_id=site, kind=SpotKind.BAY, place_no=0, label="1", forbids=[], badge_only=False, **said))
        await self.session.flush()
        await self.keep_week(listing, new.week)
        await keep_tariff(self.session, site, as_json(of_host(new.price, self.zone)), self.currency, "host", self.at)
        await self.become()
        await announce(self.session, TOPIC, str(site))
        return await self.get(listing)

    async def become(self) -> None:
        standing = RoleGrant.account_id == self.account_id, RoleGrant.role == Role.HOST, RoleGrant.ended_at.is_(None)
        if await self.session.scalar(select(RoleGrant.id).where(*standing)) is None:
            reason = f"agreed to the terms for hosts, version {TERMS_VERSION}"
            self.session.add(RoleGrant(id=uuid7(), account_id=self.account_id, role=Role.HOST, reason=reason, granted_at=self.at))

    async def change(self, listing_id: UUID, said: ListingChange) -> Listing:
        """Raises NotFound, ListingEnded."""
        row = await self.find(listing_id, locked=True)
        if row.state == ListingState.ENDED:
            raise ListingEnded("This listing has ended. Make a new one.")
        site = await self.session.get_one(ParkingSite, row.site_id)
        spot = (await self.session.scalars(select(ParkingSpot).where(ParkingSpot.site_id == site.id))).one()
        for name in ("state", "approval", "approve_within_min"):
            if (value := getattr(said, name)) is not UNSET:
                setattr(row, name, value)
        for name in DIRECT:
            if (value := getattr(said, name)) is not UNSET:
                setattr(spot, name, value)
        for name, value in {**sized(said.size), **charged(said.charger)}.items():
            setattr(spot, name, value)
        if said.directions is not UNSET:
            place = find_place(self.vault, row.id, row.place) or NOWHERE
            row.place = sealed(self.vault, row.id, msgspec.structs.replace(place, directions=said.directions))
        if said.week is not UNSET:
            check_week(said.week)
            await self.keep_week(row.id, said.week)
        await self.change_price(row, site, said)
        if said.state is ListingState.ENDED:
            site.ended_at = self.at
        await self.session.flush()
        await announce(self.session, TOPIC, str(site.id))
        return await self.get(listing_id)

    async def change_price(self, row: ParkingListing, site: ParkingSite, said: ListingChange) -> None:
        price = msgspec.convert(row.price, ListingPrice) if said.price is UNSET else said.price
        min_stay_min = site.terms["minStayMin"] if said.min_stay_min is UNSET else said.min_stay_min
        site.terms = self.terms_of(price, min_stay_min)
        if said.price is not UNSET:
            row.price = msgspec.to_builtins(price)
            await keep_tariff(self.session, site.id, as_json(of_host(price, self.zone)), site.currency, "host", self.at)

    def terms_of(self, price: ListingPrice, min_stay_min: int) -> dict[str, Any]:
        """Staying too long costs as much a step as staying does."""
        told = self.terms.told(overstay_step_min=price.step_min, overstay_step_minor=price.step_minor, min_stay_min=min_stay_min)
        return msgspec.to_builtins(told)

    async def keep_week(self, listing_id: UUID, week: tuple[OpenHours, ...]) -> None:
        await self.session.execute(delete(SpotWeek).where(SpotWeek.listing_id == listing_id))
        self.session.add_all([SpotWeek(listing_id=listing_id, day=one.day, from_min=one.from_min, to_min=one.to_min) for one in week])
        await self.session.flush()

    async def find(self, listing_id: UUID, locked: bool = False) -> ParkingListing:
        """One's own. Raises NotFound."""
        mine = select(ParkingListing).where(ParkingListing.id == listing_id, ParkingListing.account_id == self.account_id)
        row = (await self.session.scalars(mine.with_for_update() if locked else mine)).first()
        if row is None:
            raise NotFound(NONE_SUCH)
        return row

    async def get(self, listing_id: UUID) -> Listing:
        """Raises NotFound."""
        return await told(self.session, self.vault, await self.find(listing_id))

    async def list_own(self) -> list[Listing]:
        """Those that have not ended first, the newest first."""
        mine = select(ParkingListing).where(ParkingListing.account_id == self.account_id)
        newest = mine.order_by(ParkingListing.state == ListingState.ENDED, ParkingListing.id.desc()).limit(2 * MOST_LISTINGS)
        return [await told(self.session, self.vault, row) for row in await self.session.scalars(newest)]


async def told(session: AsyncSession, vault: Vault, row: ParkingListing) -> Listing:
    """As its host sees it."""
    site = await session.get_one(ParkingSite, row.site_id)
    spot = (await session.scalars(select(ParkingSpot).where(ParkingSpot.site_id == site.id))).one()
    week = await session.scalars(select(SpotWeek).where(SpotWeek.listing_id == row.id).order_by(SpotWeek.day, SpotWeek.from_min))
    photos = select(ListingPicture.id, ListingPicture.number, ListingPicture.state).where(ListingPicture.listing_id == row.id)
    place = find_place(vault, row.id, row.place) or ExactPlace(row.street, "", "", site.lat_e7 / E7, site.lon_e7 / E7)
    return Listing(
        id=row.id, space_id=spot.id, kind=ListingKind(row.kind), state=ListingState(row.state), street=place.street,
        house_number=place.house_number, directions=place.directions, lat=place.lat, lon=place.lon,
        week=tuple(OpenHours(one.day, one.from_min, one.to_min) for one in week), price=msgspec.convert(row.price, ListingPrice),
        currency=site.currency, decimals=decimals(site.currency.lower()), facts=facts_of(spot), approval=Approval(row.approval),
        approve_within_min=row.approve_within_min, min_stay_min=site.terms["minStayMin"],
        photos=tuple(
            ListingPhoto(one.id, one.number, PhotoState(one.state)) for one in await session.execute(photos.order_by(ListingPicture.number))
        ),
    )  # fmt: skip


def check_week(week: tuple[OpenHours, ...]) -> None:
    """Raises Unprocessable."""
    if len({(one.day, one.from_min) for one in week}) < len(week):
        raise Unprocessable("Two of the hours begin at the same time of the same day. Leave one out.", "week")


def sized(size: ListingSize | Any) -> dict[str, Any]:
    return {} if size is UNSET else {name: getattr(size, name) for name in SIZES}


def charged(charger: ListingCharger | Any) -> dict[str, Any]:
    """Direct current comes from a charger of its own; what a house has is alternating."""
    if charger is UNSET:
        return {}
    if charger is None:
        return {"plug": None, "power_w": None, "charging_kind": None}
    direct = charger.plug in ("ccs2", "chademo") or (charger.power_w or 0) > FAST_W
    return {"plug": charger.plug, "power_w": charger.power_w, "charging_kind": "dc" if direct else "ac"}
