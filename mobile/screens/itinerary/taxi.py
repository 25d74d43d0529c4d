"""A taxi on a leg, and the car park where one's own car is left: when to order, what it costs, how much room there is. Without Kivy."""

from collections.abc import Iterator

from backend.contract.live import CarPark, TaxiOffer
from backend.contract.trips import Itinerary, Leg
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.live import Fact
from mobile.parking.words import likely_words
from mobile.screens.itinerary.rental import safe, tone_of


def taxi_facts(taxi: TaxiOffer) -> tuple[Fact, ...]:
    facts = [order_fact(taxi), wait_fact(taxi), price_fact(taxi)]
    if taxi.phone:
        words = tr("Call {phone}", phone=taxi.phone)
        facts.append(Fact("phone-outline", words, "quiet", "", words))
    return tuple(facts)


def order_fact(taxi: TaxiOffer) -> Fact:
    written, spoken = (tr("Order it at {time}", time=form.clock(taxi.order_at)) for form in (write, say))
    return Fact("taxi", written, "quiet", "", spoken)


def wait_fact(taxi: TaxiOffer) -> Fact:
    if taxi.wait_s is None:
        words = tr("How long it takes to come is not known")
        return Fact("timer-sand", words, "warn", "", words)
    written, spoken = (tr("Comes about {duration} after that", duration=form.duration(taxi.wait_s)) for form in (write, say))
    return Fact("timer-sand", written, "quiet", "", spoken)


def price_fact(taxi: TaxiOffer) -> Fact:
    written, spoken = (tr("About {price}, estimated", price=form.money(taxi.price.amount_minor, taxi.price.currency)) for form in (write, say))
    return Fact("cash", written, "quiet", "", spoken)


def taxi_link(taxi: TaxiOffer) -> tuple[str, str] | None:
    """Words and address of the page where one books. Only one that nobody can read along is offered."""
    return (tr("Open {system} to book", system=taxi.operator or tr("Taxi")), taxi.book_url) if safe(taxi.book_url) else None


def park_fact(park: CarPark) -> Fact:
    words = tr("Park at {place}", place=park.name) if park.name else tr("Park there")
    if park.free is None:
        return Fact("parking", words, "quiet", "", words)
    free = trn("{n} free place", "{n} free places", park.free)
    return Fact("parking", f"{words} · {free}", tone_of(park.free), "", f"{words}, {free}")


def card_facts(itinerary: Itinerary) -> Iterator[Fact]:
    """What one has to know of a taxi or a car park before choosing a way."""
    for leg in itinerary.legs:
        if leg.taxi:
            order, price = order_fact(leg.taxi), price_fact(leg.taxi)
            yield Fact("taxi", f"{order.text} · {price.text}", "quiet", "", f"{order.spoken}, {price.spoken}")
        elif leg.car_park:
            yield park_fact(leg.car_park)


def offer_facts(leg: Leg) -> tuple[Fact, ...]:
    if leg.taxi:
        return taxi_facts(leg.taxi)
    return tuple(parked_facts(leg.car_park)) if leg.car_park else ()


def parked_facts(park: CarPark) -> Iterator[Fact]:
    """What was seen there, and what is likely on arrival: a forecast, told as one."""
    yield park_fact(park)
    if chance := likely_words(park.likely):
        yield Fact("chart-bell-curve", chance[1], chance[0], "", likely_words(park.likely, say)[1])
