"""`/v1/account`, what asks for a fresh proof that it is still you, and the proof itself: passkeys, an export of everything, the end."""
from uuid import UUID

from litestar import Controller, Request, Response, delete, get, patch, post
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts import deletion, exports, passkeys, service
from backend.accounts.controller import AUTH_BODY, give_accounts
from backend.accounts.describing import ZIP, ZipOperation
from backend.accounts.device_code_controller import read_id
from backend.accounts.letters import DELETION_ASKED, EXPORT_ASKED, tell_account
from backend.accounts.links import LinkInvalid, Proof
from backend.accounts.models import Account, Passkey
from backend.accounts.secrets import decode
from backend.accounts.service import Accounts
from backend.accounts.words import KEPT
from backend.contract.accounts import (
    AccountProof,
    AccountProofResponse,
    DeletionResponse,
    ExportResponse,
    ExportsResponse,
    NewPasskey,
    PasskeyName,
    PasskeyShown,
    PasskeysResponse,
    PasskeyTicket,
)
from backend.database.database import Database
from backend.identity.actor import Actor
from backend.identity.guard import BY_PASSKEY, FRESH, PasskeyRequired
from backend.service.errors import NotFound
from backend.service.policies import RateClass, Work, account
from backend.service.problems import problems
from backend.service.strict import strict_body
from backend.service.unit import unit_of

FILE = {"content-disposition": 'attachment; filename="allways.zip"'}


class ProofController(Controller):
    path = "/v1/account/proof"
    tags = ["Accounts"]
    dependencies = {"accounts": Provide(give_accounts, sync_to_thread=False)}
    request_max_body_size = AUTH_BODY

    @post(
        "/", status_code=200, opt=account(RateClass.PASS, Work.REPEATABLE), dto=strict_body(AccountProof), return_dto=None,
        responses=problems(413, 415, 422, 503), operation_id="proveAccount", summary="Prove that it is still you, for five minutes",
    )  # fmt: skip
    async def prove(
        self, request: Request, data: AccountProof, database: NamedDependency[Database], actor: NamedDependency[Actor],
        accounts: NamedDependency[Accounts],
    ) -> AccountProofResponse:  # fmt: skip
        """What changes or takes away the account itself asks for this: 401 `step_up_required`."""
        with accounts.counting_wrong(request):
            proved_at = await proved(data, database, actor)
        accounts.signed_in.forget(frozenset({actor.session_id}) if actor.session_id else frozenset())
        return AccountProofResponse(proved_at + FRESH)


async def proved(data: AccountProof, database: Database, actor: Actor):
    if data.link_id and not data.device_code_id:
        proof = Proof(decode(data.verifier), data.secret or "", data.code or "")
        return await service.prove_by_link(database, actor, read_id(data.link_id), proof)
    if data.device_code_id and data.code and not data.link_id:
        return await service.prove_by_code(database, actor, read_id(data.device_code_id), decode(data.verifier), data.code)
    raise LinkInvalid


class PasskeysController(Controller):
    path = "/v1/account/passkeys"
    tags = ["Accounts"]
    dependencies = {"accounts": Provide(give_accounts, sync_to_thread=False)}
    request_max_body_size = AUTH_BODY

    @get("/", opt=account(RateClass.READ), responses=problems(), operation_id="listPasskeys", summary="The passkeys of the account")
    async def listed(self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]) -> PasskeysResponse:
        return PasskeysResponse([passkey_of(row) for row in await passkeys.list_all(session, own(actor))])

    @post(
        "/", status_code=202, opt=account(RateClass.WRITE, Work.REPEATABLE, fresh=True), dto=strict_body(NewPasskey), return_dto=None,
        responses=problems(409, 413, 415, 422, 503), operation_id="newPasskey", summary="A page on which a passkey is made",
    )  # fmt: skip
    async def begin(
        self, data: NewPasskey, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], accounts: NamedDependency[Accounts]
    ) -> PasskeyTicket:
        await check_passkey(session, actor)
        ticket, secret = await passkeys.begin(session, own(actor), data.name)
        return PasskeyTicket(f"{accounts.origin}/passkey#{ticket.id}.{secret}", ticket.expires_at)

    @patch(
        "/{passkey_id:uuid}", status_code=204, opt=account(RateClass.WRITE, Work.REPEATABLE), dto=strict_body(PasskeyName), return_dto=None,
        responses=problems(404, 413, 415, 422, 503), operation_id="renamePasskey", summary="Call a passkey something else",
    )  # fmt: skip
    async def rename(self, passkey_id: UUID, data: PasskeyName, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]) -> None:
        await passkeys.rename(session, own(actor), passkey_id, data.name)

    @delete(
        "/{passkey_id:uuid}", opt=account(RateClass.WRITE, Work.REPEATABLE, fresh=True), responses=problems(404, 503),
        operation_id="removePasskey", summary="A passkey that is to count no longer",
    )  # fmt: skip
    async def remove(self, passkey_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]) -> None:
        await check_passkey(session, actor)
        await passkeys.remove(session, own(actor), passkey_id)


