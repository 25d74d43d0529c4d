"""The page of one request, put together from what the services of requests, bodies and photos say."""
import asyncio
from dataclasses import dataclass

from litestar import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console import audit, officers, replies
from backend.console.drawing import Drawing, draw
from backend.console.forms import Fields
from backend.console.pages import Pages
from backend.console.queue_room import STATE_LOOKS, due_of
from backend.console.refusals import ConflictOfInterest
from backend.console.request_acts import possible
from backend.console.sessions import Visitor
from backend.contract.request_staff import StaffAction, StaffRequest
from backend.contract.request_words import Hold, Rejection, Resolution, Visibility, Waiting
from backend.contract.requests import RequestSummary
from backend.identity.actor import GUEST
from backend.map.service import MapTiles
from backend.requests.photos.service import Photos
from backend.requests.service import Requests
from backend.requests.staff import Filter

NEAR_M, NEAR_SHOWN, ACROSS_M = 200, 8, 400.0


@dataclass(frozen=True)
class RequestPages:
    """For one visitor and one request of theirs."""

    asked: Request
    visitor: Visitor
    session: AsyncSession
    pages: Pages
    requests: Requests
    photos: Photos
    tiles: MapTiles

    @property
    def language(self) -> str:
        return self.pages.language_of(self.asked)

    async def find(self, code: str) -> StaffRequest:
        """Raises NoRequest, ConflictOfInterest: nobody works on what they sent themselves."""
        found = await self.requests.for_staff(self.session, self.visitor.actor, code, self.language)
        if found.own:
            raise ConflictOfInterest("You sent this yourself: somebody else of the staff has to take it.")
        return found

    async def wants_reason(self, found: StaffRequest) -> bool:
        if found.request.visibility is not Visibility.BODY:
            return False
        return not await audit.has_looked(self.session, self.visitor, "request", found.request.code)

    def ask_why(self, code: str, fields: Fields | None = None) -> Response[str]:
        shown = {"code": code, "refused": fields.refused if fields else {}, "values": fields.values if fields else {}}
        return self.pages.show(self.asked, "why.html", 422 if fields else 200, room="requests", **shown)

    async def page(self, found: StaffRequest, fields: Fields | None = None, opened: StaffAction | None = None, told: str = "") -> Response[str]:
        """opened: the act that was refused, with what was typed."""
        one, language = found.request, self.language
        category = (await self.requests.bodies.categories(self.session)).find(one.category)
        photos = await self.photos.desk.list_of(self.session, one.code)
        people = await officers.list_staff(self.session)
        involved = [step.officer_id for step in found.steps if step.officer_id] + ([found.assigned_to] if found.assigned_to else [])
        shown = {
            "found": found, "one": one, "category": category.named(language) if category else one.category, "due": due_of(self.pages, language),
            "looks": STATE_LOOKS, "acts": possible(one.state), "opened": opened, "photos": photos.photos, "people": people,
            "names": await officers.names(self.session, involved),
            "bodies": [body for body in await self.requests.bodies.bodies(self.session) if body.id != found.body_id],
            "replies": await replies.list_for(self.session, language), "waitings": list(Waiting), "resolutions": list(Resolution),
            "rejections": list(Rejection), "holds": list(Hold), "drawing": await self.drawing(one), "told": self.pages.told(told),
            "others": await find_others(self.session, self.requests, found, "", language) if StaffAction.MERGE in possible(one.state) else (),
            "refused": fields.refused if fields else {}, "values": fields.values if fields else {},
        }  # fmt: skip
        return self.pages.show(self.asked, "request.html", 422 if fields else 200, room="requests", **shown)

    async def drawing(self, one: RequestSummary) -> Drawing | None:
        if one.place.lat is None or one.place.lon is None:
            return None
        return await asyncio.to_thread(draw, self.tiles.shapes, one.place.lat, one.place.lon, ACROSS_M)


async def find_others(
    session: AsyncSession, requests: Requests, found: StaffRequest, text: str, language: str
) -> tuple[RequestSummary, ...]:
    """Open ones that it may be the same as: those that are looked for by words, else those near by."""
    one = found.request
    if text.strip():
        listed = await requests.list_for_staff(session, Filter(text=text), NEAR_SHOWN + 1, 0, language)
        near = [entry.request for entry in listed.requests]
    elif one.place.lat is not None and one.place.lon is not None:
        near = list((await requests.near(session, GUEST, one.place.lat, one.place.lon, NEAR_M, None, False, language)).requests)
    else:
        near = []
    return tuple(other for other in near if other.code != one.code)[:NEAR_SHOWN]
