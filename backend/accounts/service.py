"""Signing in and staying signed in. What a refusal changes has to be kept, so these transactions end before the refusal is raised."""
import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from litestar import Request
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts import address_changes, address_letters, deletion, device_codes, exports, links, sessions
from backend.accounts.access import SessionEnded, SignedIn
from backend.accounts.address_changes import CodeInvalid
from backend.accounts.addresses import key_of
from backend.accounts.deletion import DELETION, Elsewhere
from backend.accounts.erasures import append
from backend.accounts.export import Teller
from backend.accounts.exports import EXPORT
from backend.accounts.letters import NEW_DEVICE, STOLEN, Letters, tell
from backend.accounts.links import LinkInvalid, Proof
from backend.accounts.mail import LocalMailbox, MailWay, SmtpServer, is_this_machine
from backend.accounts.models import Account, DeviceCode, EmailLink
from backend.accounts.passkeys import Party, PasskeyRefused
from backend.accounts.rates import Hourly
from backend.accounts.sessions import Refusal, Refused, Tokens
from backend.database.base import now
from backend.database.database import Database
from backend.database.sealing import Vault, open_vault
from backend.identity.actor import Actor
from backend.outbox.entries import Entry
from backend.outbox.worker import Finish, Handler
from backend.service.errors import NotSignedIn, RateLimited, ServiceError
from backend.service.limits import client_address

LINKS_PER_HOUR = 30
WRONG_PER_HOUR = 30


class MailNotSetUp(ServiceError):
    status, code = 503, "mail_not_set_up"


class KeyRefused(NotSignedIn):
    code = "device_key_refused"


class Accounts:
    """limited: whether addresses are counted. smtp None: mails stay in the mailbox of this machine, if the service is on no other.

    column_key: seals exports. erasures: a file that gets a line per account that is deleted. elsewhere: what other parts have to do with accounts.
    tellers: what other parts add to exports.
    """

    def __init__(
        self, origin: str, smtp: SmtpServer | None, limited: bool, proxies: frozenset[str] = frozenset(), column_key: str = "",
        erasures: Path | None = None,
    ):  # fmt: skip
        self.origin, self.smtp, self.proxies, self.column_key, self.erasures = origin, smtp, proxies, column_key, erasures
        self.party = Party.of(origin)
        self.elsewhere: tuple[Elsewhere, ...] = ()
        self.tellers: tuple[Teller, ...] = ()
        self._vault: Vault | None = None
        self.links_asked, self.wrong_tries = Hourly(LINKS_PER_HOUR if limited else None), Hourly(WRONG_PER_HOUR if limited else None)
        self.signed_in = SignedIn()

    @property
    def has_mailbox(self) -> bool:
        return self.smtp is None and is_this_machine(urlsplit(self.origin).hostname or "")

    def check_mail(self) -> None:
        """Raises MailNotSetUp."""
        if self.smtp is None and not self.has_mailbox:
            raise MailNotSetUp("Nobody can sign in here yet: whoever runs the service has to set ALLWAYS_SMTP.")

    def count_link(self, request: Request) -> None:
        """Raises RateLimited."""
        address = self.address_of(request)
        self.links_asked.check(address)
        self.links_asked.take(address)

    @contextmanager
    def counting_wrong(self, request: Request) -> Iterator[None]:
        """Whoever proves something wrong has one try less this hour. Raises RateLimited."""
        self.wrong_tries.check(self.address_of(request))
        try:
            yield
        except (LinkInvalid, PasskeyRefused, CodeInvalid):
            self.wrong_tries.take(self.address_of(request))
            raise

    def address_of(self, request: Request) -> str:
        return client_address(request.client.host if request.client else "", request.headers.get("x-forwarded-for", ""), self.proxies)

    def handlers(self, database: Database) -> dict:
        """What does the work of the outbox; mails only where there is a way to send them."""
        letters = self.letters(database)
        work = {EXPORT: self.make_export(database), DELETION: self.delete(database, letters), address_changes.CHANGE: changing_address(database)}
        return work | (letters.handlers | address_letters.handlers(letters) if letters else {})

    def letters(self, database: Database) -> Letters | None:
        way: MailWay | None = self.smtp or (LocalMailbox(database) if self.has_mailbox else None)
        return Letters(database, way, self.origin) if way else None

    def vault(self, database: Database) -> Vault:
        """Opened once: that of a temporary database is never the same again. Raises KeyRefused."""
        self._vault = self._vault or open_vault(self.column_key, database.url)
        return self._vault

    def make_export(self, database: Database) -> Handler:
        async def handle(entry: Entry) -> Finish | None:
            return await exports.make(database, self.vault(database), entry, self.tellers)

        return handle

    def delete(self, database: Database, letters: Letters | None) -> Handler:
        async def handle(entry: Entry) -> None:
            """The line in the file comes first: with the account still there, it goes when the list is replayed; the other way it would stay."""
            async with database.writing() as session:
                gone = await deletion.run(session, UUID(entry.payload["deletionId"]), self.elsewhere)
                if gone and self.erasures:
                    await asyncio.to_thread(append, self.erasures, gone.mark)
            if gone:
                self.signed_in.forget_all()
            if gone and letters:
                await letters.send_farewell(gone, entry)

        return handle


