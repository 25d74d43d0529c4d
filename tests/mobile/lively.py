"""A trip of the demonstration city as it would come with live facts: late, on time, with a shared bike, with messages of operators."""
from datetime import datetime, timedelta
from uuid import uuid4

import msgspec

from backend.contract.following import Advice, BreakCode, TripBreak
from backend.contract.live import Alert, AlertSeverity, CarPark, Price, Rental, RentalPlace, Source, TaxiOffer
from backend.contract.obstacles import EndedBy, Obstacle, ObstacleKind, ObstacleState
from backend.contract.trips import Hindrance, HindranceCode, Itinerary, LeftOut, Leg, LegMode, Place

LATE = timedelta(minutes=4)
DETOUR = ("detour", AlertSeverity.WARNING, "DETOUR", "Line 4 is diverted", "Until Friday it does not serve Old Town.", "https://trams.example/detour")
WORKS = ("works", AlertSeverity.INFO, "OTHER_EFFECT", "Works at night", "", "")


def source(now: datetime, age_s: int = 20, feed: str = "city-trips") -> Source:
    return Source(feed, now - timedelta(seconds=age_s), age_s)


def a_rental(now: datetime, vehicles: int | None = 4, docks: int | None = 1, **changes) -> Rental:
    about = {
        "system_id": "city-bikes", "system": "City Bikes", "vehicle": "bicycle", "vehicle_name": "Cargo bike", "electric": True,
        "pick_up": RentalPlace("Market", "s1", vehicles, 3), "drop_off": RentalPlace("Harbour", "s2", 2, docks),
        "price": Price(180, "EUR", "Day plan"), "book_url": "https://bikes.example/book", "source": source(now, 45, "city-bikes"),
    }  # fmt: skip
    return Rental(**{**about, **changes})


def alerts(now: datetime) -> tuple[Alert, ...]:
    return tuple(Alert(*said, source(now)) for said in (WORKS, DETOUR))


def moved(leg: Leg, by: timedelta) -> Leg:
    between = tuple(msgspec.structs.replace(stop, arrive_at=stop.arrive_at + by, depart_at=stop.depart_at + by) for stop in leg.intermediate_stops)
    return msgspec.structs.replace(leg, depart_at=leg.depart_at + by, arrive_at=leg.arrive_at + by, intermediate_stops=between)


def ridden(leg: Leg, by: timedelta, now: datetime, **changes) -> Leg:
    """A ride that runs later than in the timetable by so much."""
    was = {"scheduled_depart_at": leg.depart_at, "scheduled_arrive_at": leg.arrive_at, "live": source(now)}
    return msgspec.structs.replace(moved(leg, by), **was, **changes)


def lively(itinerary: Itinerary, now: datetime, by: timedelta = LATE, **rental) -> Itinerary:
    """The first ride late, the others on time, the last way on a shared bike."""
    legs, first = [], True
    for leg in itinerary.legs:
        if leg.route:
            legs.append(ridden(leg, by if first else timedelta(), now, alert_ids=("detour",) if first else ("works",)))
            first = False
        else:
            legs.append(leg)
    if legs[-1].route is None:
        legs[-1] = msgspec.structs.replace(legs[-1], mode=LegMode.BIKE, rental=a_rental(now, **rental))
    return msgspec.structs.replace(itinerary, legs=tuple(legs))


def left_out(itinerary: Itinerary, *codes: HindranceCode, gain_s: int = 300, about: str = "Mill Lane") -> LeftOut:
    """A way that would be faster, and what stands against its first ride (its second leg)."""
    return LeftOut(itinerary, gain_s, tuple(Hindrance(code, 1, about, "As the city says it.") for code in codes))


def a_break(
    itinerary: Itinerary, code: BreakCode = BreakCode.TRIP_CANCELLED, advice: Advice = Advice.TAKE, other: Itinerary | None = None, **changes
) -> TripBreak:
    """The first ride of a trip breaks; `other` is the way that is ready."""
    leg = next(number for number, leg in enumerate(itinerary.legs) if leg.route)
    start = itinerary.legs[0].from_
    about = {"id": "b1", "code": code, "leg": leg, "text": "It broke.", "advice": advice, "alternative": other, "at": Place(start.lat, start.lon)}
    return TripBreak(**{**about, **changes})


def a_taxi(now: datetime, wait_s: int | None = 360, **changes) -> TaxiOffer:
    about = {
        "operator": "City Taxis", "phone": "+49 6221 19410", "book_url": "https://taxis.example/book", "wait_s": wait_s,
        "order_at": now - timedelta(seconds=wait_s or 600), "price": Price(1240, "EUR", ""), "source": source(now, 45, "city-taxis"),
    }  # fmt: skip
    return TaxiOffer(**{**about, **changes})


def a_park(now: datetime, free: int | None = 12, name: str = "Harbour Garage") -> CarPark:
    return CarPark(name, free, 80, source(now, 45, "city-parking"))


def an_obstacle(spot, now, kind=ObstacleKind.SURFACE_BAD, state=ObstacleState.REPORTED, reports: int = 2) -> Obstacle:
    """Twenty metres north of a place, seen twenty minutes ago."""
    seen, ended = now - timedelta(minutes=20), EndedBy.EXPIRED if state is ObstacleState.ENDED else None
    return Obstacle(
        id=uuid4(), kind=kind, lat=spot.lat + 0.00018, lon=spot.lon, level=None, side=None, state=state, blocks=state is ObstacleState.CONFIRMED,
        affects=(), on_street=True, reports=reports, denials=0, first_seen=seen, last_seen=seen, until=now + timedelta(hours=2), ended_by=ended,
    )  # fmt: skip
