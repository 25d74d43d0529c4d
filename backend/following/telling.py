"""How a followed trip stands, in the words and moments of the contract."""
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from backend.contract.following import ActionKind, Advice, BreakCode, LegNow, NextAction, TripBreak, TripMended, TripNow
from backend.contract.live import Source
from backend.following.assess import Assessment, Fault, Outlook
from backend.following.breaks import Standing
from backend.following.models import Followed
from backend.following.obstacles import obstacles_ahead
from backend.following.trip import End, Trip
from backend.live.view import LiveView
from backend.stops.names import Names

REASON_CHARACTERS = 120


class Telling:
    """Of one view, at one moment."""

    def __init__(self, names: Names, view: LiveView, now: datetime):
        self.names, self.view, self.now = names.over(view.snapshot.transit), view, now
        self.zone = ZoneInfo(view.snapshot.city.manifest.timezone)

    def state(self, followed: Followed, found: Assessment, broken: TripBreak | None) -> TripNow:
        here = found.here
        return TripNow(
            id=str(followed.id),
            as_of=self.moment(self.now),
            expires_at=self.moment(followed.expires_at),
            leg=here.leg,
            aboard=here.aboard,
            located=here.located,
            share_position=followed.share_position,
            arrive_at=self.moment(found.arrive_at),
            legs=tuple(self.leg(number, outlook) for number, outlook in enumerate(found.legs)),
            next=None if here.arrived else self.next(followed.trip, found),
            broken=broken,
            obstacles=obstacles_ahead(self.view, followed.trip, here, self.now, self.zone),
        )

    def leg(self, number: int, outlook: Outlook) -> LegNow:
        return LegNow(
            number, outlook.state, self.moment(outlook.depart_at), self.moment(outlook.arrive_at), seconds(outlook.delay), seconds(outlook.spare),
            self.source(outlook.feed), outlook.vehicles, outlook.docks,
        )  # fmt: skip

    def next(self, trip: Trip, found: Assessment) -> NextAction:
        here, number = found.here, found.here.leg
        leg, span = trip.legs[number], found.legs[number]
        after = trip.legs[number + 1] if number + 1 < len(trip.legs) else None
        if leg.ride is not None and here.aboard:
            kind = ActionKind.STAY if after is not None and after.stay_seated else ActionKind.ALIGHT
            return self.action(kind, number, span.arrive_at, leg.end)
        if leg.ride is not None:
            return self.action(ActionKind.BOARD, number, span.depart_at, leg.start)
        if here.aboard:
            return self.action(ActionKind.RETURN, number, span.arrive_at, leg.end)
        if leg.hire is not None:
            return self.action(ActionKind.TAKE, number, span.depart_at, leg.start)
        if self.now < span.depart_at:
            return self.action(ActionKind.LEAVE, number, span.depart_at, leg.start)
        if after is None:
            return self.action(ActionKind.ARRIVE, number, span.arrive_at, leg.end)
        return self.action(ActionKind.GO, number, found.legs[number + 1].depart_at if after.ride is not None else span.arrive_at, leg.end)

    def action(self, kind: ActionKind, number: int, at: datetime, place: End) -> NextAction:
        return NextAction(kind, number, self.moment(at), place.name, self.names.stop_id(place.stop) if place.stop >= 0 else None)

    def broken(self, trip: Trip, found: Assessment, standing: Standing) -> TripBreak:
        fault, way = standing.fault, standing.way
        text = f"{self.sentence(trip, found, fault)} {self.advice(found, standing)}"
        return TripBreak(standing.id, fault.code, fault.leg, text, way.advice, way.itinerary, way.start, self.source(fault.feed))

    def sentence(self, trip: Trip, found: Assessment, fault: Fault) -> str:
        leg = trip.legs[fault.leg]
        line, start, end = self.line(trip, fault.leg), leg.start.name or "the start", leg.end.name or "your destination"
        leaves, reason = self.clock(leg.depart_at), fault.reason[:REASON_CHARACTERS]
        gone = leg.ride is not None and leg.ride.trip < 0
        return {
            BreakCode.TRIP_CANCELLED: f"{line} at {leaves} from {start} is {'not announced any more' if gone else 'cancelled'}.",
            BreakCode.STOP_SKIPPED: f"{line} at {leaves} from {start} does not stop where you want to get on or off.",
            BreakCode.CHANGE_MISSED: f"You will miss {line} from {start}: it leaves at {self.clock(found.legs[fault.leg].depart_at)}.",
            BreakCode.NO_VEHICLE: f"There is no vehicle left at {start}.",
            BreakCode.NO_DOCK: f"There is no room to leave the vehicle at {end}.",
            BreakCode.STREET_CLOSED: f"The way to {end} is closed{f': {reason}' if reason else ''}.",
            BreakCode.OBSTACLE: f"Something is in the way to {end}{f': {reason}' if reason else ''}.",
            BreakCode.LIFT_OUT: f"A lift on the way to {end} is out of order{f': {reason}' if reason else ''}.",
        }[fault.code]

    def advice(self, found: Assessment, standing: Standing) -> str:
        way = standing.way
        there = self.clock(found.arrive_at if way.itinerary is None else way.itinerary.arrive_at)
        return {
            Advice.TAKE: f"Another way gets there at {there}.",
            Advice.WAIT: f"The next one gets there at {there}.",
            Advice.KEEP: f"Going on is as good as any other way: there at {there}.",
            Advice.NONE: "There is no other way within your limits now.",
        }[way.advice]

    def mended(self, break_id: str, leg: int, trip: Trip) -> TripMended:
        return TripMended(break_id, leg, f"{self.line(trip, leg)} is as you chose it again.")

    def line(self, trip: Trip, number: int) -> str:
        """What people call a leg."""
        leg = trip.legs[min(number, len(trip.legs) - 1)]
        if leg.ride is None:
            return "The way"
        if leg.ride.trip < 0:
            return leg.mode.replace("_", " ").capitalize()
        route = self.names.route(int(self.names.transit.trip_route[leg.ride.trip]))
        return f"{route.mode.replace('_', ' ').capitalize()} {route.short_name or route.long_name}".strip()

    def source(self, feed: str | None) -> Source | None:
        return None if feed is None else self.view.source(feed, self.now)

    def moment(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone).replace(microsecond=0)

    def clock(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%H:%M}"


def seconds(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds())
