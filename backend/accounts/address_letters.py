"""Mails about another address: the code to the new one, and to the old one that it is done."""
from functools import partial
from uuid import UUID

from sqlalchemy import select

from backend.accounts import address_changes
from backend.accounts.letters import ADDRESS_CODE, ADDRESS_TOLD, Letters, halved, name_of
from backend.accounts.mail import Mail
from backend.accounts.models import Account, AddressChange
from backend.accounts.words import MAILS
from backend.outbox.entries import Entry


async def send_code(letters: Letters, entry: Entry) -> None:
    """The code is made now: it never stood in the outbox. One that is over by now is not sent."""
    async with letters.database.writing() as session:
        letter = await address_changes.write_letter(session, UUID(entry.payload["changeId"]))
    if letter:
        words = MAILS[letter.locale]
        text = words[ADDRESS_CODE].format(code=halved(letter.code))
        await letters.way.send(Mail(letter.email, words[f"{ADDRESS_CODE}_subject"], text, name_of(entry)))


async def send_told(letters: Letters, entry: Entry) -> None:
    """To the address that was the account's before; where the account has gone meanwhile there is nobody to tell."""
    done = select(AddressChange.email, AddressChange.done_at, Account.locale).join(Account, Account.id == AddressChange.account_id)
    async with letters.database.reading() as session:
        row = (await session.execute(done.where(AddressChange.id == UUID(entry.payload["changeId"])))).first()
    if row and row.done_at:
        words = MAILS[row.locale]
        text = words[ADDRESS_TOLD].format(when=f"{row.done_at:%Y-%m-%d %H:%M}")
        await letters.way.send(Mail(row.email, words[f"{ADDRESS_TOLD}_subject"], text, name_of(entry)))


def handlers(letters: Letters) -> dict:
    return {address_changes.CODE_MAIL: partial(send_code, letters), address_changes.TOLD_MAIL: partial(send_told, letters)}
