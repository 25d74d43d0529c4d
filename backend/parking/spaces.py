"""Sites, their spots, and the spaces that people look for and book: a bay, or all slots of a car park together."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from backend.contract.listings import Approval, ListingState
from backend.contract.parking import SpaceFacts, SpaceKind, SpaceTerms
from backend.parking.models import SpotKind
from payments.parking.tariff import Tariff
from payments.parking.times import WeekHours


@dataclass(frozen=True)
class Spot:
    """What one vehicle stands on. place_no: its order among those of its site."""

    id: UUID
    kind: SpotKind
    label: str | None
    place_no: int
    facts: SpaceFacts


@dataclass(frozen=True)
class Exceptional:
    """A time when the week does not count."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    opens: bool


@dataclass(frozen=True)
class Hosted:
    """What a listing says of its site. photos: those that may be shown."""

    listing_id: UUID
    account_id: UUID
    street: str
    state: ListingState
    approval: Approval
    approve_within_min: int
    week: tuple[WeekHours, ...]
    exceptions: tuple[Exceptional, ...]
    photos: tuple[UUID, ...]


@dataclass(frozen=True)
class Site:
    """lat, lon: exact but for private ones. opening: windows of the week [days, from_min, to_min], None: always. currency: in capitals.

    tariff, tariff_id   what counts now; None: nobody knows, and nothing is sold
    terms               None: nothing of it is booked here
    closed              when the staff has shut it
    """

    id: UUID
    kind: SpaceKind
    feed_id: str | None
    uid: str | None
    name: str
    lat: float
    lon: float
    capacity: int | None
    opening: tuple[tuple[int, int, int], ...] | None
    zone: str
    currency: str
    operator_id: str | None
    operator_name: str
    terms: SpaceTerms | None
    tariff: Tariff | None
    tariff_id: UUID | None
    spots: tuple[Spot, ...]
    hosted: Hosted | None = None
    park_and_ride: bool = False
    free_of_charge: bool = False
    closed: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def payee(self) -> str:
        """As an account of the ledger."""
        return f"host_payable:{self.hosted.account_id}" if self.hosted else f"operator_payable:{self.operator_id}"


@dataclass(frozen=True)
class Space:
    """id: of a bay, else of its site. spots: what may be held of it, in the order in which they are taken; none: nothing is booked here."""

    id: UUID
    site: Site
    spots: tuple[Spot, ...]
    facts: SpaceFacts


def spaces_of(site: Site) -> list[Space]:
    """Each bay by itself, the slots of a pool as one."""
    bays = [Space(spot.id, site, (spot,), spot.facts) for spot in site.spots if spot.kind is SpotKind.BAY]
    slots = tuple(spot for spot in site.spots if spot.kind is SpotKind.POOL_SLOT)
    return [*bays, Space(site.id, site, slots, slots[0].facts)] if slots else bays


@dataclass(frozen=True)
class Catalogue:
    """All that is booked here, as of one moment. by_feed: sites a feed tells of as well, by its id and theirs."""

    sites: Mapping[UUID, Site] = field(default_factory=dict)
    spaces: tuple[Space, ...] = ()
    by_feed: Mapping[tuple[str, str], Site] = field(default_factory=dict)

    @classmethod
    def of(cls, sites: Iterable[Site]) -> "Catalogue":
        known = {site.id: site for site in sites}
        told = {(site.feed_id, site.uid): site for site in known.values() if site.feed_id is not None and site.uid is not None}
        return cls(known, tuple(space for site in known.values() for space in spaces_of(site)), told)
