"""Car parks of which a feed tells."""
from collections.abc import Mapping

from backend.around.area import Area, degrees_of
from backend.around.sources import Sources
from backend.contract.around import CarParkNow
from backend.feeds.parking.facts import OpeningStatus, ParkingFacts, ParkingSiteFacts

FOR_CARS = "CAR"
OPEN = {OpeningStatus.OPEN: True, OpeningStatus.CLOSED: False}


class CarParks:
    """Of one view: whoever tells of a place for bicycles tells of no car park."""

    def __init__(self, told: Mapping[str, ParkingFacts]):
        self.sites = [(feed, site) for feed, facts in told.items() for site in facts.sites if site.purpose == FOR_CARS]
        self._at = degrees_of([site for _, site in self.sites])

    def within(self, area: Area, sources: Sources, fresh_s: Mapping[str, int]) -> tuple[tuple[CarParkNow, ...], int]:
        """fresh_s: how long what a feed says may be called live, by feed."""
        rows, omitted = area.nearest(*self._at)
        return tuple(car_park(*self.sites[row], sources, fresh_s) for row in rows), omitted


def car_park(feed: str, site: ParkingSiteFacts, sources: Sources, fresh_s: Mapping[str, int]) -> CarParkNow:
    """One whose counting stopped long ago stands in the newest message all the same: then nobody knows what is free."""
    source = sources.of(feed) if site.observed is None else sources.seen(feed, site.observed)
    is_live = feed not in fresh_s or source.age_s <= fresh_s[feed]
    return CarParkNow(
        name=site.name,
        lat=site.lat,
        lon=site.lon,
        free=site.free if is_live else None,
        capacity=site.capacity,
        open=OPEN.get(site.opening_status) if is_live else None,
        source=source,
    )
