"""Values as OpenTripPlanner writes them: names, ids, scalars, enums."""
import base64
import binascii
import re
from datetime import UTC, date, datetime, timedelta
from functools import cache

from backend.contract.transit import TransitMode

CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")
RESERVED = ("from",)
LONGEST_ID = 2000

MODES = {TransitMode.CABLE_TRAM: "CABLE_CAR", TransitMode.AERIAL_LIFT: "GONDOLA"}
# Extended route types that it tells apart and we do not.
EXTENDED = ((range(200, 300), "COACH"), (range(1100, 1200), "AIRPLANE"), (range(1500, 1600), "TAXI"))
WHEELCHAIR = ("NO_INFORMATION", "POSSIBLE", "NOT_POSSIBLE")
BIKES = ("NO_INFORMATION", "ALLOWED", "NOT_ALLOWED")
BOARDING = ("SCHEDULED", "NONE", "CALL_AGENCY", "COORDINATE_WITH_DRIVER")
ISO_DURATION = re.compile(r"(?P<minus>-?)P(?:(?P<d>\d{1,6})D)?(?:T(?:(?P<h>\d{1,7})H)?(?:(?P<m>\d{1,8})M)?(?:(?P<s>\d{1,9})(?:\.\d{1,9})?S)?)?\Z")
SHORT_DURATION = re.compile(r"(?P<minus>-?)(?:(?P<d>\d{1,6})d)?(?:(?P<h>\d{1,7})h)?(?:(?P<m>\d{1,8})m)?(?:(?P<s>\d{1,9})s)?\Z")


@cache
def python_name(name: str) -> str:
    """stoptimesWithoutPatterns → stoptimes_without_patterns. Only for names of the schema."""
    plain = CAPITAL.sub(lambda found: f"_{found.group(1)}", name).lower()
    return f"{plain}_" if plain in RESERVED else plain


def mode_of(mode: TransitMode, route_type: int) -> str:
    return next((name for types, name in EXTENDED if route_type in types), MODES.get(mode, mode.value))


def node_id(kind: str, own_id: str) -> str:
    """The global id of an object, as Relay has it."""
    return base64.urlsafe_b64encode(f"{kind}:{own_id}".encode()).decode().rstrip("=")


def read_node_id(text: str) -> tuple[str, str] | None:
    """(kind, id); None for what is no global id."""
    try:
        plain = base64.b64decode(text[:LONGEST_ID].replace("-", "+").replace("_", "/") + "===").decode()
    except (binascii.Error, ValueError):
        return None
    kind, colon, own_id = plain.partition(":")
    return (kind, own_id) if colon else None


def duration_text(seconds: int) -> str:
    """ISO 8601, e.g. PT2M30S."""
    minus, rest = ("-" if seconds < 0 else ""), abs(seconds)
    parts = ((rest // 3600, "H"), (rest // 60 % 60, "M"), (rest % 60, "S"))
    return f"{minus}PT" + ("".join(f"{count}{letter}" for count, letter in parts if count) or "0S")


def read_duration(text: str) -> int | None:
    """Seconds of PT2M30S or 2m30s; None where it is neither."""
    found = (ISO_DURATION.match(text) or SHORT_DURATION.match(text)) if any(letter.isdigit() for letter in text) else None
    if found is None:
        return None
    days, hours, minutes, seconds = (int(found[name] or 0) for name in "dhms")
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return -total if found["minus"] else total


def read_day(text: str) -> date | None:
    """YYYY-MM-DD, YYYYMMDD or, as older clients write it, MM-DD-YYYY."""
    for form in ("%Y-%m-%d", "%Y%m%d", "%m-%d-%Y"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


def read_time(text: str) -> timedelta | None:
    """Since midnight: 14:05:30, 14:05, or 2:05pm."""
    plain = text.strip().replace(" ", "").lower()
    for form in ("%H:%M:%S", "%H:%M", "%I:%M:%S%p", "%I:%M%p"):
        try:
            found = datetime.strptime(plain, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return timedelta(hours=found.hour, minutes=found.minute, seconds=found.second)
    return None


def epoch_ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
