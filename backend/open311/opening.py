"""Both directions of Open311 for one process."""
from dataclasses import dataclass
from urllib.parse import urlsplit

from backend.accounts.mail import MailWay
from backend.database.database import Database
from backend.open311.sending import Sender
from backend.open311.service import City, Open311
from backend.operators.declaration import parse_simulated
from backend.places.service import PlaceSearch
from backend.requests.photos.service import Photos
from backend.requests.service import Requests
from backend.service.settings import Settings
from routing.manifest import Manifest


@dataclass(frozen=True)
class BothWays:
    """inside: what others ask of us. sender: what we give to others, work of the outbox."""

    inside: Open311
    sender: Sender


def both_ways(
    database: Database, requests: Requests, photos: Photos, places: PlaceSearch, way: MailWay | None, settings: Settings, manifest: Manifest
) -> BothWays:  # fmt: skip
    """way None: no mail can be sent. Peers on this machine are spoken to without TLS where they are declared as simulated."""
    origin, language = settings.public_origin, manifest.language.partition("-")[0]
    city = City(manifest.name, urlsplit(origin).hostname or "", origin, language)
    peers = parse_simulated(settings.simulated_operators)
    sender = Sender(database, requests, requests.bodies, photos, way, origin, language, peers)
    return BothWays(Open311(city, requests.bodies, requests, photos, places), sender)
