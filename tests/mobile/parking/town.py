"""A city in which one can park, on loopback: it tells what a test wants it to, and remembers what it was asked. It sells as any shop does."""
from datetime import datetime
from uuid import UUID

import msgspec

from backend.contract.reservation_care import DepartureQuote, DepartureResponse, Incident, IncidentState, LaterArrivalResponse
from backend.contract.reservations import ReservationsResponse, SpaceRequest, SpaceRequestsResponse
from tests.mobile.parking.hosts import a_calendar, a_listing, some_earnings, some_listings
from tests.mobile.parking.told import BAY, a_space, an_answer
from tests.mobile.payments.shop import Shop
from tests.mobile.payments.told import BOOKING_ID

STAY = f"/v1/reservations/{BOOKING_ID}"


def moment(text: str) -> datetime:
    return msgspec.convert(text, datetime)


class Town(Shop):
    """`reservations` are what somebody has; `incident` is what becomes of a space that is taken, `refund_minor` what leaving early brings back,
    `overstay` what leaving late costs, `later` what telling of a delay brings."""

    def __init__(self, now, city: str = ""):
        super().__init__(now, city)
        self.reservations: tuple = ()
        self.requests: tuple[SpaceRequest, ...] = ()
        self.listings = [a_listing()]
        self.spaces = None  # what a search finds, where it is not the usual
        self.overstay, self.later = None, LaterArrivalResponse(UUID(BOOKING_ID), now, 0)
        self.incident, self.replacement, self.refund_minor = IncidentState.REPORTED, None, 120

    def answer(self, method: str, path: str, body: dict):
        found = {
            ("POST", "/v1/parking/search"): lambda: (200, self.found(body)), ("GET", f"/v1/parking/spaces/{BAY}"): lambda: (200, a_space(self.now)),
            ("GET", "/v1/reservations"): lambda: (200, ReservationsResponse(self.now, self.reservations)),
            ("GET", "/v1/reservations/requests"): lambda: (200, SpaceRequestsResponse(self.requests)),
            ("GET", "/v1/reservations/hosted-requests"): lambda: (200, SpaceRequestsResponse(self.requests)),
            ("POST", f"{STAY}/extensions"): lambda: (201, self.quote), ("POST", f"{STAY}/departures"): lambda: (200, self.left()),
            ("GET", f"{STAY}/departures"): lambda: (200, self.leaving()), ("POST", f"{STAY}/later-arrival"): lambda: (200, self.later),
            ("POST", f"{STAY}/space-taken"): lambda: (200, self.taken(body)),
            ("GET", f"{STAY}/space-taken"): lambda: (200, self.taken({"tappedAt": self.now.isoformat()})),
            ("GET", "/v1/parking/listings"): lambda: (200, some_listings(*self.listings)),
            ("POST", "/v1/parking/listings"): lambda: (201, self.listed()), ("GET", "/v1/parking/earnings"): lambda: (200, some_earnings(self.now)),
        }.get((method, path))  # fmt: skip
        if method == "GET" and path.endswith("/calendar"):
            return 200, a_calendar(self.now)
        return found() if found else super().answer(method, path, body)

    def found(self, asked: dict):
        return msgspec.structs.replace(self.spaces or an_answer(self.now), starts_at=moment(asked["startsAt"]), ends_at=moment(asked["endsAt"]))

    def leaving(self) -> DepartureQuote:
        return DepartureQuote(self.now, self.now, "EUR", 2, 360 - self.refund_minor, self.refund_minor, self.overstay)

    def left(self) -> DepartureResponse:
        return DepartureResponse(UUID(BOOKING_ID), self.now, self.now, "EUR", 2, 360 - self.refund_minor, self.refund_minor, self.overstay)

    def taken(self, told: dict) -> Incident:
        return Incident(UUID(int=51), UUID(BOOKING_ID), 1, self.incident, moment(told["tappedAt"]), False, self.replacement)

    def listed(self):
        self.listings.append(a_listing(id=UUID(int=52), street="Mill Lane"))
        return self.listings[-1]
