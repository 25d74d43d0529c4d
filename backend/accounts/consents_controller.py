"""`/v1/account/consents`."""
from litestar import Controller, get, put
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts import consents
from backend.accounts.controller import AUTH_BODY, give_accounts
from backend.accounts.models import Account
from backend.accounts.own_controller import own
from backend.accounts.service import Accounts
from backend.contract.consents import ConsentChange, ConsentLanguage, ConsentReceiptsResponse, ConsentsResponse
from backend.identity.actor import Actor
from backend.service.policies import RateClass, Work, account
from backend.service.problems import problems
from backend.service.strict import strict_body


class ConsentsController(Controller):
    path = "/v1/account/consents"
    tags = ["Accounts"]
    dependencies = {"accounts": Provide(give_accounts, sync_to_thread=False)}
    request_max_body_size = AUTH_BODY

    @get("/", opt=account(RateClass.READ), responses=problems(422), operation_id="listConsents", summary="What one can agree to, and what one has")
    async def listed(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], language: ConsentLanguage | None = None
    ) -> ConsentsResponse:
        """In the language of the account where none is asked for."""
        chosen = language or ConsentLanguage((await session.get_one(Account, own(actor))).locale)
        return ConsentsResponse(await consents.list_all(session, own(actor), chosen))

    @put(
        "/", opt=account(RateClass.WRITE, Work.REPEATABLE), dto=strict_body(ConsentChange), return_dto=None,
        responses=problems(409, 413, 415, 422, 503), operation_id="changeConsent", summary="Agree to a purpose, or withdraw it",
    )  # fmt: skip
    async def change(
        self, data: ConsentChange, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]
    ) -> ConsentsResponse:
        """What is withdrawn is not done at the next write, and not by what still waits to be sent."""
        await consents.change(session, own(actor), data)
        return ConsentsResponse(await consents.list_all(session, own(actor), data.language))

    @get(
        "/receipts", opt=account(RateClass.READ), responses=problems(), operation_id="listConsentReceipts",
        summary="A record of each consent that was ever given",
    )  # fmt: skip
    async def receipts(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], accounts: NamedDependency[Accounts]
    ) -> ConsentReceiptsResponse:
        return ConsentReceiptsResponse(await consents.list_receipts(session, own(actor), accounts.origin))
