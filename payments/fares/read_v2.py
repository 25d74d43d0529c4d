"""The files of GTFS Fares v2. A rule that names something that does not exist is left out: better no price than a wrong one."""

from payments.fares.feed import LAST_SECOND, Network, Row, Source, seconds_of_day
from payments.fares.read_days import read_days
from payments.fares.rules_v2 import Charging, JoinRule, LegRule, Measured, Product, RulesV2, ServiceDays, Timeframe, TransferRule

PRODUCTS, LEG_RULES, TRANSFER_RULES, JOIN_RULES = "fare_products.txt", "fare_leg_rules.txt", "fare_transfer_rules.txt", "fare_leg_join_rules.txt"
MEDIA, CATEGORIES, TIMEFRAMES, STOP_AREAS = "fare_media.txt", "rider_categories.txt", "timeframes.txt", "stop_areas.txt"
FILES_V2 = (PRODUCTS, LEG_RULES, TRANSFER_RULES, JOIN_RULES, MEDIA)
MOST_SECONDS, MOST_TRANSFERS, MOST_PRIORITY = 366 * 86_400, 1_000_000, 2**31 - 1


def read_v2(source: Source, network: Network) -> RulesV2 | None:
    """None where the feed has no products or no rules for rides."""
    if not (source.has(PRODUCTS) and source.has(LEG_RULES)):
        return None
    categories = {row.text("rider_category_id"): row for row in source.rows(CATEGORIES, "rider_category_id")}
    default = frozenset(name for name, row in categories.items() if row.text("is_default_fare_category") == "1")
    media = {row.text("fare_media_id") for row in source.rows(MEDIA, "fare_media_id")}
    products = read_products(source, set(categories), media)
    days = read_days(source)
    timeframes = read_timeframes(source, days)
    areas, area_ids = read_areas(source, network)
    leg_rows = list(source.rows(LEG_RULES, "fare_product_id"))
    legs = read_leg_rules(source, network, leg_rows, set(products), area_ids, set(timeframes))
    if not products or not legs:
        return None
    if categories and not default:
        message = "no rider category is the default: somebody of none of them can buy only products without a category"
        source.problems.add("no_default_rider_category", message, source.files.where(CATEGORIES))
    groups = {rule.leg_group for rule in legs}
    return RulesV2(
        products, tuple(legs), tuple(read_transfer_rules(source, set(products), groups)), tuple(read_join_rules(source, network)),
        "rule_priority" in leg_rows[0].texts, default, tuple(sorted(media)), areas, timeframes, days,
    )  # fmt: skip


def unknown(source: Source, name: str, row: Row, columns: dict[str, tuple[str, set[str] | frozenset[str]]]) -> bool:
    """Whether a column names what does not exist; that is counted. columns: the word for a problem and the ids there are, by column."""
    for column, (word, ids) in columns.items():
        value = row.text(column)
        if value and value not in ids:
            source.report(f"unknown_{word}", f"{column}: no {word.replace('_', ' ')} {value}; the row is left out", name, row)
            return True
    return False


def read_products(source: Source, categories: set[str], media: set[str]) -> dict[str, tuple[Product, ...]]:
    found: dict[str, dict[tuple[str, str], Product]] = {}
    for row in source.rows(PRODUCTS, "fare_product_id", "amount", "currency"):
        if unknown(source, PRODUCTS, row, {"rider_category_id": ("rider_category", categories), "fare_media_id": ("fare_medium", media)}):
            continue
        money = source.amount(PRODUCTS, row, "amount", "currency")
        if money is None:
            continue
        product_id, key = row.text("fare_product_id"), (row.text("rider_category_id"), row.text("fare_media_id"))
        if key in found.setdefault(product_id, {}):
            source.report("duplicate_id", f"product {product_id} stands twice for a category and medium; the first row counts", PRODUCTS, row)
        else:
            found[product_id][key] = Product(product_id, row.text("fare_product_name"), *key, *money)
    return {product_id: tuple(sorted(rows.values())) for product_id, rows in found.items() if rows}


def read_areas(source: Source, network: Network) -> tuple[dict[str, frozenset[str]], set[str]]:
    """Area ids by stop, and all there are."""
    area_ids = {row.text("area_id") for row in source.rows("areas.txt", "area_id")}
    areas: dict[str, set[str]] = {}
    for row in source.rows(STOP_AREAS, "area_id", "stop_id"):
        if not unknown(source, STOP_AREAS, row, {"area_id": ("area", area_ids), "stop_id": ("stop", network.spots)}):
            areas.setdefault(row.text("stop_id"), set()).add(row.text("area_id"))
    return {stop: frozenset(ids) for stop, ids in areas.items()}, area_ids


