"""`/v1/account/address`: another address for the account."""
from litestar import Controller, Request, delete, post
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts import address_changes
from backend.accounts.address_changes import CodeInvalid
from backend.accounts.addresses import read_email
from backend.accounts.controller import AUTH_BODY, give_accounts
from backend.accounts.own_controller import own
from backend.accounts.service import Accounts
from backend.contract.accounts import AddressChangeAsked, AddressChangeConfirmation, AddressChanged, NewAddress
from backend.database.database import Database
from backend.identity.actor import Actor
from backend.service.policies import RateClass, Work, account
from backend.service.problems import problems
from backend.service.strict import strict_body


class AddressController(Controller):
    path = "/v1/account/address"
    tags = ["Accounts"]
    dependencies = {"accounts": Provide(give_accounts, sync_to_thread=False)}
    request_max_body_size = AUTH_BODY

    @post(
        "/", status_code=202, opt=account(RateClass.WRITE, Work.REPEATABLE, fresh=True), dto=strict_body(NewAddress), return_dto=None,
        responses=problems(409, 413, 415, 422, 503), operation_id="askForAddress", summary="Another address for the account: a code goes there",
    )  # fmt: skip
    async def ask(
        self, request: Request, data: NewAddress, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        accounts: NamedDependency[Accounts],
    ) -> AddressChangeAsked:  # fmt: skip
        """The address of now is told, too. Five a day."""
        accounts.check_mail()
        accounts.count_link(request)
        change = await address_changes.ask(session, own(actor), read_email(data.email))
        return AddressChangeAsked(change.expires_at)

    @post(
        "/confirmation", status_code=200, opt=account(RateClass.WRITE, Work.REPEATABLE, fresh=True), dto=strict_body(AddressChangeConfirmation),
        return_dto=None, responses=problems(409, 413, 415, 422, 503), operation_id="confirmAddress", summary="The code that came to the new address",
    )  # fmt: skip
    async def confirm(
        self, request: Request, data: AddressChangeConfirmation, database: NamedDependency[Database], actor: NamedDependency[Actor],
        accounts: NamedDependency[Accounts],
    ) -> AddressChanged:  # fmt: skip
        """It is changed at once where you proved by a mail to the old address that it is you; else in three days, in which it can be stopped."""
        with accounts.counting_wrong(request):
            async with database.writing() as session:
                change = await address_changes.confirm(session, own(actor), data.code, actor.by_passkey)
            if change is None or change.due_at is None:
                raise CodeInvalid
        return AddressChanged(change.due_at)

    @delete(
        "/", opt=account(RateClass.WRITE, Work.REPEATABLE), responses=problems(404, 503), operation_id="stopAddress",
        summary="Keep the address of now after all",
    )  # fmt: skip
    async def stop(self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]) -> None:
        await address_changes.stop(session, own(actor))
