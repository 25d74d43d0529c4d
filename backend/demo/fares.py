"""Fares v2: two zones, a ferry with a cheaper midday, a day ticket, rides on demand."""
RIDERS = [("adult", "Adult", 1), ("child", "Child", 0), ("concession", "Concession", 0)]
SHARE = {"adult": 1.0, "child": 0.5, "concession": 0.7}
PRICE = {"one_zone": 2.4, "two_zones": 3.6, "ferry": 3.0, "ferry_midday": 2.0, "day": 7.2, "demand": 4.0}
MEDIA = [("app", "Allways app", 4), ("card", "City card", 2)]
FREE_CHANGE_S = 5400
PRODUCTS = ["fare_product_id", "fare_product_name", "rider_category_id", "fare_media_id", "amount", "currency"]
TRANSFER_RULES = [
    "from_leg_group_id", "to_leg_group_id", "transfer_count", "duration_limit", "duration_limit_type", "fare_transfer_type", "fare_product_id",
]


def fare_tables(lines) -> dict[str, tuple[list[tuple], list[str]]]:
    """Rows and header of each file about fares."""
    networks = [("river" if line.mode == "ferry" else "city", line.id) for line in lines]
    return {
        "fare_media.txt": (MEDIA, ["fare_media_id", "fare_media_name", "fare_media_type"]),
        "rider_categories.txt": (RIDERS, ["rider_category_id", "rider_category_name", "is_default_fare_category"]),
        "fare_products.txt": (products(), PRODUCTS),
        "fare_leg_rules.txt": (
            leg_rules(),
            ["leg_group_id", "network_id", "from_area_id", "to_area_id", "fare_product_id", "from_timeframe_group_id", "rule_priority"],
        ),
        "fare_transfer_rules.txt": ([("city_leg", "city_leg", -1, FREE_CHANGE_S, 1, 0, "")], TRANSFER_RULES),
        "timeframes.txt": (
            [("midday", "09:00:00", "15:00:00", service) for service in ("weekday", "saturday", "sunday")],
            ["timeframe_group_id", "start_time", "end_time", "service_id"],
        ),
        "networks.txt": ([("city", "City"), ("river", "River"), ("demand", "On demand")], ["network_id", "network_name"]),
        "route_networks.txt": ([*networks, ("demand", "D1")], ["network_id", "route_id"]),
    }


def products() -> list[tuple]:
    rows = []
    for product, price in PRICE.items():
        name = product.replace("_", " ").capitalize()
        rows += [(product, name, rider, medium, f"{price * SHARE[rider]:.2f}", "EUR") for rider, *_ in RIDERS for medium, *_ in MEDIA]
    return rows


def leg_rules() -> list[tuple]:
    zones = ("zone_a", "zone_b")
    rows = [("city_leg", "city", a, b, "one_zone" if a == b else "two_zones", "", 0) for a in zones for b in zones]
    rows.append(("ferry_leg", "river", "", "", "ferry", "", 0))
    rows.append(("ferry_leg", "river", "", "", "ferry_midday", "midday", 1))
    rows.append(("demand_leg", "demand", "", "", "demand", "", 0))
    return rows
