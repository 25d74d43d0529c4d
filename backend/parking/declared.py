"""`parking.toml` of a city: what operators sell of their car parks here, at which terms, and what hosts get. In an invented city its hosts too."""
import tomllib
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from backend.contract.base import Latitude, Longitude
from backend.contract.listings import ListingPrice, OpenHours
from backend.contract.parking import Plug, SpaceKind, SpaceTerms
from backend.parking.tariffs import TariffUnusable, as_json, from_json
from payments.money import MoneyError, currency_of
from payments.parking.checking import check
from payments.parking.tariff import Tariff
from routing.build.fares import PARKING as FILE
from routing.build.fares import PARKING_FOLDER as FOLDER

MOST_BYTES, MOST_SITES, MOST_SLOTS = 4_000_000, 20_000, 1000
# Of the price, and of our part of it.
DEFAULT_SHARE_BP, DEFAULT_TAX_BP = 8000, 1900
Word = Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]{0,39}$")]
Name = Annotated[str, Meta(max_length=100)]
Rate = Annotated[int, Meta(ge=0, le=10_000)]
Length = Annotated[int, Meta(ge=1, le=100_000)]
Bits = Annotated[int, Meta(ge=1, le=127)]
Minute = Annotated[int, Meta(ge=0, le=1440)]


class ParkingUnusable(Exception):
    """The message names the file and the key and says what to write."""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file. A key nobody knows is refused."""


class TermsTable(Table, frozen=True):
    """As in `SpaceTerms`. overstay_step_minor, overstay_fee_minor, overstay_most_minor: minor units."""

    grace_min: Minute = 10
    overstay_step_min: Annotated[int, Meta(ge=1, le=1440)] = 15
    overstay_step_minor: Length = 100
    overstay_fee_minor: Annotated[int, Meta(ge=0, le=100_000)] = 500
    overstay_most_minor: Length = 3000
    min_stay_min: Minute = 0
    free_until_min: Minute = 0
    early_leave: bool = True

    def told(self, **more: Any) -> SpaceTerms:
        return SpaceTerms(**{**msgspec.structs.asdict(self), "instant": True, **more})


class Measures(Table, frozen=True):
    height_mm: Length | None = None
    width_mm: Length | None = None
    length_mm: Length | None = None
    weight_kg: Length | None = None
    plug: Plug | None = None
    power_w: Annotated[int, Meta(ge=1, le=10_000_000)] | None = None
    charging_kind: Annotated[str, Meta(pattern="^(ac|dc)$")] | None = None
    covered: bool | None = None
    step_free: bool | None = None
    door_mm: Length | None = None
    badge_only: bool = False
    forbids: tuple[str, ...] = ()


class SiteTable(Table, frozen=True):
    """slots: how many interchangeable spaces are sold. bays: labels of spaces that are sold one by one. feed, uid: by which a feed tells of it.

    opening: windows [days as bits from Monday, from_min, to_min]; left out: always. tariff: as `backend.parking.tariffs` writes it, zone left out.
    """

    feed: Annotated[str, Meta(max_length=100)]
    uid: Annotated[str, Meta(min_length=1, max_length=200)]
    kind: SpaceKind
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    lat: Latitude
    lon: Longitude
    operator: Word
    operator_name: Name
    tariff: dict[str, Any]
    capacity: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    slots: Annotated[int, Meta(ge=0, le=MOST_SLOTS)] = 0
    bays: Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=40)], ...], Meta(max_length=MOST_SLOTS)] = ()
    opening: tuple[tuple[Bits, Minute, Minute], ...] | None = None
    space: Measures = Measures()
    terms: TermsTable | None = None


class MadeUpHost(Table, frozen=True):
    """Somebody nobody is, who lets a driveway of an invented city."""

    id: Word
    street: Annotated[str, Meta(min_length=1, max_length=100)]
    house_number: Annotated[str, Meta(max_length=20)]
    lat: Latitude
    lon: Longitude
    week: tuple[OpenHours, ...]
    price: ListingPrice
    directions: Annotated[str, Meta(max_length=300)] = ""
    approval: Annotated[str, Meta(pattern="^(instant|ask)$")] = "instant"
    space: Measures = Measures()


class HostsTable(Table, frozen=True):
    """share_bp: what hosts get of the price. tax_rate_bp: within the rest, our commission. terms: those of every private space."""

    share_bp: Rate = DEFAULT_SHARE_BP
    tax_rate_bp: Rate = DEFAULT_TAX_BP
    terms: TermsTable = TermsTable()
    made_up: Annotated[tuple[MadeUpHost, ...], Meta(max_length=500)] = ()


class Declared(Table, frozen=True):
    currency: str = "EUR"
    terms: TermsTable = TermsTable()
    hosts: HostsTable = HostsTable()
    sites: Annotated[tuple[SiteTable, ...], Meta(max_length=MOST_SITES)] = ()


def read_declared(path: Path, zone: str) -> Declared:
    """Raises ParkingUnusable."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ParkingUnusable(f"{path.name}: is larger than {MOST_BYTES} bytes. Leave sites out of it.")
        found = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Declared)
        currency_of(found.currency)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError, MoneyError) as error:
        raise ParkingUnusable(f"{path.name}: {error}") from error
    seen = set()
    for site in found.sites:
        if (site.feed, site.uid) in seen:
            raise ParkingUnusable(f"{path.name}: {site.feed} {site.uid} is there twice. Leave one out.")
        seen.add((site.feed, site.uid))
        tariff_of(site, zone, path.name)
    return found


def tariff_of(site: SiteTable, zone: str, file: str) -> Tariff:
    """Raises ParkingUnusable for one that cannot be sold by."""
    whole = {"free_min": 0, "free_deducted": False, "cap_minor": None, "cap_from": "entry", "closed": [], **site.tariff, "zone": zone}
    windows = [{"ladder": [], "step_min": 0, "step_minor": 0, "cap_minor": None, "dates": [], **told} for told in whole.get("windows", ())]
    try:
        tariff = from_json({**whole, "windows": windows})
    except (TariffUnusable, TypeError) as error:
        raise ParkingUnusable(f"{file}: the tariff of {site.uid} cannot be read. Write it as docs/PARKING.md says.") from error
    if wrong := check(tariff):
        raise ParkingUnusable(f"{file}: the tariff of {site.uid} cannot be sold by ({', '.join(wrong)}).")
    if as_json(tariff)["windows"] != [*windows]:
        raise ParkingUnusable(f"{file}: the tariff of {site.uid} has keys that nobody knows, or rungs and days out of order.")
    return tariff


def open_declared(folder: Path, zone: str, currency: str) -> Declared:
    """Of a built city; where it sells nothing, hosts may let all the same. currency: of its prices. Raises ParkingUnusable."""
    path = folder / FOLDER / FILE
    return read_declared(path, zone) if path.is_file() else Declared(currency)
