"""What time brings about: silence that is agreement, questions nobody answered, waiting that is over. Found in the rows, so nothing is forgotten."""
import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy import Select, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.service import Bodies
from backend.contract.request_words import Closed, RequestState, Waiting
from backend.database.base import now as utc_now
from backend.database.database import Database
from backend.obstacles import of_requests as obstacles
from backend.requests.changes import CLOCK, Change, Close, Confirm, Resume
from backend.requests.changing import change
from backend.requests.models import Request
from backend.requests.objections import SILENCE
from backend.requests.run_out import tell_run_out
from backend.service.errors import ServiceError

EVERY_S, AT_ONCE = 30.0, 100
NOBODY_ANSWERED = {
    "en": "A question was not answered, so this is closed. Send it again if it is still so.",
    "de": "Eine Frage blieb ohne Antwort, darum ist dies geschlossen. Melden Sie es neu, wenn es noch so ist.",
    "es": "Una pregunta quedó sin respuesta, por eso está cerrado. Envíelo de nuevo si sigue así.",
    "ko": "질문에 답변이 없어 종료되었습니다. 아직 그대로라면 다시 신고해 주세요.",
}
log = structlog.get_logger("allways.requests")


@dataclass(frozen=True)
class Timers:
    database: Database
    bodies: Bodies
    clock: Callable[[], datetime] = utc_now

    async def run(self, every_s: float = EVERY_S) -> None:
        """Until cancelled. Several processes may do so: who comes second finds nothing left to do."""
        while True:
            try:
                await self.sweep()
            except (SQLAlchemyError, OSError) as error:
                log.warning("requests_not_swept", error=type(error).__name__)
            await asyncio.sleep(every_s * random.uniform(0.75, 1.25))

    async def sweep(self) -> int:
        """How many it was. Each has a transaction of its own: one that makes trouble keeps no other one waiting."""
        at, done = self.clock(), 0
        for find, wanted in ((silent(at), agreed), (unanswered(at), no_answer), (waited(at), goes_on)):
            async with self.database.reading() as session:
                due = [(row_id, lang) for row_id, lang in await session.execute(find.limit(AT_ONCE))]
            for request_id, lang in due:
                done += await self.act(partial(change, bodies=self.bodies, request_id=request_id, wanted=wanted(lang), by=CLOCK, at=at))
        async with self.database.reading() as session:
            over = list(await session.scalars(obstacles.ran_out(at).limit(AT_ONCE)))
        for obstacle_id in over:
            done += await self.act(partial(tell_run_out, bodies=self.bodies, obstacle_id=obstacle_id, at=at))
        return done

    async def act(self, work: Callable[[AsyncSession], Awaitable[object]]) -> int:
        try:
            async with self.database.writing() as session:
                return int(bool(await work(session)))
        except ServiceError as refused:  # it moved on meanwhile
            log.info("request_moved_on", code=refused.code)
            return 0


def agreed(lang: str) -> Change:
    return Confirm()


def no_answer(lang: str) -> Change:
    return Close(Closed.NO_ANSWER, NOBODY_ANSWERED.get(lang[:2], NOBODY_ANSWERED["en"]))


def goes_on(lang: str) -> Change:
    return Resume()


def silent(at: datetime) -> Select[tuple[UUID, str]]:
    due = (Request.state == RequestState.RESOLVED.value) & (Request.resolved_at <= at - SILENCE)
    return select(Request.id, Request.lang).where(due).order_by(Request.resolved_at)


def unanswered(at: datetime) -> Select[tuple[UUID, str]]:
    return waiting_over(at).where(Request.state_reason == Waiting.REPORTER.value)


def waited(at: datetime) -> Select[tuple[UUID, str]]:
    return waiting_over(at).where(Request.state_reason != Waiting.REPORTER.value)


def waiting_over(at: datetime) -> Select[tuple[UUID, str]]:
    over = (Request.state == RequestState.WAITING.value) & (Request.waiting_until <= at)
    return select(Request.id, Request.lang).where(over).order_by(Request.waiting_until)
