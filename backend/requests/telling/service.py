"""What people are told of requests, opened together: the work in the outbox, and what the app and links in mails ask for."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from backend.accounts.mail import MailWay
from backend.bodies.service import Bodies
from backend.city.service import CityBox
from backend.database.base import now as utc_now
from backend.database.database import Database
from backend.outbox.worker import Handler
from backend.requests.telling.areas import Areas
from backend.requests.telling.letters import Letters
from backend.requests.telling.noticing import Noticing
from backend.requests.telling.streams import Streams
from backend.requests.telling.telling import Telling
from backend.requests.telling.webpush.endpoints import Endpoints
from backend.requests.telling.webpush.sending import Pushes
from routing.manifest import Manifest

__all__ = ["Notices", "opened"]


@dataclass(frozen=True)
class Notices:
    """handlers: of the outbox."""

    areas: Areas
    noticing: Noticing
    streams: Streams
    endpoints: Endpoints
    handlers: Mapping[str, Handler]
    clock: Callable[[], datetime] = utc_now


def opened(database: Database, bodies: Bodies, manifest: Manifest, way: MailWay | None, origin: str, pushes: Pushes) -> Notices:
    """way: how mails leave, None: not at all, then the app alone tells. origin: of the pages in them."""
    zone = ZoneInfo(manifest.timezone)
    areas = Areas(bodies, CityBox(manifest))
    letters = Letters(database, bodies, way, origin, zone).handlers if way else {}
    noticing = Noticing(bodies, zone)
    handlers = {**Telling(areas, zone, way is not None).handlers, **letters, **pushes.handlers}
    return Notices(areas, noticing, Streams(database, noticing), pushes.endpoints, handlers)
