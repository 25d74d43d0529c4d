"""Passkeys: a key in the hardware of a person's phone, computer or key ring, that signs in only where it was made. Source: WebAuthn Level 3.

The library takes the same answer twice and one without user verification, if it is let: challenges here go when they are shown, and it is not let.
"""
import secrets
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from backend.accounts.links import LinkInvalid
from backend.accounts.models import HANDLE_BYTES, MAX_CREDENTIAL_ID, Account, Passkey, PasskeyChallenge, PasskeyTicket
from backend.accounts.secrets import hashed, new_secret
from backend.accounts.sessions import day_of
from backend.database.base import now
from backend.database.counting import count_changed
from backend.service.errors import BadRequest, Conflict, NotFound

VALID = timedelta(minutes=5)
MOST = 10
KEPT = timedelta(hours=1)
PURGED_AT_ONCE = 1000
ALGORITHMS = [COSEAlgorithmIdentifier.EDDSA, COSEAlgorithmIdentifier.ECDSA_SHA_256, COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256]
# What the library lets through from a credential that is no such thing.
BROKEN = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)


class PasskeyRefused(BadRequest):
    """One answer for all that can be wrong with what an authenticator gave."""

    code = "passkey_refused"

    def __init__(self) -> None:
        super().__init__("The passkey was not accepted: it is not known here, was used already, or did not check who you are. Begin again.")


class TooManyPasskeys(Conflict):
    code = "too_many_passkeys"


@dataclass(frozen=True)
class Party:
    """Who relies on a passkey: the name of this service, and the one origin whose pages may use it. Browsers take no IP address for a name."""

    host: str
    origin: str

    @classmethod
    def of(cls, origin: str) -> "Party":
        return cls(urlsplit(origin).hostname or "", origin)


async def begin(session: AsyncSession, account_id: UUID, name: str) -> tuple[PasskeyTicket, str]:
    """(that a browser may make a passkey, what opens it). Raises TooManyPasskeys."""
    await session.execute(select(Account.id).where(Account.id == account_id).with_for_update())
    if len(await list_all(session, account_id)) >= MOST:
        raise TooManyPasskeys(f"An account has {MOST} passkeys at most. Remove one first.")
    secret = new_secret()
    ticket = PasskeyTicket(id=uuid7(), account_id=account_id, name=name, secret_hash=hashed(secret), expires_at=now() + VALID)
    session.add(ticket)
    await session.flush()
    return ticket, secret


async def registration_options(session: AsyncSession, ticket_id: UUID, secret: str, party: Party) -> tuple[PasskeyChallenge, str]:
    """(the challenge, what the browser is asked with). Raises LinkInvalid."""
    ticket = await find_ticket(session, ticket_id, secret)
    account = await session.get_one(Account, ticket.account_id)
    account.handle = account.handle or secrets.token_bytes(HANDLE_BYTES)
    challenge = add_challenge(session, account_id=account.id)
    known = [PublicKeyCredentialDescriptor(id=row.credential_id) for row in await list_all(session, account.id)]
    options = generate_registration_options(
        rp_id=party.host, rp_name="Allways", user_name=account.email, user_id=account.handle, challenge=challenge.challenge,
        timeout=int(VALID.total_seconds() * 1000), exclude_credentials=known, supported_pub_key_algs=ALGORITHMS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, require_resident_key=True, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )  # fmt: skip
    return challenge, options_to_json(options)


async def find_ticket(session: AsyncSession, ticket_id: UUID, secret: str) -> PasskeyTicket:
    """Raises LinkInvalid."""
    open_ = (PasskeyTicket.id == ticket_id, PasskeyTicket.secret_hash == hashed(secret), PasskeyTicket.expires_at > now())
    found = (await session.scalars(select(PasskeyTicket).where(*open_).with_for_update())).first()
    if found is None:
        raise LinkInvalid
    return found


def add_challenge(session: AsyncSession, **of: UUID | None) -> PasskeyChallenge:
    row = PasskeyChallenge(id=uuid7(), challenge=secrets.token_bytes(HANDLE_BYTES), expires_at=now() + VALID, **of)
    session.add(row)
    return row


async def take_challenge(session: AsyncSession, challenge_id: UUID, *of) -> bytes | None:
    """Once: it is gone after this, and this transaction has to be kept whatever comes of it."""
    mine = delete(PasskeyChallenge).where(PasskeyChallenge.id == challenge_id, *of)
    row = (await session.execute(mine.returning(PasskeyChallenge.challenge, PasskeyChallenge.expires_at))).first()
    return row.challenge if row and row.expires_at > now() else None


