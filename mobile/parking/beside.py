"""A space beside a trip: near where its car arrives, for the time it stands there, booked with it. Without Kivy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from backend.contract.parking import FitVerdict, ParkingSearch, ParkingSpace, ParkingSpacesResponse, SpaceFit
from backend.contract.reservations import ParkingWish, SpaceAlternative
from mobile.asking import Spot
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.parking.wish import Wish, search_of
from mobile.parking.words import name_of, price_words, walk_words
from mobile.store.needs import limits_of

BOOKABLE = frozenset({"bookable"})


@dataclass(frozen=True)
class Beside:
    space: ParkingSpace
    asked: ParkingSearch

    @property
    def wish(self) -> ParkingWish:
        return ParkingWish(self.space.space_id, self.asked.starts_at, self.asked.ends_at, self.asked.vehicle)

    @property
    def currency(self) -> str:
        return self.space.price.currency.upper()

    def words(self, units: str, form=write) -> tuple[str, str]:
        """Its name; and from when until when it is kept, how far it is, what it costs."""
        start, end = form.clock(self.asked.starts_at), form.clock(self.asked.ends_at)
        times = f"{start} – {end}" if form is write else tr("{start} to {end}", start=start, end=end)
        parts = (times, walk_words(self.space, units, form), price_words(self.space.price, form))
        return name_of(self.space), (" · " if form is write else ", ").join(part for part in parts if part)


def asked_near(session, spot: Spot, start: datetime, end: datetime) -> ParkingSearch:
    """For the vehicle that is driven and the limits of those who travel."""
    needs = session.needs
    return search_of(Wish(spot, start, end, BOOKABLE), session.parking.vehicles.driven, limits_of(needs), needs.max_walk_m)


def offered(answer: ParkingSpacesResponse) -> Iterator[tuple[str, ParkingSpace]]:
    """(group, space) of what can be booked at once and has a price: what fits, the nearest first, then what may fit."""
    for group, spaces in (("fits", answer.fits), ("unsure", answer.unsure)):
        for space in sorted(spaces, key=walked):
            if space.terms and space.terms.instant and space.free and not space.refusals and space.price.total_minor is not None:
                yield group, space


def walked(space: ParkingSpace) -> tuple[bool, int]:
    return (space.walk is None, space.walk.distance_m if space.walk else 0)


def other_than(beside: Beside, one: SpaceAlternative) -> Beside:
    """The city offers another space for the same time and vehicle."""
    space = beside.space
    price = msgspec.structs.replace(space.price, total_minor=one.price_minor)
    walk = space.walk and msgspec.structs.replace(space.walk, distance_m=one.walk_m)
    fit = SpaceFit(FitVerdict.FITS)
    return Beside(msgspec.structs.replace(space, space_id=one.space_id, name=one.name, price=price, walk=walk, fit=fit), beside.asked)
