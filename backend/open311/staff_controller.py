"""`/v1/staff/deliveries` and `/v1/admin/open311-keys`: what is on its way to others, and who may file with us."""
from uuid import UUID

from litestar import Controller, delete, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.service import Bodies
from backend.contract.accounts import Role
from backend.contract.open311 import NewOpen311Key, Open311KeyGiven, Open311KeysResponse, RequestDeliveriesResponse, RequestDeliveryRetried
from backend.database.base import now
from backend.open311 import keys, looking
from backend.service.policies import RateClass, Work, account, staff
from backend.service.problems import problems
from backend.service.strict import strict_body

ADMINISTRATORS = (Role.ADMINISTRATOR,)


def give_bodies(state: State) -> Bodies:
    return state.open311.bodies


class DeliveriesController(Controller):
    path = "/v1/staff/deliveries"
    tags = ["Staff"]
    dependencies = {"bodies": Provide(give_bodies, sync_to_thread=False)}

    @get(
        "/", opt=staff(RateClass.READ), responses=problems(), operation_id="listRequestDeliveries",
        summary="What is on its way to other bodies, and what did not arrive",
    )  # fmt: skip
    async def listed(self, session: NamedDependency[AsyncSession]) -> RequestDeliveriesResponse:
        return await looking.list_deliveries(session)

    @post(
        "/{delivery_id:uuid}/retry", status_code=200, opt=staff(RateClass.WRITE), responses=problems(404, 503),
        operation_id="retryRequestDelivery", summary="Try a delivery again, and open the way to its body again",
    )  # fmt: skip
    async def retry(self, delivery_id: UUID, session: NamedDependency[AsyncSession], bodies: NamedDependency[Bodies]) -> RequestDeliveryRetried:
        """What may have arrived all the same is looked for there before it is sent again."""
        return await looking.retry(session, bodies, delivery_id, now())


class Open311KeysController(Controller):
    path = "/v1/admin/open311-keys"
    tags = ["Administration"]

    @get(
        "/", opt=account(RateClass.READ, roles=ADMINISTRATORS), responses=problems(), operation_id="listOpen311Keys",
        summary="Who may file by Open311",
    )  # fmt: skip
    async def listed(self, session: NamedDependency[AsyncSession]) -> Open311KeysResponse:
        return Open311KeysResponse(await keys.list_keys(session))

    @post(
        "/", dto=strict_body(NewOpen311Key), return_dto=None, opt=account(RateClass.WRITE, Work.REPEATABLE, roles=ADMINISTRATORS, fresh=True),
        responses=problems(408, 413, 415, 422, 503), operation_id="giveOpen311Key", summary="A key for somebody who files by Open311",
    )  # fmt: skip
    async def give(self, data: NewOpen311Key, session: NamedDependency[AsyncSession]) -> Open311KeyGiven:
        """It is shown this once: only its hash is kept."""
        return await keys.issue(session, data)

    @delete(
        "/{key_id:uuid}", opt=account(RateClass.WRITE, Work.REPEATABLE, roles=ADMINISTRATORS, fresh=True), responses=problems(404, 503),
        operation_id="endOpen311Key", summary="End a key at once; what was filed with it stays",
    )  # fmt: skip
    async def end(self, key_id: UUID, session: NamedDependency[AsyncSession]) -> None:
        await keys.end(session, key_id)
