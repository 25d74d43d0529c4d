"""Elmstead with a service on demand of its own: `elm` drives all over the town, for 2.00, 0.50 a kilometre and 1.00 for each further person."""
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import shapely

from backend.contract.rides import RideLoad
from backend.following.trip import End
from backend.live.service import LiveCity
from backend.pricing.driven import RideForSale, RideWish
from routing.flex.model import Area, Booking, OnDemand, OnDemandRide, Operated
from routing.flex.rules import BookingRule, BookingType
from routing.snapshot import Snapshot
from tests.backend.pricing.world import PRICES, Shop, read_fares
from tests.worlds.town import TIMEZONE, at, open_town

KEY = "elm"
RULE = BookingRule(BookingType.SAME_DAY, notice_min=15, notice_max=24 * 60)
ALONE = RideLoad()
HOURS = (6 * 3600, 22 * 3600)
WITH_VANS = PRICES.replace("[[riders]]", """\
[[on_demand]]
zones = ["elm"]
operator = "town"
base = "2.00"
per_km = "0.50"
per_further_person = "1.00"
fees = [{ before_min = 30 }, { before_min = 0, amount = "1.00" }]

[[riders]]""", 1)


def elm(rule: BookingRule | None = RULE, area: tuple[float, float] = (-100, 4100), **run) -> OnDemand:
    """area: from where to where along Main Street, metres."""
    south, west, north, east = (*at(area[0], -100), *at(area[1], 400))
    operated = Operated(**{"operator": "Town Lines", "line": "Elm vans", "timezone": TIMEZONE, "weekdays": 127, "key": KEY, **run})
    ride = OnDemandRide(0, 0, 0, HOURS, HOURS, 0, -1, (1.0, 120.0), (1.0, 420.0))
    return OnDemand((Area("zone", "Elmstead", shapely.box(west, south, east, north)),), (Booking(rule),), (operated,), (ride,))


def live_with(clock, on_demand: OnDemand) -> LiveCity:
    return LiveCity(Snapshot.of(replace(open_town().live.snapshot.city, on_demand=on_demand)), now=clock)


def shop_with(clock, folder, on_demand: OnDemand | None = None, prices: str = WITH_VANS) -> Shop:
    return Shop(live_with(clock, on_demand or elm()), read_fares(folder, prices))


@dataclass
class OneVan:
    """Comes `wait` after one is ready and takes `takes`; where it is `full` it comes to nobody. asked: what was wished."""

    wait: timedelta = timedelta(minutes=4)
    takes: timedelta = timedelta(minutes=8)
    direct_m: float = 3900.0
    full: bool = False
    ours: frozenset[str] = frozenset({KEY})
    asked: list[RideWish] = field(default_factory=list)

    def is_ours(self, zone_key: str) -> bool:
        return zone_key in self.ours

    def find_offer(self, zone_key: str, wish: RideWish, at: datetime) -> RideForSale | None:
        self.asked.append(wish)
        found = sale(wish, self.wait, self.takes, self.direct_m)
        return None if self.full or found.arrive_by > wish.be_there_by else found


def sale(wish: RideWish, wait=timedelta(minutes=4), takes=timedelta(minutes=8), direct_m: float = 3900.0) -> RideForSale:
    comes = wish.ready_at + wait
    day = datetime(2026, 11, 23, 23, tzinfo=UTC)
    return RideForSale(
        wish, "town", "Town Lines", day, comes, comes + timedelta(minutes=10), comes + takes, 300, direct_m, 0, 1, comes + timedelta(minutes=10)
    )


def wish_at(ready_at: datetime, load: RideLoad = ALONE, begin: float = 0.0, end: float = 3900.0) -> RideWish:
    return RideWish(0, KEY, End(*at(begin, 10), "Home"), End(*at(end, 10), "Work"), ready_at, ready_at + timedelta(hours=1), load)
