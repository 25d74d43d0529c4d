"""`/v1/gates`: machines at gates."""
from typing import Annotated, Any, TypeVar
from uuid import UUID

import msgspec
from litestar import Controller, Request, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import OpenAPIMediaType, Operation, Reference, RequestBody
from litestar.params import HeaderParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.reservations import GateAnswer, GateEvents, GateEventsResponse, GateKey, GateQuestion
from backend.reservations import gates
from backend.reservations.gates import SignedByGate
from backend.reservations.service import Reservations
from backend.service.policies import RateClass, Work, public, staff
from backend.service.problems import invalid, problems
from backend.service.strict import strict_body
from backend.service.unit import unit_of

MOST_BYTES, SMALL_BODY = 32 * 1024, 1024
MessageId = Annotated[str, HeaderParameter(name="Gate-Message-Id", description="1 to 64 letters, digits, hyphens and low lines.")]
MessageTime = Annotated[str, HeaderParameter(name="Gate-Time", description="When it was signed, in Unix seconds.")]
Signature = Annotated[
    str, HeaderParameter(name="Gate-Signature", description="Ed25519 over time, full stop, id, full stop, body; base64url without padding.")
]
T = TypeVar("T")
events_of, question_of = msgspec.json.Decoder(GateEvents), msgspec.json.Decoder(GateQuestion)


def give_reservations(state: State) -> Reservations:
    return state.reservations


def body_of(message: str) -> type[Operation]:
    """Of a call whose body is read as it came, so that what was signed is what is verified."""

    class SignedOperation(Operation):
        def __post_init__(self) -> None:
            content: Any = {"application/json": OpenAPIMediaType(schema=Reference(ref=f"#/components/schemas/{message}"))}
            self.request_body = RequestBody(content=content, required=True)

    return SignedOperation


def read(decoder: msgspec.json.Decoder[T], body: bytes) -> T:
    """Raises BadRequest, Unprocessable."""
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise invalid(error) from error


class GatesController(Controller):
    path = "/v1/gates/{site_id:uuid}"
    tags = ["Parking"]
    dependencies = {"reservations": Provide(give_reservations, sync_to_thread=False)}

    @put(
        "/", status_code=204, dto=strict_body(GateKey), return_dto=None, request_max_body_size=SMALL_BODY,
        opt=staff(RateClass.WRITE, Work.REPEATABLE), responses=problems(401, 403, 404, 408, 413, 415, 422, 503), operation_id="putGate",
        summary="The machine at the gates of a site",
    )  # fmt: skip
    async def enrol(self, site_id: UUID, data: GateKey, session: NamedDependency[AsyncSession]) -> None:
        """Whatever it asks and tells from now on has to be signed by this key."""
        await gates.enrol(session, site_id, data.public_key)

    @post(
        "/entries", status_code=200, request_max_body_size=SMALL_BODY, opt=public(RateClass.WEBHOOK, Work.REPEATABLE),
        responses=problems(401, 404, 408, 413, 415, 422, 503), operation_class=body_of("GateQuestion"), operation_id="askGate",
        summary="Does a code or a plate open the gate now?",
    )  # fmt: skip
    async def asked(
        self, site_id: UUID, request: Request, reservations: NamedDependency[Reservations], message_id: MessageId, message_time: MessageTime,
        signature: Signature,
    ) -> GateAnswer:  # fmt: skip
        session = await unit_of(request).session()
        body = await request.body()
        await reservations.verify(session, SignedByGate(site_id, message_id, message_time, signature, body))
        return await reservations.ask(session, site_id, read(question_of, body))

    @post(
        "/events", status_code=202, request_max_body_size=MOST_BYTES, opt=public(RateClass.WEBHOOK, Work.REPEATABLE),
        responses=problems(401, 404, 408, 413, 415, 422, 503), operation_class=body_of("GateEvents"), operation_id="tellGateEvents",
        summary="Who went in and out",
    )  # fmt: skip
    async def told(
        self, site_id: UUID, request: Request, reservations: NamedDependency[Reservations], message_id: MessageId, message_time: MessageTime,
        signature: Signature,
    ) -> GateEventsResponse:  # fmt: skip
        """Sent again, and in any order, it counts once. Whoever came out has used the space."""
        session = await unit_of(request).session()
        body = await request.body()
        await reservations.verify(session, SignedByGate(site_id, message_id, message_time, signature, body))
        return GateEventsResponse(await reservations.take(session, site_id, read(events_of, body).events))
