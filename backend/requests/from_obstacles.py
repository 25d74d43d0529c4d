"""An obstacle that is reported is a request too, where its kind is something the city answers: with a number, a body, a due date."""
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_words import PlaceKind, RequestOrigin
from backend.contract.requests import NewRequest, RequestPlace
from backend.obstacles.models import Obstacle
from backend.requests.filing import keep, made
from backend.requests.models import Request
from backend.requests.places import E7, Place
from backend.requests.senders import Filer, Sender


async def file_obstacle(session: AsyncSession, filer: Filer, sender: Sender, obstacle: Obstacle, note: str, at: datetime) -> Request | None:
    """The request that a reported obstacle is too; None where it is none, or nothing is filed of such a thing.

    The note was written for the staff alone: it stays so.
    """
    categories = await filer.bodies.categories(session)
    category = next((one for one in categories if one.obstacle == obstacle.kind and not one.emergency and not one.urgent), None)
    if category is None or any(one.required for one in category.attributes):
        return None
    place = Place(PlaceKind.POINT, obstacle.lat_e7 / E7, obstacle.lon_e7 / E7, obstacle.accuracy_m, None, obstacle.level)
    routed = await filer.bodies.responsible(session, place, category.code, at, None)
    if routed.emergency is not None:
        return None
    asked = NewRequest(category.code, RequestPlace(), note)
    row = made(sender, asked, place, routed, obstacle.first_seen, at)
    row.words_public, row.origin = "", RequestOrigin.OBSTACLE.value
    taken = await session.scalar(select(Request.id).where(Request.sent_name == row.sent_name))
    if taken is not None:
        return None
    await keep(session, filer, sender, row, routed, at)
    obstacle.request_id = row.id
    await session.flush()
    return row
