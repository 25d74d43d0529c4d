"""Elmstead as clients of OpenTripPlanner see it."""
import json
from dataclasses import dataclass
from datetime import datetime

import pytest

from backend.live.service import LiveCity
from backend.live.view import LiveView
from backend.otp.service import Asked, OtpService
from backend.trips.service import TripPlanner
from tests.worlds.town import open_town

NOW = datetime.fromisoformat("2026-11-24T08:01:00+01:00")


@dataclass
class Client:
    """Asks of a city as it is known in a view."""

    live: LiveCity
    service: OtpService

    @classmethod
    def of(cls, view: LiveView) -> "Client":
        live = LiveCity(view.snapshot, now=lambda: NOW)
        live.swap(view)
        return cls(live, OtpService(TripPlanner(live), open_town().timetables, now=lambda: NOW))

    def ask(self, query: str, **variables):
        """The whole answer."""
        return json.loads(self.service.answer(Asked(query, variables)))

    def found(self, query: str, **variables):
        """The data of an answer without errors."""
        answer = self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def refusal(self, query: str, **variables) -> str:
        """What the one error of an answer says."""
        (error,) = self.ask(query, **variables)["errors"]
        return error["message"]


@pytest.fixture(scope="session")
def snapshot():
    return open_town().planner.snapshot


@pytest.fixture(scope="session")
def elmstead(snapshot) -> Client:
    """Nothing live is known."""
    return Client.of(LiveView(snapshot))
