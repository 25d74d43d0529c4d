"""SIRI Facility Monitoring: a FacilityMonitoringDelivery as XML, in whatever envelope it comes.

CEN/TS 15531-4; https://github.com/SIRI-CEN/SIRI, siri_facilityMonitoring_service.xsd and siri_facility
"""
from datetime import datetime

from lxml import etree

from backend.feeds.entries import ID_CHARACTERS, cleaned, read_moment
from backend.feeds.lifts.facts import FacilityKind, FacilityState, LiftFacts, State
from backend.feeds.lifts.own_json import unique
from backend.feeds.problems import TOO_MANY_ENTITIES, UNREADABLE, FeedUnreadable, ProblemLog, refuse_size

MOST_BYTES = 2 * 1024 * 1024
MOST_ELEMENTS = 50_000
PIECE_BYTES = 65_536
DOCTYPE = "xml_doctype"
# What is only partly available may be the very part that one needs; what was added or removed says nothing of whether it runs.
STATES = {"available": State.AVAILABLE, "notAvailable": State.UNAVAILABLE, "removed": State.UNAVAILABLE}
UNSURE = ("unknown", "partiallyAvailable", "added")
KINDS = {"lift": FacilityKind.LIFT, "escalator": FacilityKind.ESCALATOR}


def decode(body: bytes) -> LiftFacts:
    """Raises FeedUnreadable."""
    root, log = parse(body), ProblemLog()
    deliveries = list(root.iter("{*}FacilityMonitoringDelivery"))
    if not deliveries:
        raise FeedUnreadable(UNREADABLE, "The message has no FacilityMonitoringDelivery. Give the address of the SIRI-FM service.")
    if any(find(delivery, "Status") in ("false", "0") for delivery in deliveries):
        raise FeedUnreadable(UNREADABLE, "The source says that it cannot deliver. It will be asked again later.")
    conditions = [condition for delivery in deliveries for condition in delivery.iterfind("{*}FacilityCondition")]
    observed = min((at for delivery in deliveries if (at := read_moment(find(delivery, "ResponseTimestamp"))) is not None), default=None)
    if observed is None:
        observed = read_moment(find(root, "ServiceDelivery/ResponseTimestamp"))
    found = (facility for condition in conditions if (facility := read_condition(condition, log)) is not None)
    return LiftFacts(observed, unique(found, log), len(conditions), log.problems())


def parse(body: bytes) -> etree._Element:
    """The document without entities and without anything from outside. Read in pieces, so that too many elements are never all in memory."""
    refuse_size(body, MOST_BYTES)
    parser = etree.XMLPullParser(
        events=("start",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    elements = 0
    try:
        for begin in range(0, len(body), PIECE_BYTES):
            parser.feed(body[begin : begin + PIECE_BYTES])
            elements += sum(1 for _ in parser.read_events())
            if elements > MOST_ELEMENTS:
                raise FeedUnreadable(TOO_MANY_ENTITIES, f"The message has more than {MOST_ELEMENTS:,} elements. Ask its operator for one city.")
        root = parser.close()
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise FeedUnreadable(UNREADABLE, "The message is no XML, or cut short. Check that the address leads to the SIRI-FM service.") from None
    if root.getroottree().docinfo.doctype:
        raise FeedUnreadable(DOCTYPE, "The message has a document type, which no feed needs. The operator of the feed has to leave it out.")
    return root


def read_condition(condition: etree._Element, log: ProblemLog) -> FacilityState | None:
    facility_id = find(condition, "FacilityRef") or find(condition, "Facility/FacilityCode")
    if not facility_id or len(facility_id) > ID_CHARACTERS or not facility_id.isprintable():
        log.add("facility_without_id", facility_id)
        return None
    kind = kind_of(condition)
    if kind is None:
        log.add("other_facility", facility_id)
        return None
    told = find(condition, "FacilityStatus/Status")
    if told not in STATES and told not in UNSURE:
        log.add("bad_state", facility_id)
    lat, lon = place(condition, facility_id, log)
    return FacilityState(
        facility_id, kind, STATES.get(told, State.UNKNOWN), stop_of(condition), lat, lon, cleaned(find(condition, "Facility/Description")),
        moment(condition, "ValidityPeriod/StartTime", facility_id, log), moment(condition, "ValidityPeriod/EndTime", facility_id, log),
        cleaned(find(condition, "FacilityStatus/Description")),
    )  # fmt: skip


def kind_of(condition: etree._Element) -> FacilityKind | None:
    """None for what is neither lift nor escalator. Many feeds give an id and no more: the city knows what it is."""
    told = [element.text.strip() for element in condition.iter("{*}AccessFacility") if element.text]
    if not told:
        return FacilityKind.UNKNOWN
    return next((KINDS[word] for word in told if word in KINDS), None)


def stop_of(condition: etree._Element) -> str:
    location = "Facility/FacilityLocation/"
    stop_id = next((text for name in ("StopPointRef", "StopPlaceRef") if (text := find(condition, location + name))), "")
    return stop_id if len(stop_id) <= ID_CHARACTERS and stop_id.isprintable() else ""


def place(condition: etree._Element, facility_id: str, log: ProblemLog) -> tuple[float | None, float | None]:
    texts = [next((element.text or "" for element in condition.iter(f"{{*}}{name}")), "") for name in ("Latitude", "Longitude")]
    if not any(texts):
        return None, None
    try:
        lat, lon = (float(text) if len(text) < 40 else float("nan") for text in texts)
    except ValueError:
        lat = lon = float("nan")
    if -90 <= lat <= 90 and -180 <= lon <= 180:
        return lat, lon
    log.add("bad_place", facility_id)
    return None, None


def moment(condition: etree._Element, path: str, facility_id: str, log: ProblemLog) -> datetime | None:
    text = find(condition, path)
    found = read_moment(text) if text else None
    if text and found is None:
        log.add("bad_validity", facility_id)
    return found


def find(element: etree._Element, path: str) -> str:
    """The text at a path of names of any namespace, "" where there is none."""
    return (element.findtext("/".join(f"{{*}}{name}" for name in path.split("/"))) or "").strip()
