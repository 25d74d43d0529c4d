"""What the outbox writes to people: the link they asked for, and what happened to their account."""
import re
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.deletion import ACCOUNT_MAIL, Gone
from backend.accounts.links import LINK_MAIL, Letter, write_letter
from backend.accounts.mail import Mail, MailWay
from backend.accounts.models import Account, AccountSession
from backend.accounts.secrets import CODE_CHARACTERS
from backend.accounts.words import MAILS
from backend.database.base import now
from backend.database.database import Database
from backend.outbox.entries import Entry, enqueue

NOTICE_MAIL = "account_notice"
NEW_DEVICE, STOLEN = "new_device", "stolen"
PASSKEY_ADDED, PASSKEY_OFF, EXPORT_ASKED, DELETION_ASKED = "passkey_added", "passkey_off", "export_asked", "deletion_asked"
DELETED, ADDRESS_ASKED, ADDRESS_CODE, ADDRESS_TOLD, UNUSED = "deleted", "address_asked", "address_code", "address_told", "unused"
# A name comes from whoever asks and goes to whom they name: nothing in it may look like a link.
UNSAFE = re.compile(r"[^\w '’()-]+")
HALF = CODE_CHARACTERS // 2
log = structlog.get_logger("allways.accounts")


@dataclass(frozen=True)
class Letters:
    """origin: of the pages, such as https://allways.example.org."""

    database: Database
    way: MailWay
    origin: str

    async def send_link(self, entry: Entry) -> None:
        """The secret is made now: it never stood in the outbox. A link that is over by now is not sent."""
        async with self.database.writing() as session:
            letter = await write_letter(session, UUID(entry.payload["linkId"]))
        if letter:
            await self.way.send(link_mail(letter, self.origin, name_of(entry)))

    async def send_notice(self, entry: Entry) -> None:
        about = entry.payload["about"]
        told = select(Account.email, Account.locale, AccountSession.device_name).join(Account, Account.id == AccountSession.account_id)
        async with self.database.reading() as session:
            row = (await session.execute(told.where(AccountSession.id == UUID(entry.payload["sessionId"])))).first()
        if row is None:  # the account is gone, and so is whom to tell
            return
        words = MAILS[row.locale]
        text = words[about].format(device=shown(row.device_name), when=entry.payload["at"])
        await self.way.send(Mail(row.email, words[f"{about}_subject"], text, name_of(entry)))

    async def send_account_mail(self, entry: Entry) -> None:
        about = entry.payload["about"]
        async with self.database.reading() as session:
            row = (await session.execute(select(Account.email, Account.locale).where(Account.id == UUID(entry.payload["accountId"])))).first()
        if row is not None:
            words = MAILS[row.locale]
            text = words[about].format(name=shown(entry.payload["name"]), when=entry.payload["at"])
            await self.way.send(Mail(row.email, words[f"{about}_subject"], text, name_of(entry)))

    async def send_farewell(self, gone: Gone, entry: Entry) -> None:
        """The last mail. The address is nowhere any more, so it is tried once."""
        words = MAILS[gone.locale]
        try:
            await self.way.send(Mail(gone.email, words[f"{DELETED}_subject"], words[DELETED], name_of(entry)))
        except Exception as error:
            log.warning("farewell_not_sent", error=type(error).__name__)

    @property
    def handlers(self) -> dict:
        return {LINK_MAIL: self.send_link, NOTICE_MAIL: self.send_notice, ACCOUNT_MAIL: self.send_account_mail}


def link_mail(letter: Letter, origin: str, name: str) -> Mail:
    words = MAILS[letter.locale]
    link = f"{origin}/sign-in#{letter.link_id}.{letter.secret}"
    text = words["link"].format(device=shown(letter.device_name), code=halved(letter.code), link=link)
    return Mail(letter.email, words["link_subject"], text, name)


def halved(code: str) -> str:
    """Easier to read and to say."""
    return f"{code[:HALF]}-{code[HALF:]}"


async def tell(session: AsyncSession, session_id: UUID, about: str) -> None:
    """Once per session and thing to be told."""
    payload = {"sessionId": str(session_id), "about": about, "at": f"{now():%Y-%m-%d %H:%M}"}
    await enqueue(session, NOTICE_MAIL, payload, f"{NOTICE_MAIL}:{about}:{session_id}")


async def tell_account(session: AsyncSession, account_id: UUID, about: str, key: str, name: str = "") -> None:
    """key: one per thing to be told. name: of the passkey it is about, or the day."""
    payload = {"accountId": str(account_id), "about": about, "name": name, "at": f"{now():%Y-%m-%d %H:%M}"}
    await enqueue(session, ACCOUNT_MAIL, payload, f"{ACCOUNT_MAIL}:{about}:{key}")


def shown(name: str) -> str:
    return " ".join(UNSAFE.sub(" ", name).split()) or "?"


def name_of(entry: Entry) -> str:
    return f"{entry.id}.{entry.attempt}"
