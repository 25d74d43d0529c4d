"""fare_attributes.txt and fare_rules.txt, and fare_rider_categories.txt, an extension with concessions."""

from payments.fares.feed import Network, Row, Source
from payments.fares.rules_v1 import FareClass, RulesV1, Where
from payments.money import MoneyError, parse_minor

ATTRIBUTES, RULES, CONCESSIONS = "fare_attributes.txt", "fare_rules.txt", "fare_rider_categories.txt"
MOST_TRANSFERS, MOST_SECONDS = 99, 366 * 86_400


def read_v1(source: Source, network: Network) -> RulesV1 | None:
    """None where the feed has no fares of this kind."""
    classes: dict[str, FareClass] = {}
    for row in source.rows(ATTRIBUTES, "fare_id", "price", "currency_type"):
        fare = read_class(source, row)
        if fare is None:
            continue
        if fare.fare_id in classes:
            source.report("duplicate_id", f"fare {fare.fare_id} stands twice; the first row counts", ATTRIBUTES, row)
        else:
            classes[fare.fare_id] = fare
    if not classes:
        return None
    read_concessions(source, classes)
    return RulesV1(tuple(classes[fare_id] for fare_id in sorted(classes)), read_rules(source, network, classes))


def read_class(source: Source, row: Row) -> FareClass | None:
    money = source.amount(ATTRIBUTES, row, "price", "currency_type")
    if money is None:
        return None
    if money[0] < 0:
        source.report("no_amount", "price is below zero; the row is left out", ATTRIBUTES, row)
        return None
    transfers = source.whole(ATTRIBUTES, row, "transfers", 0, MOST_TRANSFERS)
    if transfers is None and row.text("transfers"):
        transfers = 0  # an unreadable number must not become "any number"
    duration = source.whole(ATTRIBUTES, row, "transfer_duration", 0, MOST_SECONDS)
    # A feed may say 0 seconds where it means that there are no transfers.
    return FareClass(row.text("fare_id"), *money, row.text("agency_id"), transfers, None if transfers == 0 else duration, {}, row.line)


def read_concessions(source: Source, classes: dict[str, FareClass]) -> None:
    categories = {row.text("rider_category_id") for row in source.rows("rider_categories.txt", "rider_category_id")}
    for row in source.rows(CONCESSIONS, "fare_id", "rider_category_id", "price"):
        fare, category = classes.get(row.text("fare_id")), row.text("rider_category_id")
        if fare is None:
            source.report("unknown_fare", f"no fare {row.text('fare_id')}; the row is left out", CONCESSIONS, row)
        elif category not in categories:
            source.report("unknown_rider_category", f"no rider category {category}; the row is left out", CONCESSIONS, row)
        else:
            read_concession(source, row, fare, category)


def read_concession(source: Source, row: Row, fare: FareClass, category: str) -> None:
    try:
        amount = parse_minor(row.text("price"), fare.currency)
    except MoneyError as error:
        source.report("no_amount", f"price: {error}; the row is left out", CONCESSIONS, row)
        return
    if amount < 0:
        source.report("no_amount", "price is below zero; the row is left out", CONCESSIONS, row)
    elif category in fare.concessions:
        source.report("duplicate_id", f"fare {fare.fare_id} has the category twice; the first row counts", CONCESSIONS, row)
    else:
        fare.concessions[category] = amount


def read_rules(source: Source, network: Network, classes: dict[str, FareClass]) -> dict[str, dict[Where, dict[str, int]]]:
    contains: dict[tuple[str, str, str, str], set[str]] = {}
    lines: dict[tuple[str, str, str, str], int] = {}
    zones = set(network.zone.values())
    dead: set[str] = set()
    for row in source.rows(RULES, "fare_id"):
        fare, route = row.text("fare_id"), row.text("route_id")
        if fare not in classes:
            source.report("unknown_fare", f"no fare {fare}; the row is left out", RULES, row)
            continue
        if route and route not in network.agency:
            source.report("unknown_route", f"no route {route}; the row is left out", RULES, row)
            dead.add(fare)
            continue
        for column in ("origin_id", "destination_id", "contains_id"):
            if row.text(column) and row.text(column) not in zones:
                source.report("unknown_zone", f"no stop is in zone {row.text(column)}: the rule holds nowhere", RULES, row)
        key = (fare, route, row.text("origin_id"), row.text("destination_id"))
        lines.setdefault(key, row.line)
        contained = contains.setdefault(key, set())
        if row.text("contains_id"):
            contained.add(row.text("contains_id"))
    holds: dict[str, dict[Where, dict[str, int]]] = {fare: {} for fare in dead}  # all its rules left out: it holds nowhere, not everywhere
    for key, line in lines.items():
        fare, route, origin, destination = key
        where = Where(origin, destination, frozenset(contains[key]))
        holds.setdefault(fare, {}).setdefault(where, {})[route] = line
    return holds
