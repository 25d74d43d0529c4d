"""People who sign in, each from a phone with a key of its own, reading their mails in the mailbox of this machine."""
import re
import secrets
from contextlib import asynccontextmanager
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select

from backend.accounts import address_letters, roles, sessions
from backend.accounts.account_controller import AccountController
from backend.accounts.address_controller import AddressController
from backend.accounts.admin_controller import AdminController
from backend.accounts.consents_controller import ConsentsController
from backend.accounts.controller import AuthController
from backend.accounts.deletion import DELETION
from backend.accounts.device_code_controller import DeviceCodesController, PasskeyTicketsController
from backend.accounts.exports import EXPORT
from backend.accounts.keys import refresh_message
from backend.accounts.letters import Letters
from backend.accounts.mail import LocalMailbox
from backend.accounts.models import Account, LocalMail, RoleGrant
from backend.accounts.own_controller import DeletionController, ExportsController, PasskeysController, ProofController
from backend.accounts.page_controller import SignInPage
from backend.accounts.secrets import decode, encode
from backend.accounts.service import Accounts, find_or_make
from backend.contract.accounts import Role
from backend.database.base import now
from backend.identity.controller import DevicesController
from backend.outbox.worker import Worker
from backend.service.app import create_app
from backend.service.settings import Settings
from tests.serving import Client
from tests.worlds.town import open_town

ORIGIN = "https://allways.example.org"
STAFF = "staff-of-elmstead-0123456789abcdef"
CONTROLLERS = [
    AuthController, AccountController, AddressController, SignInPage, DevicesController, DeviceCodesController, PasskeyTicketsController,
    ProofController, PasskeysController, ConsentsController, ExportsController, DeletionController, AdminController,
]  # fmt: skip
KEY = "0123456789abcdef" * 4
CODE = re.compile(r"\b([0-9A-Z]{4}-[0-9A-Z]{4})\b")
LINK = re.compile(r"/sign-in#([0-9a-f-]{36})\.([\w-]{43})")


@asynccontextmanager
async def served(address: str, **more):
    chosen = {"log_requests": False, "per_minute": None, "database_url": address, "staff_token": STAFF, "column_key": KEY} | more
    app = create_app(open_town, Settings(**chosen), controllers=CONTROLLERS)
    async with Client(app) as client:
        yield client


async def deliver(database) -> list[LocalMail]:
    """Does what is in the outbox now; all mails so far, the last one last."""
    letters = Letters(database, LocalMailbox(database), ORIGIN)
    worker = Worker(database, letters.handlers | address_letters.handlers(letters))
    for entry in await worker.claim(100):
        await worker.handle(entry)
    async with database.reading() as session:
        return list(await session.scalars(select(LocalMail).order_by(LocalMail.created_at, LocalMail.id)))


async def work(client, database) -> None:
    """What is due of exports and deletions."""
    accounts = client.app.state.accounts
    letters = Letters(database, LocalMailbox(database), ORIGIN)
    worker = Worker(database, {EXPORT: accounts.make_export(database), DELETION: accounts.delete(database, letters)})
    for entry in await worker.claim(100):
        await worker.handle(entry)


async def account_with(database, email: str, *held: Role, by_passkey: bool = True) -> dict:
    """A session of somebody with these roles, signed in a moment ago; as `signed_in` gives it, as far as it goes."""
    async with database.writing() as session:
        account_id, _ = await find_or_make(session, email, "en")
        for role in held:
            session.add(RoleGrant(account_id=account_id, role=role, operator_id="tram" if role is Role.OPERATOR else "", reason="", granted_at=now()))
        await session.flush()
        tokens = await sessions.begin(session, account_id, "Laptop", Phone().point, by_passkey)
        assert (await roles.find_held(session, account_id))[0] >= set(held)
    return {"accessToken": tokens.access, "sessionId": str(tokens.session_id), "accountId": str(account_id)}


async def id_of(database, email: str = "ann@example.org"):
    async with database.reading() as session:
        return await session.scalar(select(Account.id).where(Account.email == email))


class Phone:
    def __init__(self, name: str = "Pixel 8"):
        self.name, self.key, self.verifier = name, ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(32)

    @property
    def challenge(self) -> str:
        return encode(sha256(self.verifier).digest())

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def request(self, email: str, **more) -> dict:
        return {"email": email, "challenge": self.challenge, "deviceName": self.name, **more}

    def redemption(self, **more) -> dict:
        return {"verifier": encode(self.verifier), "deviceKey": encode(self.point), **more}

    def sign(self, nonce: str, token: str) -> bytes:
        return self.key.sign(refresh_message(decode(nonce), token), ec.ECDSA(SHA256()))

    def renewal(self, session: dict) -> dict:
        signature = encode(self.sign(session["refreshNonce"], session["refreshToken"]))
        return {"refreshToken": session["refreshToken"], "signature": signature}


async def signed_in(client, database, phone: Phone, email: str = "ann@example.org") -> dict:
    """All of it as a person does it; the session."""
    asked = (await client.post("/v1/auth/email-links", json=phone.request(email))).json()
    code = CODE.search((await deliver(database))[-1].text).group(1)
    answer = await client.post(f"/v1/auth/email-links/{asked['requestId']}/redeem", json=phone.redemption(code=code))
    assert answer.status_code == 200, answer.text
    return answer.json()


def bearer(session: dict) -> dict:
    return {"Authorization": f"Bearer {session['accessToken']}"}


def quiet(monkeypatch) -> None:
    """The service does nothing of the outbox by itself: tests deliver when they want to."""
    monkeypatch.setattr(Accounts, "handlers", lambda accounts, database: {})
