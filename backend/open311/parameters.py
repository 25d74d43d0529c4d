"""What is asked of `requests`: filters and pages, read from the address. What the standard does not know is passed over."""
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from backend.contract.requests import MAX_ADDRESS
from backend.open311.errors import Faults

WINDOW = timedelta(days=90)
MOST_ROWS, FEWEST_ROWS = 1000, 1
MOST_IDS, MOST_CODES = 200, 100
MOST_PAGE = 100_000
USUAL_RADIUS_M, MOST_RADIUS_M, MOST_ADDRESS_ID = 100, 5000, 100
OPEN, CLOSED = "open", "closed"
DIGITS = re.compile(r"[0-9]{1,9}\Z")


@dataclass(frozen=True)
class Around:
    """Degrees of WGS 84, and metres."""

    lat: float
    lon: float
    radius_m: int


@dataclass(frozen=True)
class Asked:
    """ids: when given, nothing else filters. since: of the time of filing, as `until`; changed_since and changed_until of the last change.

    around: None for everywhere. address, address_id: around what is found there.
    """

    ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    changed_since: datetime | None = None
    changed_until: datetime | None = None
    page: int = 1
    page_size: int = MOST_ROWS
    extensions: bool = False
    around: Around | None = None
    address: str = ""
    address_id: str = ""
    radius_m: int = USUAL_RADIUS_M


def read_filters(query: Mapping[str, str], now: datetime) -> Asked:
    """Raises Faults, which name everything that is wrong at once."""
    faults: list[str] = []
    since, until = moment_in(query, "start_date", faults), moment_in(query, "end_date", faults)
    changed = moment_in(query, "updated_after", faults), moment_in(query, "updated_before", faults)
    statuses = list_in(query, "status", 10, faults)
    if set(statuses) - {OPEN, CLOSED}:
        faults.append("status is open or closed, or both with a comma.")
    asked = Asked(
        list_in(query, "service_request_id", MOST_IDS, faults), list_in(query, "service_code", MOST_CODES, faults), statuses, since, until,
        *changed, number_in(query, "page", 1, MOST_PAGE, faults), number_in(query, "page_size", MOST_ROWS, MOST_ROWS, faults),
        query.get("extensions", "").lower() in ("true", "1", "yes"),
    )  # fmt: skip
    asked = with_place(asked, query, faults)
    if faults:
        raise Faults(faults)
    # Without a word about time: the last ninety days.
    return asked if since or until or any(changed) else replace(asked, since=now - WINDOW)


def with_place(asked: Asked, query: Mapping[str, str], faults: list[str]) -> Asked:
    """Degrees count before an address."""
    address, address_id = (query.get(name, "").strip() for name in ("address_string", "address_id"))
    if len(address) > MAX_ADDRESS or len(address_id) > MOST_ADDRESS_ID:
        faults.append(f"address_string is longer than {MAX_ADDRESS} characters, or address_id than {MOST_ADDRESS_ID}.")
    radius_m = number_in(query, "radius", USUAL_RADIUS_M, MOST_RADIUS_M, faults)
    told = query.get("lat", "").strip(), query.get("long", "").strip()
    if not any(told):
        return replace(asked, address=address, address_id=address_id, radius_m=radius_m)
    try:
        lat, lon = (float(part) for part in told)
    except ValueError:
        lat = lon = float("nan")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        faults.append("lat and long are degrees of WGS 84, both, such as 49.4094 and 8.6942.")
        return asked
    return replace(asked, around=Around(lat, lon, radius_m))


def moment_in(query: Mapping[str, str], name: str, faults: list[str]) -> datetime | None:
    told = query.get(name, "").strip()
    if not told:
        return None
    # A plus that was not escaped has come as a space.
    found = read_moment(re.sub(r" (\d\d:\d\d)\Z", r"+\1", told))
    if found is None:
        faults.append(f"{name} is no date with its zone. Write it like 2026-11-24T08:30:00Z.")
    return found


def read_moment(told: str) -> datetime | None:
    """A moment with its zone, from ISO 8601; None for anything else."""
    try:
        found = datetime.fromisoformat(told)
        return found.astimezone(UTC) if found.tzinfo and "T" in told.upper() else None
    except (ValueError, OverflowError):
        return None


def list_in(query: Mapping[str, str], name: str, most: int, faults: list[str]) -> tuple[str, ...]:
    found = tuple(part.strip() for part in query.get(name, "").split(",") if part.strip())
    if len(found) > most:
        faults.append(f"{name} has more than {most} entries. Ask for fewer at once.")
        return ()
    return found


def number_in(query: Mapping[str, str], name: str, default: int, most: int, faults: list[str]) -> int:
    told = query.get(name, "").strip()
    if not told:
        return default
    if not DIGITS.match(told) or not FEWEST_ROWS <= int(told) <= most:
        faults.append(f"{name} is a whole number from 1 to {most}.")
        return default
    return int(told)
