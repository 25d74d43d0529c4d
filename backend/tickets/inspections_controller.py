"""`/v1/inspections`: for those who check tickets."""
from datetime import UTC, datetime
from uuid import UUID

from litestar import Controller, post
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.accounts import Role
from backend.contract.tickets import FoundTicket, InspectionsResponse, InspectionsUpload, NumberLookup
from backend.database.database import Database
from backend.identity.actor import Actor
from backend.service.policies import RateClass, Work, account
from backend.service.problems import problems
from backend.service.strict import strict_body
from backend.tickets.controller import give_tickets
from backend.tickets.service import Tickets

SMALL_BODY = 1024


class InspectionsController(Controller):
    path = "/v1/inspections"
    tags = ["Tickets"]
    dependencies = {"tickets": Provide(give_tickets, sync_to_thread=False)}

    @post(
        "/", status_code=200, dto=strict_body(InspectionsUpload), return_dto=None, opt=account(RateClass.WRITE, roles=(Role.INSPECTOR,)),
        responses=problems(408, 413, 415, 422, 503), operation_id="sendInspections", summary="Tickets that were let through",
    )  # fmt: skip
    async def send(
        self, data: InspectionsUpload, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], tickets: NamedDependency[Tickets]
    ) -> InspectionsResponse:
        """Also hours later, when there is a network again. Each id is counted once, however often it is sent."""
        return InspectionsResponse(await tickets.take(session, data.inspections, inspector_of(actor), datetime.now(UTC)))

    @post(
        "/lookups", status_code=200, dto=strict_body(NumberLookup), return_dto=None, request_max_body_size=SMALL_BODY,
        opt=account(RateClass.WRITE, Work.REPEATABLE, roles=(Role.INSPECTOR,)), responses=problems(404, 408, 413, 415, 422, 503),
        operation_id="lookUpTicket", summary="A ticket by its number, for when the phone is dead",
    )  # fmt: skip
    async def look_up(
        self, data: NumberLookup, database: NamedDependency[Database], actor: NamedDependency[Actor], tickets: NamedDependency[Tickets]
    ) -> FoundTicket:
        """Sixty an hour; ten that are none within ten minutes end it for a while. The answer tells nothing of who holds it."""
        return await tickets.look_up(database, inspector_of(actor), data.number, datetime.now(UTC))


def inspector_of(actor: Actor) -> UUID:
    """Both routes are for people with a role, so there is one."""
    if actor.account_id is None:
        raise RuntimeError("an inspector without an account")
    return actor.account_id
