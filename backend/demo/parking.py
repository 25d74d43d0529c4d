"""What is let in the demonstration city: shares of its garages, stretches of street, and driveways of hosts nobody is. All of it invented."""
from pathlib import Path
from typing import Any

from .ground import to_lonlat
from .layout import CENTRE

FILE, FEED = "parking.toml", "parking"
OPERATOR, OPERATOR_NAME = "garages", "City Garages"
STREETS_OPERATOR, STREETS_NAME = "kerbside", "City Streets"
SHARE_PCT = 3  # of a garage, sold here: more would keep out who comes without booking
STRETCHES, NEAR_DRIVEWAYS, FAR_DRIVEWAYS = 12, 15, 15
EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]
DAY, NIGHT = (7 * 60, 21 * 60), (21 * 60, 7 * 60)
# The same twice a week and in another way at the weekend; times a person would say.
WEEKS = (
    tuple((day, 8 * 60, 18 * 60) for day in range(5)),
    tuple((day, 0, 1440) for day in range(7)),
    (*((day, 7 * 60 + 30, 17 * 60) for day in range(5)), (5, 0, 1440), (6, 0, 1440)),
    tuple((day, 17 * 60, 8 * 60) for day in range(7)),
)
HEAD = """\
currency = "EUR"

[terms]
grace_min = 10
overstay_step_min = 15
overstay_step_minor = 100
overstay_fee_minor = 500
overstay_most_minor = 3000

[hosts]
share_bp = 8000
tax_rate_bp = 1900

[hosts.terms]
grace_min = 10
overstay_fee_minor = 500
overstay_most_minor = 2500
"""


def write_parking(path: Path, seed: dict[str, Any]) -> None:
    """seed: what is in parking_seed.json. The number of a site there is the id its feed tells of it by."""
    parts = [HEAD]
    for number, site in enumerate(seed["sites"], 1):
        if not site["park_ride"] and site["max_height_m"]:
            parts.append(garage(number, site))
    parts += [stretch(one) for one in sorted(seed["on_street"], key=lambda one: (away_m(middle(one)), one["id"]))[:STRETCHES]]
    near = sorted(seed["driveways"], key=lambda one: (away_m((one["lon"], one["lat"])), one["id"]))
    far = near[NEAR_DRIVEWAYS:]
    chosen = near[:NEAR_DRIVEWAYS] + far[:: max(1, len(far) // FAR_DRIVEWAYS)][:FAR_DRIVEWAYS]
    parts += [driveway(number, one) for number, one in enumerate(chosen)]
    path.write_text("\n".join(parts), encoding="utf-8")


def away_m(lonlat: tuple[float, float]) -> float:
    """From the centre, near enough to put places in order."""
    lon, lat = to_lonlat(*CENTRE)
    return ((lonlat[0] - lon) ** 2 * 0.32 + (lonlat[1] - lat) ** 2) ** 0.5 * 111_000


def middle(one: dict[str, Any]) -> tuple[float, float]:
    lon, lat = one["line"][len(one["line"]) // 2]
    return lon, lat


def toml(value: Any) -> str:
    """Texts, numbers, truths and lists of them."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(part)}" for key, part in value.items() if part is not None) + " }"
    return str(value)


def table(name: str, values: dict[str, Any]) -> str:
    return f"[[{name}]]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in values.items() if value is not None)


def garage(number: int, site: dict[str, Any]) -> str:
    """A dear first hour, cheaper ones later, a night of its own, and a most for 24 hours."""
    hour = site["price_per_hour_minor"]
    totals = [(20, hour // 4), (60, hour), (120, 2 * hour), (180, 3 * hour), (300, 4 * hour), (540, 5 * hour), (840, 6 * hour)]
    windows = [
        {"days": EVERY_DAY, "from_min": DAY[0], "to_min": DAY[1], "ladder": [list(rung) for rung in totals]},
        {"days": EVERY_DAY, "from_min": NIGHT[0], "to_min": NIGHT[1], "step_min": 60, "step_minor": 50, "cap_minor": 300},
    ]
    covered = {"height_mm": round(site["max_height_m"] * 1000), "width_mm": 2500, "covered": True, "step_free": True, "door_mm": 900}
    return table("sites", {
        "feed": FEED, "uid": str(number), "kind": "garage", "name": site["name"], "lat": site["lat"], "lon": site["lon"], "operator": OPERATOR,
        "operator_name": OPERATOR_NAME, "capacity": site["capacity"], "slots": max(2, site["capacity"] * SHARE_PCT // 100),
        "space": {**covered, "forbids": ["gas"] if site["kind"] == "underground" else []},
        "tariff": {"cap_minor": 7 * hour, "windows": windows},
    })  # fmt: skip


def stretch(one: dict[str, Any]) -> str:
    """Paid by day, nothing at night."""
    lon, lat = middle(one)
    windows = [
        {"days": EVERY_DAY, "from_min": 480, "to_min": 1200, "step_min": 30, "step_minor": 80},
        {"days": EVERY_DAY, "from_min": 1200, "to_min": 480, "step_min": 60, "step_minor": 0},
    ]
    return table("sites", {
        "feed": "streets", "uid": one["id"], "kind": "street", "name": one["street"] or "Side street", "lat": lat, "lon": lon,
        "operator": STREETS_OPERATOR, "operator_name": STREETS_NAME, "capacity": max(1, one["spaces"]), "slots": max(1, one["spaces"] // 8),
        "space": {"covered": False, "length_mm": 6000, "width_mm": 2500, "step_free": True}, "tariff": {"windows": windows},
    })  # fmt: skip


def driveway(number: int, one: dict[str, Any]) -> str:
    street, _, house = one["address"].rpartition(" ")
    step = (100, 80, 120, 60)[number % 4]
    size = {"height_mm": one["max_height_m"] and round(one["max_height_m"] * 1000), "width_mm": round(one["max_width_m"] * 1000), "length_mm": 5500}
    charger = {"plug": "type2", "power_w": one["plug_kw"] * 1000, "charging_kind": "ac"} if one["plug_kw"] else {}
    return table("hosts.made_up", {
        "id": f"host-{number + 1:02d}", "street": street or "Side street", "house_number": house, "lat": one["lat"], "lon": one["lon"],
        "directions": "Please leave the gate free.", "approval": "ask" if number % 10 == 9 else "instant",
        "week": [{"day": day, "fromMin": first % 1440, "toMin": last} for day, first, last in WEEKS[number % len(WEEKS)]],
        "price": {"stepMin": 30, "stepMinor": step, "dayCapMinor": 12 * step},
        "space": {**size, **charger, "covered": False, "step_free": number % 3 != 0},
    })  # fmt: skip
