"""pynigiri, the engine of MOTIS: RAPTOR between stops, whole minutes, two minutes for a change at one stop."""
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

CHANGE_S = 120  # built in: least time between two vehicles at one stop


def is_installed() -> bool:
    try:
        import pynigiri  # noqa: F401
    except ImportError:
        return False
    return True


@dataclass(frozen=True)
class Nigiri:
    """A loaded timetable. Stops are rows of `locations`; minutes count from midnight of the asked day."""

    timetable: object
    locations: list
    origin_min: int

    @classmethod
    def load(cls, feed: Path, day: date, timezone: str, stop_ids: list[str], footpath_limit_min: int) -> "Nigiri":
        import pynigiri

        loader = pynigiri.LoaderConfig()
        loader.link_stop_distance = 0
        loader.default_tz = timezone
        finalize = pynigiri.FinalizeOptions()
        finalize.adjust_footpaths = False
        finalize.max_footpath_length = footpath_limit_min + 1  # excluded itself
        sources = [pynigiri.TimetableSource("feed", str(feed), loader)]
        timetable = pynigiri.load_timetable(sources, str(day - timedelta(1)), str(day + timedelta(2)), finalize)
        midnight = datetime.combine(day, time(), ZoneInfo(timezone))
        return cls(timetable, [timetable.find_location(stop) for stop in stop_ids], int(midnight.timestamp()) // 60)

    def query(self, access: list[tuple[int, int]], egress: list[tuple[int, int]], departure_min: int, window_min: int, max_rides: int):
        """A query ready to be answered: (stop, minutes) to board and from where to arrive; window 0 asks for one departure."""
        import pynigiri

        query = pynigiri.Query()
        leave = self.origin_min + departure_min
        query.start_time = (leave, leave + window_min) if window_min else leave
        query.start = [pynigiri.Offset(self.locations[stop], minutes, 1) for stop, minutes in access]
        query.destination = [pynigiri.Offset(self.locations[stop], minutes, 1) for stop, minutes in egress]
        query.start_match_mode = query.dest_match_mode = pynigiri.LocationMatchMode.INTERMODAL
        query.max_transfers = max_rides - 1
        query.max_travel_time = 24 * 60 if not window_min else 4 * 60
        return query

    def answer(self, query) -> list[tuple[int, int]]:
        """Journeys as (departure, arrival) in minutes of the day."""
        return [(j.departure_time() - self.origin_min, j.arrival_time() - self.origin_min) for j in self.run(query)]

    def run(self, query):
        import pynigiri

        return pynigiri.route(self.timetable, query)
