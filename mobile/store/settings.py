"""Settings: each stored value is checked when it is read, and a bad one alone goes back to what it was at first."""

import ipaddress
from dataclasses import asdict, dataclass, fields
from urllib.parse import urlsplit

import msgspec

from mobile.i18n import tr
from mobile.store.database import Store

NAME = "settings"


@dataclass(frozen=True)
class Settings:
    """What a person has chosen. `backend` is the address of the city service, `live_…` is what the map shows of what is live.

    `share_position`: the city may know where one is while it follows a trip.
    `notify`: news of requests may show on this phone while the app is not in sight.
    `welcomed`: the needs were asked for once.
    `guide_…` is how one is led on the way: `guide_units` same (as everywhere), metres, feet or steps;
    `guide_screen` needs (as the needs ask for), map or corners; `guide_offer_brief`: walked ways are kept, to be asked whether fewer words would do.
    """

    language: str = "system"
    theme: str = "system"
    text_percent: int = 100
    units: str = "metric"
    voice: bool = False
    voice_rate: int = 100
    verbosity: str = "normal"
    earcons: bool = True
    haptics: bool = True
    less_motion: bool = False
    backend: str = "http://localhost:8000"
    sort: str = "best"
    share_position: bool = False
    notify: bool = False
    welcomed: bool = False
    live_rentals: bool = True
    live_vehicles: bool = True
    live_car_parks: bool = True
    live_closures: bool = True
    live_lifts: bool = True
    live_obstacles: bool = True
    guide_voice: bool = True
    guide_detail: int = 2
    guide_units: str = "same"
    guide_step_cm: int = 70
    guide_directions: str = "sides"
    guide_screen: str = "needs"
    guide_offer_brief: bool = True


ALLOWED = {
    "language": ("system", "en", "de", "es", "ko"),
    "theme": ("system", "light", "dark", "hc"),
    "units": ("metric", "imperial"),
    "verbosity": ("short", "normal", "full"),
    "sort": ("best", "fastest", "shortest", "safest", "walking", "changes", "co2"),
    "guide_units": ("same", "metres", "feet", "steps"),
    "guide_directions": ("sides", "clock", "compass"),
    "guide_screen": ("needs", "map", "corners"),
}
RANGES = {"text_percent": (100, 200), "voice_rate": (30, 400), "guide_detail": (1, 3), "guide_step_cm": (30, 100)}


def load_settings(store: Store) -> Settings:
    """What was kept, field by field; what is missing or makes no sense is as at first."""
    kept = {}
    raw = store.find_kept(NAME)
    if raw is not None:
        try:
            kept = msgspec.json.decode(raw, type=dict)
        except msgspec.MsgspecError:
            kept = {}
    return Settings(
        **{field.name: kept[field.name] for field in fields(Settings) if field.name in kept and makes_sense(field.name, kept[field.name])}
    )


def makes_sense(name: str, value) -> bool:
    if name in ALLOWED:
        return value in ALLOWED[name]
    if name in RANGES:
        least, most = RANGES[name]
        return type(value) is int and least <= value <= most
    if name == "backend":
        try:
            return isinstance(value, str) and check_backend(value) == value
        except ValueError:
            return False
    return type(value) is bool


def save_settings(store: Store, settings: Settings) -> None:
    store.keep(NAME, msgspec.json.encode(asdict(settings)))


def check_backend(typed: str) -> str:
    """The address in full, as in https://allways.example. Raises ValueError with a sentence that says what to do."""
    text = typed.strip()
    if not text:
        raise ValueError(tr("Type the address of the city service, as in https://allways.example"))
    if "://" not in text:
        text = ("http://" if is_near(text.split("/")[0].rsplit(":", 1)[0]) else "https://") + text
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.netloc.endswith(":") or parts.scheme not in ("http", "https") or any(letter.isspace() for letter in text):
        raise ValueError(tr("This is no address. It looks like https://allways.example"))
    if parts.username or parts.query or parts.fragment:
        raise ValueError(tr("Only the address itself is needed, without name, password or question mark."))
    if parts.scheme == "http" and not is_near(host):
        raise ValueError(tr("The address has to begin with https:// so that nobody reads along."))
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def is_near(host: str) -> bool:
    """This machine or its own network: there http is allowed, for cities that are being built."""
    if host == "localhost" or host.endswith(".local"):
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return address.is_loopback or address.is_private
