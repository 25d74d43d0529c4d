"""`/v1/reservations/{id}/…` while one parks, and `/v1/staff/incidents`."""
from uuid import UUID

from litestar import Controller, Request, Response, get, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.quotes import QuoteResponse
from backend.contract.reservation_care import (
    DepartureQuote,
    DepartureRequest,
    DepartureResponse,
    ExtensionRequest,
    Incident,
    IncidentDecision,
    LaterArrival,
    LaterArrivalResponse,
    SpaceTakenRequest,
    StaffIncident,
    StaffIncidentsResponse,
)
from backend.identity.actor import Actor
from backend.obstacles.describing import JPEG, PictureOperation
from backend.parking.describing import ListingPhotoOperation
from backend.pictures.darkroom import HEADERS, MOST_TAKEN
from backend.reservations.care import Care
from backend.reservations.controller import Leg
from backend.service.policies import Body, RateClass, Work, account, staff
from backend.service.problems import problems
from backend.service.strict import strict_body
from backend.service.unit import unit_of

SMALL_BODY = 2048


def give_care(state: State) -> Care:
    return state.care


GIVEN = {"care": Provide(give_care, sync_to_thread=False)}


class StaysController(Controller):
    path = "/v1/reservations/{booking_id:uuid}"
    tags = ["Parking"]
    dependencies = GIVEN

    @post(
        "/extensions", dto=strict_body(ExtensionRequest), return_dto=None, request_max_body_size=SMALL_BODY, opt=account(RateClass.WRITE),
        responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503), operation_id="quoteExtension", summary="What staying longer costs",
    )  # fmt: skip
    async def extend(
        self, booking_id: UUID, data: ExtensionRequest, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        care: NamedDependency[Care],
    ) -> Response[QuoteResponse]:  # fmt: skip
        """What the whole stay costs more. It holds nothing: POST /v1/bookings does. 409 `next_booking` carries `freeUntil` and `alternatives`."""
        shown = await care.extension(session, actor, booking_id, data)
        return Response(shown, status_code=201, headers={"Location": f"/v1/quotes/{shown.quote_id}"})

    @get(
        "/departures", opt=account(RateClass.READ), responses=problems(401, 403, 404, 409, 503), operation_id="quoteDeparture",
        summary="What leaving now would bring",
    )  # fmt: skip
    async def quote_leaving(
        self, booking_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], care: NamedDependency[Care], leg: Leg = None
    ) -> DepartureQuote:
        """Nothing is written. POST does it, and may bring less by then."""
        return await care.departure_now(session, actor, booking_id, leg)

    @post(
        "/departures", status_code=200, dto=strict_body(DepartureRequest), return_dto=None, request_max_body_size=SMALL_BODY,
        opt=account(RateClass.WRITE), responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503), operation_id="leaveSpace",
        summary="The vehicle is gone",
    )  # fmt: skip
    async def leave(
        self, booking_id: UUID, data: DepartureRequest, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        care: NamedDependency[Care],
    ) -> DepartureResponse:  # fmt: skip
        """What was not used comes back, and others can have the space at once. Of this and of what a gate tells, the earlier moment counts."""
        return await care.departure(session, actor, booking_id, data)

    @post(
        "/space-taken", status_code=200, dto=strict_body(SpaceTakenRequest), return_dto=None, request_max_body_size=SMALL_BODY,
        opt=account(RateClass.WRITE), responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503), operation_id="tellSpaceTaken",
        summary="Somebody else stands in the space",
    )  # fmt: skip
    async def taken(
        self, booking_id: UUID, data: SpaceTakenRequest, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        care: NamedDependency[Care],
    ) -> Incident:  # fmt: skip
        """Another space near by is booked at once, at no price; where none is free, what was not used comes back. Told again it is the same."""
        return await care.taken(session, actor, booking_id, data)

    @get(
        "/space-taken", opt=account(RateClass.READ), responses=problems(401, 403, 404, 503), operation_id="getSpaceTaken",
        summary="What became of that somebody else stood there",
    )  # fmt: skip
    async def incident(
        self, booking_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], care: NamedDependency[Care], leg: Leg = None
    ) -> Incident:
        return await care.incident(session, actor, booking_id, leg)

    @put(
        "/space-taken/photo", status_code=204, request_max_body_size=MOST_TAKEN, opt=account(RateClass.PHOTO, Work.REPEATABLE, Body.PHOTO),
        responses=problems(404, 408, 413, 415, 422, 503), operation_class=ListingPhotoOperation, operation_id="putSpaceTakenPhoto",
        summary="A picture of it, in place of one sent before",
    )  # fmt: skip
    async def photo(self, booking_id: UUID, request: Request, actor: NamedDependency[Actor], care: NamedDependency[Care]) -> None:
        """JPEG, PNG or WebP of at most 8 MiB. Only its pixels are kept, sealed, and only the staff sees them."""
        async with care.reservations.parking.database.reading() as session:
            await care.incident(session, actor, booking_id, None)
        picture = await care.reservations.parking.darkroom.develop(await request.body())
        # The transaction begins here: nobody waits for it while the photo is read.
        await care.keep_photo(await unit_of(request).session(), actor, booking_id, picture)

    @post(
        "/later-arrival", status_code=200, dto=strict_body(LaterArrival), return_dto=None, request_max_body_size=SMALL_BODY,
        opt=account(RateClass.WRITE), responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503), operation_id="arriveLater",
        summary="One will be there later than booked",
    )  # fmt: skip
    async def later(
        self, booking_id: UUID, data: LaterArrival, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        care: NamedDependency[Care],
    ) -> LaterArrivalResponse:  # fmt: skip
        """More than ten minutes late, the stay ends later too, for nothing within the grace and while nobody has the space then."""
        return await care.later(session, actor, booking_id, data)


class IncidentsController(Controller):
    path = "/v1/staff/incidents"
    tags = ["Staff"]
    dependencies = GIVEN

    @get("/", opt=staff(RateClass.READ), responses=problems(), operation_id="listIncidents", summary="Spaces told to be taken, to be decided")
    async def waiting(self, session: NamedDependency[AsyncSession], care: NamedDependency[Care]) -> StaffIncidentsResponse:
        return await care.waiting(session)

    @get(
        "/{incident_id:uuid}/photo", opt=staff(RateClass.READ), responses=problems(404), media_type=JPEG, operation_class=PictureOperation,
        operation_id="getIncidentPhoto", summary="What was photographed",
    )  # fmt: skip
    async def picture(self, incident_id: UUID, session: NamedDependency[AsyncSession], care: NamedDependency[Care]) -> Response[bytes]:
        return Response(await care.photo(session, incident_id), media_type=JPEG, headers=HEADERS)

    @post(
        "/{incident_id:uuid}/decision", status_code=200, dto=strict_body(IncidentDecision), return_dto=None, request_max_body_size=SMALL_BODY,
        opt=staff(RateClass.WRITE), responses=problems(404, 408, 409, 413, 415, 422, 503), operation_id="decideIncident",
        summary="Make it good, or not, with a reason",
    )  # fmt: skip
    async def decide(
        self, incident_id: UUID, data: IncidentDecision, session: NamedDependency[AsyncSession], care: NamedDependency[Care]
    ) -> StaffIncident:
        return await care.decide(session, incident_id, data)
