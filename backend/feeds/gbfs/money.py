"""Prices of a GBFS plan, and what a ride costs by them.

https://gbfs.org/documentation/reference/#system_pricing_plansjson
"""
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from math import ceil

from backend.feeds.entries import NUMBER_CHARACTERS, Entry
from backend.feeds.gbfs.facts import PriceStep, PricingPlan
from backend.feeds.gbfs.files import Files

MOST_PLANS, MOST_STEPS, MOST_PRICE = 10_000, 100, Decimal(10_000_000)
LEAST_INTERVAL = Decimal("0.001")
DESCRIPTION_CHARACTERS = 2000
DECIMALS = 2
# ISO 4217, currencies whose minor unit is no hundredth.
OTHER_DECIMALS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


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
    return Decimal(10) ** OTHER_DECIMALS.get(currency, DECIMALS)


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
    if start < 0 or interval < 0 or 0 < interval < LEAST_INTERVAL:
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
    if number is None or not number.is_finite() or abs(number) > MOST_PRICE:
        entry.bad(key)
        return None
    return number * units


def bounded(value: int | float | str) -> bool:
    return abs(value) <= MOST_PRICE if isinstance(value, (int, float)) else len(value) <= NUMBER_CHARACTERS


def price_of(plan: PricingPlan, seconds: float, metres: float) -> tuple[int, str]:
    """What a ride costs: (minor units, currency); tax is not added. seconds, metres: at least 0.

    What has begun counts: the rate of a step is due at 0 at once, later as soon as the ride goes beyond its start, and beyond each whole interval
    after it. A ride of exactly 30 minutes has not begun a 31st.
    """
    minutes, kilometres = Decimal(repr(float(seconds))) / 60, Decimal(repr(float(metres))) / 1000
    total = plan.price_minor
    total += sum((step.rate_minor * times_due(step, minutes) for step in plan.per_min), Decimal(0))
    total += sum((step.rate_minor * times_due(step, kilometres) for step in plan.per_km), Decimal(0))
    return int(max(total, Decimal(0)).to_integral_value(ROUND_HALF_UP)), plan.currency


def times_due(step: PriceStep, ridden: Decimal) -> int:
    """How often the rate is charged: at start, start + interval, … below what was ridden and below the end."""
    if step.end is not None and step.end <= step.start:
        return 0
    if not (ridden > step.start or step.start == 0):
        return 0
    if step.interval == 0:
        return 1
    upto = ridden if step.end is None else min(ridden, step.end)
    return max(1, ceil((upto - step.start) / step.interval))
