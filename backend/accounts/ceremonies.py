"""What a browser and its authenticator do with us, step by step. A challenge that was shown is gone, also when what came with it is refused:
so every step ends its transaction before it refuses."""
from datetime import datetime
from uuid import UUID

from backend.accounts import device_codes, passkeys
from backend.accounts.letters import PASSKEY_ADDED, PASSKEY_OFF, tell_account
from backend.accounts.models import PasskeyChallenge
from backend.accounts.passkeys import Party, PasskeyRefused
from backend.database.database import Database


async def register(database: Database, party: Party, ticket_id: UUID, secret: str, challenge_id: UUID, credential: str) -> None:
    """Raises LinkInvalid, PasskeyRefused, TooManyPasskeys."""
    async with database.writing() as session:
        ticket = await passkeys.find_ticket(session, ticket_id, secret)
        challenge = await passkeys.take_challenge(session, challenge_id, PasskeyChallenge.account_id == ticket.account_id)
    if challenge is None:
        raise PasskeyRefused
    made = passkeys.check_registration(credential, challenge, party)
    async with database.writing() as session:
        row = await passkeys.add(session, await passkeys.find_ticket(session, ticket_id, secret), made)
        await tell_account(session, row.account_id, PASSKEY_ADDED, str(row.id), row.name)


async def approve(database: Database, party: Party, code_id: UUID, challenge_id: UUID, credential: str) -> tuple[str, datetime]:
    """(the code to be shown, until when it counts). Raises LinkInvalid, PasskeyRefused."""
    async with database.writing() as session:
        challenge = await passkeys.take_challenge(session, challenge_id, PasskeyChallenge.device_code_id == code_id)
    if challenge is None:
        raise PasskeyRefused
    shown = passkeys.read_credential(credential)
    async with database.writing() as session:
        known = await passkeys.find_usable(session, shown)
        if known is None:
            raise PasskeyRefused
        used = passkeys.check_sign_in(shown, known, challenge, party)
        if passkeys.note_use(known, used.new_sign_count):
            return await device_codes.approve(session, code_id, known.account_id, by_passkey=True)
        await tell_account(session, known.account_id, PASSKEY_OFF, str(known.id), known.name)
    raise PasskeyRefused
