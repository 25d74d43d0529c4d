"""ParkAPI 3, `parking-sites`, and what cities publish in its place.

https://api.mobidata-bw.de/park-api/documentation/public.html
"""
from backend.feeds.entries import Entry
from backend.feeds.parking.dialects import read_sites, word
from backend.feeds.parking.facts import OpeningStatus, ParkingFacts, ParkingSiteFacts, Trend
from backend.feeds.parking.prices import forbids_of, opening_of, read_prices
from backend.feeds.problems import ProblemLog

MOST_SPACES = 100_000
PURPOSES = ("CAR", "BIKE", "MOTORCYCLE", "ITEM")
KINDS = (
    "ON_STREET", "OFF_STREET_PARKING_GROUND", "UNDERGROUND", "CAR_PARK", "WALL_LOOPS", "SAFE_WALL_LOOPS", "STANDS", "LOCKERS", "SHED", "TWO_TIER",
    "BUILDING", "FLOOR", "LOCKBOX", "OTHER",
)  # fmt: skip
OTHER = "OTHER"
PARK_AND_RIDE = ("CARPOOL", "TRAIN", "BUS", "TRAM", "YES")
TRENDS = {-1: Trend.FALLING, 0: Trend.STEADY, 1: Trend.RISING}
OUT_OF_ORDER = ("stoerung", "störung", "0")
UNDER_A_ROOF = ("UNDERGROUND", "CAR_PARK")
TALLEST_MM, LONGEST_GRACE_MIN = 10_000, 240


def decode(body: bytes) -> ParkingFacts:
    """Raises FeedUnreadable."""
    log = ProblemLog()
    entries = read_sites(body, log)
    sites: dict[str, ParkingSiteFacts] = {}
    for entry in entries:
        site = read_site(entry)
        if site is not None and site.uid in sites:
            log.add("repeated_site", site.uid)
        elif site is not None:
            sites[site.uid] = site
    observed = max((site.observed for site in sites.values() if site.observed is not None), default=None)
    return ParkingFacts(observed, tuple(sites.values()), len(entries), log.problems())


def read_site(entry: Entry) -> ParkingSiteFacts | None:
    entry.name = uid = entry.id("id") or entry.id("uid") or entry.id("original_uid")
    if not uid:
        entry.log.add("site_without_id")
        return None
    lat, lon = entry.number("lat", -90, 90), entry.number("lon", -180, 180)
    if lat is None or lon is None or lat == lon == 0:
        entry.log.add("site_without_place", uid)
        return None
    counting = counts_are_live(entry)
    capacity, free = counts(entry, "", counting)
    capacity_disabled, free_disabled = counts(entry, "_disabled", counting)
    kind = choice(entry, "type", KINDS, OTHER)
    return ParkingSiteFacts(
        uid, entry.text("name"), lat, lon, choice(entry, "purpose", PURPOSES, "CAR"), kind, capacity or None, free,
        capacity_disabled, free_disabled, status_of(entry), truth(entry, "has_fee"), length_mm(entry, "max_height"),
        entry.moment("realtime_data_updated_at"), park_and_ride(entry), trend_of(entry),
        max_width_mm=length_mm(entry, "max_width"), operator=entry.text("operator_name"), covered=covered(entry, kind), opening=opening_of(entry),
        grace_min=entry.whole("exit_grace", 0, LONGEST_GRACE_MIN), forbids=forbids_of(entry), prices=read_prices(entry),
        badge_only=bool(entry.truth("badge_only")),
    )  # fmt: skip


def covered(entry: Entry, kind: str) -> bool | None:
    """A ground has no roof but where it says so; of a house not every level has one, so the word of the feed goes first."""
    told = truth(entry, "is_covered")
    return True if told is None and kind in UNDER_A_ROOF else told


def counts_are_live(entry: Entry) -> bool:
    if str(entry.find("realtime_opening_status")).lower() in OUT_OF_ORDER:
        entry.log.add("counting_out_of_order", entry.name)
        return False
    return truth(entry, "has_realtime_data") is not False


def counts(entry: Entry, spaces: str, counting: bool) -> tuple[int | None, int | None]:
    """Capacity, the live one first, and free spaces; a count that cannot be is unknown. spaces: how the fields of these spaces end."""
    capacity = entry.whole(f"realtime_capacity{spaces}", 0, MOST_SPACES)
    if not capacity:
        capacity = entry.whole(f"capacity{spaces}", 0, MOST_SPACES)
    if not counting:
        return capacity, None
    available = entry.whole(f"realtime_free_capacity{spaces}", 0, MOST_SPACES)
    if available is not None and capacity is not None and available > capacity:
        entry.log.add("more_free_than_spaces", entry.name)
        return capacity, None
    return capacity, available


def choice(entry: Entry, key: str, known: tuple[str, ...], otherwise: str) -> str:
    value = word(entry.find(key))
    if value is not None and value not in known:
        entry.bad(key)
    return value if value in known else otherwise


def status_of(entry: Entry) -> OpeningStatus:
    return OpeningStatus(choice(entry, "realtime_opening_status", tuple(OpeningStatus), OpeningStatus.UNKNOWN))


def truth(entry: Entry, key: str) -> bool | None:
    told = word(entry.find(key))
    return told == "YES" if told in ("YES", "NO") else entry.truth(key)


def length_mm(entry: Entry, key: str) -> int | None:
    """Feeds tell metres, centimetres or millimetres; 0 is not known. Between the three it cannot be told which is meant."""
    told = entry.number(key, 0, TALLEST_MM)
    if not told:
        return None
    if told < 10:
        return round(told * 1000)
    if 100 <= told <= 400:
        return round(told * 10)
    if told > 1000:
        return round(told)
    entry.bad(key)
    return None


def park_and_ride(entry: Entry) -> tuple[str, ...]:
    """A list of means of transport; some tell only yes or no."""
    told = entry.find("park_and_ride_type")
    words = [word(part) for part in (told if isinstance(told, list) else [told]) if part is not None]
    found = tuple(dict.fromkeys(part for part in words if part in PARK_AND_RIDE))
    if any(part not in (*PARK_AND_RIDE, "NO") for part in words):
        entry.bad("park_and_ride_type")
    return found


def trend_of(entry: Entry) -> Trend | None:
    told = entry.whole("trend", -1, 1)
    return None if told is None else TRENDS[told]
