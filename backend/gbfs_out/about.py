"""What a system is: itself, its types of vehicles, prices, regions and alerts. A writer takes (system, dialect) and gives the `data` of its file."""
from decimal import Decimal
from typing import Any

from backend.feeds.gbfs.facts import PLAIN_BICYCLE, PriceStep, PricingPlan, RentalLinks, SharedSystem, SystemAlert, VehicleType
from backend.feeds.gbfs.money import minor_units
from backend.gbfs_out.words import Dialect, told

# Opening hours as OpenStreetMap writes them: always perhaps. Feeds are not asked for them, and GBFS 3 cannot do without.
HOURS_UNKNOWN = "24/7 unknown"
PLAIN_ID = "bicycle"
MUSCLE = "human"
# GBFS has no word for an unknown motor; the usual one of such a vehicle.
USUAL_MOTOR = {"bicycle": MUSCLE, "cargo_bicycle": MUSCLE, "car": "combustion"}
OTHER, ELECTRIC = "other", "electric"
FORMS = {"scooter": "scooter_standing"}  # a word that version 3 no longer has
ALERT_KINDS = ("system_closure", "station_closure", "station_move")
KPH = 3.6


def type_id(told_id: str) -> str:
    """Vehicles of a system that tells no types have one all the same."""
    return PLAIN_ID if told_id == PLAIN_BICYCLE else told_id


def information(system: SharedSystem, dialect: Dialect, feed: str, timezone: str, contact: str) -> dict[str, Any]:
    """timezone, contact: of the city, the first where the system tells none, the second for questions about this copy."""
    about = {"system_id": system.id or feed, "name": dialect.text(system.name or feed), "timezone": system.timezone or timezone}
    about |= {"opening_hours": HOURS_UNKNOWN, "languages": [dialect.language]} if dialect.is_3 else {"language": dialect.language}
    operator = dialect.text(system.operator) if system.operator else None
    return about | {"feed_contact_email": contact} | told(operator=operator, url=system.url, rental_apps=apps(system.apps))


def apps(links: RentalLinks) -> dict[str, Any]:
    # Another address to find out whether the app is there is not told to us; the store knows.
    return {
        name: {"store_uri": address, "discovery_uri": address} for name, address in (("android", links.android), ("ios", links.ios)) if address
    }


def rental_uris(links: RentalLinks, system: SharedSystem) -> dict[str, str]:
    """An address that opens an app is of use only to whoever can be told where to get that app."""
    return told(
        web=links.web, android=links.android if system.apps.android else "", ios=links.ios if system.apps.ios else "",
    )  # fmt: skip


def types(system: SharedSystem, dialect: Dialect) -> dict[str, Any]:
    return {"vehicle_types": [vehicle_type(kind, system, dialect) for kind in system.vehicle_types]}


def vehicle_type(kind: VehicleType, system: SharedSystem, dialect: Dialect) -> dict[str, Any]:
    form = FORMS.get(kind.form_factor, kind.form_factor)
    plans = {plan.id for plan in system.plans}
    known = [plan for plan in dict.fromkeys((kind.default_plan, *kind.plans)) if plan in plans]
    about: dict[str, Any] = {"vehicle_type_id": type_id(kind.id), "form_factor": form, "propulsion_type": motor(kind)}
    if motor(kind) != MUSCLE:
        about["max_range_meters"] = farthest_m(kind, system)
    return about | told(
        name=dialect.text(kind.name) if kind.name else None,
        max_permitted_speed=None if kind.max_speed_mps is None else round(kind.max_speed_mps * KPH, 1),
        wheel_count=kind.wheels,
        return_constraint=kind.return_constraint,
        default_pricing_plan_id=known[0] if known else None,
        pricing_plan_ids=known,
    )


def motor(kind: VehicleType) -> str:
    return USUAL_MOTOR.get(kind.form_factor, ELECTRIC) if kind.propulsion in ("", OTHER) else kind.propulsion


def farthest_m(kind: VehicleType, system: SharedSystem) -> float:
    """As told, else what the best of its vehicles has left: less is promised, never more."""
    if kind.max_range_m is not None:
        return kind.max_range_m
    return max((vehicle.current_range_m or 0.0 for vehicle in system.vehicles if vehicle.type == kind.id), default=0.0)


def plans(system: SharedSystem, dialect: Dialect) -> dict[str, Any]:
    return {"plans": [plan(one, dialect) for one in system.plans]}


def plan(one: PricingPlan, dialect: Dialect) -> dict[str, Any]:
    units = minor_units(one.currency)
    written = {
        "plan_id": one.id, "name": dialect.text(one.name or one.id), "currency": one.currency, "price": float(one.price_minor / units),
        "is_taxable": one.taxed, "description": dialect.text(one.description or one.name or one.id), "surge_pricing": one.surge_pricing,
    }  # fmt: skip
    return written | told(per_min_pricing=[step(part, units) for part in one.per_min], per_km_pricing=[step(part, units) for part in one.per_km])


def step(part: PriceStep, units: Decimal) -> dict[str, Any]:
    written = {"start": number(part.start), "rate": float(part.rate_minor / units), "interval": number(part.interval)}
    return written if part.end is None else written | {"end": number(part.end)}


def number(value: Decimal) -> int | float:
    """GBFS counts whole minutes and kilometres; a system that does not is left its fractions."""
    return int(value) if value == value.to_integral_value() else float(value)


def regions(system: SharedSystem, dialect: Dialect) -> dict[str, Any]:
    return {"regions": [{"region_id": region_id, "name": dialect.text(name or region_id)} for region_id, name in system.regions]}


def alerts(system: SharedSystem, dialect: Dialect) -> dict[str, Any]:
    return {"alerts": [alert(one, dialect) for one in system.alerts]}


def alert(one: SystemAlert, dialect: Dialect) -> dict[str, Any]:
    kind = one.kind.lower() if one.kind.lower() in ALERT_KINDS else OTHER
    times = [{"start": dialect.moment(start)} | told(end=end and dialect.moment(end)) for start, end in one.periods if start is not None]
    written = {"alert_id": one.id, "type": kind, "summary": dialect.text(one.summary)}
    description, url = (dialect.text(text) if text else None for text in (one.description, one.url))
    return written | told(times=times, station_ids=list(one.stations), region_ids=list(one.regions), description=description, url=url)
