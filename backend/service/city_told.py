"""What people tell the city, opened together: bodies with their clocks, requests with their photos, what comes from and goes to other cities, and
the work in the outbox that comes of them."""
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass

from backend.accounts.letters import Letters
from backend.bodies.service import Bodies
from backend.bodies.service import handlers as body_handlers
from backend.bodies.service import ready as ready_bodies
from backend.bodies.service import working as with_clocks
from backend.database.database import Database
from backend.following.stopping import when_asked_to_stop
from backend.live.service import LiveCity
from backend.obstacles.service import Obstacles
from backend.open311.opening import both_ways
from backend.open311.service import Open311
from backend.outbox.worker import Handler
from backend.places.service import PlaceSearch
from backend.requests.photos.service import Photos
from backend.requests.service import Requests
from backend.requests.service import opened as opened_requests
from backend.requests.telling.service import Notices
from backend.requests.telling.service import opened as opened_notices
from backend.requests.telling.streams import streaming
from backend.requests.telling.webpush.sending import Pushes
from backend.service.settings import Settings


@dataclass(frozen=True)
class CityTold:
    """handlers: of the outbox."""

    bodies: Bodies
    requests: Requests
    photos: Photos
    open311: Open311
    notices: Notices
    handlers: Mapping[str, Handler]


@asynccontextmanager
async def telling_the_city(
    database: Database, live: LiveCity, places: PlaceSearch, obstacles: Obstacles, letters: Letters | None, settings: Settings
) -> AsyncIterator[CityTold]:  # fmt: skip
    """letters: how mails leave and from where, None where there is no way."""
    bodies = await ready_bodies(database, live.snapshot.city)
    photos = Photos.open(database, settings)
    async with opened_requests(database, live, bodies, obstacles, photos) as requests, with_clocks(database, bodies, requests):
        way, origin = (letters.way, letters.origin) if letters else (None, "")
        handlers = body_handlers(database, bodies, requests, way, origin)
        others = both_ways(database, requests, photos, places, way, settings, live.snapshot.city.manifest)
        pushes = Pushes.open(database, settings.column_key, settings.public_origin)
        notices = opened_notices(database, bodies, live.snapshot.city.manifest, way, origin, pushes)
        work = {**handlers, **photos.handlers, **others.sender.handlers, **notices.handlers}
        with when_asked_to_stop(notices.streams.close):
            async with aclosing(pushes), streaming(notices.streams):
                yield CityTold(bodies, requests, photos, others.inside, notices, work)
