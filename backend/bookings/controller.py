"""`/v1/quotes` and `/v1/bookings`."""
from typing import Annotated
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import Parameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import answers, cancelling, quoting, selling
from backend.bookings.cancelling import CancellationChanged
from backend.bookings.refusals import Refuser
from backend.bookings.selling import AlreadyBooked, QuoteChanged
from backend.bookings.service import Bookings
from backend.bookings.waiting import wait_for_news
from backend.contract.bookings import BookingRequest, BookingResponse, BookingsResponse
from backend.contract.cancellations import (
    CancellationQuoteRequest,
    CancellationQuoteResponse,
    CancellationRequest,
)
from backend.contract.quotes import QuoteRequest, QuoteResponse
from backend.database.database import Database
from backend.identity.actor import Actor
from backend.service.errors import Conflict
from backend.service.etags import is_known
from backend.service.policies import RateClass, account
from backend.service.problems import problems
from backend.service.strict import strict_body
from payments import events
from payments.states import Refused

LONGEST_WAIT_S = 30
QUOTE_BODY = 256 * 1024
Wait = Annotated[int, Parameter(ge=0, le=LONGEST_WAIT_S, description="How many seconds to wait for something new, where If-None-Match is the ETag.")]
Known = Annotated[str, Parameter(header="If-None-Match", max_length=200, required=False)]


class BookingNotHeld(Conflict):
    code = "booking_not_held"

    def __init__(self) -> None:
        super().__init__("It does not wait for a payment any more. GET the booking; one that is confirmed can be cancelled.")


def give_bookings(state: State) -> Bookings:
    return state.bookings


GIVEN = {"bookings": Provide(give_bookings, sync_to_thread=False)}


class QuotesController(Controller):
    path = "/v1/quotes"
    tags = ["Bookings"]
    dependencies = GIVEN

    @post(
        "/", dto=strict_body(QuoteRequest), return_dto=None, request_max_body_size=QUOTE_BODY, opt=account(RateClass.WRITE),
        responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503), operation_id="makeQuote", summary="What a whole trip costs",
    )  # fmt: skip
    async def make(
        self, data: QuoteRequest, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], bookings: NamedDependency[Bookings]
    ) -> Response[QuoteResponse]:
        """One price for all legs that cost something, good for five minutes. It holds nothing: POST /v1/bookings does."""
        at = bookings.desk.clock()
        await quoting.check_room(session, actor.id)
        offer = await quoting.price(session, bookings.pricing, actor.id, data, at, bookings.desk.spaces, bookings.desk.rides)
        row = await quoting.keep(session, actor.id, data, offer, at)
        return Response(quoting.shown(row), status_code=201, headers={"Location": f"/v1/quotes/{row.id}"})

    @get("/{quote_id:uuid}", opt=account(RateClass.READ), responses=problems(401, 403, 404, 503), operation_id="getQuote", summary="A price again")
    async def one(self, quote_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]) -> QuoteResponse:
        return quoting.shown(await quoting.get(session, actor, quote_id))