def read_timeframes(source: Source, days: ServiceDays) -> dict[str, tuple[Timeframe, ...]]:
    found: dict[str, list[Timeframe]] = {}
    services = days.known()
    for row in source.rows(TIMEFRAMES, "timeframe_group_id", "service_id"):
        start, end = seconds_of_day(row.text("start_time"), 0), seconds_of_day(row.text("end_time"), LAST_SECOND)
        frames = found.setdefault(row.text("timeframe_group_id"), [])  # a group without a usable row holds at no time
        if start is None or end is None or start >= end:
            source.report("no_timeframe", "not a time of day before another one, up to 24:00:00; the row is left out", TIMEFRAMES, row)
        elif not unknown(source, TIMEFRAMES, row, {"service_id": ("service", services)}):
            frames.append(Timeframe(start, end, row.text("service_id")))
    return {group: tuple(frames) for group, frames in found.items()}


def read_leg_rules(
    source: Source, network: Network, rows: list[Row], products: set[str], areas: set[str], timeframes: set[str],
) -> list[LegRule]:  # fmt: skip
    exist: dict[str, tuple[str, set[str] | frozenset[str]]] = {
        "network_id": ("network", network.networks), "from_area_id": ("area", areas), "to_area_id": ("area", areas),
        "fare_product_id": ("fare_product", products),
        "from_timeframe_group_id": ("timeframe_group", timeframes), "to_timeframe_group_id": ("timeframe_group", timeframes),
    }  # fmt: skip
    rules = []
    for row in rows:
        if unknown(source, LEG_RULES, row, exist):
            continue
        priority = source.whole(LEG_RULES, row, "rule_priority", 0, MOST_PRIORITY) or 0
        areas_of_rule = row.text("from_area_id"), row.text("to_area_id")
        frames = row.text("from_timeframe_group_id"), row.text("to_timeframe_group_id")
        product_id = row.text("fare_product_id")
        rules.append(LegRule(row.text("leg_group_id"), row.text("network_id"), *areas_of_rule, *frames, product_id, priority, row.line))
    return rules


def read_transfer_rules(source: Source, products: set[str], groups: set[str]) -> list[TransferRule]:
    exist: dict[str, tuple[str, set[str] | frozenset[str]]] = {
        "from_leg_group_id": ("leg_group", groups), "to_leg_group_id": ("leg_group", groups), "fare_product_id": ("fare_product", products),
    }  # fmt: skip
    rules = []
    for row in source.rows(TRANSFER_RULES, "fare_transfer_type"):
        if not unknown(source, TRANSFER_RULES, row, exist):
            rule = read_transfer_rule(source, row)
            if rule is not None:
                rules.append(rule)
    return rules


def read_transfer_rule(source: Source, row: Row) -> TransferRule | None:
    from_group, to_group = row.text("from_leg_group_id"), row.text("to_leg_group_id")
    charging = source.whole(TRANSFER_RULES, row, "fare_transfer_type", 0, 2)
    count = source.whole(TRANSFER_RULES, row, "transfer_count", -1, MOST_TRANSFERS)
    limit_s = source.whole(TRANSFER_RULES, row, "duration_limit", 1, MOST_SECONDS)
    measured = source.whole(TRANSFER_RULES, row, "duration_limit_type", 0, 3)
    if charging is None or (limit_s is None and row.text("duration_limit")) or (limit_s is not None and measured is None):
        message = "fare_transfer_type and, for a limit, its number and type are needed; the row is left out"
        source.report("no_transfer_rule", message, TRANSFER_RULES, row)
        return None
    if from_group == to_group:
        if count is None or count == 0:
            source.report("no_transfer_rule", "transfer_count is -1 or at least 1 within one group; the row is left out", TRANSFER_RULES, row)
            return None
    elif count is not None:
        source.report("transfer_count_ignored", "transfer_count does not count between two groups", TRANSFER_RULES, row)
    most = count if from_group == to_group and count != -1 else None
    return TransferRule(from_group, to_group, row.text("fare_product_id"), most, limit_s, Measured(measured or 0), Charging(charging), row.line)


def read_join_rules(source: Source, network: Network) -> list[JoinRule]:
    networks = set(network.route_network.values())
    exist: dict[str, tuple[str, set[str] | frozenset[str]]] = {
        "from_network_id": ("network", networks), "to_network_id": ("network", networks),
        "from_stop_id": ("stop", network.spots), "to_stop_id": ("stop", network.spots),
    }  # fmt: skip
    rules = []
    for row in source.rows(JOIN_RULES, "from_network_id", "to_network_id"):
        if bool(row.text("from_stop_id")) != bool(row.text("to_stop_id")):
            source.report("no_join_rule", "from_stop_id and to_stop_id stand together or not at all; the row is left out", JOIN_RULES, row)
        elif not unknown(source, JOIN_RULES, row, exist):
            columns = ("from_network_id", "to_network_id", "from_stop_id", "to_stop_id")
            rules.append(JoinRule(*(row.text(column) for column in columns)))
    return rules
