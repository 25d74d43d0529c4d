"""From the engine's journeys, in rows and seconds, to the message, in ids and moments."""
import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from backend.contract.rides import RideOffer
from backend.contract.trips import Hindrance, HindranceCode, IntermediateStop, Itinerary, LegMode, LegPlace, Notice, ObstacleOnWay, PlanResponse, Step
from backend.contract.trips import LeftOut as LeftOutMessage
from backend.contract.trips import Leg as LegMessage
from backend.live.view import LiveView
from backend.pricing.fares import NO_FARES, CityFares
from backend.stops.names import Names
from backend.trips.clock import clock_of, exact_clock_of
from backend.trips.comparing import comparison_of, labels_of
from backend.trips.costs import Costs, costs_of, with_cheapest
from backend.trips.guidance import Guidance
from backend.trips.guidance_around import Surroundings
from backend.trips.limits import Access, blocked_message
from backend.trips.obstacles import Line, on_way
from backend.trips.on_demand import no_way_back, on_demand_ride
from backend.trips.own_rides import FULL, NO_PROMISES, Promises
from backend.trips.polyline import encode_lines
from backend.trips.telling import Telling
from routing.journey import Journey, LeftOut, Leg, Plan, Spot, StreetLeg, TransitLeg
from routing.streets.model import Kind

STREET_MODES = {mode: LegMode(mode) for mode in ("WALK", "BIKE", "CAR", "SCOOTER", "TAXI", "ON_DEMAND")}
KINDS = {kind: kind.name.lower() for kind in Kind}


def to_response(
    view: LiveView, plan: Plan, names: Names | None = None, now: datetime | None = None, around: Surroundings | None = None,
    fares: CityFares = NO_FARES, rides: Promises = NO_PROMISES,
) -> PlanResponse:  # fmt: skip
    """The answer to a client. `names` are those of the city, kept by callers that answer more than once; now: None for that of the clock.

    around: of the city, where guidance is asked for. rides: what is promised of rides on demand of ours in this plan
    """
    now = now or datetime.now(UTC)
    city, telling = view.snapshot.city, Telling(view, now)
    access = None if plan.network is None or plan.network.limits is None else Access(view.snapshot, plan.network.limits, plan.network)
    mapper = Mapper(plan, (names or Names(city.transit)).over(view.snapshot.transit), telling, access, fares, rides)
    drawn = list(mapper.itineraries())
    if around is not None:
        guidance = Guidance(around, plan, mapper.names)
        drawn = [guidance.led(journey, itinerary) for journey, itinerary in zip(mapper.journeys, drawn)]
    offered, reported = len(plan.journeys), {str(one.id) for one in view.obstacles.obstacles} if plan.left_out else set()
    return PlanResponse(
        itineraries=tuple(with_cheapest(drawn[:offered], mapper.costs[:offered])),
        notices=tuple(Notice(notice.code, notice.text) for notice in plan.notices),
        as_of=now.astimezone(plan.origin.tzinfo).replace(microsecond=0),
        city_version=city.manifest.version,
        alerts=tuple(telling.alerts.values()),
        left_out=tuple(left_out(way, itinerary, reported) for way, itinerary in zip(plan.left_out, drawn[offered:])),
        blocked=blocked_message(plan.blocked, city.manifest.help_phone),
    )


