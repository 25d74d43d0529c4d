"""The trip somebody is on, with all that is known of it. Without Kivy."""

from dataclasses import dataclass

from backend.contract.following import Advice, TripBreak, TripNow
from backend.contract.rides import RideResponse
from backend.contract.trips import Itinerary
from mobile.asking import Ask
from mobile.rides.along import with_rides
from mobile.screens.underway.along import Along
from mobile.screens.underway.progress import as_expected


@dataclass(frozen=True)
class Trip:
    """`told` and `broken` are the last words of the city about it; None until it follows. `along` is where the phone is. `rides`: in vans of the
    city's own, by number of the leg."""

    itinerary: Itinerary
    ask: Ask
    told: TripNow | None = None
    broken: TripBreak | None = None
    said: tuple[str, Advice] | None = None  # the break and the advice that the traveller has heard
    along: Along | None = None
    rides: tuple[tuple[int, RideResponse], ...] = ()

    @property
    def now(self) -> Itinerary:
        expected = as_expected(self.itinerary, self.told)
        return with_rides(expected, self.rides) if self.rides else expected

    @property
    def goal(self) -> str:
        """As the person named it."""
        return (self.ask.destination.name if self.ask.destination else "") or self.itinerary.legs[-1].to.name
