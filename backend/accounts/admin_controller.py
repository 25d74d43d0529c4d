"""`/v1/admin`: who has which role. Two administrators for everything."""
from uuid import UUID

from litestar import Controller, Request, delete, get, post
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts import roles
from backend.accounts.addresses import key_of, read_email
from backend.accounts.controller import give_accounts
from backend.accounts.service import Accounts
from backend.contract.accounts import Role, RoleGranted, RoleRequest, RolesResponse
from backend.identity.actor import Actor
from backend.service.policies import RateClass, Work, account
from backend.service.problems import problems
from backend.service.strict import strict_body
from backend.service.unit import unit_of

ADMINISTRATORS = (Role.ADMINISTRATOR,)


class AdminController(Controller):
    path = "/v1/admin/roles"
    tags = ["Administration"]
    dependencies = {"accounts": Provide(give_accounts, sync_to_thread=False)}

    @get(
        "/", opt=account(RateClass.READ, roles=ADMINISTRATORS), responses=problems(), operation_id="listRoles",
        summary="Roles that were given, proposed or are about to end",
    )  # fmt: skip
    async def listed(self, session: NamedDependency[AsyncSession]) -> RolesResponse:
        return RolesResponse(await roles.list_standing(session))

    @post(
        "/", status_code=200, dto=strict_body(RoleRequest), return_dto=None,
        opt=account(RateClass.WRITE, Work.REPEATABLE, roles=ADMINISTRATORS, fresh=True), responses=problems(404, 409, 413, 415, 422, 503),
        operation_id="giveRole", summary="Propose a role, or grant what another administrator proposed",
    )  # fmt: skip
    async def give(
        self, data: RoleRequest, request: Request, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        accounts: NamedDependency[Accounts],
    ) -> RoleGranted:  # fmt: skip
        """Never to oneself; of two administrators the second one's word counts."""
        said = await roles.say(session, actor, data, key_of(read_email(data.email)))
        unit_of(request).afterwards.append(accounts.signed_in.forget_all)
        return said

    @delete(
        "/{grant_id:uuid}", status_code=200, opt=account(RateClass.WRITE, Work.REPEATABLE, roles=ADMINISTRATORS, fresh=True),
        responses=problems(404, 503), operation_id="endRole", summary="Begin to end a role, or end what another administrator began to end",
    )  # fmt: skip
    async def end(
        self, grant_id: UUID, request: Request, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        accounts: NamedDependency[Accounts],
    ) -> RoleGranted:  # fmt: skip
        ended = await roles.end(session, actor, grant_id)
        unit_of(request).afterwards.append(accounts.signed_in.forget_all)
        return ended