class Mapper:
    """Of one plan: all its lines are encoded together."""

    def __init__(
        self, plan: Plan, names: Names, telling: Telling, access: Access | None = None, fares: CityFares = NO_FARES, rides: Promises = NO_PROMISES
    ):
        self.plan, self.names, self.transit, self.telling, self.access, self.fares = plan, names, names.transit, telling, access, fares
        self.rides = rides
        self.costs: list[Costs] = []  # of the itineraries, in their order
        self.journeys = (*plan.journeys, *(way.journey for way in plan.left_out))
        self.moment: Callable[[int], datetime] = clock_of(
            plan, min((j.departure_s for j in self.journeys), default=0), max((j.arrival_s for j in self.journeys), default=0)
        )

    def itineraries(self) -> Iterator[Itinerary]:
        """Those that are offered, then those that are left out."""
        legs = [leg for journey in self.journeys for leg in journey.legs]
        geometries = iter(encode_lines([line_of(leg) for leg in legs]))
        for row, journey in enumerate(self.journeys):
            yield self.itinerary(journey, geometries, self.rides.get(row))

    def itinerary(self, journey: Journey, geometries: Iterator[str], offer: RideOffer | None) -> Itinerary:
        legs = tuple(self.leg(leg, next(geometries), offer) for leg in journey.legs)
        costs = costs_of(self.fares, self.transit, journey, legs, self.moment)
        self.costs.append(costs)
        return Itinerary(
            depart_at=self.moment(journey.departure_s),
            arrive_at=self.moment(journey.arrival_s),
            duration_s=journey.duration_s,
            transfers=max(0, journey.rides - 1),
            walk_m=round(float(journey.walk_m), 1),
            climb_m=round(float(journey.climb_m), 1),
            co2_g=round(float(journey.co2_g), 1),
            legs=legs,
            other_departures_at=tuple(self.moment(second) for second in journey.other_runs_s),
            accessibility=self.access and self.access.of_journey(journey),
            obstacles=self.obstacles(journey),
            labels=labels_of(journey),
            comparison=comparison_of(journey),
            price=costs.price,
            no_way_back=no_way_back(journey, exact_clock_of(self.plan)),
        )

    def obstacles(self, journey: Journey) -> tuple[ObstacleOnWay, ...]:
        network, telling = self.plan.network, self.telling
        limits, zone = None if network is None else network.limits, self.plan.origin.tzinfo
        lines = ((number, STREET_MODES[leg.mode], degrees_of(leg)) for number, leg in enumerate(journey.legs) if isinstance(leg, StreetLeg))
        return on_way(telling.view.obstacles, lines, limits, telling.now, zone)

    def leg(self, leg: Leg, geometry: str, offer: RideOffer | None) -> LegMessage:
        return self.street_leg(leg, geometry, offer) if isinstance(leg, StreetLeg) else self.transit_leg(leg, geometry)

    def street_leg(self, leg: StreetLeg, geometry: str, offer: RideOffer | None) -> LegMessage:
        return LegMessage(
            mode=STREET_MODES[leg.mode],
            from_=self.place(leg.start),
            to=self.place(leg.end),
            depart_at=self.moment(leg.departure_s),
            arrive_at=self.moment(leg.arrival_s),
            distance_m=leg.path.length_cm / 100,
            geometry=geometry,
            steps=steps_of(leg, self.access),
            rental=self.telling.rental(leg),
            car_park=self.telling.car_park(leg, self.moment(leg.arrival_s)),
            taxi=None if leg.cab is None else self.telling.taxi(leg, leg.cab, self.moment(leg.cab.ordered_s)),
            on_demand=on_demand_ride(self.telling.view.snapshot.city, leg, exact_clock_of(self.plan), self.telling.now, offer),
        )

    def transit_leg(self, leg: TransitLeg, geometry: str) -> LegMessage:
        names = self.names
        route = names.route(int(self.transit.trip_route[leg.trip]))
        departs, arrives, live = self.moment(leg.departure_s), self.moment(leg.arrival_s), self.telling.ride(leg)
        planned = leg.planned_departures_s is not None and leg.planned_arrivals_s is not None and live is not None
        return LegMessage(
            mode=LegMode(route.mode),
            from_=self.place(leg.start),
            to=self.place(leg.end),
            depart_at=departs,
            arrive_at=arrives,
            distance_m=round(leg.distance_m, 1),
            geometry=geometry,
            route=route,
            headsign=names.headsign(leg.trip, leg.board_position),
            trip_id=names.trip_id(leg.trip),
            stay_seated=leg.stay_seated,
            intermediate_stops=tuple(self.passed(leg)),
            service_day=leg.service_day,
            scheduled_depart_at=self.moment(int(leg.planned_departures_s[0])) if planned else None if leg.added else departs,
            scheduled_arrive_at=self.moment(int(leg.planned_arrivals_s[-1])) if planned else None if leg.added else arrives,
            live=live,
            alert_ids=self.telling.alert_ids(leg, departs, arrives),
            added=leg.added,
        )

    def passed(self, leg: TransitLeg) -> Iterator[IntermediateStop]:
        """The stops between boarding and alighting, without those that are left out today."""
        first = int(self.transit.pattern_first[leg.pattern]) + leg.board_position
        stops = self.transit.pattern_stop[first + 1 : first + leg.alight_position - leg.board_position].tolist()
        names, moment = self.names, self.moment
        between = (leg.arrivals_s[1:-1].tolist(), leg.departures_s[1:-1].tolist(), leg.passed[1:-1].tolist())
        for stop, arrival_s, departure_s, passed in zip(stops, *between):
            if passed:
                continue
            lat, lon = names.place_of(stop)
            yield IntermediateStop(names.stop_name(stop), lat, lon, names.stop_id(stop), moment(arrival_s), moment(departure_s))

    def place(self, spot: Spot) -> LegPlace:
        return LegPlace(spot.name, float(spot.lat), float(spot.lon), self.names.stop_id(spot.stop) if spot.stop >= 0 else None)


