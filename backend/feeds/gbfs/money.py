"""Prices of a GBFS plan, and what a ride costs by them.

https://gbfs.org/documentation/reference/#system_pricing_plansjson
"""
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from backend.feeds.entries import NUMBER_CHARACTERS, Entry
from backend.feeds.gbfs.facts import PriceStep, PricingPlan
from backend.feeds.gbfs.files import Files
from payments.money import DECIMALS
from payments.tariffs import Segment, VehiclePlan, vehicle_price

MOST_PLANS, MOST_STEPS, MOST_PRICE = 10_000, 100, Decimal(10_000_000)
LEAST_INTERVAL = Decimal("0.001")
DESCRIPTION_CHARACTERS = 2000
USUAL_DECIMALS = 2  # of a currency that is not in the table
MOST_DECIMALS = 30  # of a number, so that no exact price is worked on for long


def read_plans(files: Files) -> tuple[PricingPlan, ...]:
    plans: dict[str, PricingPlan] = {}
    for entry in files.list_of("system_pricing_plans", "plans", MOST_PLANS):
        plan = read_plan(entry, files)
        if plan is not None and plan.id in plans:
            files.log.add("repeated_plan", plan.id)
        elif plan is not None:
            plans[plan.id] = plan
    return tuple(plans.values())


def read_plan(entry: Entry, files: Files) -> PricingPlan | None:
    """None, and counted, where it does not say the whole price: a part of it would be too low."""
    entry.name = plan_id = entry.id("plan_id")
    currency = entry.text("currency", 3).upper()
    price = amount(entry, "price", minor_units(currency))
    per_min, per_km = (steps(entry, key, minor_units(currency)) for key in ("per_min_pricing", "per_km_pricing"))
    named = bool(plan_id) and len(currency) == 3 and currency.isascii() and currency.isalpha()
    if not named or price is None or price < 0 or per_min is None or per_km is None:
        files.log.add("bad_plan", plan_id)
        return None
    return PricingPlan(
        plan_id, files.text(entry, "name"), files.text(entry, "description", DESCRIPTION_CHARACTERS), currency, price, per_min, per_km,
        bool(entry.truth("is_taxable")), bool(entry.truth("surge_pricing")),
    )  # fmt: skip


def minor_units(currency: str) -> Decimal:
    return Decimal(10) ** DECIMALS.get(currency.lower(), USUAL_DECIMALS)


def steps(entry: Entry, key: str, units: Decimal) -> tuple[PriceStep, ...] | None:
    told = entry.list_of(key)
    found = [step(part, units) for part in told[:MOST_STEPS]]
    listed = entry.find(key)
    if None in found or len(told) > MOST_STEPS or (listed is not None and (not isinstance(listed, list) or len(told) < len(listed))):
        return None
    return tuple(one for one in found if one is not None)


def step(entry: Entry, units: Decimal) -> PriceStep | None:
    start, rate, interval = amount(entry, "start"), amount(entry, "rate", units), amount(entry, "interval")
    end = amount(entry, "end")
    if start is None or rate is None or interval is None or (end is None and entry.find("end") is not None):
        return None
    if start < 0 or interval < 0 or 0 < interval < LEAST_INTERVAL or (end is not None and end < start):
        return None
    return PriceStep(start, rate, interval, end)


def amount(entry: Entry, key: str, units: Decimal = Decimal(1)) -> Decimal | None:
    """A decimal number exactly as written, in minor units."""
    value = entry.find(key)
    if value is None:
        return None
    try:
        number = Decimal(str(value)) if isinstance(value, (int, float, str)) and not isinstance(value, bool) and bounded(value) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number) > MOST_PRICE or decimals_of(number) > MOST_DECIMALS:
        entry.bad(key)
        return None
    return number * units


def bounded(value: int | float | str) -> bool:
    return abs(value) <= MOST_PRICE if isinstance(value, (int, float)) else len(value) <= NUMBER_CHARACTERS


def decimals_of(number: Decimal) -> int:
    """Of a finite number, as it is written."""
    return -int(number.as_tuple().exponent)


def price_of(plan: PricingPlan, seconds: float, metres: float) -> tuple[int, str]:
    """What a ride costs: (minor units, currency); tax is not added. seconds, metres: at least 0."""
    per_km, per_min = (
        tuple(Segment(step.start, step.rate_minor, step.interval, step.end) for step in steps) for steps in (plan.per_km, plan.per_min)
    )
    tariff = VehiclePlan(plan.currency.lower(), plan.price_minor, per_km, per_min, plan.surge_pricing)
    # As written, not as binary: 0.1 km is not a little more than a tenth.
    return vehicle_price(tariff, Fraction(str(seconds)), Fraction(str(metres))).total_minor, plan.currency
