"""`/console/deliveries`: requests on their way to bodies, other work of the service that waits or was given up, and trying that again."""
from typing import Annotated
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console import audit
from backend.console.pages import Pages
from backend.console.queue_room import give_requests
from backend.console.room import RoomController, done
from backend.console.sessions import Visitor
from backend.database.base import now
from backend.open311 import looking
from backend.open311.models import DeliveryStatus
from backend.outbox.entries import count_left, list_dead, revive
from backend.requests.service import Requests
from backend.service.errors import NotFound
from backend.service.policies import RateClass, console

PAGE = "/console/deliveries"
SHOWN = 100
LOOKS = {DeliveryStatus.QUEUED: "info", DeliveryStatus.SENT: "info", DeliveryStatus.FAILED: "warn", DeliveryStatus.DEAD: "error"}


class DeliveriesRoom(RoomController):
    dependencies = {"requests": Provide(give_requests, sync_to_thread=False)}

    @get(PAGE, opt=console(RateClass.READ))
    async def every(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages],
        told: Annotated[str, QueryParameter(max_length=20)] = "",
    ) -> Response[str]:  # fmt: skip
        shown = {
            "given": await looking.list_deliveries(session), "looks": LOOKS, "left_over": await count_left(session),
            "dead": await list_dead(session, SHOWN), "told": pages.told(told),
        }  # fmt: skip
        return pages.show(request, "deliveries.html", room="deliveries", **shown)

    @post(PAGE + "/{delivery_id:uuid}/retry", opt=console(RateClass.WRITE))
    async def again(
        self, delivery_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor], requests: NamedDependency[Requests]
    ) -> Response:
        """The way to its body is open again from then on."""
        await looking.retry(session, requests.bodies, delivery_id, now())
        await audit.write(session, visitor, "retry", "outbox", str(delivery_id))
        return done(PAGE, "done")

    @post(PAGE + "/work/{entry_id:uuid}/retry", opt=console(RateClass.WRITE))
    async def retry(self, entry_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor]) -> Response:
        if not await revive(session, entry_id):
            raise NotFound("There is no such entry among those given up.")
        await audit.write(session, visitor, "retry", "outbox", str(entry_id))
        return done(PAGE, "done")
