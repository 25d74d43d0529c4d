"""Signing in by a passkey, and showing it once more. A mail opens no console: whoever reads somebody's mail is not let in by that."""
from dataclasses import dataclass
from uuid import UUID

from backend.accounts import passkeys
from backend.accounts.letters import PASSKEY_OFF, tell_account
from backend.accounts.models import PasskeyChallenge
from backend.accounts.passkeys import Party, PasskeyRefused
from backend.console import audit, sessions
from backend.console.refusals import NoPasskeyHere
from backend.console.sessions import Visitor
from backend.contract.accounts import Role
from backend.database.database import Database


@dataclass(frozen=True)
class Asked:
    """What a browser is asked with, as JSON, and by which name it answers."""

    challenge_id: UUID
    options: str


async def ask(database: Database, party: Party) -> Asked:
    async with database.writing() as session:
        challenge, options = await passkeys.sign_in_options(session, None, party)
        return Asked(challenge.id, options)


async def prove(database: Database, party: Party, challenge_id: UUID, credential: str) -> UUID:
    """The account whose passkey it is. Each step is kept before it refuses: a challenge that was shown is gone. Raises PasskeyRefused."""
    async with database.writing() as session:
        of_console = (PasskeyChallenge.device_code_id.is_(None), PasskeyChallenge.account_id.is_(None))
        challenge = await passkeys.take_challenge(session, challenge_id, *of_console)
    if challenge is None:
        raise PasskeyRefused
    shown = passkeys.read_credential(credential)
    async with database.writing() as session:
        known = await passkeys.find_usable(session, shown)
        verified = passkeys.check_sign_in(shown, known, challenge, party) if known else None
        good = known is not None and verified is not None and passkeys.note_use(known, verified.new_sign_count)
        account_id = known.account_id if known else None
        if known and not good:
            await tell_account(session, known.account_id, PASSKEY_OFF, str(known.id), known.name)
    if not good or account_id is None:
        raise PasskeyRefused
    return account_id


async def sign_in(database: Database, account_id: UUID, earlier: Visitor | None) -> str:
    """What the cookie is to hold. earlier: who was signed in in this browser, which ends. Raises NoPasskeyHere."""
    async with database.writing() as session:
        held = await sessions.working_roles(session, account_id)
        if not held:
            raise NoPasskeyHere("This passkey is known, but its account has no work in the console. Two administrators give a role.")
        if earlier:
            await sessions.end(session, earlier.session_id)
        secret = await sessions.begin(session, account_id, held[0])
        await audit.append(session, account_id, held[0].value, "sign_in", "session", "")
    return secret


async def prove_again(database: Database, account_id: UUID, visitor: Visitor) -> str:
    """What the cookie is to hold from now on. Raises PasskeyRefused for the passkey of somebody else."""
    if account_id != visitor.account_id:
        raise PasskeyRefused
    async with database.writing() as session:
        await audit.write(session, visitor, "proof", "session", "")
        return await sessions.rotate(session, visitor.session_id, proved=True)


async def change_role(database: Database, visitor: Visitor, role: Role) -> str:
    """What the cookie is to hold from now on."""
    async with database.writing() as session:
        await audit.write(session, visitor, "role", "session", role.value)
        return await sessions.rotate(session, visitor.session_id, role=role)
