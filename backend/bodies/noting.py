"""How clocks write what they bring about: by the one way in which anything changes a request, as the clock, in words of the sender's language."""
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.categories import Names, in_language
from backend.bodies.clock_words import WORDS
from backend.bodies.words import ClockKind
from backend.requests.changes import CLOCK, By, Change, Escalate, MoveDue, Remind
from backend.requests.models import Request


class Requests(Protocol):
    """`backend.requests.service.Requests`."""

    async def change(self, session: AsyncSession, request_id: UUID, wanted: Change, by: By, at: datetime) -> Any: ...


async def language_of(session: AsyncSession, request_id: UUID) -> str:
    language = await session.scalar(select(Request.lang).where(Request.id == request_id))
    short = (language or "en").partition("-")[0]
    return short if short in WORDS else "en"


async def remind(session: AsyncSession, requests: Requests, request_id: UUID, word: str, at: datetime, **values: str) -> None:
    """For the staff, in English as the record is. word: of clock_words."""
    await requests.change(session, request_id, Remind(WORDS["en"][word].format(**values)), CLOCK, at)


async def ran_out_soon(session: AsyncSession, requests: Requests, request_id: UUID, kind: ClockKind, at: datetime) -> None:
    await remind(session, requests, request_id, "soon", at, clock=WORDS["en"][kind])


async def went_up(session: AsyncSession, requests: Requests, request_id: UUID, kind: ClockKind, to: Names, at: datetime) -> None:
    words, language = WORDS[language := await language_of(session, request_id)], language
    text = words["went_up"].format(clock=words[kind], to=in_language(to, language))
    await requests.change(session, request_id, Escalate(text), CLOCK, at)


async def moved(session: AsyncSession, requests: Requests, request_id: UUID, due_at: datetime | None, at: datetime) -> None:
    words = WORDS[await language_of(session, request_id)]
    await requests.change(session, request_id, MoveDue(due_at, words["moved"]), CLOCK, at)
