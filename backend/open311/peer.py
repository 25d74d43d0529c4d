"""The Open311 server of a body, as a client of GeoReport v2 speaks to it. Keys go into the body of a POST, never into an address."""
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from backend.open311.reading import PeerUnreadable, Record, read_requests
from backend.open311.wire import Fields, PeerSilent, PeerWire, Reply

ASKED_AT_ONCE = 50
MOST_PAGES = 5
# Clocks of others may be wrong by some minutes.
OVERLAP = timedelta(minutes=15)
SAME_DEGREES = 1e-5
AGAIN = (408, 425, 429)


class PeerRefused(Exception):
    """It said no, and will say so again."""

    def __init__(self, status: int):
        super().__init__(status)
        self.status, self.code = status, f"peer_{status}"


@dataclass(frozen=True)
class Outgoing:
    """A request as it is filed with others: nothing of who sent it. description ends with `mark`, by which it is found again."""

    service_code: str
    description: str
    mark: str
    idem_key: str
    lat: float | None
    lon: float | None
    address: str
    attributes: tuple[tuple[str, str], ...] = ()
    media_url: str = ""


@dataclass(frozen=True)
class Taken:
    """Either may be empty: a number at once, or a token that will become one."""

    external_id: str
    token: str


class Peer:
    """jurisdiction, api_key: empty where the server asks for none."""

    def __init__(self, wire: PeerWire, jurisdiction: str = "", api_key: str = ""):
        self.wire, self._api_key = wire, api_key
        self._where: Fields = (("jurisdiction_id", jurisdiction),) if jurisdiction else ()

    async def file(self, one: Outgoing) -> Taken:
        """Raises PeerRefused, PeerSilent, PeerUnreadable. After the last two it may have been taken all the same."""
        reply = checked(await self.wire.post("requests.xml", self._where + self.form(one)))
        rows = read_requests(reply.body)
        if len(rows) != 1 or not (rows[0].service_request_id or rows[0].token):
            raise PeerUnreadable
        return Taken(rows[0].service_request_id, rows[0].token)

    def form(self, one: Outgoing) -> Fields:
        place: Fields = () if one.lat is None or one.lon is None else (("lat", f"{one.lat:.7f}"), ("long", f"{one.lon:.7f}"))
        key: Fields = (("api_key", self._api_key),) if self._api_key else ()
        told: Fields = (("address_string", one.address),) if one.address else ()
        photo: Fields = (("media_url", one.media_url),) if one.media_url else ()
        asked = tuple((f"attribute[{code}]", value) for code, value in one.attributes)
        idem: Fields = (("attribute[idem_key]", one.idem_key),)
        return (*key, ("service_code", one.service_code), *place, *told, ("description", one.description), *photo, *asked, *idem)

    async def find(self, one: Outgoing, since: datetime, until: datetime) -> str:
        """The number it has there already; empty where it is not there. Raises as `file`."""
        about = (("service_code", one.service_code), ("start_date", stamp(since - OVERLAP)), ("end_date", stamp(until + OVERLAP)))
        for page in range(1, MOST_PAGES + 1):
            paged = (*self._where, *about, ("page", str(page)), ("page_size", "200"))
            rows = read_requests(checked(await self.wire.get("requests.xml", paged)).body)
            found = next((row.service_request_id for row in rows if is_same(row, one)), "")
            if found or len(rows) < 200:
                return found
        return ""

    async def number_of(self, token: str) -> str:
        """The number a token has become; empty as long as it has not. Raises as `file`."""
        rows = read_requests(checked(await self.wire.get(f"tokens/{quote(token, safe='')}.xml", self._where)).body)
        return rows[0].service_request_id if rows else ""

    async def stand(self, ids: list[str]) -> list[Record]:
        """How requests stand, at most ASKED_AT_ONCE; named by their numbers, so no window of time can leave one out. Raises as `file`."""
        asked = (*self._where, ("service_request_id", ",".join(ids)))
        return read_requests(checked(await self.wire.get("requests.xml", asked)).body)


def checked(reply: Reply) -> Reply:
    """Raises PeerRefused for what will not change by asking again, PeerSilent for what may."""
    if reply.status in (200, 201):
        return reply
    if reply.status in AGAIN or reply.status >= 500 or reply.status < 400:
        raise PeerSilent(f"peer_{reply.status}")
    raise PeerRefused(reply.status)


def is_same(row: Record, one: Outgoing) -> bool:
    """By our mark in its text; where the text is not shown, by the very place. Who looks asks for the time and the service already."""
    if not row.service_request_id:
        return False
    if row.description:
        return one.mark in row.description
    if one.lat is None or one.lon is None or row.lat is None or row.lon is None:
        return False
    return abs(row.lat - one.lat) <= SAME_DEGREES and abs(row.lon - one.lon) <= SAME_DEGREES


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
