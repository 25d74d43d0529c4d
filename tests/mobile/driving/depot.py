"""A city that has vans, on loopback: it tells a run sheet, and remembers what a driver said."""
import msgspec

from backend.contract.driving import DrivenShiftsResponse, DrivingEvent, DrivingResponse, EventRefusal, EventTaken
from tests.mobile.driving.told import SHIFT, a_sheet
from tests.mobile.payments.shop import Shop

AT = f"/v1/driving/shifts/{SHIFT}"


class Depot(Shop):
    """refused: why it does not take an event, by its kind. said: the ids of all events, in their order."""

    def __init__(self, now, city: str = ""):
        super().__init__(now, city)
        self.sheet = a_sheet(now)
        self.refused: dict[str, EventRefusal] = {}
        self.said: list[DrivingEvent] = []

    def answer(self, method: str, path: str, body: dict):
        found = {
            ("GET", "/v1/driving/shifts"): lambda: (200, DrivenShiftsResponse(self.now, (self.sheet.shift,))),
            ("GET", AT): lambda: (200, self.sheet),
            ("POST", f"{AT}/begin"): lambda: (200, self.sheet), ("POST", f"{AT}/over"): lambda: (200, self.sheet),
            ("POST", f"{AT}/events"): lambda: (200, self.taken(body)),
        }.get((method, path))  # fmt: skip
        return found() if found else super().answer(method, path, body)

    def taken(self, body: dict) -> DrivingResponse:
        events = msgspec.convert(body["events"], list[DrivingEvent])
        self.said += events
        return DrivingResponse(tuple(EventTaken(one.id, self.refused.get(one.kind)) for one in events), self.sheet)
