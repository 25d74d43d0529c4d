"""Reservations as messages. Where a private space is, is told once it is paid."""
import msgspec

from backend.contract.parking import FitVerdict, SpaceFit, SpaceKind, SpaceTerms, Vehicle
from backend.contract.reservations import Entry, Reservation, ReservedSpace
from backend.parking.places import E7, ExactPlace
from backend.reservations.rows import Reserved, is_shown
from payments.money import decimals


def reservation_answer(found: Reserved, place: ExactPlace | None) -> Reservation:
    """place: of a private space; None where it is not to be told, or not known any more."""
    row, leg, currency = found.row, found.leg, found.booking.currency
    return Reservation(
        booking_id=found.booking.id,
        leg_no=leg.leg_no,
        state=found.state,
        space=space_answer(found, place),
        starts_at=leg.starts_at,
        ends_at=leg.ends_at,
        enter_from=found.enter_from,
        grace_until=row.over_at,
        entry=entry_answer(found),
        terms=msgspec.convert(row.terms, SpaceTerms),
        vehicle=msgspec.convert(row.vehicle, Vehicle),
        fit=msgspec.convert(row.fit, SpaceFit) if row.fit else SpaceFit(FitVerdict.UNSURE),
        currency=currency.upper(),
        decimals=decimals(currency),
        price_minor=leg.price_minor,
        due_minor=leg.due_minor,
        entered_at=row.entered_at,
        left_at=row.left_at,
    )


def space_answer(found: Reserved, place: ExactPlace | None) -> ReservedSpace:
    """Of a car park everybody knows where it is."""
    site, paid = found.site, found.is_paid
    lat, lon = (place.lat, place.lon) if place else (site.lat_e7 / E7, site.lon_e7 / E7)
    return ReservedSpace(
        space_id=found.row.space_id, site_id=site.id, kind=SpaceKind(site.kind), name=found.leg.from_name, lat=lat, lon=lon,
        exact=place is not None or site.kind != SpaceKind.PRIVATE, address=place.address if place else None,
        directions=place.directions if place else None, label=found.spot.label if paid and found.spot else None,
    )  # fmt: skip


def entry_answer(found: Reserved) -> Entry:
    ticket = found.ticket if found.is_paid and is_shown(found.ticket) else None
    code = found.row.entry_code if found.is_paid else None
    return Entry(ticket.id if ticket else None, code, found.row.plate is not None)
