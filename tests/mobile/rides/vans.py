"""A city with vans of its own, on loopback: it tells what a test wants it to, and remembers what it was asked. It sells as any shop does."""
from datetime import datetime

import msgspec

from backend.contract.rides import RidesResponse, RideState
from tests.mobile.payments.shop import Shop
from tests.mobile.rides.told import MINUTE, RIDE_ID, a_ride, promised

AT = f"/v1/rides/{RIDE_ID}"


class Vans(Shop):
    """`ride` is how the ride stands, None for nobody's. `waits`: whether a van waits for whoever is late."""

    def __init__(self, now: datetime, city: str = ""):
        super().__init__(now, city)
        self.ride = a_ride(now)
        self.waits = True

    def answer(self, method: str, path: str, body: dict):
        found = {
            ("GET", "/v1/rides"): lambda: (200, RidesResponse(self.now, (self.ride,) if self.ride else ())),
            ("GET", AT): lambda: (200, self.ride), ("POST", f"{AT}/late"): lambda: (200, self.late(body)),
            ("DELETE", AT): lambda: (200, self.cancelled()),
        }.get((method, path))  # fmt: skip
        return found() if found else super().answer(method, path, body)

    def late(self, told: dict):
        if self.waits:
            ready = msgspec.convert(told["readyAt"], datetime)
            later = promised(ready - 6 * MINUTE) if ready > self.ride.promised.pickup_to else self.ride.promised
            self.ride = msgspec.structs.replace(self.ride, promised=later)
        else:
            self.ride = msgspec.structs.replace(self.ride, state=RideState.STRANDED, task_due_at=self.now + 2 * MINUTE)
        return self.ride

    def cancelled(self):
        self.ride = msgspec.structs.replace(self.ride, state=RideState.CANCELLED)
        return self.ride
