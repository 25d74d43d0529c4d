"""Sites as the database has them."""
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.listings import Approval, ListingState, PhotoState
from backend.contract.parking import Plug, SpaceFacts, SpaceKind, SpaceTerms
from backend.parking.closings import load_closings
from backend.parking.models import ListingPicture, ParkingListing, ParkingSite, ParkingSpot, ParkingTariff, SpotException, SpotKind, SpotWeek
from backend.parking.spaces import Exceptional, Hosted, Site, Spot
from backend.parking.tariffs import from_json
from payments.parking.tariff import Tariff
from payments.parking.times import WeekHours

E7 = 1e7
FACTS = (
    ParkingSpot.height_mm, ParkingSpot.width_mm, ParkingSpot.length_mm, ParkingSpot.weight_kg, ParkingSpot.plug, ParkingSpot.power_w,
    ParkingSpot.charging_kind, ParkingSpot.covered, ParkingSpot.step_free, ParkingSpot.door_mm, ParkingSpot.badge_only, ParkingSpot.forbids,
)  # fmt: skip


async def load_sites(session: AsyncSession, at: datetime, only: Collection[UUID] | None = None) -> list[Site]:
    """Those that have not ended, each with the tariff that counts at a moment. A private one without its listing has ended."""
    rows = await session.scalars(within(select(ParkingSite).where(ParkingSite.ended_at.is_(None)), ParkingSite.id, only))
    spots, tariffs, hosted = await load_spots(session, only), await load_tariffs(session, at, only), await load_hosted(session, at, only)
    closed = await load_closings(session, at, only)
    return [
        replace(site_of(row, tuple(spots[row.id]), tariffs.get(row.id), hosted.get(row.id)), closed=closed.get(row.id, ()))
        for row in rows
        if row.kind != SpaceKind.PRIVATE or row.id in hosted
    ]


def within(query: Select, column, only: Collection[UUID] | None) -> Select:
    return query if only is None else query.where(column.in_(only))


async def load_spots(session: AsyncSession, only: Collection[UUID] | None) -> dict[UUID, list[Spot]]:
    """As bare columns: there are many, and those of a pool are all the same."""
    columns = select(ParkingSpot.site_id, ParkingSpot.id, ParkingSpot.kind, ParkingSpot.label, ParkingSpot.place_no, *FACTS)
    listed = within(columns.where(ParkingSpot.ended_at.is_(None)), ParkingSpot.site_id, only)
    found: dict[UUID, list[Spot]] = defaultdict(list)
    alike: dict[tuple, SpaceFacts] = {}
    for site_id, spot_id, kind, label, place_no, *told in await session.execute(listed.order_by(ParkingSpot.kind, ParkingSpot.place_no)):
        facts = (*told[:-1], tuple(told[-1]))
        if facts not in alike:
            alike[facts] = facts_told(*facts)
        found[site_id].append(Spot(spot_id, SpotKind(kind), label, place_no, alike[facts]))
    return found


async def load_tariffs(session: AsyncSession, at: datetime, only: Collection[UUID] | None) -> dict[UUID, tuple[UUID, Tariff]]:
    """The newest that has begun."""
    columns = select(ParkingTariff.site_id, ParkingTariff.id, ParkingTariff.content).where(ParkingTariff.valid_from <= at)
    listed = within(columns, ParkingTariff.site_id, only).order_by(ParkingTariff.valid_from, ParkingTariff.id)
    newest = {site_id: (tariff_id, content) for site_id, tariff_id, content in await session.execute(listed)}
    return {site_id: (tariff_id, from_json(content)) for site_id, (tariff_id, content) in newest.items()}


async def load_hosted(session: AsyncSession, at: datetime, only: Collection[UUID] | None) -> dict[UUID, Hosted]:
    columns = select(
        ParkingListing.id, ParkingListing.site_id, ParkingListing.account_id, ParkingListing.street, ParkingListing.state, ParkingListing.approval,
        ParkingListing.approve_within_min,
    )  # fmt: skip
    rows = (await session.execute(within(columns, ParkingListing.site_id, only))).all()
    ids = None if only is None else [row.id for row in rows]
    weeks, exceptions, photos = defaultdict(list), defaultdict(list), defaultdict(list)
    for week in await session.scalars(within(select(SpotWeek), SpotWeek.listing_id, ids).order_by(SpotWeek.day, SpotWeek.from_min)):
        weeks[week.listing_id].append(WeekHours(week.day, week.from_min, week.to_min))
    listed = within(select(SpotException).where(SpotException.ends_at > at), SpotException.listing_id, ids)
    for one in await session.scalars(listed.order_by(SpotException.starts_at, SpotException.id)):
        exceptions[one.listing_id].append(Exceptional(one.id, one.starts_at, one.ends_at, one.opens))
    shown = select(ListingPicture.listing_id, ListingPicture.id).where(ListingPicture.state == PhotoState.SHOWN)
    for listing_id, photo_id in await session.execute(within(shown, ListingPicture.listing_id, ids).order_by(ListingPicture.id)):
        photos[listing_id].append(photo_id)
    return {
        row.site_id: Hosted(
            row.id, row.account_id, row.street, ListingState(row.state), Approval(row.approval), row.approve_within_min,
            tuple(weeks[row.id]), tuple(exceptions[row.id]), tuple(photos[row.id]),
        )
        for row in rows
    }  # fmt: skip


def site_of(row: ParkingSite, spots: tuple[Spot, ...], tariff: tuple[UUID, Tariff] | None, hosted: Hosted | None) -> Site:
    opening = None if row.opening is None else tuple((days, from_min, to_min) for days, from_min, to_min in row.opening)
    tariff_id, priced = tariff or (None, None)
    return Site(
        row.id, SpaceKind(row.kind), row.feed_id, row.uid, row.name, row.lat_e7 / E7, row.lon_e7 / E7, row.capacity, opening, row.zone,
        row.currency, row.operator_id, row.operator_name, terms_of(row.terms, hosted), priced, tariff_id, spots, hosted,
    )  # fmt: skip


def terms_of(told: dict[str, Any], hosted: Hosted | None) -> SpaceTerms:
    terms = msgspec.convert(told, SpaceTerms)
    if hosted is None or hosted.approval is Approval.INSTANT:
        return terms
    return msgspec.structs.replace(terms, instant=False, approve_within_min=hosted.approve_within_min)


def facts_of(row: ParkingSpot) -> SpaceFacts:
    return facts_told(*(getattr(row, column.key) for column in FACTS))


def facts_told(*told: Any) -> SpaceFacts:
    """The columns of FACTS."""
    facts = dict(zip((column.key for column in FACTS), told))
    return SpaceFacts(**facts | {"plug": Plug(facts["plug"]) if facts["plug"] else None, "forbids": tuple(facts["forbids"])})


async def site_id_of(session: AsyncSession, space_id: UUID) -> UUID | None:
    """Of a bay or of a site."""
    of_bay = await session.scalar(select(ParkingSpot.site_id).where(ParkingSpot.id == space_id))
    return of_bay or await session.scalar(select(ParkingSite.id).where(ParkingSite.id == space_id))