def check_registration(credential: str, challenge: bytes, party: Party) -> VerifiedRegistration:
    """Raises PasskeyRefused."""
    try:
        verified = verify_registration_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=party.host, expected_origin=[party.origin],
            require_user_verification=True, supported_pub_key_algs=ALGORITHMS,
        )  # fmt: skip
    except BROKEN as error:
        raise PasskeyRefused from error
    if not 0 < len(verified.credential_id) <= MAX_CREDENTIAL_ID:
        raise PasskeyRefused
    return verified


async def add(session: AsyncSession, ticket: PasskeyTicket, made: VerifiedRegistration) -> Passkey:
    """The ticket is used up. Raises PasskeyRefused for one that is known already, TooManyPasskeys."""
    await session.execute(select(Account.id).where(Account.id == ticket.account_id).with_for_update())
    if await session.scalar(select(Passkey.id).where(Passkey.credential_id == made.credential_id)):
        raise PasskeyRefused
    if len(await list_all(session, ticket.account_id)) >= MOST:
        raise TooManyPasskeys(f"An account has {MOST} passkeys at most. Remove one first.")
    row = Passkey(
        id=uuid7(), account_id=ticket.account_id, credential_id=made.credential_id, public_key=made.credential_public_key,
        sign_count=made.sign_count, name=ticket.name, created_at=now(),
    )  # fmt: skip
    session.add(row)
    await session.delete(ticket)
    await session.flush()
    return row


async def sign_in_options(session: AsyncSession, device_code_id: UUID | None, party: Party) -> tuple[PasskeyChallenge, str]:
    """No names: the authenticator knows whose passkeys it has, and we tell nobody."""
    challenge = add_challenge(session, device_code_id=device_code_id)
    await session.flush()
    options = generate_authentication_options(
        rp_id=party.host, challenge=challenge.challenge, timeout=int(VALID.total_seconds() * 1000),
        user_verification=UserVerificationRequirement.REQUIRED,
    )  # fmt: skip
    return challenge, options_to_json(options)


def read_credential(credential: str) -> AuthenticationCredential:
    """Raises PasskeyRefused."""
    try:
        return parse_authentication_credential_json(credential)
    except BROKEN as error:
        raise PasskeyRefused from error


def check_sign_in(shown: AuthenticationCredential, known: Passkey, challenge: bytes, party: Party) -> VerifiedAuthentication:
    """Whether the counter went back is for `note_use` to say. Raises PasskeyRefused."""
    try:
        return verify_authentication_response(
            credential=shown, expected_challenge=challenge, expected_rp_id=party.host, expected_origin=[party.origin],
            credential_public_key=known.public_key, credential_current_sign_count=0, require_user_verification=True,
        )  # fmt: skip
    except BROKEN as error:
        raise PasskeyRefused from error


async def find_usable(session: AsyncSession, shown: AuthenticationCredential) -> Passkey | None:
    """None where it is not known, counts no longer, or names another account than its own."""
    mine = select(Passkey, Account.handle).join(Account, Account.id == Passkey.account_id).where(Passkey.credential_id == shown.raw_id)
    row = (await session.execute(mine.where(Passkey.off_at.is_(None)).with_for_update(of=Passkey))).first()
    if row is None or (shown.response.user_handle is not None and shown.response.user_handle != row.handle):
        return None
    return row[0]


def note_use(known: Passkey, sign_count: int) -> bool:
    """False where the counter went back or stood still: there are two of this passkey, and it counts no longer."""
    if (sign_count or known.sign_count) and sign_count <= known.sign_count:
        known.off_at = now()
        return False
    known.sign_count, known.last_day = sign_count, day_of(now())
    return True


async def list_all(session: AsyncSession, account_id: UUID) -> list[Passkey]:
    """The oldest first."""
    return list(await session.scalars(select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.created_at, Passkey.id)))


async def rename(session: AsyncSession, account_id: UUID, passkey_id: UUID, name: str) -> None:
    """Raises NotFound."""
    mine = update(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == account_id)
    if await count_changed(session, mine.values(name=name)) == 0:
        raise unknown()


async def remove(session: AsyncSession, account_id: UUID, passkey_id: UUID) -> None:
    """Raises NotFound."""
    if await count_changed(session, delete(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == account_id)) == 0:
        raise unknown()


def unknown() -> NotFound:
    return NotFound("There is no such passkey. GET /v1/account/passkeys lists yours.")


async def purge(session: AsyncSession) -> int:
    gone = 0
    for table in (PasskeyChallenge, PasskeyTicket):
        old = select(table.id).where(table.expires_at < now() - KEPT).limit(PURGED_AT_ONCE)
        gone += await count_changed(session, delete(table).where(table.id.in_(old)))
    return gone
