"""What taxis offer where: how long one waits and what a ride is likely to cost."""
from dataclasses import dataclass, field
from datetime import datetime

from backend.feeds.closures.geojson import Geometry
from backend.feeds.problems import Problems

METRES_PER_KM, SECONDS_PER_MIN = 1000, 60


@dataclass(frozen=True)
class TaxiFare:
    """Amounts in minor units of the currency, ISO 4217."""

    currency: str
    base_minor: int
    per_km_minor: int
    per_min_minor: int
    min_minor: int

    def estimate(self, metres: int, seconds: int) -> int:
        """Minor units, never below the least fare; a part of a unit is rounded up, so that what is shown is not too little."""
        parts = metres * self.per_km_minor * SECONDS_PER_MIN + seconds * self.per_min_minor * METRES_PER_KM
        return max(self.min_minor, self.base_minor - (-parts // (METRES_PER_KM * SECONDS_PER_MIN)))


@dataclass(frozen=True, eq=False)
class TaxiOffer:
    """In one zone. wait_s: until a taxi comes, None unknown. phone, book_url: "" where there is none."""

    id: str
    zone: Geometry
    wait_s: int | None
    fare: TaxiFare
    operator: str
    phone: str
    book_url: str

    def estimate(self, metres: int, seconds: int) -> tuple[int, str]:
        """What a ride of that length and duration is likely to cost: (minor units, currency)."""
        return self.fare.estimate(metres, seconds), self.fare.currency


@dataclass(frozen=True)
class TaxiOffers:
    """One message. observed: when its source says it made it."""

    observed: datetime | None
    offers: tuple[TaxiOffer, ...]
    entities: int
    problems: Problems = field(repr=False)

    def find_offer(self, lat: float, lon: float) -> TaxiOffer | None:
        """For someone who gets in there: the first zone, as the source orders them, that holds the place."""
        return next((offer for offer in self.offers if offer.zone.contains(lat, lon)), None)