class BookingsController(Controller):
    path = "/v1/bookings"
    tags = ["Bookings"]
    dependencies = GIVEN

    @post(
        "/", dto=strict_body(BookingRequest), return_dto=None, opt=account(RateClass.WRITE),
        responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503), operation_id="bookTrip", summary="Buy a quote: hold the whole trip",
    )  # fmt: skip
    async def book(
        self, data: BookingRequest, request: Request, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        bookings: NamedDependency[Bookings], database: NamedDependency[Database],
    ) -> Response[BookingResponse]:  # fmt: skip
        """Everything is kept free for ten minutes, or nothing is. 409 `quote_changed` and `quote_expired` carry `newQuote`,
        `quote_already_booked` carries `bookingId`."""
        bookings.check_open()
        try:
            booking_id = await selling.book(session, bookings.desk, bookings.pricing, actor, data)
        except QuoteChanged as error:
            return await Refuser(request, database).quote_changed(actor, error)
        except AlreadyBooked as error:
            return Refuser(request, database).already_booked(error)
        return await answered(session, actor, booking_id, 201)

    @get(
        "/", opt=account(RateClass.READ), responses=problems(401, 403, 503), operation_id="listBookings", summary="One's bookings, the newest first"
    )
    async def listed(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], before: UUID | None = None
    ) -> BookingsResponse:
        return await answers.page(session, actor, before)

    @get(
        "/{booking_id:uuid}", opt=account(RateClass.READ), responses=problems(401, 403, 404, 503), operation_id="getBooking",
        summary="How a booking stands; with `wait`, as soon as something changes",
    )  # fmt: skip
    async def one(
        self, booking_id: UUID, actor: NamedDependency[Actor], database: NamedDependency[Database], wait: Wait = 0, known: Known = ""
    ) -> Response[BookingResponse]:
        found, etag = await wait_for_news(database, actor, booking_id, known, wait)
        headers = {"ETag": etag}
        return Response(None, status_code=304, headers=headers) if is_known(etag, known) else Response(found, headers=headers)

    @post(
        "/{booking_id:uuid}/abandonment", status_code=200, opt=account(RateClass.WRITE), responses=problems(401, 403, 404, 409, 503),
        operation_id="abandonBooking", summary="Give up a trip that is not paid",
    )  # fmt: skip
    async def abandon(
        self, booking_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], bookings: NamedDependency[Bookings]
    ) -> Response[BookingResponse]:
        await answers.get(session, actor, booking_id)
        try:
            await bookings.desk.apply(session, booking_id, events.Abandoned())
        except Refused as refusal:
            raise BookingNotHeld from refusal
        return await answered(session, actor, booking_id, 200)

    @post(
        "/{booking_id:uuid}/cancellation-quotes", dto=strict_body(CancellationQuoteRequest), return_dto=None, opt=account(RateClass.WRITE),
        responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503), operation_id="quoteCancellation", summary="What giving legs back costs",
    )  # fmt: skip
    async def quote_cancellation(
        self, booking_id: UUID, data: CancellationQuoteRequest, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        bookings: NamedDependency[Bookings],
    ) -> CancellationQuoteResponse:  # fmt: skip
        """Good for two minutes. It gives nothing back."""
        found = await answers.get(session, actor, booking_id)
        return answers.cancellation_answer(await cancelling.quote(session, bookings.desk, found, data.legs), found)

    @post(
        "/{booking_id:uuid}/cancellations", status_code=202, dto=strict_body(CancellationRequest), return_dto=None, opt=account(RateClass.WRITE),
        responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503), operation_id="cancelLegs", summary="Give legs back for the fee shown",
    )  # fmt: skip
    async def cancel(
        self, booking_id: UUID, data: CancellationRequest, request: Request, session: NamedDependency[AsyncSession],
        actor: NamedDependency[Actor], bookings: NamedDependency[Bookings], database: NamedDependency[Database],
    ) -> Response[BookingResponse]:  # fmt: skip
        """Their tickets are no longer good from now on. 409 `cancellation_changed` carries `newQuote`."""
        await answers.get(session, actor, booking_id)
        try:
            await cancelling.cancel(session, bookings.desk, booking_id, data.cancellation_quote_id)
        except CancellationChanged as error:
            return await Refuser(request, database).cancellation_changed(bookings.desk, booking_id, error)
        return await answered(session, actor, booking_id, 202)


async def answered(session: AsyncSession, actor: Actor, booking_id: UUID, status: int) -> Response[BookingResponse]:
    found = await answers.get(session, actor, booking_id)
    headers = {"ETag": answers.etag_of(found.booking), "Location": f"/v1/bookings/{booking_id}"}
    return Response(await answers.whole(session, found), status_code=status, headers=headers)
