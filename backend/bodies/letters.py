"""Ringing for somebody: a mail that says nothing of people, only which number waits and where to answer it."""
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.mail import Mail, MailWay
from backend.accounts.models import Account
from backend.bodies.models import Body, Paging, RulesTable
from backend.bodies.reading import read_table
from backend.database.database import Database
from backend.outbox.entries import Entry
from backend.outbox.worker import GiveUp
from backend.requests.models import Request

MAILS = {
    "en": (
        "URGENT {code}: please answer now",
        "An urgent request waits for {body}: {code}, category {category}.\n"
        "Take it up here: {link}\nIf nobody does within ten minutes, the next person is called.",
    ),
    "de": (
        "DRINGEND {code}: bitte jetzt antworten",
        "Eine dringende Meldung wartet bei {body}: {code}, Art {category}.\n"
        "Hier übernehmen: {link}\nWenn es innerhalb von zehn Minuten niemand tut, wird die nächste Person gerufen.",
    ),
    "es": (
        "URGENTE {code}: responda ahora",
        "Un aviso urgente espera en {body}: {code}, tipo {category}.\n"
        "Acéptelo aquí: {link}\nSi nadie lo hace en diez minutos, se llama a la siguiente persona.",
    ),
    "ko": (
        "긴급 {code}: 지금 응답해 주세요",
        "{body}에 긴급 신고가 있습니다: {code}, 종류 {category}.\n여기에서 받으세요: {link}\n10분 안에 아무도 응답하지 않으면 다음 사람을 부릅니다.",
    ),
}


@dataclass(frozen=True)
class Letters:
    """way None: nobody can be reached, which the staff sees in the outbox. origin: of the pages, such as https://allways.example.org."""

    database: Database
    way: MailWay | None
    origin: str

    async def send_page(self, entry: Entry) -> None:
        """Not to anybody who was rung for in vain: a ring that ended meanwhile is not sent any more. Raises GiveUp where nobody can be rung."""
        async with self.database.reading() as session:
            page = await session.get(Paging, UUID(entry.payload["pagingId"]))
            if page is None or page.ended_at is not None:
                return
            mail = await self.written(session, page, f"{entry.id}.{entry.attempt}")
        if mail is None or self.way is None:
            raise GiveUp("nobody_on_duty" if mail is None else "mail_not_set_up")
        await self.way.send(mail)

    async def written(self, session: AsyncSession, page: Paging, name: str) -> Mail | None:
        request, body = await session.get_one(Request, page.request_id), await session.get_one(Body, page.body_id)
        account = None if page.account_id is None else await session.get(Account, page.account_id)
        recipient = account.email if account else await alarm_of(session, body.code)
        if not recipient:
            return None
        subject, text = MAILS.get(account.locale if account else "en", MAILS["en"])
        link = f"{self.origin}/console/requests/{request.code}"
        told = text.format(code=request.code, body=body.name, category=request.category, link=link)
        return Mail(recipient, subject.format(code=request.code), told, name)


async def alarm_of(session: AsyncSession, body: str) -> str:
    text = await session.scalar(select(RulesTable.text).order_by(RulesTable.number.desc()).limit(1))
    told = read_table(text).bodies.get(body) if text else None
    return told.alarm if told else ""
