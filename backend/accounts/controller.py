"""`/v1/auth`: signing in by mail, and staying signed in."""
from uuid import UUID

from litestar import Controller, Request, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts import links, service
from backend.accounts.addresses import read_email
from backend.accounts.keys import read_key
from backend.accounts.links import Asked, Proof
from backend.accounts.secrets import decode
from backend.accounts.service import Accounts
from backend.accounts.sessions import Tokens
from backend.accounts.words import nearest
from backend.contract.auth import (
    EmailLinkRequest,
    EmailLinkResponse,
    LinkAsked,
    LinkLook,
    LinkRedemption,
    SessionRefresh,
    SessionResponse,
)
from backend.database.database import Database
from backend.service.policies import RateClass, Work, public
from backend.service.problems import problems
from backend.service.strict import strict_body

AUTH_BODY = 4 * 1024


def give_accounts(state: State) -> Accounts:
    return state.accounts


class AuthController(Controller):
    path = "/v1/auth"
    tags = ["Accounts"]
    dependencies = {"accounts": Provide(give_accounts, sync_to_thread=False)}
    request_max_body_size = AUTH_BODY

    @post(
        "/email-links", status_code=202, opt=public(RateClass.PASS, Work.REPEATABLE), dto=strict_body(EmailLinkRequest), return_dto=None,
        responses=problems(413, 415, 422, 503), operation_id="askForLink", summary="A mail with a link and a code, by which this device signs in",
    )  # fmt: skip
    async def ask(
        self, request: Request, data: EmailLinkRequest, session: NamedDependency[AsyncSession], accounts: NamedDependency[Accounts]
    ) -> EmailLinkResponse:
        """Whoever has no account yet gets one by using it. They count for ten minutes; asking again ends the one before."""
        accounts.check_mail()
        email = read_email(data.email)
        accounts.count_link(request)
        link = await links.ask(session, Asked(email, decode(data.challenge), data.device_name, nearest(data.locale)))
        return EmailLinkResponse(str(link.id), link.expires_at)

    @post(
        "/email-links/{link_id:uuid}/look", status_code=200, opt=public(RateClass.PASS), dto=strict_body(LinkLook), return_dto=None,
        responses=problems(404, 413, 415, 422), operation_id="lookAtLink", summary="Who asked for a link, for whoever opened it",
    )  # fmt: skip
    async def look(self, link_id: UUID, data: LinkLook, session: NamedDependency[AsyncSession]) -> LinkAsked:
        link = await links.look(session, link_id, data.secret)
        return LinkAsked(link.device_name, link.created_at, link.expires_at)

    @post(
        "/email-links/{link_id:uuid}/redeem", status_code=200, opt=public(RateClass.WRITE, Work.REPEATABLE), dto=strict_body(LinkRedemption),
        return_dto=None, responses=problems(404, 413, 415, 422, 503), operation_id="redeemLink", summary="Sign in with a link or its code",
    )  # fmt: skip
    async def redeem(
        self, request: Request, link_id: UUID, data: LinkRedemption, database: NamedDependency[Database], accounts: NamedDependency[Accounts]
    ) -> SessionResponse:
        """Only from the device that asked, once, within ten minutes. Five wrong tries end it."""
        key, proof = read_key(data.device_key), Proof(decode(data.verifier), data.secret or "", data.code or "")
        with accounts.counting_wrong(request):
            return answered(await service.sign_in(database, link_id, proof, key))

    @post(
        "/refresh", status_code=200, opt=public(RateClass.WRITE, Work.REPEATABLE), dto=strict_body(SessionRefresh), return_dto=None,
        responses=problems(401, 413, 415, 422, 503), operation_id="refreshSession", summary="New tokens for a device that is signed in",
    )  # fmt: skip
    async def refresh(self, data: SessionRefresh, database: NamedDependency[Database], accounts: NamedDependency[Accounts]) -> SessionResponse:
        """When the answer was lost, ask again with the same token within thirty seconds. A token used otherwise twice ends the session."""
        return answered(await service.refresh(database, data.refresh_token, decode(data.signature), accounts.signed_in))


def answered(tokens: Tokens) -> SessionResponse:
    return SessionResponse(
        str(tokens.session_id), tokens.access, tokens.access_expires_at, tokens.refresh, tokens.nonce, tokens.refresh_expires_at
    )  # fmt: skip
