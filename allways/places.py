"""Places and times as a person types them."""
import re
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from allways.errors import CommandError
from routing.city import City
from routing.query import Point

COORDINATES = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*\Z")


def find_point(city: City, text: str) -> Point:
    """`lat,lon`, or the best match of a name in the city. Raises CommandError when nothing is found."""
    match = COORDINATES.match(text)
    if match:
        lat, lon = (float(part) for part in match.groups())
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise CommandError(f"{text}: latitude is -90 to 90 and longitude -180 to 180.")
        return Point(lat, lon)
    from backend.places.service import PlaceSearch

    south, west, north, east = city.manifest.bbox
    found = PlaceSearch.open(city.folder / "search").find(text, near=((south + north) / 2, (west + east) / 2), limit=1)
    if not found:
        raise CommandError(f"{text!r}: no such place in {city.manifest.name}. Try another spelling, or give lat,lon.")
    return Point(found[0].lat, found[0].lon, found[0].name)


def read_time(city: City, text: str | None) -> datetime:
    """City time from `2026-11-24T08:30` or `08:30` (today); now where nothing is given."""
    zone = ZoneInfo(city.manifest.timezone)
    now = datetime.now(UTC).astimezone(zone)
    if not text:
        return now
    try:
        if "T" not in text and ":" in text and "-" not in text:
            return datetime.combine(now.date(), time.fromisoformat(text), zone)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text}: write a time such as 2026-11-24T08:30 or 08:30.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
