"""What is known at one moment, of every feed; replaced as a whole whenever something new is known."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from backend.contract.live import Source
from backend.trips.obstacles import NONE_REPORTED, ReportedObstacles
from routing.snapshot import Snapshot

if TYPE_CHECKING:
    from backend.feeds.closures.facts import ClosureFacts
    from backend.feeds.gbfs.facts import PricingPlan, SharedSystem, VehicleType
    from backend.feeds.gtfs_rt.facts import TransitFacts, VehiclePosition
    from backend.feeds.lifts.facts import LiftFacts
    from backend.feeds.parking.facts import ParkingFacts, ParkingSiteFacts
    from backend.feeds.taxi.facts import TaxiOffers
    from backend.occupancy.foreseen import Foreseen


def nothing() -> Mapping:
    return MappingProxyType({})


@dataclass(frozen=True)
class OfferedFleet:
    """What riders are told of a `routing.shared.fleet.Fleet`: whose it is, what kind of vehicle, what it costs. `feed` is the id of its feed."""

    feed: str
    system: "SharedSystem"
    type: "VehicleType"
    plan: "PricingPlan | None"


@dataclass(frozen=True)
class LiveView:
    """Facts by the id of the feed that told them; a feed that is too old to be called live is in none of them.

    told     when each live feed saw what it told
    fleets   by Fleet.key of the snapshot
    sites    of car parks by their row of Places
    transit  trip updates, vehicle positions and alerts, as one message told them
    foreseen  what is expected of car parks
    obstacles  that people report and that are not over, from no feed
    """

    snapshot: Snapshot
    told: Mapping[str, datetime] = field(default_factory=nothing)
    fleets: "Mapping[str, OfferedFleet]" = field(default_factory=nothing)
    systems: "Mapping[str, SharedSystem]" = field(default_factory=nothing)
    transit: "Mapping[str, TransitFacts]" = field(default_factory=nothing)
    car_parks: "Mapping[str, ParkingFacts]" = field(default_factory=nothing)
    sites: "Mapping[str, Mapping[int, ParkingSiteFacts]]" = field(default_factory=nothing)
    lifts: "Mapping[str, LiftFacts]" = field(default_factory=nothing)
    closures: "Mapping[str, ClosureFacts]" = field(default_factory=nothing)
    taxis: "Mapping[str, TaxiOffers]" = field(default_factory=nothing)
    foreseen: "Mapping[str, Foreseen]" = field(default_factory=nothing)
    obstacles: ReportedObstacles = NONE_REPORTED

    def run_of(self, vehicle: "VehiclePosition") -> tuple[int | None, date | None]:
        """The trip that a vehicle is on, a row of the snapshot's timetable, and its service day; each None where it is not known."""
        if vehicle.added:
            runs = self.snapshot.added_runs(vehicle.added)
            return next((run for run in runs if vehicle.day in (None, run[1].toordinal())), (None, None))
        return vehicle.trip, None if vehicle.day is None else date.fromordinal(vehicle.day)

    def source(self, feed: str, now: datetime) -> Source | None:
        """As an answer carries it; None where the feed is not live."""
        observed = self.told.get(feed)
        return None if observed is None else Source(feed, observed, max(0, int((now - observed).total_seconds())))
