"""`/v1/auth/device-codes` and `/v1/auth/passkeys`: what a device and the page in a browser say to the service."""
from datetime import datetime
from uuid import UUID

from litestar import Controller, Request, post
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts import ceremonies, device_codes, passkeys, service
from backend.accounts.controller import AUTH_BODY, answered, give_accounts
from backend.accounts.keys import read_key
from backend.accounts.letters import halved
from backend.accounts.links import LinkInvalid, Proof
from backend.accounts.secrets import decode
from backend.accounts.service import Accounts
from backend.contract.accounts import PasskeyOptions, PasskeyRegistration, PasskeySecret
from backend.contract.auth import (
    DeviceCodeApproval,
    DeviceCodeRedemption,
    DeviceCodeRequest,
    DeviceCodeResponse,
    LinkAsked,
    SessionResponse,
    ShownCode,
)
from backend.database.database import Database
from backend.service.policies import RateClass, Work, public
from backend.service.problems import problems
from backend.service.strict import strict_body

CREDENTIAL_BODY = 16 * 1024


class DeviceCodesController(Controller):
    path = "/v1/auth/device-codes"
    tags = ["Accounts"]
    dependencies = {"accounts": Provide(give_accounts, sync_to_thread=False)}
    request_max_body_size = AUTH_BODY

    @post(
        "/", status_code=202, opt=public(RateClass.PASS, Work.REPEATABLE), dto=strict_body(DeviceCodeRequest), return_dto=None,
        responses=problems(413, 415, 422, 503), operation_id="askForDeviceCode", summary="Sign in by a page in the browser, which shows a code",
    )  # fmt: skip
    async def ask(
        self, data: DeviceCodeRequest, session: NamedDependency[AsyncSession], accounts: NamedDependency[Accounts]
    ) -> DeviceCodeResponse:
        """Open `address` in the browser of the system, or on another machine. Somebody has ten minutes to prove there who they are."""
        row = await device_codes.ask(session, decode(data.challenge), data.device_name)
        return DeviceCodeResponse(str(row.id), f"{accounts.origin}/sign-in#{row.id}", row.expires_at)

    @post(
        "/{code_id:uuid}/look", status_code=200, opt=public(RateClass.PASS), responses=problems(404), operation_id="lookAtDeviceCode",
        summary="Which device waits, for whoever opened its page",
    )  # fmt: skip
    async def look(self, code_id: UUID, session: NamedDependency[AsyncSession]) -> LinkAsked:
        row = await device_codes.look(session, code_id)
        return LinkAsked(row.device_name, row.created_at, row.expires_at)

    @post(
        "/{code_id:uuid}/passkey-options", status_code=200, opt=public(RateClass.PASS, Work.REPEATABLE), responses=problems(404, 503),
        operation_id="askForPasskey", summary="What the authenticator of the browser is asked with, to approve a device code",
    )  # fmt: skip
    async def options(self, code_id: UUID, session: NamedDependency[AsyncSession], accounts: NamedDependency[Accounts]) -> PasskeyOptions:
        await device_codes.look(session, code_id)
        challenge, options = await passkeys.sign_in_options(session, code_id, accounts.party)
        return PasskeyOptions(str(challenge.id), options, challenge.expires_at)

    @post(
        "/{code_id:uuid}/approve", status_code=200, opt=public(RateClass.PASS, Work.REPEATABLE), dto=strict_body(DeviceCodeApproval),
        return_dto=None, request_max_body_size=CREDENTIAL_BODY, responses=problems(404, 413, 415, 422, 503), operation_id="approveDeviceCode",
        summary="Prove who you are by a link or a passkey, and be shown the code to type in the device",
    )  # fmt: skip
    async def approve(
        self, request: Request, code_id: UUID, data: DeviceCodeApproval, database: NamedDependency[Database], accounts: NamedDependency[Accounts]
    ) -> ShownCode:
        """Nobody is signed in by this: the code is typed in the device that asked."""
        with accounts.counting_wrong(request):
            code, until = await approved(code_id, data, database, accounts)
        return ShownCode(halved(code), until)

    @post(
        "/{code_id:uuid}/redeem", status_code=200, opt=public(RateClass.WRITE, Work.REPEATABLE), dto=strict_body(DeviceCodeRedemption),
        return_dto=None, responses=problems(404, 413, 415, 422, 503), operation_id="redeemDeviceCode",
        summary="Sign in with the code that the page showed",
    )  # fmt: skip
    async def redeem(
        self, request: Request, code_id: UUID, data: DeviceCodeRedemption, database: NamedDependency[Database], accounts: NamedDependency[Accounts]
    ) -> SessionResponse:
        """Only on the device that asked, once, within five minutes. Five wrong tries end it."""
        key = read_key(data.device_key)
        with accounts.counting_wrong(request):
            return answered(await service.redeem_code(database, code_id, decode(data.verifier), data.code, key))


async def approved(code_id: UUID, data: DeviceCodeApproval, database: Database, accounts: Accounts) -> tuple[str, datetime]:
    """(the code to be shown, until when it counts). Raises LinkInvalid, PasskeyRefused."""
    if data.challenge_id and data.credential and not data.link_id:
        return await ceremonies.approve(database, accounts.party, code_id, read_id(data.challenge_id), data.credential)
    if data.link_id and data.verifier and data.code and not data.challenge_id:
        return await service.approve_by_link(database, code_id, read_id(data.link_id), Proof(decode(data.verifier), code=data.code))
    raise LinkInvalid


class PasskeyTicketsController(Controller):
    path = "/v1/auth/passkeys"
    tags = ["Accounts"]
    dependencies = {"accounts": Provide(give_accounts, sync_to_thread=False)}
    request_max_body_size = CREDENTIAL_BODY

    @post(
        "/{ticket_id:uuid}/options", status_code=200, opt=public(RateClass.PASS, Work.REPEATABLE), dto=strict_body(PasskeySecret), return_dto=None,
        responses=problems(404, 413, 415, 422, 503), operation_id="beginPasskey",
        summary="What the authenticator of the browser is asked with, to make a passkey",
    )  # fmt: skip
    async def options(
        self, ticket_id: UUID, data: PasskeySecret, session: NamedDependency[AsyncSession], accounts: NamedDependency[Accounts]
    ) -> PasskeyOptions:
        challenge, options = await passkeys.registration_options(session, ticket_id, data.secret, accounts.party)
        return PasskeyOptions(str(challenge.id), options, challenge.expires_at)

    @post(
        "/{ticket_id:uuid}/register", status_code=204, opt=public(RateClass.PASS, Work.REPEATABLE), dto=strict_body(PasskeyRegistration),
        return_dto=None, responses=problems(404, 409, 413, 415, 422, 503), operation_id="registerPasskey", summary="Keep the passkey that was made",
    )  # fmt: skip
    async def register(
        self, ticket_id: UUID, data: PasskeyRegistration, database: NamedDependency[Database], accounts: NamedDependency[Accounts]
    ) -> None:
        await ceremonies.register(database, accounts.party, ticket_id, data.secret, read_id(data.challenge_id), data.credential)


def read_id(text: str) -> UUID:
    """Raises LinkInvalid."""
    try:
        return UUID(text)
    except ValueError as error:
        raise LinkInvalid from error
