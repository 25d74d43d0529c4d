"""`/v1/operators`: where operators tell what happens to orders."""
from dataclasses import dataclass
from typing import Annotated

from litestar import Controller, Request, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import OpenAPIMediaType, Operation, Reference, RequestBody
from litestar.params import HeaderParameter, PathParameter

from backend.contract.operators import OperatorEventTaken
from backend.database.base import now
from backend.operators.events import MOST_BYTES, EventTaker, Signed, take, verify
from backend.operators.service import Operators
from backend.service.policies import RateClass, Work, public
from backend.service.problems import problems
from backend.service.unit import unit_of

OperatorId = Annotated[str, PathParameter(max_length=40)]
EventId = Annotated[
    str, HeaderParameter(name="Operator-Event-Id", description="1 to 64 letters, digits, hyphens and low lines; the same one when sent again.")
]
EventTime = Annotated[str, HeaderParameter(name="Operator-Event-Time", description="When it was signed, in Unix seconds.")]
Signature = Annotated[
    str, HeaderParameter(name="Operator-Signature", description="Ed25519 over time, full stop, id, full stop, body; base64url without padding.")
]


def give_operators(state: State) -> Operators:
    return state.operators


def give_event_taker(state: State) -> EventTaker:
    return state.event_taker


@dataclass
class EventOperation(Operation):
    """One whose body is read as it came, so that what was signed is what is verified."""

    def __post_init__(self) -> None:
        event = Reference(ref="#/components/schemas/OperatorEvent")
        self.request_body = RequestBody(content={"application/json": OpenAPIMediaType(schema=event)}, required=True)


class OperatorsController(Controller):
    tags = ["Operators"]
    dependencies = {
        "operators": Provide(give_operators, sync_to_thread=False), "event_taker": Provide(give_event_taker, sync_to_thread=False),
    }  # fmt: skip

    @post(
        "/v1/operators/{operator_id:str}/events", status_code=202, request_max_body_size=MOST_BYTES, opt=public(RateClass.WEBHOOK, Work.REPEATABLE),
        responses=problems(401, 408, 409, 413, 415, 422, 503), operation_class=EventOperation, operation_id="tellOperatorEvent",
        summary="What happens to an order, told and signed by its operator",
    )  # fmt: skip
    async def told(
        self, operator_id: OperatorId, request: Request, operators: NamedDependency[Operators], event_taker: NamedDependency[EventTaker],
        event_id: EventId, event_time: EventTime, signature: Signature,
    ) -> OperatorEventTaken:  # fmt: skip
        """Kept before it is thanked for, and acted upon right after. Sent again with the same id it counts once."""
        moment = now()
        signed = Signed(operator_id, event_id, event_time, signature, await request.body())
        event = verify(operators, signed, moment)
        # The transaction begins here: nobody who cannot sign makes others wait.
        return await take(await unit_of(request).session(), event_taker, signed, event, moment)
