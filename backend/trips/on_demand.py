"""Rides on demand of an answer: how they are booked, and that nothing leads back."""
from collections.abc import Callable
from datetime import datetime

from backend.contract.on_demand import NoWayBack as NoWayBackMessage
from backend.contract.on_demand import OnDemandRide
from backend.contract.rides import RideOffer
from routing.city import City
from routing.flex.model import Booking
from routing.flex.rules import TooEarly
from routing.flex.running import outcome_of
from routing.journey import Booked, Journey, StreetLeg
from routing.streets.model import Tri

UNTOLD = Booking()
WHEELCHAIR = {Tri.YES: True, Tri.NO: False}


def on_demand_ride(
    city: City, leg: StreetLeg, moment: Callable[[int], datetime], now: datetime, offer: RideOffer | None = None
) -> OnDemandRide | None:
    """None where the leg is no ride on demand. offer: of a ride of ours."""
    if leg.booked is None:
        return None
    on_demand, booked = city.on_demand, leg.booked
    ride = on_demand.rides[booked.ride]
    run, bookings = on_demand.runs[ride.run], on_demand.bookings_of(ride)
    own = bookings[0] if bookings else UNTOLD
    outcome = outcome_of(on_demand, city.transit, ride, booked.day, moment(leg.departure_s), now)
    told = any(booking.rule is not None for booking in bookings)
    zone = moment(leg.departure_s).tzinfo
    return OnDemandRide(
        operator=run.operator,
        line=run.line,
        zone=on_demand.areas[ride.pickup].name,
        drop_off_zone=on_demand.areas[ride.drop_off].name,
        message=own.pickup_message or own.message,
        phone=own.phone or run.phone,
        booking_url=own.booking_url,
        info_url=own.info_url,
        book_from=outcome.opens.astimezone(zone) if isinstance(outcome, TooEarly) else None,
        book_until=outcome.until.astimezone(zone) if told else None,
        pickup_from=moment(leg.departure_s),
        pickup_until=offer.promised.pickup_to if offer else pickup_until(leg, booked, moment),
        hours_from=moment(booked.hours_s[0]),
        hours_until=moment(booked.hours_s[1]),
        expected_arrive_at=moment(booked.expected_s),
        wheelchair=WHEELCHAIR.get(Tri(run.wheelchair)),
        wheelchair_places=run.wheelchair_places,
        offer=offer,
    )


def pickup_until(leg: StreetLeg, booked: Booked, moment: Callable[[int], datetime]) -> datetime:
    return moment(min(leg.departure_s + leg.arrival_s - booked.expected_s, max(booked.hours_s[1], leg.departure_s)))


def no_way_back(journey: Journey, moment: Callable[[int], datetime]) -> NoWayBackMessage | None:
    told = journey.no_way_back
    return None if told is None else NoWayBackMessage(None if told.next_s is None else moment(told.next_s), told.taxi)
