"""`/console/templates`: the texts that answers begin from."""
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console import audit, replies
from backend.console.door import read_form
from backend.console.forms import Fields
from backend.console.models import MAX_TEMPLATE, MAX_TEMPLATE_NAME, ReplyTemplate
from backend.console.pages import Pages
from backend.console.replies import ACTS, LANGUAGES, ChangedMeanwhile, NameTaken, NewTemplate
from backend.console.room import RoomController, done
from backend.console.sessions import Visitor
from backend.service.policies import RateClass, console

PAGE = "/console/templates"
Act = StrEnum("Act", {name.upper(): name for name in ACTS})  # type: ignore[misc]
Language = StrEnum("Language", {name.upper(): name for name in LANGUAGES})  # type: ignore[misc]


class TemplatesRoom(RoomController):
    @get(PAGE, opt=console(RateClass.READ))
    async def every(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages],
        told: Annotated[str, QueryParameter(max_length=20)] = "",
    ) -> Response[str]:  # fmt: skip
        return await show(request, pages, session, told=pages.told(told))

    @get(PAGE + "/{template_id:uuid}", opt=console(RateClass.READ))
    async def one(
        self, request: Request, template_id: UUID, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages]
    ) -> Response[str]:
        return await show(request, pages, session, await replies.get(session, template_id))

    @post(PAGE, opt=console(RateClass.WRITE))
    async def add(
        self, request: Request, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor], pages: NamedDependency[Pages]
    ) -> Response:
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        new = read_template(fields)
        if fields.right:
            try:
                row = await replies.add(session, new)
                await audit.write(session, visitor, "add", "template", str(row.id))
                return done(PAGE, "saved")
            except NameTaken:
                fields.wrong("name", "taken")
        return await show(request, pages, session, fields=fields)

    @post(PAGE + "/{template_id:uuid}", opt=console(RateClass.WRITE))
    async def change(
        self, request: Request, template_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor],
        pages: NamedDependency[Pages],
    ) -> Response:  # fmt: skip
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        new, version = read_template(fields), fields.text("version", most=10)
        if fields.right:
            try:
                await replies.change(session, template_id, int(version) if version.isdecimal() else 0, new)
                await audit.write(session, visitor, "change", "template", str(template_id))
                return done(PAGE, "saved")
            except NameTaken:
                fields.wrong("name", "taken")
            except ChangedMeanwhile:
                fields.wrong("name", "changed_meanwhile")
        return await show(request, pages, session, await replies.get(session, template_id), fields)

    @post(PAGE + "/{template_id:uuid}/remove", opt=console(RateClass.WRITE))
    async def remove(self, template_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor]) -> Response:
        await replies.remove(session, template_id)
        await audit.write(session, visitor, "remove", "template", str(template_id))
        return done(PAGE, "removed")


def read_template(fields: Fields) -> NewTemplate:
    act, language = fields.choice("act", Act), fields.choice("language", Language)
    name, text = fields.text("name", least=1, most=MAX_TEMPLATE_NAME), fields.text("text", least=3, most=MAX_TEMPLATE)
    return NewTemplate(act.value if act else "", language.value if language else "", name, text)


async def show(
    request: Request, pages: Pages, session: AsyncSession, edited: ReplyTemplate | None = None, fields: Fields | None = None, told: str = ""
) -> Response[str]:
    values = fields.values if fields else {"act": edited.act, "language": edited.language, "name": edited.name, "text": edited.text} if edited else {}
    shown = {
        "listed": await replies.list_all(session), "edited": edited, "acts": ACTS, "languages": LANGUAGES, "told": told,
        "refused": fields.refused if fields else {}, "values": values,
    }  # fmt: skip
    return pages.show(request, "templates.html", 422 if fields and fields.refused else 200, room="templates", **shown)
