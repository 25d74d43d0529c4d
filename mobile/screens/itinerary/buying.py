"""The way from a trip to its price, and from there to its booking. Without Kivy."""

from datetime import datetime

from backend.contract.bookings import BookingResponse, BookingState
from backend.contract.trips import Itinerary, LegMode
from mobile.asking import Spot
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.payments.buying import can_be_asked, legs_beside_space

GONE = (BookingState.RELEASING, BookingState.RELEASED)


def booking_of(purchases, booking_id: str) -> BookingResponse | None:
    """What this trip was booked as, unless nothing came of it."""
    booking = purchases.find_booking(booking_id) if booking_id else None
    return None if booking is None or booking.state in GONE else booking


def parks(itinerary: Itinerary, destination: Spot | None) -> tuple[Spot, datetime] | None:
    """Near where, and from when, one's own car stands on this trip; None where it does not. Whoever rides on parks at the stop, else at the goal."""
    for number, leg in enumerate(itinerary.legs):
        if leg.mode is LegMode.CAR and leg.rental is None:
            rides = any(later.route for later in itinerary.legs[number + 1 :])
            place = Spot(leg.to.name or tr("Car park"), leg.to.lat, leg.to.lon)
            return (destination if destination and not rides else place), leg.arrive_at
    return None


def book_words(itinerary: Itinerary, now: datetime, booking: BookingResponse | None, with_space: bool = False) -> tuple[str, str]:
    """Words of the button and as they are said; "" where nobody sells any of it. A price stands on it only where all of it is known.

    `with_space`: a space is booked with the trip.
    """
    if booking:
        words = tr("To the booking")
        return words, words
    if with_space and itinerary.arrive_at > now:
        words = tr("Book all: trip and space") if legs_beside_space(itinerary) else tr("Book the space")
        return words, words
    if not can_be_asked(itinerary, now):
        return "", ""
    price = itinerary.price
    if price.estimated or price.not_counted:
        words = tr("Price and booking")
        return words, words
    total_minor = price.amount_minor + price.booking_fee_minor
    written, spoken = (tr("Book for {price}", price=form.money(total_minor, price.currency)) for form in (write, say))
    return written, spoken
