"""A ride on demand on a leg: until when to book it and how, when it comes, when one is there for certain. Without Kivy."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from backend.contract.on_demand import NoWayBack, OnDemandRide
from backend.contract.rides import RideOffer
from backend.contract.trips import Itinerary, Leg
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.live import Fact
from mobile.rides.words import load_words, promised_words, window_words
from mobile.screens.itinerary.rental import safe

LONGEST_MESSAGE = 300  # of what the operator tells, the rest is on its page


def on_demand_facts(leg: Leg, now: datetime) -> tuple[Fact, ...]:
    ride = leg.on_demand
    if ride is None:
        return ()
    times = offer_facts(ride.offer) if ride.offer else (pickup_fact(ride), arrival_fact(leg, ride))
    facts = [booking_fact(ride, now), *times]
    if ride.phone:
        words = tr("Call {phone}", phone=ride.phone)
        facts.append(Fact("phone-outline", words, "quiet", "", words))
    if ride.wheelchair:
        words = tr("Takes a wheelchair")
        facts.append(Fact("wheelchair-accessibility", words, "ok", "", words))
    if ride.message:
        words = ride.message if len(ride.message) <= LONGEST_MESSAGE else f"{ride.message[: LONGEST_MESSAGE - 1].rstrip()}…"
        facts.append(Fact("information-outline", words, "quiet", "", words))
    return tuple(facts)


def offer_facts(offer: RideOffer) -> Iterator[Fact]:
    """What is promised once it is booked, what it costs, and for whom."""
    for icon, words, spoken in zip(("van-passenger", "flag-checkered"), promised_words(offer.promised), promised_words(offer.promised, say)):
        yield Fact(icon, words, "ok", "", spoken)
    written, spoken = (form.money(offer.price_minor, offer.currency.upper()) for form in (write, say))
    load = load_words(offer.load)
    yield Fact("cash", f"{written} · {load}", "quiet", "", f"{spoken}, {load}")


def offers_of(itinerary: Itinerary) -> tuple[RideOffer, ...]:
    return tuple(leg.on_demand.offer for leg in itinerary.legs if leg.on_demand and leg.on_demand.offer)


def same_way(found: Iterable[Itinerary], before: Itinerary) -> Itinerary | None:
    """Of ways found anew the one most like the one before, with rides that can be booked here; None where none has any."""
    bookable = [one for one in found if offers_of(one)]
    return min(bookable, key=lambda one: (lines_of(one) != lines_of(before), abs(one.depart_at - before.depart_at)), default=None)


def lines_of(itinerary: Itinerary) -> list[tuple[str, str]]:
    """What a way is made of, without the ways on foot between."""
    return [(str(leg.mode), leg.route.id if leg.route else "") for leg in itinerary.legs if leg.route or leg.on_demand]


def booking_fact(ride: OnDemandRide, now: datetime) -> Fact:
    if ride.book_until is not None and now > ride.book_until:
        words = tr("Too late to book")
        return Fact("calendar-clock", words, "error", "", words)
    if ride.book_from is not None and now < ride.book_from:
        written, spoken = (tr("Can be booked from {time}", time=moment_words(ride.book_from, now, form)) for form in (write, say))
        return Fact("calendar-clock", written, "warn", "", spoken)
    if ride.book_until is None:
        words = tr("Has to be booked")
        return Fact("calendar-clock", words, "warn", "", words)
    written, spoken = (tr("Book by {time}", time=moment_words(ride.book_until, now, form)) for form in (write, say))
    return Fact("calendar-clock", written, "warn", "", spoken)


def moment_words(at: datetime, now: datetime, form) -> str:
    """17:30 today."""
    return tr("{time} {day}", time=form.clock(at), day=form.day(at.date(), now.astimezone(at.tzinfo).date(), inside=True))


def pickup_fact(ride: OnDemandRide) -> Fact:
    if ride.pickup_from == ride.pickup_until:
        written, spoken = (tr("Picked up at {time}", time=form.clock(ride.pickup_from)) for form in (write, say))
    else:
        written, spoken = (
            tr("Picked up between {start} and {end}", start=form.clock(ride.pickup_from), end=form.clock(ride.pickup_until)) for form in (write, say)
        )
    return Fact("van-passenger", written, "quiet", "", spoken)


def arrival_fact(leg: Leg, ride: OnDemandRide) -> Fact:
    latest, usual = leg.arrive_at, ride.expected_arrive_at
    written, spoken = (tr("There by {latest}, usually at {usual}", latest=form.clock(latest), usual=form.clock(usual)) for form in (write, say))
    return Fact("flag-checkered", written, "quiet", "", spoken)


def on_demand_link(ride: OnDemandRide) -> tuple[str, str] | None:
    """Words and address of the page where one books. Only one that nobody can read along is offered."""
    if ride.offer:  # it is bought here, with the rest of the trip
        return None
    url = ride.booking_url or ride.info_url
    return (tr("Open {system} to book", system=ride.operator or tr("On-demand van")), url) if safe(url) else None


def whose_words(ride: OnDemandRide) -> str:
    """Who drives, the line, and the zone where that says something else."""
    return " · ".join(dict.fromkeys(part for part in (ride.operator, ride.line, ride.zone) if part))


def card_on_demand(itinerary: Itinerary, now: datetime) -> Iterator[Fact]:
    """What one has to know before choosing a way."""
    for leg in itinerary.legs:
        if leg.on_demand and (offer := leg.on_demand.offer):
            words, spoken = (window_words(offer.promised.pickup_from, offer.promised.pickup_to, form) for form in (write, say))
            yield Fact("van-passenger", words, "ok", "", spoken)
        elif leg.on_demand:
            book, phone = booking_fact(leg.on_demand, now), leg.on_demand.phone
            call = tr("Call {phone}", phone=phone) if phone else ""
            yield Fact(book.icon, " · ".join(filter(None, (book.text, call))), book.tone, "", ", ".join(filter(None, (book.spoken, call))))
    if itinerary.no_way_back:
        yield back_fact(itinerary.no_way_back, now)


def back_fact(told: NoWayBack, now: datetime) -> Fact:
    """No way back that day, and what remains."""
    icon, parts = "arrow-u-left-top", [(tr("No way back that day"),) * 2]
    if told.next_at is not None:
        parts.append(tuple(tr("the next one leaves at {time}", time=moment_words(told.next_at, now, form)) for form in (write, say)))
    if told.taxi:
        parts.append((tr("a taxi can be ordered"),) * 2)
    return Fact(icon, ", ".join(written for written, _ in parts), "warn", "", ", ".join(spoken for _, spoken in parts))
