"""Car parks and stretches of street that feeds tell of: what is known of each, with the price at its gate. Nothing of them is booked by this."""
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID, uuid5

from backend.contract.parking import SpaceFacts, SpaceKind
from backend.feeds.parking.facts import GatePrices, ParkingFacts, ParkingSiteFacts
from backend.parking.spaces import Site, Space
from backend.parking.tariffs import of_gate
from payments.money import decimals
from payments.parking.tariff import Tariff

FOR_CARS, ON_STREET = "CAR", "ON_STREET"
NAMESPACE = UUID("7e2f5f0c-6f0b-4f3e-9c53-6a1d0b8c4e21")
EVERY_DAY = 0b1111111


@dataclass(frozen=True)
class Told:
    """A space as a feed tells of it, and what it tells now."""

    feed: str
    space: Space
    facts: ParkingSiteFacts


def site_id(feed: str, uid: str) -> UUID:
    """The same for ever, whether anything of it is booked here or not."""
    return uuid5(NAMESPACE, f"{feed}\0{uid}")


def told_spaces(told: Mapping[str, ParkingFacts], zone: str, currency: str) -> list[Told]:
    """zone: of clocks that no feed names. currency: of prices without one, in capitals."""
    return [
        Told(feed, space_of(feed, site, zone, currency), site) for feed, facts in told.items() for site in facts.sites if site.purpose == FOR_CARS
    ]


def space_of(feed: str, told: ParkingSiteFacts, zone: str, currency: str) -> Space:
    opening = None if told.opening is None or told.opening[0] == told.opening[1] else ((EVERY_DAY, *told.opening),)
    key = site_id(feed, told.uid)
    site = Site(
        key, SpaceKind.STREET if told.type == ON_STREET else SpaceKind.GARAGE, feed, told.uid, told.name, told.lat, told.lon, told.capacity,
        opening, zone, currency, None, told.operator, None, tariff_of(told.prices, told.opening, zone, currency), None, (),
        park_and_ride=bool(told.park_and_ride), free_of_charge=told.has_fee is False and told.prices is None,
    )  # fmt: skip
    return Space(key, site, (), facts_told(told))


@lru_cache(maxsize=4096)
def tariff_of(prices: GatePrices | None, opening: tuple[int, int] | None, zone: str, currency: str) -> Tariff | None:
    """Feeds say the same again every minute."""
    return of_gate(prices, opening, zone, decimals(currency.lower()))


def facts_told(told: ParkingSiteFacts) -> SpaceFacts:
    return SpaceFacts(
        height_mm=told.max_height_mm, width_mm=told.max_width_mm, covered=told.covered, badge_only=told.badge_only,
        badge_bays=told.capacity_disabled, forbids=told.forbids,
    )  # fmt: skip
