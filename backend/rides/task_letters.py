"""A mail where nobody has seen to a task in time: to those on duty at the body that takes whatever no rule sends elsewhere, and to its alarm address.

All at once, as two minutes are gone already. It says what kind of thing waits and in which zone; of nobody where they are, or who they are.
"""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.letters import Letters
from backend.accounts.mail import Mail
from backend.accounts.models import Account
from backend.bodies.letters import alarm_of
from backend.bodies.models import Body, Duty
from backend.database.database import Database
from backend.outbox.entries import Entry, enqueue
from backend.outbox.worker import GiveUp
from backend.rides.models import RideTask, RideZone, TaskKind

RUNG = "ride.task_rung"
KINDS = {
    "en": {
        TaskKind.STRANDED: "somebody has no way on", TaskKind.NO_SHOW: "nobody came to a van",
        TaskKind.BROKEN: "something is wrong with a van", TaskKind.CALL: "somebody has to be called",
    },
    "de": {
        TaskKind.STRANDED: "jemand kommt nicht weiter", TaskKind.NO_SHOW: "zu einem Rufbus kam niemand",
        TaskKind.BROKEN: "mit einem Rufbus stimmt etwas nicht", TaskKind.CALL: "jemand muss angerufen werden",
    },
    "es": {
        TaskKind.STRANDED: "alguien no puede seguir", TaskKind.NO_SHOW: "nadie acudió a una furgoneta",
        TaskKind.BROKEN: "algo pasa con una furgoneta", TaskKind.CALL: "hay que llamar a alguien",
    },
    "ko": {
        TaskKind.STRANDED: "이동을 계속할 수 없는 사람이 있습니다", TaskKind.NO_SHOW: "밴에 아무도 오지 않았습니다",
        TaskKind.BROKEN: "밴에 문제가 있습니다", TaskKind.CALL: "전화해야 할 사람이 있습니다",
    },
}  # fmt: skip
MAILS = {
    "en": ("URGENT: {what}", "{zone}: {what}, and nobody has seen to it in time.\nTake it up here: {link}"),
    "de": ("DRINGEND: {what}", "{zone}: {what}, und bis zur Frist hat sich niemand darum gekümmert.\nHier übernehmen: {link}"),
    "es": ("URGENTE: {what}", "{zone}: {what}, y nadie se ha ocupado a tiempo.\nAtiéndalo aquí: {link}"),
    "ko": ("긴급: {what}", "{zone}: {what}. 제때 처리한 사람이 없습니다.\n여기에서 처리하세요: {link}"),
}


async def ring(session: AsyncSession, task: RideTask, at: datetime) -> None:
    """Each of them once for a task; nobody where nobody is on duty."""
    body = await session.scalar(select(Body).where(Body.triage, Body.ended_at.is_(None)).limit(1))
    if body is None:
        return
    accounts = list(await session.scalars(select(Duty.account_id).where(Duty.body_id == body.id).order_by(Duty.rank)))
    rung: list[UUID | None] = [*accounts, *([None] if await alarm_of(session, body.code) else [])]
    for account_id in rung:
        told = str(account_id or "")
        await enqueue(session, RUNG, {"taskId": str(task.id), "body": body.code, "accountId": told}, f"{RUNG}:{task.id}:{told}", at)


@dataclass(frozen=True)
class TaskLetters:
    """letters None: no mail leaves, which the staff see in the outbox."""

    database: Database
    letters: Letters | None

    async def send(self, entry: Entry) -> None:
        """Not once it is done. Raises GiveUp where nobody can be written to."""
        async with self.database.reading() as session:
            task = await session.get(RideTask, UUID(entry.payload["taskId"]))
            if task is None or task.done_at is not None:
                return
            account = await session.get(Account, UUID(entry.payload["accountId"])) if entry.payload["accountId"] else None
            recipient = account.email if account else "" if entry.payload["accountId"] else await alarm_of(session, entry.payload["body"])
            zone = await session.get_one(RideZone, task.zone_id)
        if not recipient or self.letters is None:
            raise GiveUp("mail_not_set_up" if recipient else "nobody_on_duty")
        locale = account.locale if account and account.locale in MAILS else "en"
        subject, text = MAILS[locale]
        what = KINDS[locale][TaskKind(task.kind)]
        told = text.format(what=what, zone=zone.name, link=f"{self.letters.origin}/console/rides")
        await self.letters.way.send(Mail(recipient, subject.format(what=what), told, f"{entry.id}.{entry.attempt}"))
