"""Steering a simulation: GET /control tells its state, POST /control/… changes it. Everything that cannot be done is refused with a reason."""
from datetime import datetime
from typing import Any

import msgspec

from backend.demo.live import orders
from backend.demo.live.catalogue import FEED_IDS, FEEDS
from backend.demo.live.clock import EARLIEST, LATEST, SimulatedClock
from backend.demo.live.faults import Fault, Faults, Strength
from backend.demo.live.http import Answer, Request
from backend.demo.live.journal import Entry, JournalFull, Order
from backend.demo.live.world import World

FARTHEST_M = 250.0  # from a place to the street that is closed


class Refused(Exception):
    """The words say what to do instead."""


class Control:
    def __init__(self, world: World, clock: SimulatedClock, faults: Faults):
        self.world, self.clock, self.faults = world, clock, faults
        self._orders = {
            "/clock": (orders.Time, self.set_clock),
            "/trips/cancel": (orders.TripOfDay, self.cancel_trip),
            "/trips/delay": (orders.TripDelay, self.delay_trip),
            "/trips/relieve": (orders.TripOfDay, self.relieve_trip),
            "/stations/empty": (orders.OfStation, lambda words: self.at_station(words, Order.EMPTY_STATION)),
            "/stations/fill": (orders.OfStation, lambda words: self.at_station(words, Order.FILL_STATION)),
            "/streets/close": (orders.Closing, self.close_street),
            "/streets/open": (orders.Opening, self.open_street),
            "/lifts/break": (orders.OfLift, lambda words: self.at_lift(words, Order.BREAK_LIFT)),
            "/lifts/mend": (orders.OfLift, lambda words: self.at_lift(words, Order.MEND_LIFT)),
            "/feeds/kill": (orders.OfFeed, lambda words: self.spoil(orders.Spoiling(words.feed, Fault.DEAD))),
            "/feeds/revive": (orders.OfFeed, self.revive),
            "/feeds/fault": (orders.Spoiling, self.spoil),
            "/feeds/clear": (orders.Clearing, self.clear),
            "/reset": (orders.Nothing, self.reset),
        }

    def answer(self, request: Request, path: str) -> Answer:
        """path: what follows `/control`."""
        if request.method == "GET" and path in ("", "/"):
            return in_json(200, self.state())
        if path not in self._orders:
            return in_json(404, {"error": "There is no such order.", "orders": sorted(f"POST /control{known}" for known in self._orders)})
        if request.method != "POST":
            return in_json(405, {"error": "Orders are sent with POST."})
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return in_json(415, {"error": "Send the order as application/json."})
        words, act = self._orders[path]
        try:
            act(msgspec.json.decode(request.body or b"{}", type=words))
        except (msgspec.MsgspecError, ValueError, Refused) as error:
            return in_json(400, {"error": str(error)})
        except JournalFull as error:
            return in_json(409, {"error": str(error)})
        return in_json(200, self.state())

    def state(self) -> dict[str, Any]:
        now_s, zone = self.clock.now_s(), self.world.town.zone
        return {
            "city": self.world.town.name, "seed": self.world.seed, "now": datetime.fromtimestamp(now_s, zone).isoformat(),
            "speed": self.clock.speed, "orders": len(self.world.journal),
            "closedStreets": [{"id": works.id, "edge": works.edge, "title": works.title} for works in self.world.works.ordered(now_s)],
            "feeds": [
                {
                    "id": feed.id, "kind": feed.kind, "path": feed.path, "alive": self.faults.find(feed.id, Fault.DEAD) is None,
                    "faults": sorted(self.faults.of_feed.get(feed.id, {})),
                }
                for feed in FEEDS
            ],
        }  # fmt: skip

    def set_clock(self, words: orders.Time) -> None:
        if words.now is not None:
            if words.now.tzinfo is None or not EARLIEST <= words.now <= LATEST:
                raise Refused("now: write a moment with its zone, such as 2026-11-24T08:00:00+01:00.")
            self.clock.jump(words.now.timestamp())
        if words.speed is not None:
            self.clock.set_speed(words.speed)

    def order(self, order: Order, subject: str, **more: Any) -> None:
        self.world.journal.add(Entry(self.clock.now_s(), order, subject, **more))

    def known_trip(self, words: orders.TripOfDay) -> str:
        transit = self.world.town.transit
        column = words.date.toordinal() - int(transit.first_day[0])
        rows = self.world.trips.rows_of(words.trip_id)
        if not rows or not 0 <= column < transit.service_days.shape[1] or not transit.service_days[transit.trip_service[rows[0]], column]:
            raise Refused("tripId, date: no trip of the timetable runs under this id on this day.")
        return words.trip_id

    def cancel_trip(self, words: orders.TripOfDay) -> None:
        self.order(Order.CANCEL_TRIP, self.known_trip(words), day=words.date)

    def delay_trip(self, words: orders.TripDelay) -> None:
        self.order(Order.DELAY_TRIP, self.known_trip(words), day=words.date, seconds=words.delay_s)

    def relieve_trip(self, words: orders.TripOfDay) -> None:
        self.order(Order.RELIEVE_TRIP, self.known_trip(words), day=words.date)

    def at_station(self, words: orders.OfStation, order: Order) -> None:
        if words.station_id not in self.world.bikes.station_row:
            raise Refused("stationId: no bike station has this id; station_information.json lists them.")
        self.order(order, words.station_id)

    def close_street(self, words: orders.Closing) -> None:
        edge = words.edge
        if edge is None:
            if words.lat is None or words.lon is None:
                raise Refused("Name an edge, or lat and lon of a place on the street.")
            edge, away_m = self.world.works.nearest_edge(words.lat, words.lon)
            if away_m > FARTHEST_M:
                raise Refused(f"lat, lon: there is no street within {FARTHEST_M:.0f} m.")
        if edge >= len(self.world.town.streets.edge_tail):
            raise Refused("edge: the city has no edge of this number.")
        self.order(Order.CLOSE_STREET, f"closure-{edge}", seconds=words.for_s or 0, edge=edge)

    def open_street(self, words: orders.Opening) -> None:
        if words.id not in {works.id for works in self.world.works.ordered(self.clock.now_s())}:
            raise Refused("id: no street is closed by order under this id; GET /control lists them.")
        self.order(Order.OPEN_STREET, words.id)

    def at_lift(self, words: orders.OfLift, order: Order) -> None:
        if words.id not in {lift.id for lift in self.world.town.lifts}:
            raise Refused("id: the city has no lift or escalator of this id; /lifts.json lists them.")
        self.order(order, words.id)

    def known_feed(self, feed_id: str) -> str:
        if feed_id not in FEED_IDS:
            raise Refused(f"feed: write one of {', '.join(FEED_IDS)}.")
        return feed_id

    def spoil(self, words: orders.Spoiling) -> None:
        strength = Strength(words.bytes_per_s, words.status, words.skew_s, words.size_mib, self.clock.now_s())
        self.faults.set(self.known_feed(words.feed), words.fault, strength)

    def revive(self, words: orders.OfFeed) -> None:
        self.faults.clear(self.known_feed(words.feed), Fault.DEAD)

    def clear(self, words: orders.Clearing) -> None:
        for feed_id in FEED_IDS if words.feed is None else (self.known_feed(words.feed),):
            self.faults.clear(feed_id)

    def reset(self, words: orders.Nothing) -> None:
        """Forget all orders and faults; the clock goes on."""
        self.world.journal.clear(self.clock.now_s())
        self.faults.of_feed.clear()


def in_json(status: int, content: dict[str, Any]) -> Answer:
    return Answer(status, msgspec.json.encode(content), {"Content-Type": "application/json"})
