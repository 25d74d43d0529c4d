"""Closures as a GeoJSON FeatureCollection; the README of this folder lists the properties. RFC 7946."""
from collections import Counter
from datetime import UTC, datetime, timedelta, tzinfo

from backend.feeds.closures.facts import MODES, Closure, ClosureFacts
from backend.feeds.closures.geojson import GeometryReader, GeometryUnusable
from backend.feeds.entries import Entry, read_object
from backend.feeds.problems import UNREADABLE, FeedUnreadable, ProblemLog

MOST_BYTES = 2 * 1024 * 1024
MOST_FEATURES, MOST_POSITIONS = 10_000, 100_000
KINDS = ("works", "closure", "event", "accident", "flood", "market", "other")
OTHER = "other"
DATE_CHARACTERS = len("2026-11-24")
DESCRIPTION_CHARACTERS = 5000


def decode(body: bytes, zone: tzinfo = UTC) -> ClosureFacts:
    """zone: that of the city, for times without one. Raises FeedUnreadable."""
    log = ProblemLog()
    whole = read_object(body, MOST_BYTES, log)
    if whole.members.get("type") != "FeatureCollection" or not isinstance(whole.members.get("features"), list):
        raise FeedUnreadable(UNREADABLE, "The message is no FeatureCollection. Give the address of GeoJSON with closures.")
    features = whole.list_of("features", MOST_FEATURES)
    shapes = GeometryReader(MOST_POSITIONS)
    read = (read_closure(feature, number, shapes, zone) for number, feature in enumerate(features, 1))
    closures = tuple(closure for closure in read if closure is not None)
    for closure_id, times in Counter(closure.id for closure in closures).items():
        if times > 1:  # some publish one closure in several parts: all hold
            log.add("repeated_closure", closure_id, times - 1)
    return ClosureFacts(whole.moment("lastUpdated", zone), closures, len(features), log.problems())


def read_closure(feature: Entry, number: int, shapes: GeometryReader, zone: tzinfo) -> Closure | None:
    """None, and counted, only where it cannot be told what is closed or it never is; whatever else is amiss, it holds."""
    told = feature.child("properties") or Entry({}, feature.log)
    closure_id = told.id("id") or feature.id("id")
    if not closure_id:
        closure_id = f"feature-{number}"
        feature.log.add("closure_without_id", closure_id)
    told.name = feature.name = closure_id
    try:
        geometry = shapes.read(feature.find("geometry"))
    except GeometryUnusable as error:
        feature.log.add(str(error), closure_id)
        return None
    starts, ends = told.moment("from", zone), end_of(told, zone)
    if starts is not None and ends is not None and ends <= starts:
        feature.log.add("closure_runs_back", closure_id)
        return None
    kind = told.text("kind").lower()
    return Closure(
        closure_id, geometry, modes_of(told), starts, ends, kind if kind in KINDS else OTHER, told.text("title"),
        told.text("description", DESCRIPTION_CHARACTERS),
    )  # fmt: skip


def modes_of(told: Entry) -> tuple[str, ...]:
    """All where none is named that we know: rather a detour too many than a way that is none."""
    listed = told.find("modes")
    if listed is None:
        return MODES
    known = tuple(mode for mode in MODES if isinstance(listed, list) and mode in listed)
    if not isinstance(listed, list) or not known or any(mode not in MODES for mode in listed):
        told.bad("modes")
    return known or MODES


def end_of(told: Entry, zone: tzinfo) -> datetime | None:
    """Until a date means until that day is over."""
    ends, text = told.moment("until", zone), told.find("until")
    if ends is None or not isinstance(text, str) or len(text) > DATE_CHARACTERS:
        return ends
    return (ends.astimezone(zone).replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=zone).astimezone(UTC)
