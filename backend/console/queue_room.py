"""`/console/requests`: what is to be answered, what is due first at the top. All of it is `backend.requests`; here it is asked for and shown."""
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import FormMultiDict, State
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.models import RequestRoute
from backend.console import audit, officers
from backend.console.door import read_form
from backend.console.forms import Fields
from backend.console.pages import Pages
from backend.console.room import RoomController
from backend.console.sessions import Visitor
from backend.contract.request_staff import StaffAction, StaffChange
from backend.contract.request_words import RequestState
from backend.contract.requests import RequestSummary
from backend.requests.models import Request as Row
from backend.requests.refusals import ChangeRefused, NoRequest
from backend.requests.service import Requests
from backend.requests.staff import OPEN, Filter
from backend.service.policies import RateClass, console

PAGE = "/console/requests"
SHOWN = 50
SOON = timedelta(days=1)
# Filters that one looks through every day: the word → what is asked for.
LISTS = {
    "list_open": "", "list_mine": "who=me", "list_late": "late=1", "list_urgent": "urgent=1", "list_triage": "triage=1", "list_again": "again=1",
    "list_held": "state=held",
}  # fmt: skip
STATE_LOOKS = {
    RequestState.SUBMITTED: "warn", RequestState.HELD: "warn", RequestState.DISPUTED: "error", RequestState.WAITING: "info",
    RequestState.RESOLVED: "ok", RequestState.CONFIRMED: "ok",
}  # fmt: skip


def give_requests(state: State) -> Requests:
    return state.requests


class Bulk(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"


@dataclass(frozen=True)
class QueueFilter(Filter):
    """area: code of the smallest one it lies in, as it was routed."""

    area: str = ""

    def conditions(self, at) -> list[ColumnElement[bool]]:
        inside = [Row.id.in_(select(RequestRoute.request_id).where(RequestRoute.area == self.area))] if self.area else []
        return super().conditions(at) + inside


async def count_states(session: AsyncSession, which: QueueFilter, at) -> dict[RequestState, int]:
    """How many there are in each state, of all that the rest of the filter lets through."""
    every = replace(which, states=tuple(RequestState))
    counted = select(Row.state, func.count()).where(*every.conditions(at)).group_by(Row.state)
    found: dict[str, int] = dict((await session.execute(counted)).tuples().all())
    return {state: found[state.value] for state in RequestState if state.value in found}


class QueueRoom(RoomController):
    dependencies = {"requests": Provide(give_requests, sync_to_thread=False)}

    @get(PAGE, opt=console(RateClass.READ))
    async def queue(
        self, request: Request, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor], pages: NamedDependency[Pages],
        requests: NamedDependency[Requests], told: Annotated[str, QueryParameter(max_length=20)] = "",
    ) -> Response[str]:  # fmt: skip
        asked = Fields(FormMultiDict(request.query_params.multi_items()), pages, pages.language_of(request))
        return await show(request, session, visitor, pages, requests, asked, told=pages.told(told))

    @post(PAGE + "/bulk", status_code=200, opt=console(RateClass.WRITE))
    async def bulk(
        self, request: Request, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor], pages: NamedDependency[Pages],
        requests: NamedDependency[Requests],
    ) -> Response[str]:  # fmt: skip
        """Each for itself: what cannot be done is listed with why, and keeps nothing else from being done."""
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        act = fields.choice("act", Bulk)
        codes = [code for code in dict.fromkeys(fields.form.getall("code", [])) if isinstance(code, str)][:SHOWN]
        if not codes:
            fields.wrong("act", "bulk_nothing")
        refused: list[tuple[str, str, str]] = []
        for code in codes if act else ():
            try:
                async with session.begin_nested():
                    change = StaffChange(StaffAction(act.value), officer_id=visitor.account_id if act is Bulk.ASSIGN else None)
                    await requests.as_staff(session, visitor.actor, code, change, fields.language)
                    await audit.write(session, visitor, act.value, "request", code)
            except (ChangeRefused, NoRequest) as error:
                refused.append((code, error.code, error.detail))
        done = {"done": len(codes) - len(refused), "not_done": refused} if codes and act else {}
        asked = Fields(FormMultiDict(), pages, fields.language, fields.refused)
        return await show(request, session, visitor, pages, requests, asked, **done)


def read_filter(fields: Fields, visitor: Visitor) -> QueueFilter:
    """What cannot be understood filters nothing."""
    state = next((one for one in RequestState if one == fields.form.get("state")), None)
    who = fields.form.get("who")
    return QueueFilter(
        states=(state,) if state else tuple(RequestState) if fields.form.get("state") == "all" else (),
        body_id=read_uuid(fields.form.get("body", "")), category=fields.text("category", most=40) or None,
        assigned_to=visitor.account_id if who == "me" else None, unassigned=who == "nobody", late=fields.ticked("late"),
        urgent=fields.ticked("urgent"), triage=fields.ticked("triage"), ombudsperson=fields.ticked("again"), text=fields.text("text", most=100),
        area=fields.text("area", most=64),
    )  # fmt: skip


def read_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def show(
    request: Request, session: AsyncSession, visitor: Visitor, pages: Pages, requests: Requests, asked: Fields, told: str = "", done: int = 0,
    not_done: list | None = None,
) -> Response[str]:  # fmt: skip
    page = int(text) if (text := asked.text("page", most=4)).isdecimal() else 0
    which = read_filter(asked, visitor)
    listed = await requests.list_for_staff(session, which, SHOWN, page * SHOWN, asked.language)
    tables = await requests.bodies.tables(session)
    shown = {
        "listed": listed.requests, "total": listed.total, "page": page, "values": asked.values, "refused": asked.refused, "told": told, "done": done,
        "not_done": not_done or [], "states": list(RequestState), "looks": STATE_LOOKS, "due": due_of(pages, asked.language),
        "bodies": await requests.bodies.bodies(session), "areas": tables.areas.areas,
        "categories": {one.code: one.named(asked.language) for one in tables.categories},
        "counts": await count_states(session, which, requests.clock()), "open_states": OPEN, "lists": LISTS,
        "people": await officers.names(session, [one.assigned_to for one in listed.requests if one.assigned_to]),
    }  # fmt: skip
    return pages.show(request, "queue.html", 422 if asked.refused else 200, room="requests", **shown)


def due_of(pages: Pages, language: str):
    """How the clock of a request stands: (how it looks, the word, how long)."""

    def due(one: RequestSummary) -> tuple[str, str, str]:
        if one.paused:
            return "info", "due_paused", ""
        if one.due is None:
            return "", "due_none", ""
        left = pages.left(one.due, language)
        return ("error", "due_late", left) if one.late else ("warn" if one.due - pages.clock() < SOON else "ok", "due_in", left)

    return due