class ExportsController(Controller):
    path = "/v1/account/exports"
    tags = ["Accounts"]
    dependencies = {"accounts": Provide(give_accounts, sync_to_thread=False)}

    @get("/", opt=account(RateClass.READ), responses=problems(), operation_id="listExports", summary="Exports that were asked for")
    async def listed(self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]) -> ExportsResponse:
        return ExportsResponse(await exports.list_all(session, own(actor)))

    @post(
        "/", status_code=202, opt=account(RateClass.WRITE, fresh=True), responses=problems(503), operation_id="askForExport",
        summary="A zip with everything that is kept of the account: JSON, CSV, and trips as GPX and ICS",
    )  # fmt: skip
    async def ask(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], database: NamedDependency[Database],
        accounts: NamedDependency[Accounts],
    ) -> ExportResponse:  # fmt: skip
        """It is made in the background and can be fetched once, within a day. Two a day."""
        row = await exports.ask(session, accounts.vault(database), own(actor))
        await tell_account(session, own(actor), EXPORT_ASKED, str(row.id))
        return exports.told(row.id, row.created_at, None, None, row.expires_at)

    @post(
        "/{export_id:uuid}/download", status_code=200, opt=account(RateClass.WRITE, Work.REPEATABLE, fresh=True), responses=problems(404, 503),
        media_type=ZIP, operation_class=ZipOperation, operation_id="fetchExport", summary="Fetch an export; it is gone after this",
    )  # fmt: skip
    async def fetch(
        self, export_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], database: NamedDependency[Database],
        accounts: NamedDependency[Accounts],
    ) -> Response[bytes]:  # fmt: skip
        packed = await exports.fetch(session, accounts.vault(database), own(actor), export_id)
        return Response(packed, status_code=200, media_type=ZIP, headers=FILE)


class DeletionController(Controller):
    path = "/v1/account/deletion"
    tags = ["Accounts"]
    dependencies = {"accounts": Provide(give_accounts, sync_to_thread=False)}

    @post(
        "/", status_code=202, opt=account(RateClass.WRITE, Work.REPEATABLE, fresh=True), responses=problems(503), operation_id="deleteAccount",
        summary="Delete the account in a week; all devices are signed out now",
    )  # fmt: skip
    async def ask(
        self, request: Request, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], accounts: NamedDependency[Accounts]
    ) -> DeletionResponse:
        """Whatever is still open, such as a booking, is waited for, a month at most."""
        row = await deletion.ask(session, own(actor))
        found = await session.get_one(Account, own(actor))
        await tell_account(session, own(actor), DELETION_ASKED, str(row.id), f"{row.due_at:%Y-%m-%d}")
        unit_of(request).afterwards.append(accounts.signed_in.forget_all)
        return DeletionResponse(row.due_at, list(KEPT[found.locale]))

    @delete(
        "/", opt=account(RateClass.WRITE, Work.REPEATABLE), responses=problems(404, 503), operation_id="keepAccount",
        summary="Keep the account after all",
    )  # fmt: skip
    async def take_back(self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]) -> None:
        if not await deletion.take_back(session, own(actor)):
            raise NotFound("Nobody asked to delete this account.")


async def check_passkey(session: AsyncSession, actor: Actor) -> None:
    """Who works for others makes the first passkey by a mail; from then on only a passkey makes or removes one. Raises PasskeyRequired."""
    if actor.roles & BY_PASSKEY and not actor.by_passkey and any(row.off_at is None for row in await passkeys.list_all(session, own(actor))):
        raise PasskeyRequired("You work for others and have a passkey: prove who you are with it first, POST /v1/account/proof.")


def own(actor: Actor) -> UUID:
    """The guard lets in nobody else."""
    assert actor.account_id is not None
    return actor.account_id


def passkey_of(row: Passkey) -> PasskeyShown:
    last = row.last_day.date().isoformat() if row.last_day else None
    return PasskeyShown(str(row.id), row.name, row.created_at.date().isoformat(), last, row.off_at is None)
