"""Whether somebody is signed in on this phone, and the tokens they are known by. Without Kivy.

A refresh token counts once: the one that came in its place is kept before anything else is done with it.
"""

import asyncio
import platform
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NoReturn, TypeVar

import msgspec

from backend.contract.accounts import AccountProof, AccountResponse, Role
from backend.contract.auth import DeviceCodeRedemption, DeviceCodeRequest, EmailLinkRequest, LinkRedemption, SessionRefresh, SessionResponse
from mobile.accounts import calls
from mobile.accounts.device_key import DeviceKey, encode
from mobile.client import Client, ClientError, Refused, Unreachable
from mobile.device.protocols import Unavailable
from mobile.i18n import tr

EARLY = timedelta(seconds=60)  # a token this near to its end is not used any longer
RUN_OUT, UNKNOWN = "token_expired", "not_signed_in"
ENDED = ("session_ended", "device_key_refused")
SYSTEMS = {"Linux": lambda: tr("Linux computer"), "Darwin": lambda: tr("Mac"), "Windows": lambda: tr("Windows computer")}
Said = TypeVar("Said")


class SignedOut(ClientError):
    """Nobody is signed in here, or no longer."""

    def __init__(self):
        super().__init__(tr("You are signed out on this device. Sign in again to go on."), "signed_out")


class Held(msgspec.Struct, frozen=True):
    """What is kept between starts of the app."""

    key: str
    session_id: str
    refresh_token: str
    refresh_nonce: str
    email: str = ""
    roles: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Held(not shown)"


@dataclass(frozen=True)
class CodeAsked:
    """A code is on its way to `email`, or is shown on the page at `address`. With `verifier` and `key`, which stay here, and only so, it counts."""

    email: str
    request_id: str
    expires_at: datetime
    verifier: str = field(repr=False)
    key: DeviceKey
    address: str = ""


