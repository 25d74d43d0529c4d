"""Texts to begin an answer from. They are kept per act and language, and changed in the answer, never sent by themselves."""
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console.models import ReplyTemplate
from backend.database.counting import count_changed
from backend.service.errors import Conflict, NotFound, ServiceError

ACTS = ("any", "acknowledge", "wait", "resolve", "reject", "transfer", "comment")
LANGUAGES = ("en", "de", "es", "ko")
MOST = 500


class NameTaken(Conflict):
    code = "name_taken"


class ChangedMeanwhile(ServiceError):
    """Somebody else saved it after the page was opened."""

    status, code = 412, "version_changed"


class TooManyTemplates(Conflict):
    code = "too_many_templates"


@dataclass(frozen=True)
class NewTemplate:
    act: str
    language: str
    name: str
    text: str


async def list_all(session: AsyncSession) -> list[ReplyTemplate]:
    return list(await session.scalars(select(ReplyTemplate).order_by(ReplyTemplate.act, ReplyTemplate.language, ReplyTemplate.name)))


async def list_for(session: AsyncSession, language: str) -> list[ReplyTemplate]:
    """Those in the language of whoever is answered come first."""
    return sorted(await list_all(session), key=lambda one: (one.language != language, one.act, one.name))


async def get(session: AsyncSession, template_id: UUID) -> ReplyTemplate:
    """Raises NotFound."""
    row = await session.get(ReplyTemplate, template_id)
    if row is None:
        raise NotFound("There is no such answer.")
    return row


async def add(session: AsyncSession, new: NewTemplate) -> ReplyTemplate:
    """Raises NameTaken, TooManyTemplates."""
    if (await session.scalar(select(func.count()).select_from(ReplyTemplate)) or 0) >= MOST:
        raise TooManyTemplates(f"There are {MOST} answers already. Remove those that nobody uses.")
    row = ReplyTemplate(act=new.act, language=new.language, name=new.name, text=new.text)
    async with once(session):
        session.add(row)
    return row


async def change(session: AsyncSession, template_id: UUID, version: int, new: NewTemplate) -> None:
    """Raises NotFound, ChangedMeanwhile, NameTaken."""
    row = await session.get(ReplyTemplate, template_id, with_for_update=True)
    if row is None:
        raise NotFound("There is no such answer.")
    if row.version != version:
        raise ChangedMeanwhile("Somebody changed this meanwhile.")
    async with once(session):
        row.act, row.language, row.name, row.text, row.version = new.act, new.language, new.name, new.text, version + 1


@asynccontextmanager
async def once(session: AsyncSession) -> AsyncIterator[None]:
    """What is written within it; the database says whether the name is taken. Raises NameTaken."""
    try:
        async with session.begin_nested():
            yield
    except IntegrityError as error:
        raise NameTaken("There is one of this name already.", "name") from error


async def remove(session: AsyncSession, template_id: UUID) -> None:
    """Raises NotFound."""
    if not await count_changed(session, delete(ReplyTemplate).where(ReplyTemplate.id == template_id)):
        raise NotFound("There is no such answer.")
