"""`/console/parking`: events to which many come, and car parks that are shut, with their plans. All of it is `backend.reservations`."""
from typing import Annotated
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console import audit
from backend.console.door import read_form
from backend.console.forms import Fields
from backend.console.pages import Pages
from backend.console.parking_bars import FOOT, HEIGHT, WIDTH, bars
from backend.console.parking_forms import OF_CLOSING, OF_EVENT, read_closing, read_gathering
from backend.console.room import RoomController, done
from backend.console.sessions import Visitor
from backend.parking import closings
from backend.parking.spaces import Site
from backend.reservations.care import Care
from backend.reservations.care_controller import give_care
from backend.reservations.closing import Closing
from backend.reservations.gathering import Gatherings
from backend.reservations.gathering_controller import give_gatherings
from backend.service.errors import ServiceError
from backend.service.policies import RateClass, console

PAGE = "/console/parking"
MOST_SHOWN = 100


class ParkingRoom(RoomController):
    dependencies = {"gatherings": Provide(give_gatherings, sync_to_thread=False), "care": Provide(give_care, sync_to_thread=False)}

    @get(PAGE, opt=console(RateClass.READ))
    async def every(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages], gatherings: NamedDependency[Gatherings],
        told: Annotated[str, QueryParameter(max_length=20)] = "",
    ) -> Response[str]:  # fmt: skip
        return await show(request, pages, session, gatherings, told=pages.told(told))

    @post(PAGE + "/gatherings", opt=console(RateClass.WRITE))
    async def declare(
        self, request: Request, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor], pages: NamedDependency[Pages],
        gatherings: NamedDependency[Gatherings],
    ) -> Response:  # fmt: skip
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        asked = read_gathering(fields, sold_sites(gatherings))
        if asked is not None:
            try:
                declared = await gatherings.declare(session, asked)
                await audit.write(session, visitor, "change", "parking", str(declared.gathering_id))
                return done(PAGE, "declared")
            except ServiceError as error:
                fields.refused[OF_EVENT.get((error.field or "").partition("[")[0], "name")] = error.detail
        return await show(request, pages, session, gatherings, fields)

    @get(PAGE + "/gatherings/{gathering_id:uuid}", opt=console(RateClass.READ))
    async def plan(
        self, request: Request, gathering_id: UUID, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages],
        gatherings: NamedDependency[Gatherings],
    ) -> Response[str]:  # fmt: skip
        plan = await gatherings.plan(session, gathering_id)
        known = (await gatherings.list_open(session)).gatherings
        gathering = next(one for one in known if one.gathering_id == gathering_id)
        drawn = bars(plan.at_once.walks_m, plan.in_turn.walks_m)
        return pages.show(
            request, "parking_plan.html", room="parking", plan=plan, gathering=gathering, bars=drawn, width=WIDTH, height=HEIGHT, foot=HEIGHT - FOOT,
            most=MOST_SHOWN,
        )  # fmt: skip

    @post(PAGE + "/gatherings/{gathering_id:uuid}/call-off", opt=console(RateClass.WRITE))
    async def call_off(
        self, gathering_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor],
        gatherings: NamedDependency[Gatherings],
    ) -> Response:  # fmt: skip
        await gatherings.call_off(session, gathering_id)
        await audit.write(session, visitor, "change", "parking", str(gathering_id))
        return done(PAGE, "called_off")

    @post(PAGE + "/closings", opt=console(RateClass.WRITE))
    async def close(
        self, request: Request, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor], pages: NamedDependency[Pages],
        gatherings: NamedDependency[Gatherings], care: NamedDependency[Care],
    ) -> Response:  # fmt: skip
        """The plan first; carried out by the form that shows it."""
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        carry_out = fields.ticked("carry_out")
        asked = read_closing(fields, sold_sites(gatherings), carry_out)
        if asked is not None:
            try:
                found = await Closing(care.replacing).close(session, *asked)
                if carry_out:
                    await audit.write(session, visitor, "close", "parking", str(found.closing_id))
                    if not found.left:
                        return done(PAGE, "shut")
                name = next(site.name for site in sold_sites(gatherings) if site.id == asked[0])
                shown = {"found": found, "name": name, "values": fields.values, "most": MOST_SHOWN}
                return pages.show(request, "parking_closing.html", room="parking", **shown)
            except ServiceError as error:
                fields.refused[OF_CLOSING.get(error.field or "", "site")] = error.detail
        return await show(request, pages, session, gatherings, fields)

    @post(PAGE + "/closings/{closing_id:uuid}/reopen", opt=console(RateClass.WRITE))
    async def reopen(self, closing_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor]) -> Response:
        await closings.reopen(session, closing_id)
        await audit.write(session, visitor, "reopen", "parking", str(closing_id))
        return done(PAGE, "reopened")


def sold_sites(gatherings: Gatherings) -> list[Site]:
    """Car parks of which spaces are sold here, by name."""
    sites = gatherings.parking.kept.catalogue.sites.values()
    sold = [site for site in sites if site.hosted is None and site.terms is not None and site.spots]
    return sorted(sold, key=lambda site: (site.name, site.id))


async def show(
    request: Request, pages: Pages, session: AsyncSession, gatherings: Gatherings, fields: Fields | None = None, told: str = ""
) -> Response[str]:
    """With what was refused, and what was typed."""
    sites = sold_sites(gatherings)
    shut = (await closings.list_closings(session, pages.clock())).closings
    shown = {
        "events": (await gatherings.list_for_staff(session)).gatherings, "sites": sites, "names": {site.id: site.name for site in sites},
        "shut": shut, "ticked": fields.form.getall("sites", []) if fields else [], "told": told, "refused": fields.refused if fields else {},
        "values": {"round_min": "10", "hold_min": "30"} | (fields.values if fields else {}),
    }  # fmt: skip
    return pages.show(request, "parking.html", 422 if fields and fields.refused else 200, room="parking", **shown)
