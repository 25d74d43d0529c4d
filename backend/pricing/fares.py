"""The fares of a city: what its feeds say of their rides, and the terms it sells at, read once from its folder."""
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from backend.pricing.prices import Prices, read_prices
from payments.fares.price import ANYBODY, Fares, price_rides, read_fares
from payments.fares.ride import ChainPrice, Ride, Rider
from payments.fares.totals import ChainTotal, Totals
from routing.build.fares import FOLDER, PRICES
from routing.build.problems import Problems
from routing.transit.model import Transit


class Rode(NamedTuple):
    """A ride between two positions of the pattern of a trip, rows of Transit. departs, arrives: by the timetable, as local clocks show them."""

    number: int
    trip: int
    board: int
    alight: int
    departs: datetime
    arrives: datetime
    stay_seated: bool = False


@dataclass(frozen=True)
class CityFares:
    """feeds: by their number in the timetable, those without fares left out. prices: None where nothing is sold. digest: of all tables."""

    feeds: Mapping[int, Fares]
    prices: Prices | None
    digest: str
    _ids: tuple[dict[int, str], dict[int, str]] = field(default_factory=lambda: ({}, {}), repr=False, compare=False)  # of stops and routes, by row

    @cached_property
    def fees(self) -> dict[str, int]:
        """What we take for a booking, by currency, ISO 4217 in capitals."""
        return {} if self.prices is None else {self.prices.currency.upper(): self.prices.fee_minor}

    @property
    def currency(self) -> str | None:
        """None: nothing is sold."""
        return None if self.prices is None else self.prices.currency

    @cached_property
    def totals(self) -> dict[int, Totals]:
        return {number: Totals(fares) for number, fares in self.feeds.items()}

    def price_in_all(self, transit: Transit, rides: Sequence[Rode]) -> list[tuple[ChainTotal, list[int]]]:
        """What the rides of each feed that has fares cost somebody without any right, and the numbers of these rides."""
        found = []
        for feed, chain in self.chains(transit, rides).items():
            totals = self.totals[feed]
            total = totals.total([self.ride_of(transit, ride, totals.ends_only) for ride in chain])
            found.append((total, [ride.number for ride in chain]))
        return found

    def price_chains(
        self, transit: Transit, rides: Sequence[Rode], rider: Callable[[Fares], Rider] = lambda fares: ANYBODY,
    ) -> dict[int, ChainPrice]:  # fmt: skip
        """What the rides of each feed cost together, by feed; those without fares are left out. The leg id of a ride is its number as a text."""
        return {
            feed: price_rides(self.feeds[feed], [self.ride_of(transit, ride) for ride in chain], rider(self.feeds[feed]))
            for feed, chain in self.chains(transit, rides).items()
        }

    def chains(self, transit: Transit, rides: Sequence[Rode]) -> dict[int, list[Rode]]:
        """By feed, in the order of departure."""
        found: dict[int, list[Rode]] = {}
        for ride in sorted(rides, key=lambda ride: (ride.departs, ride.number)) if len(rides) > 1 else rides:
            feed = int(transit.route_feed[transit.trip_route[ride.trip]])
            if feed in self.feeds:
                found.setdefault(feed, []).append(ride)
        return found

    def ride_of(self, transit: Transit, ride: Rode, ends_only: bool = False) -> Ride:
        """ends_only: without the stops on the way, where they make no difference."""
        stop_ids, route_ids = self._ids
        first, route = int(transit.pattern_first[transit.trip_pattern[ride.trip]]), int(transit.trip_route[ride.trip])
        step = ride.alight - ride.board if ends_only else 1
        stops = transit.pattern_stop[first + ride.board : first + ride.alight + 1 : step].tolist()
        if route not in route_ids:
            route_ids[route] = transit.route_id[route]
        for stop in stops:
            if stop not in stop_ids:
                stop_ids[stop] = transit.stop_id[stop]
        named = tuple([stop_ids[stop] for stop in stops])
        return Ride(str(ride.number), route_ids[route], named, ride.departs, ride.arrives, ride.stay_seated)


NO_FARES = CityFares({}, None, hashlib.sha256(b"").hexdigest())


def open_fares(folder: Path, problems: Problems | None = None) -> CityFares:
    """Of a built city. Raises PricesUnusable, and BuildError where its folder is damaged; rows that cannot be used are counted in `problems`."""
    home = folder / FOLDER
    if not home.is_dir():
        return NO_FARES
    numbers = sorted(int(feed.name) for feed in home.iterdir() if feed.is_dir() and feed.name.isdecimal())
    feeds = {number: read_fares(home / str(number), Problems() if problems is None else problems) for number in numbers}
    prices = read_prices(home / PRICES) if (home / PRICES).is_file() else None
    return CityFares(feeds, prices, digest_of(home))


def digest_of(home: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in home.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(home).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
