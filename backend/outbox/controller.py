"""`/v1/staff/outbox`."""
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.outbox import DeadEntry, OutboxResponse
from backend.outbox.entries import count_left, list_dead, revive
from backend.service.errors import NotFound
from backend.service.policies import RateClass, staff
from backend.service.problems import problems

SHOWN = 100


class OutboxController(Controller):
    tags = ["Staff"]

    @get("/v1/staff/outbox", opt=staff(RateClass.READ), responses=problems(), operation_id="getOutbox", summary="What waits and what was given up")
    async def left(self, session: NamedDependency[AsyncSession]) -> OutboxResponse:
        left, dead = await count_left(session), await list_dead(session, SHOWN)
        shown = [DeadEntry(str(row.id), row.kind, row.attempts, row.last_error, row.dead_at) for row in dead]
        return OutboxResponse(left.waiting, left.at_work, left.dead, left.due_since, shown)

    @post(
        "/v1/staff/outbox/{entry_id:uuid}/retry", status_code=204, opt=staff(RateClass.WRITE), responses=problems(404, 503),
        operation_id="retryOutboxEntry", summary="Try an entry again that was given up",
    )  # fmt: skip
    async def retry(self, entry_id: UUID, session: NamedDependency[AsyncSession]) -> None:
        if not await revive(session, entry_id):
            raise NotFound("There is no such entry among those given up. GET /v1/staff/outbox lists them.")
