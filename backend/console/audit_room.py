"""`/console/audit`: who looked and who changed. Everybody sees what they did themselves; administrators see all, and that they looked is kept."""
from typing import Annotated

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console import audit
from backend.console.door import read_form
from backend.console.forms import Fields
from backend.console.pages import Pages
from backend.console.room import RoomController
from backend.console.sessions import Visitor
from backend.contract.accounts import Role
from backend.service.policies import RateClass, console

PAGE = "/console/audit"
SHOWN = 100
MOST_OBJECT = 64
BOTH = (Role.STAFF, Role.ADMINISTRATOR)


class AuditRoom(RoomController):
    @get(PAGE, opt=console(RateClass.READ, roles=BOTH))
    async def own(
        self, request: Request, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor], pages: NamedDependency[Pages],
        page: Annotated[int, QueryParameter(ge=0, le=10_000)] = 0,
    ) -> Response[str]:  # fmt: skip
        entries, total = await audit.list_entries(session, visitor.account_id, "", SHOWN, page)
        return pages.show(request, "audit.html", room="audit", entries=entries, total=total, page=page, **UNASKED)

    @post(PAGE, status_code=200, opt=console(RateClass.READ, roles=(Role.ADMINISTRATOR,)))
    async def every(
        self, request: Request, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor], pages: NamedDependency[Pages]
    ) -> Response[str]:
        """Whose look it was is in the list itself."""
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        why, object_id = fields.text("why", least=3), fields.text("of", most=MOST_OBJECT)
        page = int(text) if (text := fields.text("page", most=5)).isdecimal() else 0
        shown = UNASKED | {"refused": fields.refused, "values": fields.values}
        if fields.right:
            await audit.write(session, visitor, "audit", "audit", object_id, why)
            shown |= {"all_of_it": True, "broken": await audit.first_broken(session), "checked": True}
        entries, total = await audit.list_entries(session, None if fields.right else visitor.account_id, object_id, SHOWN, page)
        return pages.show(request, "audit.html", 200 if fields.right else 422, room="audit", entries=entries, total=total, page=page, **shown)


UNASKED = {"all_of_it": False, "broken": None, "checked": False, "refused": {}, "values": {}}
