"""Alert entities.

https://gtfs.org/documentation/realtime/reference/#message-alert
"""
from datetime import datetime

from google.transit.gtfs_realtime_pb2 import Alert as Told
from google.transit.gtfs_realtime_pb2 import EntitySelector

from backend.feeds.entries import LINK_CHARACTERS
from backend.feeds.gtfs_rt.added_trips import EXTRA
from backend.feeds.gtfs_rt.facts import Alert, Concerned
from backend.feeds.gtfs_rt.index import Ids, TransitIndex
from backend.feeds.gtfs_rt.runs import read_date, read_time
from backend.feeds.gtfs_rt.words import HEADER_CHARACTERS, TEXT_CHARACTERS, moment, name_of, translations, word
from backend.feeds.problems import ProblemLog

CAUSE, EFFECT, SEVERITY = (Told.DESCRIPTOR.enum_types_by_name[name] for name in ("Cause", "Effect", "SeverityLevel"))
MOST_PERIODS, MOST_CONCERNED = 1000, 5000


class Unknown(Exception):
    """An id that the city does not know; the arguments are those of ProblemLog.add."""


class Alerts:
    """Of one message; what cannot be used is counted. added: ids of its added trips."""

    def __init__(self, index: TransitIndex, ids: Ids, log: ProblemLog, added: frozenset[str]):
        self.index, self.ids, self.log, self.added = index, ids, log, added
        self._trips: dict[tuple[str, int | None], tuple[int, ...]] = {}

    def find(self, told: Told, name: str) -> Alert | None:
        header = translations(told.header_text, HEADER_CHARACTERS, self.log, name)
        description = translations(told.description_text, TEXT_CHARACTERS, self.log, name)
        if not header and not description:
            self.log.add("alert_without_text", name)
            return None
        if len(told.active_period) > MOST_PERIODS or len(told.informed_entity) > MOST_CONCERNED:
            self.log.add("alert_too_large", name)
            return None
        links = translations(told.url, LINK_CHARACTERS, self.log, name)
        url = tuple((language, link) for language, link in links if link.lower().startswith(("https://", "http://")))
        if len(url) < len(links):
            self.log.add("bad_url", name, len(links) - len(url))
        return Alert(
            name, self.periods(told, name), name_of(CAUSE, told.cause), name_of(EFFECT, told.effect), name_of(SEVERITY, told.severity_level),
            header, description, url, self.concerned(told),
        )  # fmt: skip

    def periods(self, told: Told, name: str) -> tuple[tuple[datetime | None, datetime | None], ...]:
        """Ends beyond all calendars are open ones; a period that ends before it begins is left out, and if all do the alert never holds."""
        periods = []
        for period in told.active_period:
            begins, ends = moment(period.start), moment(period.end)
            if begins is not None and ends is not None and ends <= begins:
                self.log.add("period_runs_back", name)
                begins = ends
            periods.append((begins, ends))
        return tuple(periods)

    def concerned(self, told: Told) -> tuple[Concerned, ...]:
        """Those with an unknown id are left out: without it they would be about more than is meant."""
        found = []
        for selector in told.informed_entity:
            try:
                found.append(self.one(selector))
            except Unknown as unknown:
                self.log.add(*unknown.args)
        return tuple(dict.fromkeys(found))

    def one(self, told: EntitySelector) -> Concerned:
        """Raises Unknown."""
        trip_route = word(told.trip.route_id)
        route_id = word(told.route_id) or trip_route
        known = Concerned(
            self.agency(told), self.row("unknown_route", route_id, self.ids.find_route), told.route_type if told.HasField("route_type") else None,
            self.direction(told), self.trips(told), read_date(told.trip.start_date), self.row("unknown_stop", word(told.stop_id), self.ids.find_stop),
            self.added_trip(told),
        )  # fmt: skip
        if known == Concerned():
            raise Unknown("alert_about_nothing")
        return known

    def row(self, kind: str, text: str, find) -> int | None:
        row = find(text) if text else None
        if text and row is None:
            raise Unknown(kind, text)
        return row

    def direction(self, told: EntitySelector) -> int | None:
        if told.HasField("direction_id"):
            return told.direction_id
        return told.trip.direction_id if told.trip.HasField("direction_id") else None

    def trips(self, told: EntitySelector) -> tuple[int, ...]:
        """Every departure of a frequency-based trip where none is named."""
        trip_id, start_s = word(told.trip.trip_id), read_time(told.trip.start_time)
        if not trip_id:
            return ()
        if (trip_id, start_s) not in self._trips:
            trip, starts = self.ids.find_trip(trip_id), self.index.transit.trip_start_s
            departures = [row for row in self.ids.departures(trip_id) if start_s is None or starts[row] == start_s]
            self._trips[trip_id, start_s] = () if trip is None else (trip,) if starts[trip] < 0 else tuple(departures)
        if not self._trips[trip_id, start_s] and not self.added_trip(told):
            raise Unknown("unknown_trip", trip_id)
        return self._trips[trip_id, start_s]

    def added_trip(self, told: EntitySelector) -> str:
        name = word(told.trip.trip_id)
        return name if name in self.added or told.trip.schedule_relationship in EXTRA else ""

    def agency(self, told: EntitySelector) -> int | None:
        """A built city keeps the names of agencies, not their ids: found by name, or where the feed has a single one."""
        if not told.agency_id:
            return None
        agencies, names = self.ids.feeds[0].agencies, self.index.transit.agency_name
        named = [row for row in agencies if names[row].casefold() == word(told.agency_id).casefold()]
        if len(named) != 1 and len(agencies) != 1:
            raise Unknown("unknown_agency", word(told.agency_id))
        return named[0] if len(named) == 1 else agencies[0]
