"""Rows of Fares v2, and a few files that most tests share."""
from payments.fares.price import price_rides
from payments.fares.ride import Rider


def product(product_id, amount, category="", medium="", currency="EUR"):
    return {
        "fare_product_id": product_id, "fare_product_name": product_id.title(), "rider_category_id": category, "fare_media_id": medium,
        "amount": amount, "currency": currency,
    }  # fmt: skip


def leg_rule(product_id, group="", network="", origin="", destination="", from_time="", to_time="", **more):
    return {
        "leg_group_id": group, "network_id": network, "from_area_id": origin, "to_area_id": destination, "from_timeframe_group_id": from_time,
        "to_timeframe_group_id": to_time, "fare_product_id": product_id,
    } | more  # fmt: skip


def transfer(from_group, to_group, kind, product_id="", count="", limit="", measured=""):
    return {
        "from_leg_group_id": from_group, "to_leg_group_id": to_group, "fare_product_id": product_id, "transfer_count": count,
        "duration_limit": limit, "duration_limit_type": measured, "fare_transfer_type": kind,
    }  # fmt: skip


PRODUCTS = [product("bus", "2.00"), product("rail", "3.00"), product("step", "0.50")]
AREAS = {
    "areas": [{"area_id": area} for area in "XYZ"],
    "stop_areas": [{"area_id": area, "stop_id": stop} for area, stop in ("Xa", "Xb", "Yc", "Yd", "Ze")],
}
CATEGORIES = [{"rider_category_id": "adult", "is_default_fare_category": "1"}, {"rider_category_id": "senior", "is_default_fare_category": "0"}]
MEDIA = [{"fare_media_id": "cash", "fare_media_type": "0"}, {"fare_media_id": "card", "fare_media_type": "2"}]


def price(fares, *rides, **rider):
    found = price_rides(fares, rides, Rider(**rider))
    return found.total_minor if found.known else None
