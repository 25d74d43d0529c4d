"""`/v1/account`: who one is, and where one is signed in."""
from functools import partial
from uuid import UUID

from litestar import Controller, Request, delete, get, post
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts import address_changes, deletion, sessions
from backend.accounts.controller import give_accounts
from backend.accounts.models import Account, AccountSession
from backend.accounts.service import Accounts
from backend.contract.accounts import AccountResponse, Role, SessionsResponse, SignedInDevice
from backend.database.base import now
from backend.identity.actor import Actor
from backend.identity.guard import FRESH
from backend.service.errors import NotFound
from backend.service.policies import RateClass, Work, account
from backend.service.problems import problems
from backend.service.unit import unit_of


class AccountController(Controller):
    path = "/v1/account"
    tags = ["Accounts"]
    dependencies = {"accounts": Provide(give_accounts, sync_to_thread=False)}

    @get(
        "/", opt=account(RateClass.READ, narrow=True), responses=problems(), operation_id="getAccount",
        summary="The account of whoever is signed in",
    )  # fmt: skip
    async def mine(self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]) -> AccountResponse:
        found = await session.get_one(Account, actor.id)
        proved_until = actor.proved_at + FRESH if actor.proved_at and actor.proved_at + FRESH > now() else None
        ending = await deletion.find(session, found.id)
        moving = await address_changes.find_waiting(session, found.id)
        return AccountResponse(
            found.email, found.locale, found.created_at, [Role.CITIZEN, *sorted(actor.roles)], proved_until, ending.due_at if ending else None,
            moving.email if moving else None, moving.due_at if moving else None, actor.only,
        )  # fmt: skip

    @get("/sessions", opt=account(RateClass.READ), responses=problems(), operation_id="listSessions", summary="The devices one is signed in on")
    async def listed(self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]) -> SessionsResponse:
        return SessionsResponse([device_of(row, actor) for row in await sessions.list_live(session, actor)])

    @delete(
        "/sessions/{session_id:uuid}", opt=account(RateClass.WRITE, Work.REPEATABLE), responses=problems(404, 503), operation_id="endSession",
        summary="Sign out one device",
    )  # fmt: skip
    async def end(
        self, session_id: UUID, request: Request, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        accounts: NamedDependency[Accounts],
    ) -> None:  # fmt: skip
        """Its tokens are refused within ten seconds everywhere. One that was ended before, or never was, is not found."""
        if session_id not in {row.id for row in await sessions.list_live(session, actor)}:
            raise NotFound("You are not signed in on such a device. GET /v1/account/sessions lists those you are.")
        await end_and_forget([session_id], request, session, accounts)

    @delete(
        "/sessions", opt=account(RateClass.WRITE, Work.REPEATABLE), responses=problems(503), operation_id="endAllSessions",
        summary="Sign out everywhere, here too",
    )  # fmt: skip
    async def end_all(
        self, request: Request, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], accounts: NamedDependency[Accounts]
    ) -> None:
        await end_and_forget([row.id for row in await sessions.list_live(session, actor)], request, session, accounts)

    @delete(
        "/sessions/current", opt=account(RateClass.WRITE, Work.REPEATABLE, narrow=True), responses=problems(503), operation_id="signOut",
        summary="Sign out this device",
    )  # fmt: skip
    async def sign_out(
        self, request: Request, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], accounts: NamedDependency[Accounts]
    ) -> None:
        await end_and_forget([actor.session_id] if actor.session_id else [], request, session, accounts)


    @post(
        "/sessions/current/narrowing", status_code=204,
        opt=account(RateClass.WRITE, Work.REPEATABLE, roles=(Role.INSPECTOR, Role.DRIVER), fresh=True),
        responses=problems(503), operation_id="narrowSession", summary="Have this phone check tickets, or drive, and do nothing else of the account",
    )  # fmt: skip
    async def narrow(
        self, request: Request, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], accounts: NamedDependency[Accounts]
    ) -> None:
        """Whoever finds it finds no trips, no cards and no other right. Signing in on it anew undoes that."""
        if actor.session_id:
            await sessions.narrow(session, actor.session_id, actor.role)
            unit_of(request).afterwards.append(partial(accounts.signed_in.forget, frozenset({actor.session_id})))


async def end_and_forget(ids: list[UUID], request: Request, session: AsyncSession, accounts: Accounts) -> None:
    """Forgotten only after it is kept: whoever looked in between would believe it anew."""
    await sessions.end(session, ids)
    unit_of(request).afterwards.append(partial(accounts.signed_in.forget, frozenset(ids)))


def device_of(row: AccountSession, actor: Actor) -> SignedInDevice:
    first, last = row.created_at.date().isoformat(), row.last_day.date().isoformat()
    return SignedInDevice(str(row.id), row.device_name, first, last, row.id == actor.session_id)
