"""Where an address is, by the index of the city itself: a place that is clear, or a refusal that says what to send instead."""
from collections.abc import Sequence

from backend.open311.errors import Faults
from backend.places.query import Query, is_postcode, understand
from backend.places.rank import distance_m
from backend.places.service import FoundPlace, PlaceSearch
from backend.places.words import forms, indexed, split
from routing.atlas import PlaceKind

LOOKED_AT, OFFERED = 12, 3
# Two entries of one building, as a point and as an outline.
SAME_M = 60.0
NO_PLACE = (PlaceKind.SETTLEMENT,)
# What is long or wide is about there; nobody is led around anything for it.
EXTENDED, ABOUT_M, DOOR_M = (PlaceKind.STREET, PlaceKind.LEISURE), 1000, 20
ELSE = "Or send lat and long."


def find_address(places: PlaceSearch, text: str, place_id: str) -> FoundPlace:
    """By its address_id where there is one, else by its address_string. Raises Faults."""
    if not place_id:
        return find_text(places, text)
    found = places.find_id(place_id)
    if found is None:
        raise Faults([f"address_id is no place known here. Take one that an answer of ours has told. {ELSE}"])
    return found


def find_text(places: PlaceSearch, text: str) -> FoundPlace:
    """The one place that the text names, guessed at in no letter of it. Raises Faults."""
    found = [place for place in places.find(text, limit=LOOKED_AT) if place.kind not in NO_PLACE]
    asked = understand(text)
    named = [place for place in found if is_named(place, asked)]
    whole = [place for place in named if says_nothing_else(place, asked)]
    for fitting in (whole, named):
        if fitting and are_one(fitting):
            return fitting[0]
    offered = whole or named or found
    if not offered:
        raise Faults([f"address_string is no place known here. Send the street, the number and the town. {ELSE}"])
    listed = "; ".join(f"{place.name}, {place.detail} ({place.id})" if place.detail else f"{place.name} ({place.id})" for place in offered[:OFFERED])
    raise Faults([f"address_string fits no place alone. It may be: {listed}. Send one of these as address_id. {ELSE}"])


def is_named(place: FoundPlace, asked: Query) -> bool:
    """All that was asked for is said of it; a number of a house is that very one."""
    said = {*indexed(place.name), *indexed(place.detail)}
    if asked.number and place.kind == PlaceKind.ADDRESS:
        return place.asked_number is None and has_all(said, asked.street_words)
    return place.asked_number is None and has_all(said, asked.words)


def has_all(said: set[str], words: Sequence[str]) -> bool:
    """But for the code of a post office, which the map seldom has."""
    return all(is_postcode(word) or any(form in said for form in forms(word)) for word in words)


def says_nothing_else(place: FoundPlace, asked: Query) -> bool:
    """Its name is in what was asked for: `Main Street` is, `Main Street Bakery` is not, where somebody asks for Main Street."""
    wanted, together = {form for word in asked.words for form in (*forms(word), *indexed(word))}, "".join(asked.words)
    return place.kind == PlaceKind.ADDRESS or all(word in wanted or word in together for word in split(place.name))


def are_one(found: Sequence[FoundPlace]) -> bool:
    first = found[0]
    return all(distance_m(first.lat, first.lon, other.lat, other.lon) <= SAME_M for other in found[1:])


def accuracy_m(place: FoundPlace) -> int:
    return ABOUT_M if place.kind in EXTENDED else DOOR_M


def address_of(place: FoundPlace | None) -> str | None:
    if place is None:
        return None
    return f"{place.name}, {place.detail}" if place.detail else place.name
