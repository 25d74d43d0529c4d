"""`/v1/reservations`: booked spaces of whoever is signed in."""
from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import Parameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.reservations import (
    ParkingWish,
    Reservation,
    ReservationsResponse,
    SpaceRequest,
    SpaceRequestAnswer,
    SpaceRequestsResponse,
    VehicleChange,
)
from backend.identity.actor import Actor
from backend.reservations.service import Reservations
from backend.service.policies import RateClass, account
from backend.service.problems import problems
from backend.service.strict import strict_body

SMALL_BODY = 2048
Leg = Annotated[int | None, Parameter(ge=1, le=99, description="Number of the booked leg, where a booking has several spaces.")]


def give_reservations(state: State) -> Reservations:
    return state.reservations


class ReservationsController(Controller):
    path = "/v1/reservations"
    tags = ["Parking"]
    dependencies = {"reservations": Provide(give_reservations, sync_to_thread=False)}

    @get("/", opt=account(RateClass.READ), responses=problems(401, 403, 503), operation_id="listReservations", summary="One's booked spaces")
    async def listed(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], reservations: NamedDependency[Reservations]
    ) -> ReservationsResponse:
        return await reservations.list_own(session, actor)

    @post(
        "/requests", dto=strict_body(ParkingWish), return_dto=None, request_max_body_size=SMALL_BODY, opt=account(RateClass.WRITE),
        responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503), operation_id="askHost", summary="Ask a host who wants to be asked first",
    )  # fmt: skip
    async def ask(
        self, data: ParkingWish, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], reservations: NamedDependency[Reservations]
    ) -> SpaceRequest:
        """It holds nothing. Once it is agreed, POST /v1/quotes gives the price of the same time."""
        return await reservations.requests.ask(session, actor, data, reservations.desk.clock())

    @get("/requests", opt=account(RateClass.READ), responses=problems(401, 403, 503), operation_id="listRequests", summary="What one asked hosts")
    async def asked(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], reservations: NamedDependency[Reservations]
    ) -> SpaceRequestsResponse:
        return SpaceRequestsResponse(await reservations.requests.list_own(session, actor, reservations.desk.clock()))

    @post(
        "/requests/{request_id:uuid}/withdrawal", status_code=200, opt=account(RateClass.WRITE), responses=problems(401, 403, 404, 409, 503),
        operation_id="withdrawRequest", summary="Ask no more",
    )  # fmt: skip
    async def withdraw(
        self, request_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], reservations: NamedDependency[Reservations]
    ) -> SpaceRequest:
        return await reservations.requests.withdraw(session, actor, request_id, reservations.desk.clock())

    @get(
        "/hosted-requests", opt=account(RateClass.READ), responses=problems(401, 403, 503), operation_id="listHostedRequests",
        summary="What one is asked as a host, and has not answered",
    )  # fmt: skip
    async def hosted(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], reservations: NamedDependency[Reservations]
    ) -> SpaceRequestsResponse:
        return SpaceRequestsResponse(await reservations.requests.list_hosted(session, actor, reservations.desk.clock()))

    @post(
        "/hosted-requests/{request_id:uuid}/answer", status_code=200, dto=strict_body(SpaceRequestAnswer), return_dto=None,
        request_max_body_size=SMALL_BODY, opt=account(RateClass.WRITE), responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503),
        operation_id="answerRequest", summary="Say yes or no as a host",
    )  # fmt: skip
    async def answer(
        self, request_id: UUID, data: SpaceRequestAnswer, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        reservations: NamedDependency[Reservations],
    ) -> SpaceRequest:  # fmt: skip
        return await reservations.requests.answer(session, actor, request_id, data.agree, reservations.desk.clock())

    @get(
        "/{booking_id:uuid}", opt=account(RateClass.READ), responses=problems(401, 403, 404, 503), operation_id="getReservation",
        summary="A booked space: where it is, how to get in, until when",
    )  # fmt: skip
    async def one(
        self, booking_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], reservations: NamedDependency[Reservations],
        leg: Leg = None,
    ) -> Reservation:  # fmt: skip
        return await reservations.get_own(session, actor, booking_id, leg)

    @post(
        "/{booking_id:uuid}/vehicle", status_code=200, dto=strict_body(VehicleChange), return_dto=None, request_max_body_size=SMALL_BODY,
        opt=account(RateClass.WRITE), responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503), operation_id="changeVehicle",
        summary="Another vehicle will come",
    )  # fmt: skip
    async def change_vehicle(
        self, booking_id: UUID, data: VehicleChange, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        reservations: NamedDependency[Reservations],
    ) -> Reservation:  # fmt: skip
        """422 `vehicle_does_not_fit` leaves all as it was: the space can be given back, or kept for the vehicle before."""
        return await reservations.change_vehicle(session, actor, booking_id, data)
