"""Cities tell the same facts in several forms: each becomes a flat object with the names and words of ParkAPI 3.

`{"items": […]}` or a bare list, ParkAPI itself; GeoJSON features whose properties have its names; and lists of NGSI entities
(`{"availableSpotNumber": {"type": "Number", "value": 4}, …}`, Smart Data Models, OffStreetParking).
"""
from typing import Any

from backend.feeds.entries import Entry, read_object
from backend.feeds.parking.kerbside import bay_of, is_bay, is_stretch, stretch_of
from backend.feeds.problems import UNREADABLE, FeedUnreadable, ProblemLog

MOST_BYTES = 64 * 1024 * 1024
MOST_SITES = 50_000
LISTS = ("items", "parking_sites", "features")
FROM_NGSI = {
    "parkingSiteId": "uid", "name": "name", "lat": "lat", "lon": "lon", "parking_type": "type", "totalSpotNumber": "realtime_capacity",
    "staticTotalSpotNumber": "capacity",
    "availableSpotNumber": "realtime_free_capacity", "handicappedParkingSpots": "capacity_disabled", "maximumAllowedHeight": "max_height",
    "observationDateTime": "realtime_data_updated_at", "status": "realtime_opening_status", "trend": "trend", "maximumAllowedWidth": "max_width",
    "provider": "operator_name", "openingHours": "opens_at", "closingHours": "closes_at", "dayStart": "day_starts_at", "dayEnd": "day_ends_at",
    "priceModelValidFor24h": "price_capped", "prices": "prices", "goodwillPeriodInMinutes": "exit_grace", "forbiddenVehicleType": "forbidden",
}  # fmt: skip
FROM_FEATURE = {"reatime_data_updated": "realtime_data_updated_at"}  # as one transport association misspells it
WORDS = {
    "ja": "YES", "nein": "NO", "offen": "OPEN", "geschlossen": "CLOSED", "zu": "CLOSED", "geöffnet": "OPEN", "unbekannt": "UNKNOWN",
    "parkhaus": "CAR_PARK", "tiefgarage": "UNDERGROUND", "parkplatz": "OFF_STREET_PARKING_GROUND", "parkplatz am straßenrand": "ON_STREET",
    "parking garage": "CAR_PARK", "park and ride car park": "CAR_PARK", "stoerung": "UNKNOWN", "störung": "UNKNOWN",
}  # fmt: skip


def read_sites(body: bytes, log: ProblemLog) -> list[Entry]:
    """Raises FeedUnreadable."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        body = b'{"items":' + body.removeprefix(b"\xef\xbb\xbf") + b"}"
    whole = read_object(body, MOST_BYTES, log)
    key = next((key for key in LISTS if isinstance(whole.members.get(key), list)), None)
    if key is None:
        raise FeedUnreadable(UNREADABLE, "The message lists no parking sites. Give the address of `parking-sites` of a ParkAPI 3 server.")
    sites = whole.list_of(key, MOST_SITES)
    if key == "features":
        return [feature_of(site) for site in sites]
    return [ngsi_of(site) for site in sites]


def ngsi_of(site: Entry) -> Entry:
    """A site as it is where it is no NGSI entity."""
    told = {key: site.members[key]["value"] for key in FROM_NGSI if isinstance(site.members.get(key), dict) and "value" in site.members[key]}
    if not told:
        return site
    flat = {FROM_NGSI[key]: value for key, value in told.items()}
    if str(flat.get("type")).lower() == "park and ride car park":
        flat["park_and_ride_type"] = ["YES"]
    return Entry({"uid": site.members.get("id"), **flat, "has_realtime_data": True}, site.log)


def feature_of(feature: Entry) -> Entry:
    properties = feature.members.get("properties")
    told = properties if isinstance(properties, dict) else {}
    if is_bay(told):
        return bay_of(feature, told)
    if is_stretch(told):
        return stretch_of(feature, told)
    renamed = {ours: told[theirs] for theirs, ours in FROM_FEATURE.items() if theirs in told and not told.get(ours)}
    return Entry({**told, **renamed}, feature.log)


def word(value: Any) -> Any:
    """A word of ParkAPI for one of a city; anything else as it is."""
    return WORDS.get(value.strip().lower(), value) if isinstance(value, str) else value
