"""States of lifts in our own JSON; the README of this folder describes it."""
from dataclasses import replace

from backend.feeds.entries import Entry, read_object
from backend.feeds.lifts.facts import FacilityKind, FacilityState, LiftFacts, State, safest
from backend.feeds.problems import UNREADABLE, WRONG_VERSION, FeedUnreadable, ProblemLog

MOST_BYTES = 8 * 1024 * 1024
MOST_FACILITIES = 50_000
VERSION = 1


def decode(body: bytes) -> LiftFacts:
    """Raises FeedUnreadable."""
    log = ProblemLog()
    whole = read_object(body, MOST_BYTES, log)
    version = whole.members.get("version")
    if version != VERSION or isinstance(version, bool):
        raise FeedUnreadable(WRONG_VERSION, 'The message is of a version that cannot be read. It has to say "version": 1.')
    if not isinstance(whole.members.get("facilities"), list):
        raise FeedUnreadable(UNREADABLE, 'The message lists no lifts. It has to have "facilities", if need be an empty list.')
    entries = whole.list_of("facilities", MOST_FACILITIES)
    found = (facility for entry in entries if (facility := read_facility(entry)) is not None)
    return LiftFacts(whole.moment("lastUpdated"), unique(found, log), len(entries), log.problems())


def read_facility(entry: Entry) -> FacilityState | None:
    entry.name = facility_id = entry.id("id")
    kind = entry.text("kind")
    if not facility_id or kind not in (FacilityKind.LIFT, FacilityKind.ESCALATOR):
        entry.log.add("facility_without_kind" if facility_id else "facility_without_id", facility_id)
        return None
    told = entry.text("state")
    if told not in tuple(State):
        entry.bad("state")
    lat, lon = entry.number("lat", -90, 90), entry.number("lon", -180, 180)
    if (lat is None) != (lon is None):
        entry.log.add("half_a_place", facility_id)
        lat = lon = None
    return FacilityState(
        facility_id, FacilityKind(kind), State(told) if told in tuple(State) else State.UNKNOWN, entry.id("stopId"), lat, lon, entry.text("name"),
        entry.moment("since"), entry.moment("until"), entry.text("reason"),
    )  # fmt: skip


def unique(found, log: ProblemLog) -> tuple[FacilityState, ...]:
    """Each facility once; where two things are said of one, the safer."""
    facilities: dict[str, FacilityState] = {}
    for facility in found:
        known = facilities.get(facility.id)
        if known is not None:
            log.add("repeated_facility", facility.id)
            facility = replace(facility, state=safest(known.state, facility.state))
        facilities[facility.id] = facility
    return tuple(facilities.values())
