"""`/otp/gtfs/v1`, and where older clients look for it. GraphQL describes itself, so OpenAPI does not."""
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter

from backend.otp.limits import check_depth
from backend.otp.service import Asked, OtpService
from backend.service.errors import BadRequest
from backend.service.lane import Lane
from backend.service.policies import RateClass, public

PATHS = ["/otp/gtfs/v1", "/otp/routers/default/index/graphql"]
MAX_BODY = 64 * 1024


def give_otp(state: State) -> OtpService:
    """Made with the first request: most cities are never asked this way."""
    if "otp" not in state:
        state["otp"] = OtpService(state.services.planner, state.services.timetables)
    return state["otp"]


class OtpController(Controller):
    opt = public(RateClass.PLAN)
    include_in_schema = False
    dependencies = {"otp": Provide(give_otp, sync_to_thread=False)}

    @post(PATHS, status_code=200, request_max_body_size=MAX_BODY)
    async def ask(self, request: Request, otp: NamedDependency[OtpService], lane: NamedDependency[Lane]) -> Response[bytes]:
        """The body is a JSON object with `query`, `variables` and `operationName`."""
        return await answered(otp, lane, read_body(await request.body()))

    @get(PATHS)
    async def ask_by_address(
        self,
        otp: NamedDependency[OtpService],
        lane: NamedDependency[Lane],
        text: Annotated[str, QueryParameter(name="query")],
        variables: Annotated[str | None, QueryParameter()] = None,
        operation_name: Annotated[str | None, QueryParameter(name="operationName")] = None,
    ) -> Response[bytes]:
        given = None if variables is None else decoded(variables.encode("utf-8", "surrogatepass"))
        return await answered(otp, lane, Asked(text, given, operation_name))


async def answered(otp: OtpService, lane: Lane, asked: Asked) -> Response[bytes]:
    return Response(await lane.run(otp.answer, asked), media_type="application/json")


def read_body(body: bytes) -> Asked:
    """Raises BadRequest, VariablesTooDeep."""
    members = decoded(body)
    if not isinstance(members, dict):
        raise BadRequest("Send one JSON object with `query`, and `variables` where it has any.")
    return Asked(members.get("query"), members.get("variables"), members.get("operationName"))


def decoded(text: bytes) -> Any:
    """Any JSON. Raises BadRequest, VariablesTooDeep."""
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest("What was sent is not JSON. Send JSON objects in UTF-8.") from error
    check_depth(value)
    return value