REASONS = {
    HindranceCode.CLOSED: ("This way is closed: {about}.", "This way is closed."),
    HindranceCode.OBSTACLE: ("Something is in the way: {about}.", "Something is in the way."),
    HindranceCode.CANCELLED: ("The ride is cancelled.", "The ride is cancelled."),
    HindranceCode.STOP_SKIPPED: ("The ride does not stop at {about}.", "The ride leaves out a stop."),
    HindranceCode.NO_VEHICLE: ("There is no vehicle left at {about}.", "There is no vehicle left."),
    HindranceCode.NO_DOCK: ("There is no free dock at {about}.", "There is no free dock."),
    HindranceCode.RIDES_FULL: (FULL, FULL),
    HindranceCode.CAR_PARK_FULL: ("The car park {about} is full or closed.", "The car park is full or closed."),
}


def left_out(way: LeftOut, itinerary: Itinerary, reported: set[str]) -> LeftOutMessage:
    """reported: names of closures that are obstacles which people report."""
    reasons = []
    for reason in way.reasons:
        code = HindranceCode.OBSTACLE if reason.closure in reported else HindranceCode(reason.code)
        text = REASONS[code][0].format(about=reason.about) if reason.about else REASONS[code][1]
        reasons.append(Hindrance(code, reason.leg, reason.about, text))
    return LeftOutMessage(itinerary, way.gain_s, tuple(reasons))


def line_of(leg: Leg):
    """int32 latitudes and longitudes of a leg, 1e-7 degrees."""
    return (leg.path.lat_e7, leg.path.lon_e7) if isinstance(leg, StreetLeg) else (leg.lat_e7, leg.lon_e7)


def degrees_of(leg: StreetLeg) -> Line:
    return leg.path.lat_e7 / 1e7, leg.path.lon_e7 / 1e7


def steps_of(leg: StreetLeg, access: Access | None) -> tuple[Step, ...]:
    facts = [()] * len(leg.path.steps) if access is None else access.of_steps(leg)
    found = tuple(
        Step(
            step.name, KINDS[step.kind], round(step.distance_m, 1), round(step.duration_ms / 1000), step.manoeuvre, step.exit, step.bearing_deg,
            step.lat_e7 / 1e7, step.lon_e7 / 1e7, step.way_ids, known,
        )
        for step, known in zip(leg.path.steps, facts)
    )  # fmt: skip
    return found or (across(leg),)


def across(leg: StreetLeg) -> Step:
    """The one step of a leg that uses no street, such as from a point to a stop beside it."""
    north = leg.end.lat - leg.start.lat
    east = (leg.end.lon - leg.start.lon) * math.cos(math.radians(leg.start.lat))
    bearing_deg = round(math.degrees(math.atan2(east, north))) % 360
    length_m, spent_s = leg.path.length_cm / 100, leg.arrival_s - leg.departure_s
    return Step("", KINDS[Kind.OTHER], length_m, spent_s, "depart", 0, bearing_deg, leg.start.lat, leg.start.lon, ())