def changing_address(database: Database) -> Handler:
    async def handle(entry: Entry) -> None:
        async with database.writing() as session:
            await address_changes.run(session, UUID(entry.payload["changeId"]))

    return handle


async def sign_in(database: Database, link_id: UUID, proof: Proof, device_key: bytes) -> Tokens:
    """Raises LinkInvalid."""
    async with database.writing() as session:
        link = await links.use(session, link_id, proof)
        tokens = await admit(session, link, device_key) if link else None
    if tokens is None:
        raise LinkInvalid
    return tokens


async def admit(session: AsyncSession, link: EmailLink, device_key: bytes) -> Tokens:
    account_id, fresh = await find_or_make(session, link.email, link.locale)
    tokens = await sessions.begin(session, account_id, link.device_name, device_key)
    if not fresh:
        await tell(session, tokens.session_id, NEW_DEVICE)
    return tokens


async def find_or_make(session: AsyncSession, email: str, locale: str) -> tuple[UUID, bool]:
    """(the account of this address, whether it is new)."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    moment = now()
    values = {"id": uuid7(), "email": email, "email_key": key_of(email), "locale": locale, "created_at": moment, "updated_at": moment}
    made = insert(Account).values(values).on_conflict_do_nothing(index_elements=["email_key"]).returning(Account.id)
    row = (await session.execute(made)).first()
    if row:
        return row.id, True
    return (await session.scalars(select(Account.id).where(Account.email_key == key_of(email)))).one(), False


async def approve_by_link(database: Database, code_id: UUID, link_id: UUID, proof: Proof) -> tuple[str, datetime]:
    """(the code to be shown, until when it counts). Raises LinkInvalid."""
    async with database.writing() as session:
        link = await links.use(session, link_id, proof)
        if link:
            account_id, _ = await find_or_make(session, link.email, link.locale)
            return await device_codes.approve(session, code_id, account_id, by_passkey=False)
    raise LinkInvalid


async def redeem_code(database: Database, code_id: UUID, verifier: bytes, code: str, device_key: bytes) -> Tokens:
    """Raises LinkInvalid."""
    async with database.writing() as session:
        row = await device_codes.use(session, code_id, verifier, code)
        if row and row.account_id:
            tokens = await sessions.begin(session, row.account_id, row.device_name, device_key, row.by_passkey)
            await tell(session, tokens.session_id, NEW_DEVICE)
            return tokens
    raise LinkInvalid


async def prove_by_link(database: Database, actor: Actor, link_id: UUID, proof: Proof) -> datetime:
    """Until now nobody but its owner could have read the mail. Raises LinkInvalid, for a link of another address as well."""
    async with database.writing() as session:
        link = await links.use(session, link_id, proof)
        own = select(Account.id).where(Account.id == actor.id, Account.email_key == link.email_key) if link else None
        if own is not None and actor.session_id and await session.scalar(own):
            return await sessions.prove(session, actor.session_id, by_passkey=False)
    raise LinkInvalid


async def prove_by_code(database: Database, actor: Actor, code_id: UUID, verifier: bytes, code: str) -> datetime:
    """Raises LinkInvalid, for a code of another account as well."""
    async with database.writing() as session:
        row: DeviceCode | None = await device_codes.use(session, code_id, verifier, code)
        if row and row.account_id == actor.id and actor.session_id:
            return await sessions.prove(session, actor.session_id, row.by_passkey)
    raise LinkInvalid


async def refresh(database: Database, token: str, signature: bytes, signed_in: SignedIn) -> Tokens:
    """Raises SessionEnded, KeyRefused, RateLimited."""
    async with database.writing() as session:
        found = await sessions.refresh(session, token, signature)
        if isinstance(found, Refused) and found.why is Refusal.STOLEN and found.session_id:
            await tell(session, found.session_id, STOLEN)
    if isinstance(found, Tokens):
        return found
    if found.session_id:
        signed_in.forget(frozenset({found.session_id}))
    if found.why is Refusal.KEY:
        raise KeyRefused("The signature is not by the key of this device over this token and its nonce.")
    if found.why is Refusal.OFTEN:
        raise RateLimited("Too many refreshes. Use the access token until it runs out.", headers={"Retry-After": "900"})
    raise SessionEnded
