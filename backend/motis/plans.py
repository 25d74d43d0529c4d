"""`plan`: the wishes of a client, one or more questions to our planner, one answer."""
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from backend.contract.live import Alert
from backend.contract.trips import Itinerary, Leg, Place, PlanRequest, TripMode
from backend.motis import modes
from backend.motis.legs import END, START, Teller
from backend.motis.messages import MotisPlace, MotisPlan
from backend.motis.pages import Page, Reader
from backend.motis.parameters import EARLIER, LATER, Cursor
from backend.motis.stops import Stops
from backend.motis.wishes import End, Shared, TripWishes, kinds_of
from backend.trips.service import TripPlanner
from backend.trips.wheelchair import WHEELCHAIR

DRIVEN = {modes.CAR_PARKING: modes.CAR, modes.CAR_DROPOFF: modes.CAR}


def make_plan(planner: TripPlanner, stops: Stops, wishes: TripWishes, echo: dict[str, str]) -> MotisPlan:
    """Raises OutsideCity."""
    for end, name in ((wishes.origin, "fromPlace"), (wishes.destination, "toPlace")):
        planner.box.check(end.lat, end.lon, name)
    asking = Asking(planner, wishes)
    direct = [] if wishes.cursor else asking.direct()
    page = asking.page()
    teller = Teller(stops, asking.alerts, wishes.detailed_legs, wishes.detailed_transfers, wishes.join)
    earlier, later = (page.onward, page.back) if wishes.arrive_by else (page.back, page.onward)
    return MotisPlan(
        request_parameters=echo,
        debug_output={"plans": asking.plans},
        from_=place_of(stops, wishes.origin, START),
        to=place_of(stops, wishes.destination, END),
        direct=tuple(teller.itinerary(one) for one in direct),
        itineraries=tuple(teller.itinerary(one) for one in page.itineraries),
        previous_page_cursor=str(Cursor(EARLIER, earlier)),
        next_page_cursor=str(Cursor(LATER, later)),
    )


def place_of(stops: Stops, end: End, name: str) -> MotisPlace:
    return stops.plain(name, end.lat, end.lon) if end.stop is None else stops.place(end.stop)


class Asking:
    """The questions for one answer. alerts: those that came with the answers; plans: how many were asked."""

    def __init__(self, planner: TripPlanner, wishes: TripWishes):
        self.planner, self.wishes = planner, wishes
        self.at = wishes.at or datetime.now(UTC).replace(microsecond=0)
        self.alerts: dict[str, Alert] = {}
        self.plans = 0

    def page(self) -> Page:
        wishes = self.wishes
        if not wishes.rides:
            return Page([], self.at, self.at)
        reader = Reader(self.options, self.keeps, wishes.arrive_by)
        if wishes.cursor is None:
            return self.onward(reader, self.at)
        onward = (wishes.cursor.word == EARLIER) == wishes.arrive_by
        return self.onward(reader, wishes.cursor.at) if onward else reader.back(wishes.cursor.at, wishes.window_s, wishes.enough)

    def onward(self, reader: Reader, at: datetime) -> Page:
        wishes = self.wishes
        if not wishes.timetable_view:
            page = reader.best(at)
            return replace(page, itineraries=page.itineraries[: wishes.most or wishes.enough])
        return reader.onward(at, wishes.window_s, wishes.enough, wishes.most)

    def direct(self) -> list[Itinerary]:
        """One way without rides in each mode that was wished for."""
        found = []
        for mode in self.wishes.direct:
            kinds = kinds_of(self.wishes.shared_direct) if mode == modes.RENTAL else frozenset({modes.ALL_THE_WAY[mode]})
            ways = self.ask(kinds, self.at, 0) if kinds else []
            fitting = [one for one in ways if self.is_direct(one, mode) and one.duration_s <= self.wishes.max_direct_s]
            found += fitting if mode == modes.RENTAL else fitting[:1]
        return found

    def is_direct(self, one: Itinerary, mode: str) -> bool:
        return not any(leg.route for leg in one.legs) and way_of(one.legs) == mode and fits(one.legs, self.wishes.shared_direct)

    def options(self, at: datetime, window_min: int) -> list[Itinerary]:
        """With rides."""
        return [one for one in self.ask(self.wishes.rides, at, window_min) if any(leg.route for leg in one.legs)]

    def ask(self, kinds: frozenset[TripMode], at: datetime, window_min: int) -> tuple[Itinerary, ...]:
        wishes = self.wishes
        self.plans += 1
        answer = self.planner.plan(
            PlanRequest(
                origin=Place(wishes.origin.lat, wishes.origin.lon),
                destination=Place(wishes.destination.lat, wishes.destination.lon),
                depart_at=None if wishes.arrive_by else at,
                arrive_by=at if wishes.arrive_by else None,
                modes=tuple(sorted(kinds)),
                max_transfers=wishes.max_transfers,
                window_min=window_min,
                limits=WHEELCHAIR if wishes.wheelchair else None,
            )
        )
        self.alerts |= {alert.id: alert for alert in answer.alerts}
        return answer.itineraries

    def keeps(self, one: Itinerary) -> bool:
        """Whether it is as wished in what the planner was not asked for."""
        wishes = self.wishes
        rides = [i for i, leg in enumerate(one.legs) if leg.route]
        before, after = one.legs[: rides[0]], one.legs[rides[-1] + 1 :]
        return (
            may(before, wishes.before, wishes.shared_before)
            and may(after, wishes.after, wishes.shared_after)
            and within(before, wishes.max_before_s)
            and within(after, wishes.max_after_s)
            and (wishes.max_duration_s is None or one.duration_s <= wishes.max_duration_s)
        )


def may(legs: tuple[Leg, ...], wanted: frozenset[str] | None, shared: Shared) -> bool:
    """Whether these modes were wished for on the way to the first stop or on from the last; where there is no way, none is needed."""
    if not legs or wanted is None:
        return True
    return way_of(legs) in {DRIVEN.get(mode, mode) for mode in wanted} and fits(legs, shared)


def way_of(legs: Iterable[Leg]) -> str:
    """The one mode beside walking."""
    return next((modes.RENTAL if leg.rental else leg.mode.value for leg in legs if leg.rental or leg.mode != modes.WALK), modes.WALK)


def fits(legs: Iterable[Leg], shared: Shared) -> bool:
    return all(
        (shared.forms is None or modes.form_factor(leg.rental.vehicle) in shared.forms)
        and (shared.systems is None or leg.rental.system_id in shared.systems)
        for leg in legs
        if leg.rental
    )


def within(legs: Iterable[Leg], most_s: int | None) -> bool:
    return most_s is None or sum((leg.arrive_at - leg.depart_at).total_seconds() for leg in legs) <= most_s
