"""Refusals as GeoReport has them: a list of codes with what to do, in the format that was asked for."""
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from litestar import Request, Response

from backend.open311.formats import ERRORS, answer
from backend.service.errors import BadRequest, NotFound, ServiceError
from backend.service.problems import HANDLERS

Handle = Callable[[Request, Any], Response]
KEY_REFUSED = "The api_key is missing, unknown or was ended. The staff of the city gives one."
NO_REQUEST = "There is no public service request with this service_request_id."
NO_SERVICE = "There is no service with this service_code. GET services lists them."
NO_JURISDICTION = "There is no such jurisdiction_id here. Leave it out, or take the one of the discovery."


class Faults(BadRequest):
    """All that is wrong with what was sent, each with what to do."""

    def __init__(self, faults: Sequence[str]):
        super().__init__(" ".join(faults))
        self.faults = tuple(faults)


class KeyRefused(ServiceError):
    status, code = 403, "api_key"


class NoSuch(NotFound):
    """A thing the standard has a 404 for."""


def as_errors(handle: Handle) -> Handle:
    """What any refusal of ours says, told in the words of the standard. It has no 422: what is outside limits is a 400 there."""

    def handled(request: Request, error: Exception) -> Response:
        problem = handle(request, error)
        told = msgspec.json.decode(problem.content)
        status = 400 if told["status"] == 422 else told["status"]
        faults = error.faults if isinstance(error, Faults) else (told["detail"].replace("in `instance`", "in the header X-Request-Id"),)
        rows = [{"code": status, "description": fault} for fault in faults]
        return answer(request, ERRORS, rows, status, dict(problem.headers or {}))

    return handled


OURS: Mapping[type[Exception], Any] = HANDLERS
OPEN311_HANDLERS: dict[int | type[Exception], Handle] = {kind: as_errors(handle) for kind, handle in OURS.items()}
