"""Works on streets: a few gangs go from street to street, and streets are closed by order."""
from dataclasses import dataclass

import numpy as np

from backend.demo.live.journal import Entry, Journal, Order
from backend.demo.live.noise import draw
from backend.demo.live.town import Town
from routing.streets.model import Kind

GANGS = 5
ROUND_S = 4 * 86_400  # in which each gang has one street
EVERYBODY = ("foot", "bike", "car", "wheelchair")
# What is dug up, and who cannot pass then.
SITES = (
    ("Road works", ("car",)),
    ("Water main repair", ("bike", "car")),
    ("Full closure for resurfacing", EVERYBODY),
    ("Pavement works", ("foot", "wheelchair")),
    ("Cable works", ("wheelchair",)),
)
KEY_EDGE, KEY_BEGIN, KEY_LENGTH, KEY_SITE = 81, 82, 83, 84


@dataclass(frozen=True)
class StreetWorks:
    id: str
    kind: str  # works | closure
    title: str
    modes: tuple[str, ...]  # that cannot pass
    from_s: int
    until_s: int | None
    edge: int
    line: tuple[tuple[float, float], ...]  # (lon, lat)


class Works:
    """A pure function of the moment and of what was ordered up to it."""

    def __init__(self, town: Town, seed: int, journal: Journal):
        self.town, self.seed, self.journal = town, seed, journal

    def at(self, at_s: int) -> tuple[StreetWorks, ...]:
        """What is closed now, and what will be within a round."""
        found = [works for number in range(GANGS) for turn in (0, 1) if (works := self.of_gang(number, at_s // ROUND_S + turn))]
        found = [works for works in found if works.until_s is None or works.until_s > at_s]
        return tuple(self.ordered(at_s) + found)

    def of_gang(self, number: int, turn: int) -> StreetWorks | None:
        roads = self.town.roads
        if not len(roads):
            return None
        pick, begin, length, site = (float(draw(self.seed, key, number, turn)) for key in (KEY_EDGE, KEY_BEGIN, KEY_LENGTH, KEY_SITE))
        edge = int(roads[int(pick * len(roads))])
        from_s = turn * ROUND_S + int(begin * 0.4 * ROUND_S) // 3600 * 3600
        until_s = from_s + int((0.15 + 0.45 * length) * ROUND_S) // 3600 * 3600
        title, modes = SITES[int(site * len(SITES))]
        if self.town.streets.edge_kind[edge] in (Kind.PEDESTRIAN, Kind.CYCLEWAY):
            modes = tuple(mode for mode in modes if mode != "car") or ("bike",)
        title = f"{title}: {self.name(edge)}"
        return StreetWorks(f"works-{number + 1}-{turn}", "works", title, modes, from_s, until_s, edge, self.line(edge))

    def ordered(self, at_s: int) -> list[StreetWorks]:
        closed: dict[str, StreetWorks] = {}
        for entry in self.journal.until(at_s, Order.CLOSE_STREET, Order.OPEN_STREET):
            if entry.order == Order.OPEN_STREET:
                closed.pop(entry.subject, None)
            else:
                closed[entry.subject] = self.closure(entry)
        return [works for works in closed.values() if works.until_s is None or works.until_s > at_s]

    def closure(self, entry: Entry) -> StreetWorks:
        until_s = entry.at_s + entry.seconds if entry.seconds else None
        title = f"Closed: {self.name(entry.edge)}"
        return StreetWorks(entry.subject, "closure", title, EVERYBODY, entry.at_s, until_s, entry.edge, self.line(entry.edge))

    def name(self, edge: int) -> str:
        return self.town.streets.names[int(self.town.streets.edge_name[edge])] or "a way"

    def line(self, edge: int) -> tuple[tuple[float, float], ...]:
        streets = self.town.streets
        points = slice(int(streets.geometry_first[edge]), int(streets.geometry_first[edge + 1]))
        return tuple(zip((streets.geometry_lon_e7[points] / 1e7).tolist(), (streets.geometry_lat_e7[points] / 1e7).tolist()))

    def nearest_edge(self, lat: float, lon: float) -> tuple[int, float]:
        """The edge whose line passes nearest to a place, and metres to it."""
        streets = self.town.streets
        east, north = self.town.metres(streets.geometry_lat_e7 / 1e7, streets.geometry_lon_e7 / 1e7)
        at_east, at_north = self.town.metres(lat, lon)
        dx, dy = np.diff(east), np.diff(north)
        share = ((at_east - east[:-1]) * dx + (at_north - north[:-1]) * dy) / np.maximum(dx * dx + dy * dy, 1e-9)
        share = np.clip(share, 0, 1)
        away_m = np.hypot(east[:-1] + share * dx - at_east, north[:-1] + share * dy - at_north)
        away_m[streets.geometry_first[1:-1] - 1] = np.inf  # from the end of one edge to the begin of the next
        stretch = int(np.argmin(away_m))
        return int(np.searchsorted(streets.geometry_first, stretch, side="right")) - 1, float(away_m[stretch])