class SignedIn:
    """One of a session. It tells "account" when somebody has signed in or out."""

    def __init__(self, session):
        self.session = session
        self.is_kept = False  # whether it lasts beyond the end of the app
        self._held: Held | None = None
        self._token, self._until = "", None
        self._renewing: asyncio.Task | None = None

    @property
    def on(self) -> bool:
        return self._held is not None

    @property
    def email(self) -> str:
        return self._held.email if self._held else ""

    @property
    def roles(self) -> tuple[str, ...]:
        """As the city said when it was last asked."""
        return self._held.roles if self._held else ()

    @property
    def session_id(self) -> str:
        return self._held.session_id if self._held else ""

    async def restore(self) -> None:
        """What was kept for the city that is asked now; something damaged is as if there was nothing."""
        found = await self._find()
        try:
            held = msgspec.json.decode(found, type=Held) if found else None
            DeviceKey.read(held.key) if held else None
        except (msgspec.MsgspecError, ValueError):
            held = None
        before, self._held, self._token, self.is_kept = self._held, held, "", held is not None
        if before or held:
            self.session.tell("account")

    async def ask_for_code(self, email: str) -> CodeAsked:
        """Raises ClientError."""
        verifier = secrets.token_bytes(32)
        request = EmailLinkRequest(email.strip(), encode(sha256(verifier).digest()), device_name(), self.session.language)
        answer = await calls.ask_for_code(self.session.client, request)
        return CodeAsked(email.strip(), answer.request_id, answer.expires_at, encode(verifier), DeviceKey.new())

    async def ask_by_browser(self) -> CodeAsked:
        """A page on which somebody proves who they are, as with a passkey, and is shown the code. Raises ClientError."""
        verifier = secrets.token_bytes(32)
        answer = await calls.ask_for_device_code(self.session.client, DeviceCodeRequest(encode(sha256(verifier).digest()), device_name()))
        return CodeAsked("", answer.device_code_id, answer.expires_at, encode(verifier), DeviceKey.new(), answer.address)

    async def redeem(self, asked: CodeAsked, code: str) -> None:
        """Signed in from here on. Raises ClientError."""
        client = self.session.client
        if asked.address:
            redemption = DeviceCodeRedemption(asked.verifier, code, asked.key.public)
            tokens = await calls.redeem_device_code(client, asked.request_id, redemption)
        else:
            tokens = await calls.redeem(client, asked.request_id, LinkRedemption(asked.verifier, asked.key.public, code=code))
        await self._take(tokens, asked.key.text, asked.email or (await calls.account(client, tokens.access_token)).email)
        self.session.tell("account")

    async def prove(self, asked: CodeAsked, code: str) -> None:
        """That it is still the same person, by a code that was asked for on this device. Raises ClientError."""
        proof = AccountProof(asked.verifier, link_id=asked.request_id, code=code)
        await self.ask(lambda client, token: calls.prove(client, proof, token))

    async def ask(self, question: Callable[[Client, str], Awaitable[Said]]) -> Said:
        """The answer to `question(client, token)`. Raises SignedOut and what else the question raises."""
        client, token = self.session.client, await self._access()
        try:
            return await question(client, token)
        except Refused as trouble:
            if trouble.code in ENDED:
                await self._end(SignedOut(), trouble)
            if trouble.code not in (RUN_OUT, UNKNOWN):
                raise
        return await question(client, await self._renew(token))

    async def account(self) -> AccountResponse:
        """Who one is and what one may do is kept, so that it is offered without a connection too."""
        answer = await self.ask(calls.account)
        roles = tuple(str(role) for role in answer.roles if role is not Role.CITIZEN)
        if self._held and (self._held.roles, self._held.email) != (roles, answer.email):
            await self._keep(msgspec.structs.replace(self._held, roles=roles, email=answer.email))
            self.session.tell("account")
        return answer

    async def sign_out(self) -> bool:
        """Nothing of it stays on this phone, whatever the city says. Whether the city has heard of it."""
        try:
            await self.ask(calls.sign_out)
            heard = True
        except ClientError as trouble:
            heard = isinstance(trouble, SignedOut)
        await self.forget()
        return heard

    async def _end(self, told: SignedOut, why: Refused) -> NoReturn:
        """The city says that it is over: whoever was signed in hears it once, and what they go on with needs them to sign in."""
        if self._held:
            await self.forget()
            self.session.tell_person(told.sentence)
            self.session.announce(told.sentence, assertive=True)
        raise told from why

    async def forget(self) -> None:
        if self._held is None:
            return
        self._held, self._token, self._until, self.is_kept = None, "", None, False
        with suppress(Unavailable):
            await asyncio.to_thread(self.session.device.secure.remove, self._name)
        self.session.tell("account")

    async def _access(self) -> str:
        if self._held is None:
            raise SignedOut
        if self._token and self._until and self.session.now() < self._until - EARLY:
            return self._token
        return await self._renew(self._token)

    async def _renew(self, worn: str) -> str:
        """A token in place of `worn`. One refresh at a time, and none is given up half way: its answer would be lost with the page that asked."""
        if self._token and self._token != worn:
            return self._token
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew_now())
            self._renewing.add_done_callback(lambda task: task.cancelled() or task.exception())
        return await asyncio.shield(self._renewing)

    async def _renew_now(self) -> str:
        held = self._held
        if held is None:
            raise SignedOut
        try:
            signature = DeviceKey.read(held.key).sign_refresh(held.refresh_nonce, held.refresh_token)
            tokens = await self._refresh(SessionRefresh(held.refresh_token, signature))
        except Refused as trouble:
            if trouble.code not in ENDED:
                raise
            await self._end(SignedOut(), trouble)
        await self._take(tokens, held.key, held.email)
        return self._token

    async def _refresh(self, renewal: SessionRefresh) -> SessionResponse:
        try:
            return await calls.refresh(self.session.client, renewal)
        except Unreachable:  # the answer may have got lost: the same token counts a little longer
            return await calls.refresh(self.session.client, renewal)

    async def _take(self, tokens: SessionResponse, key: str, email: str) -> None:
        await self._keep(Held(key, tokens.session_id, tokens.refresh_token, tokens.refresh_nonce, email, self.roles))
        self._token, self._until = tokens.access_token, tokens.access_expires_at

    async def _keep(self, held: Held) -> None:
        self._held = held
        try:
            await asyncio.to_thread(self.session.device.secure.keep, self._name, msgspec.json.encode(held).decode())
            self.is_kept = True
        except Unavailable:
            self.is_kept = False

    async def _find(self) -> str | None:
        try:
            return await asyncio.to_thread(self.session.device.secure.find, self._name)
        except Unavailable:
            return None

    @property
    def _name(self) -> str:
        return f"account for {self.session.client.backend}"


def device_name() -> str:
    """By which its owner knows it in the list of devices; not what the computer calls itself, which may be a name of somebody."""
    return SYSTEMS.get(platform.system(), lambda: tr("Phone"))()
