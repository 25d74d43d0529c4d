"""What a zone promises by, as its row keeps it."""
from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from backend.rides.models import Ride
from routing.dispatch.rides.promise import Terms

Seconds = Annotated[int, Meta(ge=0, le=4 * 3600)]


class ZoneTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Seconds, but for `ride_share` and `phone`.

    window_s, leeway_s    how long the van may take to come, and how much later than foreseen the arrival is promised
    patience_s            how much later than promised somebody who lost the van is still brought before it is left to people
    grace_s               how long the van waits at the pickup for somebody who is not there
    *_service_s           for getting in, for getting out, and so much more for each wheelchair, at both ends
    ride_share, ride_more_s   on board for at most such a share of the direct way and so much more
    most_wait_s           from when one is ready until the van comes, at most
    offer_s               how long an offer is good for
    phone                 whom riders call, "" for nobody
    driving, riding       what a second at the wheel costs beside one until a rider is there
    """

    window_s: Seconds = 600
    leeway_s: Seconds = 600
    patience_s: Seconds = 3600
    grace_s: Seconds = 180
    pickup_service_s: Seconds = 30
    dropoff_service_s: Seconds = 30
    wheelchair_service_s: Seconds = 120
    ride_share: Annotated[float, Meta(ge=1, le=5)] = 1.6
    ride_more_s: Seconds = 600
    most_wait_s: Seconds = 1800
    offer_s: Annotated[int, Meta(ge=60, le=3600)] = 600
    driving: Annotated[int, Meta(ge=1, le=100)] = 2
    riding: Annotated[int, Meta(ge=0, le=100)] = 1
    phone: Annotated[str, Meta(max_length=40)] = ""

    def leaves_without(self, ride: Ride) -> datetime | None:
        """From when on the van may leave without them: who was promised that it comes at ten need not be there before, nor who said that they come
        later. None before it is there."""
        if ride.arrived_at is None:
            return None
        return max(ride.arrived_at, ride.pickup_from, ride.ready_at or ride.pickup_from) + timedelta(seconds=self.grace_s)

    @property
    def engine(self) -> Terms:
        """As `routing.dispatch.rides` asks for them."""
        return Terms(self.window_s, self.leeway_s, self.patience_s, self.driving, self.riding)

    def service_s(self, wheelchairs: int) -> tuple[int, int]:
        """(getting in, getting out)"""
        more = wheelchairs * self.wheelchair_service_s
        return self.pickup_service_s + more, self.dropoff_service_s + more
