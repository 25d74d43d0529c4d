"""A booked space that somebody else stands in is a request too: of its driver, and for those who answer alone, as a plate may be on its photo."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.service import Category
from backend.contract.request_words import PlaceKind, Rejection, RequestOrigin, RequestState, Visibility
from backend.contract.requests import MAX_ADDRESS, NewRequest, RequestPlace
from backend.identity.actor import GUEST, Actor, ActorKind
from backend.requests import law
from backend.requests.changes import By, Reject, Role
from backend.requests.changing import change
from backend.requests.filing import keep, made
from backend.requests.models import Request
from backend.requests.places import Place
from backend.requests.refusals import ChangeRefused
from backend.requests.senders import Filer, Sender

CATEGORY, OTHERWISE = "blocked_space", "other"
CITY = By(Role.STAFF)
TAKEN = {
    "en": "Somebody else stood in the space that I had booked.",
    "de": "In dem Platz, den ich gebucht hatte, stand jemand anderes.",
    "es": "Había otra persona en la plaza que yo había reservado.",
    "ko": "예약한 주차 공간에 다른 차가 있었습니다.",
}
NOTHING_FOUND = {
    "en": "A person looked at it and found nothing to make good.",
    "de": "Ein Mensch hat es angesehen und nichts gefunden, das gutzumachen wäre.",
    "es": "Una persona lo miró y no encontró nada que reparar.",
    "ko": "담당자가 확인했으나 보상할 것을 찾지 못했습니다.",
}


@dataclass(frozen=True)
class TakenSpace:
    """As everybody may know the place: of a driveway about where it is, never its address. account_id None: its driver is gone.

    name: of the car park and the bay, empty where it has none. site_id: what the staff finds it by.
    """

    incident_id: UUID
    account_id: UUID | None
    lang: str
    site_id: UUID
    name: str
    lat: float
    lon: float
    accuracy_m: int
    seen_at: datetime


async def file_taken(session: AsyncSession, filer: Filer, told: TakenSpace, at: datetime) -> Request | None:
    """None where the city takes nothing of such a thing."""
    category = await category_of(session, filer)
    if category is None:
        return None
    place = Place(PlaceKind.BAY, told.lat, told.lon, told.accuracy_m, f"site/{told.site_id}", None, told.name[:MAX_ADDRESS])
    routed = await filer.bodies.responsible(session, place, category.code, at, None)
    if routed.emergency is not None:
        return None
    actor = GUEST if told.account_id is None else Actor(ActorKind.ACCOUNT, told.account_id)
    words = TAKEN.get(told.lang, TAKEN["en"])
    asked = NewRequest(category.code, RequestPlace(), words, told.lang, Visibility.BODY)
    row = made(Sender(actor, None, f"{RequestOrigin.INCIDENT}:{told.incident_id}"), asked, place, routed, told.seen_at, at)
    row.origin = RequestOrigin.INCIDENT.value
    await keep(session, filer, Sender(actor, None, ""), row, routed, at)
    return row


async def category_of(session: AsyncSession, filer: Filer) -> Category | None:
    """A city may have left ours out of its table."""
    categories = await filer.bodies.categories(session)
    usable = (one for code in (CATEGORY, OTHERWISE) if (one := categories.find(code)) is not None and not one.emergency)
    return next(usable, None)


async def refuse_taken(session: AsyncSession, filer: Filer, request_id: UUID, at: datetime) -> None:
    """A person decided that there is nothing to make good; one that is over by then stays as it is."""
    row = await session.get(Request, request_id)
    if row is None or RequestState(row.state) not in law.UNDECIDED:
        return
    words = NOTHING_FOUND.get(row.lang[:2], NOTHING_FOUND["en"])
    try:
        async with session.begin_nested():
            await change(session, filer.bodies, request_id, Reject(Rejection.NOT_A_DEFECT, words), CITY, at)
    except ChangeRefused:
        return
