"""Reads what other Open311 servers answer: XML of strangers, bounded, and believed in nothing but what is asked for."""
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

MOST_ELEMENTS = 50_000
PIECE_BYTES = 65_536
MOST_ID, MOST_TEXT = 100, 8000


class PeerUnreadable(Exception):
    """The answer is no XML as GeoReport has it."""

    code = "peer_unreadable"


@dataclass(frozen=True)
class Record:
    """One request as another server tells it; None and "" where it says nothing, or nothing that could be read."""

    service_request_id: str = ""
    token: str = ""
    status: str = ""
    status_notes: str = ""
    service_code: str = ""
    description: str = ""
    requested_at: datetime | None = None
    lat: float | None = None
    lon: float | None = None


def read_requests(body: bytes) -> list[Record]:
    """The requests of a list, of one request, of an answer to a POST or of a token. Raises PeerUnreadable."""
    root = parse(body)
    if root.tag != "service_requests":
        raise PeerUnreadable
    return [record_of(element) for element in root.iterfind("request")]


def read_faults(body: bytes) -> tuple[str, ...]:
    """The codes of an error answer, such as `400`; their words are of strangers and stay out of everything."""
    try:
        root = parse(body)
    except PeerUnreadable:
        return ()
    return tuple(code for element in root.iter("error") if (code := text_of(element, "code", 10)).isalnum())


def parse(body: bytes) -> etree._Element:
    """Without entities and without anything from outside; in pieces, so that too many elements are never all in memory."""
    parser = etree.XMLPullParser(
        events=("start",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    elements = 0
    try:
        for begin in range(0, len(body), PIECE_BYTES):
            parser.feed(body[begin : begin + PIECE_BYTES])
            elements += sum(1 for _ in parser.read_events())
            if elements > MOST_ELEMENTS:
                raise PeerUnreadable
        root = parser.close()
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise PeerUnreadable from None
    if root.getroottree().docinfo.doctype:
        raise PeerUnreadable
    return root


def record_of(element: etree._Element) -> Record:
    return Record(
        id_of(element, "service_request_id"), id_of(element, "token"), text_of(element, "status", 40).lower(), text_of(element, "status_notes"),
        id_of(element, "service_code"), text_of(element, "description"), moment_of(text_of(element, "requested_datetime", 40)),
        degrees_of(element, "lat", 90), degrees_of(element, "long", 180),
    )  # fmt: skip


def text_of(element: etree._Element, name: str, most: int = MOST_TEXT) -> str:
    return (element.findtext(name) or "").strip()[:most]


def id_of(element: etree._Element, name: str) -> str:
    """Nothing where it is longer than any id, or could not be sent back."""
    found = (element.findtext(name) or "").strip()
    return found if len(found) <= MOST_ID and found.isprintable() else ""


def moment_of(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def degrees_of(element: etree._Element, name: str, most: int) -> float | None:
    try:
        found = float(text_of(element, name, 40))
    except ValueError:
        return None
    return found if -most <= found <= most else None
