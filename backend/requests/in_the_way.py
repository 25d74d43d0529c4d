"""A request whose category is in somebody's way is an obstacle at once, under the same key."""
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.service import Category
from backend.contract.obstacles import HowLong, NewObstacle
from backend.identity.actor import ActorKind
from backend.obstacles import of_requests as obstacles
from backend.obstacles.kinds import MEANINGS
from backend.obstacles.voices import OLDEST, Speaker
from backend.requests.keys import is_unguessable, mark_of
from backend.requests.models import Request
from backend.requests.places import Place
from backend.requests.senders import Filer, Sender

MOST_NOTE = 500
HOW_LONG = "how_long"


async def stand_in_the_way(
    session: AsyncSession, filer: Filer, sender: Sender, row: Request, category: Category, place: Place, seen_at: datetime, at: datetime
) -> UUID | None:  # fmt: skip
    """The obstacle that it is: routes lead around it, where its category is something that is in the way and it is still likely to be there."""
    kind = category.obstacle
    if kind is None or place.lat is None or place.lon is None or at - seen_at >= min(OLDEST, MEANINGS[kind].life):
        return None
    note = row.words[:MOST_NOTE]
    new = NewObstacle(kind, place.lat, place.lon, float(place.accuracy_m), place.level, None, note, how_long(row), seen_at)
    actor = sender.actor
    by_device = actor.kind is ActorKind.DEVICE and actor.id is not None
    mark = mark_of(sender.key) if is_unguessable(sender.key) else None
    who = Speaker(actor.id, sender.network, mark) if by_device and actor.id is not None else None
    return (await obstacles.open_for(session, row.id, who, sender.network, sender.key, new, filer.zone, at)).id


def how_long(row: Request) -> HowLong:
    """As whoever tells it believes: the app asks it of everything that is in the way."""
    told = (row.attributes or {}).get(HOW_LONG)
    return HowLong(told) if told in set(HowLong) else HowLong.UNKNOWN
