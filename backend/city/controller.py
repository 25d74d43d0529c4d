"""`/v1/city` and `/healthz`."""
from litestar import Controller, get
from litestar.di import NamedDependency

from backend.city.service import CityFacts
from backend.contract.city import CityResponse, Health
from backend.service.policies import RateClass, public
from backend.service.problems import problems


class CityController(Controller):
    tags = ["City"]

    @get(
        "/v1/city", opt=public(RateClass.READ), responses=problems(), sync_to_thread=False,
        operation_id="getCity", summary="Where this is, how long its timetable is valid, whose data it is",
    )  # fmt: skip
    def city(self, facts: NamedDependency[CityFacts]) -> CityResponse:
        return facts.response

    @get(
        "/healthz", opt=public(RateClass.READ), responses=problems(), sync_to_thread=False,
        operation_id="getHealth", summary="Whether this process can answer",
    )  # fmt: skip
    def health(self, facts: NamedDependency[CityFacts]) -> Health:
        """Answers once the city is open and has planned its first trip."""
        return facts.health
