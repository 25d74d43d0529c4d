"""What a city declares, brought into the database when the service starts: the same twice is the same once, and what is gone is sold no more."""
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts.models import Account
from backend.contract.listings import TERMS_VERSION, ListingKind
from backend.contract.parking import SpaceKind
from backend.database.changes import announce
from backend.database.sealing import Vault
from backend.parking.declared import FILE, Declared, MadeUpHost, Measures, SiteTable, tariff_of
from backend.parking.gates import NAMESPACE, site_id
from backend.parking.models import ParkingListing, ParkingSite, ParkingSpot, ParkingTariff, SpotKind, SpotWeek
from backend.parking.places import ExactPlace, e7, rounded, sealed
from backend.parking.tariffs import as_json, digest_of, of_host

TOPIC = "parking"
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
NOWHERE = "made-up.invalid"  # of no mail server, and never one


async def bring_in(session: AsyncSession, declared: Declared, zone: str, at: datetime) -> None:
    """Sites of operators. One that was declared and is no more ends; what is booked of it stands."""
    known = {row.id: row for row in await session.scalars(select(ParkingSite).where(ParkingSite.feed_id.is_not(None)))}
    wanted = {site_id(site.feed, site.uid): site for site in declared.sites}
    for key, site in wanted.items():
        row = known.get(key)
        if row is None:
            row = ParkingSite(id=key, kind=site.kind, feed_id=site.feed, uid=site.uid)
            session.add(row)
        change(row, facts_of(site, declared, zone))
        await session.flush()
        await fill(session, key, site, at)
        await keep_tariff(session, key, as_json(tariff_of(site, zone, FILE)), declared.currency, FILE, at)
    for key, row in known.items():
        if key not in wanted and row.ended_at is None:
            row.ended_at = at
    await announce(session, TOPIC)


def change(row: Any, facts: dict[str, Any]) -> None:
    """Only what is other than it was."""
    for name, value in facts.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def facts_of(site: SiteTable, declared: Declared, zone: str) -> dict[str, Any]:
    return {
        "name": site.name, "lat_e7": e7(site.lat), "lon_e7": e7(site.lon), "capacity": site.capacity,
        "opening": None if site.opening is None else [list(window) for window in site.opening], "zone": zone, "currency": declared.currency,
        "operator_id": site.operator, "operator_name": site.operator_name, "terms": msgspec.to_builtins((site.terms or declared.terms).told()),
        "ended_at": None,
    }  # fmt: skip


async def fill(session: AsyncSession, site: UUID, declared: SiteTable, at: datetime) -> None:
    """As many spots as are declared; of a pool the last ones end first."""
    rows = {(row.kind, row.place_no): row for row in await session.scalars(select(ParkingSpot).where(ParkingSpot.site_id == site))}
    wanted: dict[tuple[str, int], str | None] = {(SpotKind.POOL_SLOT, number): None for number in range(declared.slots)}
    wanted |= {(SpotKind.BAY, number): label for number, label in enumerate(declared.bays)}
    for (kind, number), label in wanted.items():
        row = rows.get((kind, number))
        if row is None:
            row = ParkingSpot(id=uuid5(site, f"{kind} {number}"), site_id=site, kind=kind, place_no=number, label=label)
            session.add(row)
        change(row, {**spot_facts(declared.space), "label": label, "ended_at": None})
    for key, row in rows.items():
        if key not in wanted and row.ended_at is None:
            row.ended_at = at


def spot_facts(told: Measures) -> dict[str, Any]:
    return {**msgspec.structs.asdict(told), "forbids": list(told.forbids)}


async def keep_tariff(session: AsyncSession, site: UUID, content: dict[str, Any], currency: str, source: str, at: datetime) -> None:
    """A row more where it is another than the newest. The first one holds from the beginning."""
    newest = select(ParkingTariff.digest, ParkingTariff.currency).where(ParkingTariff.site_id == site)
    last = (await session.execute(newest.order_by(ParkingTariff.valid_from.desc(), ParkingTariff.id.desc()).limit(1))).first()
    digest = digest_of(content)
    if last is None or (last.digest, last.currency) != (digest, currency):
        begins = BEGINNING if last is None else at
        session.add(ParkingTariff(id=uuid7(), site_id=site, valid_from=begins, currency=currency, content=content, source=source, digest=digest))


async def bring_in_made_up(session: AsyncSession, declared: Declared, vault: Vault, zone: str, at: datetime) -> None:
    """Hosts of an invented city, once: what somebody changed of them since stays. Raises NotSetUp where nothing can be sealed."""
    wanted = {uuid5(NAMESPACE, f"host\0{host.id}"): host for host in declared.hosts.made_up}
    there = set(await session.scalars(select(Account.id).where(Account.id.in_(list(wanted)))))
    for key, host in wanted.items():
        if key not in there:
            await make_up(session, key, host, declared, vault, zone, at)
    await announce(session, TOPIC)


async def make_up(session: AsyncSession, key: UUID, host: MadeUpHost, declared: Declared, vault: Vault, zone: str, at: datetime) -> None:
    email = f"{host.id}@{NOWHERE}"
    site, listing = uuid5(key, "site"), uuid5(key, "listing")
    lat_e7, lon_e7 = rounded(host.lat, host.lon)
    step = host.price
    terms = declared.hosts.terms.told(overstay_step_min=step.step_min, overstay_step_minor=step.step_minor)
    place = sealed(vault, listing, ExactPlace(host.street, host.house_number, host.directions, host.lat, host.lon))
    rows = [
        Account(id=key, email=email, email_key=email, locale="en"),
        ParkingSite(
            id=site, kind=SpaceKind.PRIVATE, name="", lat_e7=lat_e7, lon_e7=lon_e7, capacity=1, zone=zone, currency=declared.currency,
            terms=msgspec.to_builtins(terms),
        ),
    ]  # fmt: skip
    await add_all(session, rows)
    await keep_tariff(session, site, as_json(of_host(step, zone)), declared.currency, "host", at)
    listed = ParkingListing(
        id=listing, account_id=key, site_id=site, kind=ListingKind.DRIVEWAY, street=host.street, place=place, approval=host.approval,
        approve_within_min=60, price=msgspec.to_builtins(step), terms_version=TERMS_VERSION, terms_at=at,
    )  # fmt: skip
    spot = ParkingSpot(id=uuid5(site, "bay 0"), site_id=site, kind=SpotKind.BAY, place_no=0, label="1", **spot_facts(host.space))
    await add_all(session, [listed, spot])
    await add_all(session, [SpotWeek(listing_id=listing, day=one.day, from_min=one.from_min, to_min=one.to_min) for one in host.week])


async def add_all(session: AsyncSession, rows: Iterable[Any]) -> None:
    session.add_all(rows)
    await session.flush()
