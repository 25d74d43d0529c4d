"""A ring that is only a test: the mail of the urgent lane to those on duty, without a request, so that they know it reaches them."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.mail import Mail, MailWay
from backend.accounts.models import Account
from backend.bodies.letters import alarm_of
from backend.bodies.models import Body, Duty
from backend.database.database import Database
from backend.outbox.entries import Entry, enqueue
from backend.outbox.worker import GiveUp, Handler

KIND = "console.rehearsal"
MAILS = {
    "en": (
        "TEST: you are on duty for {body}",
        "This is only a test; nothing has happened. For {body} you are called as number {rank}, at any hour.\n"
        "An urgent request would come like this, with a link to it.",
    ),
    "de": (
        "PROBE: Bereitschaft für {body}",
        "Das ist nur eine Probe; es ist nichts geschehen. Für {body} wirst du zu jeder Stunde als Nummer {rank} gerufen.\n"
        "Eine dringende Meldung käme genauso, mit einem Link auf sie.",
    ),
    "es": (
        "PRUEBA: estás de guardia para {body}",
        "Es solo una prueba; no ha pasado nada. Para {body} se te llama a cualquier hora como número {rank}.\n"
        "Un aviso urgente llegaría así, con un enlace.",
    ),
    "ko": (
        "시험: {body} 당직입니다",
        "시험일 뿐이며 아무 일도 없었습니다. {body} 당직으로 언제든지 {rank}번째로 연락을 받습니다.\n"
        "긴급 신고도 이렇게 오며, 그 신고로 가는 링크가 함께 옵니다.",
    ),
}


async def ask(session: AsyncSession, body_id: UUID, at: datetime) -> int:
    """Everybody on duty at a body is written to, the address of the body too; once a minute. How many are."""
    minute = at.replace(second=0, microsecond=0).isoformat()
    accounts = list(await session.scalars(select(Duty.account_id).where(Duty.body_id == body_id).order_by(Duty.rank)))
    body = await session.get_one(Body, body_id)
    rung: list[UUID | None] = [*accounts, *([None] if await alarm_of(session, body.code) else [])]
    for rank, account_id in enumerate(rung, 1):
        payload = {"bodyId": str(body_id), "accountId": str(account_id or ""), "rank": rank}
        await enqueue(session, KIND, payload, f"{KIND}:{body_id}:{account_id or ''}:{minute}", at)
    return len(rung)


@dataclass(frozen=True)
class Rehearsals:
    """way None: no mail leaves, which the staff sees in the outbox."""

    database: Database
    way: MailWay | None

    async def send(self, entry: Entry) -> None:
        """Raises GiveUp where nobody can be written to."""
        async with self.database.reading() as session:
            mail = await written(session, entry)
        if mail is None or self.way is None:
            raise GiveUp("nobody_on_duty" if mail is None else "mail_not_set_up")
        await self.way.send(mail)

    @property
    def handlers(self) -> dict[str, Handler]:
        return {KIND: self.send}


async def written(session: AsyncSession, entry: Entry) -> Mail | None:
    """None where they are gone."""
    body = await session.get(Body, UUID(entry.payload["bodyId"]))
    told = entry.payload["accountId"]
    account = await session.get(Account, UUID(told)) if told else None
    recipient = account.email if account else "" if told or body is None else await alarm_of(session, body.code)
    if body is None or not recipient:
        return None
    subject, text = MAILS.get(account.locale if account else "en", MAILS["en"])
    said = {"body": body.name, "rank": entry.payload["rank"]}
    return Mail(recipient, subject.format(**said), text.format(**said), f"{entry.id}.{entry.attempt}")
