"""The mailbox of a developer's machine: what would have been sent. It is there without a mail server only, and for this machine only."""
import re
from datetime import timedelta
from html import escape

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.models import LocalMail
from backend.codes.page import document
from backend.database.base import now
from backend.database.counting import count_changed

KEPT = timedelta(hours=1)
SHOWN = 50
PURGED_AT_ONCE = 1000
# Shown as a way within this service, whatever port it was given.
LINK = re.compile(r"https?://[^\s/]+(/sign-in#[\w.-]+)")


async def list_mails(session: AsyncSession) -> list[LocalMail]:
    """The last one comes first."""
    recent = select(LocalMail).where(LocalMail.created_at > now() - KEPT).order_by(LocalMail.created_at.desc(), LocalMail.id.desc())
    return list(await session.scalars(recent.limit(SHOWN)))


def mailbox_page(mails: list[LocalMail]) -> str:
    title = "Mails on this machine"
    told = "".join(article(mail) for mail in mails) or "<p>There is none yet.</p>"
    return document(title, f"<h1>{title}</h1><p>They were not sent: no mail server is set. They go after an hour.</p>{told}", "en")


def article(mail: LocalMail) -> str:
    lines = "<br>".join(linked(line) for line in mail.text.splitlines())
    return f"<h2>{escape(mail.subject)}</h2><p>{escape(mail.recipient)}, {mail.created_at:%H:%M:%S} UTC</p><p>{lines}</p>"


def linked(line: str) -> str:
    found = LINK.fullmatch(line.strip())
    return f'<a href="{escape(found.group(1))}">{escape(line.strip())}</a>' if found else escape(line)


async def purge(session: AsyncSession) -> int:
    old = select(LocalMail.id).where(LocalMail.created_at < now() - KEPT).limit(PURGED_AT_ONCE)
    return await count_changed(session, delete(LocalMail).where(LocalMail.id.in_(old)))
