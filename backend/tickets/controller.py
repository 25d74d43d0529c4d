"""`/v1/tickets`: of whoever is signed in, and what everybody needs to check them."""
from datetime import UTC, datetime
from uuid import UUID

from litestar import Controller, Request, Response, get, put
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.openapi.datastructures import ResponseSpec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.keys import read_key
from backend.contract.tickets import HeldTicket, HolderChange, TicketKeysResponse, TicketsResponse
from backend.database.database import Database
from backend.identity.actor import Actor
from backend.service.etags import is_known
from backend.service.policies import RateClass, account, public
from backend.service.problems import problems
from backend.service.strict import strict_body
from backend.tickets.service import Tickets

COSE = 'application/cose; cose-type="cose-sign1"'
FRESH = "public, max-age=20"  # with as much in the service itself a killed ticket is listed within a minute
UNCHANGED = {304: ResponseSpec(None, description="It is the one named in If-None-Match.")}
SMALL_BODY = 1024


def give_tickets(state: State) -> Tickets:
    return state.tickets


class TicketsController(Controller):
    path = "/v1/tickets"
    tags = ["Tickets"]
    dependencies = {"tickets": Provide(give_tickets, sync_to_thread=False)}

    @get("/", opt=account(RateClass.READ), responses=problems(), operation_id="listTickets", summary="The tickets of whoever is signed in")
    async def mine(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], tickets: NamedDependency[Tickets]
    ) -> TicketsResponse:
        return await tickets.list_own(session, actor, datetime.now(UTC))

    @put(
        "/{ticket_id:uuid}/holder", dto=strict_body(HolderChange), return_dto=None, request_max_body_size=SMALL_BODY, opt=account(RateClass.WRITE),
        responses=problems(404, 408, 409, 413, 415, 422, 503), operation_id="putTicketHolder", summary="Have this phone show a ticket",
    )  # fmt: skip
    async def hold(
        self, ticket_id: UUID, data: HolderChange, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        tickets: NamedDependency[Tickets],
    ) -> HeldTicket:  # fmt: skip
        """The phone that had it before loses it: what it shows is refused, within a minute where there is a network."""
        return await tickets.hold(session, actor, ticket_id, read_key(data.device_key), datetime.now(UTC))

    @get(
        "/keys", opt=public(RateClass.READ), responses=problems(503), operation_id="getTicketKeys", sync_to_thread=True,
        summary="The keys by which tickets are checked, as the root of the city signed them", raises=[],
    )  # fmt: skip
    def keys(self, tickets: NamedDependency[Tickets]) -> TicketKeysResponse:
        return tickets.published(datetime.now(UTC))

    @get(
        "/kill-list", opt=public(RateClass.READ), responses={**problems(503), **UNCHANGED}, media_type=COSE, operation_id="getKillList",
        summary="Which signed tickets do not count any more, as the city signed it", raises=[],
    )  # fmt: skip
    async def kill_list(self, request: Request, database: NamedDependency[Database], tickets: NamedDependency[Tickets]) -> Response[bytes]:
        found = await tickets.kill_lists.find(database)
        headers = {"etag": found.etag, "cache-control": FRESH}
        if is_known(found.etag, request.headers.get("if-none-match", "")):
            return Response(b"", status_code=304, headers=headers)
        return Response(found.token, headers=headers, media_type=COSE)
