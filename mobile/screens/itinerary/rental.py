"""A shared vehicle on a leg: where it is taken and left, how many there are, what it costs. Without Kivy."""

from urllib.parse import urlsplit

from backend.contract.live import Rental, RentalPlace
from backend.contract.trips import Leg
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.live import Fact
from mobile.tokens import MODES
from mobile.words import drawn_mode

FEW = 2  # so few may be gone on arrival


def rental_facts(leg: Leg) -> tuple[Fact, ...]:
    rental = leg.rental
    facts = [taken_fact(rental.pick_up, MODES[drawn_mode(leg, "walk")][2]), left_fact(rental.drop_off)]
    if rental.price:
        price = rental.price
        written, spoken = (form.money(price.amount_minor, price.currency) for form in (write, say))
        words = tr("About {price}, estimated", price=written)
        facts.append(Fact("cash", f"{words} · {price.plan}" if price.plan else words, "quiet", "", tr("About {price}, estimated", price=spoken)))
    return tuple(facts)


def taken_fact(place: RentalPlace, icon: str) -> Fact:
    words = tr("Take it at {place}", place=place.name) if place.name else tr("Take it in the street")
    if place.station_id is None or place.vehicles is None:
        return Fact(icon, words, "quiet", "", words)
    free = trn("{n} there", "{n} there", place.vehicles)
    return Fact(icon, f"{words} · {free}", tone_of(place.vehicles), "", f"{words}, {free}")


def left_fact(place: RentalPlace | None) -> Fact:
    if place is None:
        words = tr("Leave it in the street, where one may park")
        return Fact("parking", words, "quiet", "", words)
    words = tr("Leave it at {place}", place=place.name)
    if place.docks is None:
        return Fact("parking", words, "quiet", "", words)
    free = trn("{n} free place", "{n} free places", place.docks)
    return Fact("parking", f"{words} · {free}", tone_of(place.docks), "", f"{words}, {free}")


def tone_of(count: int) -> str:
    return "error" if count == 0 else "warn" if count <= FEW else "ok"


def vehicle_words(rental: Rental) -> str:
    """Whose it is and which."""
    return " · ".join(part for part in (rental.system, rental.vehicle_name, tr("electric") if rental.electric else "") if part)


def book_link(rental: Rental) -> tuple[str, str] | None:
    """Words and address of the operator's page. Only one that nobody can read along is offered."""
    if not safe(rental.book_url):
        return None
    return tr("Open {system} to book", system=rental.system), rental.book_url


def safe(url: str) -> bool:
    """Whether a page may be opened: https, with a host and no name or password in front of it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
