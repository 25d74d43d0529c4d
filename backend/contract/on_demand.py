"""A ride on demand in an answer: who drives, until when it has to be booked and how, and when it comes."""
from backend.contract.base import Answer, Moment
from backend.contract.rides import RideOffer


class OnDemandRide(Answer, frozen=True):
    """The ride of a leg whose mode is ON_DEMAND. Texts are empty where nobody tells them.

    `bookUntil` is the last moment to book, null where nobody says; `bookFrom` the first one, null where it has come already. One books at `phone`, or
    on the page `bookingUrl` (which may open an app); `infoUrl` says more. `line` is what riders call the service, `zone` where one is picked up,
    `dropOffZone` where one is set down.

    One is picked up from `pickupFrom` to `pickupUntil`, within the hours from `hoursFrom` to `hoursUntil` in which the service picks up that day.
    `expectedArriveAt` is when one is there on average; the leg itself ends when one is there for certain. `wheelchair` is null where nobody says.
    `offer` is what we would promise where the service is ours: the leg begins and ends as promised. It is bought with the whole trip
    (`POST /v1/quotes`). Null where it cannot be booked yet.
    """

    operator: str
    line: str
    zone: str
    drop_off_zone: str
    message: str
    phone: str
    booking_url: str
    info_url: str
    book_from: Moment | None
    book_until: Moment | None
    pickup_from: Moment
    pickup_until: Moment
    hours_from: Moment
    hours_until: Moment
    expected_arrive_at: Moment
    wheelchair: bool | None
    wheelchair_places: int | None
    offer: RideOffer | None = None


class NoWayBack(Answer, frozen=True):
    """Half an hour after arriving no way leads back any more on that day, on foot within three quarters of an hour neither.

    `nextAt` is when the first one after leaves, null where none is found; `taxi`: one can be ordered there.
    """

    next_at: Moment | None
    taxi: bool
