"""Addresses, streets, settlements, car parks and points of interest, each once and with the town it lies in."""
import re

import numpy as np
import shapely

from routing.atlas import PlaceKind, Places
from routing.build.atlas_read import Thing, Things
from routing.build.features_streets import Street, middle_of
from routing.build.places import Found, pack
from routing.build.places_tags import place_of
from routing.build.places_towns import Address, Settlement, Towns
from routing.build.problems import Problems
from routing.earth import METRES_PER_DEGREE

NUMBERS = re.compile(r"\s*[;,]\s*")  # between the house numbers of one object
SAME_ADDRESS_M = 150.0  # one address on a building and on the shops in it
SETTLEMENT_REPEATED_M = 3000.0  # a settlement as a point and as an area


def find_places(things: Things, streets: list[Street], problems: Problems) -> Places:
    """All places of an extract, by kind and then as OpenStreetMap numbers them."""
    found = Found(problems, things.file)
    lat, lon = middles(things)
    for thing in [*things.areas, *things.points]:
        add_thing(found, thing, float(lat[thing.shape]), float(lon[thing.shape]))
    towns = towns_of(things, found, lat, lon)
    add_towns(found, towns)
    add_streets(found, streets, towns)
    kept = without_repeats(found)
    return pack(found, sorted(kept, key=lambda i: (found.kind[i], found.osm[i], found.house_number[i])))


def middles(things: Things) -> tuple[np.ndarray, np.ndarray]:
    """float64[shapes] each: a point on the shape, latitude and longitude in degrees."""
    points = np.array(shapely.centroid(things.geometry))
    # The middle of a bent area may lie outside it.
    areas = np.array([thing.shape for thing in things.areas], np.int64)
    outside = areas[~shapely.contains_xy(things.geometry[areas], shapely.get_x(points[areas]), shapely.get_y(points[areas]))]
    points[outside] = shapely.point_on_surface(things.geometry[outside])
    return shapely.get_y(points), shapely.get_x(points)


def add_thing(found: Found, thing: Thing, lat: float, lon: float) -> None:
    """An object may be a place, an address, or both."""
    tags = thing.tags
    place = place_of(tags)
    if place is not None:
        found.add(place[0], lat, lon, thing.osm, tags, name=tags.get("name", ""), category=place[1])
    if tags.get("addr:housenumber") and (tags.get("addr:street") or tags.get("addr:place")):
        for number in NUMBERS.split(tags["addr:housenumber"].strip(" ;,")):
            found.add(PlaceKind.ADDRESS, lat, lon, thing.osm, address_only(tags) | {"addr:housenumber": number})
    elif tags.get("addr:housenumber"):
        found.problems.add("address_without_street", f"house number {tags['addr:housenumber']} at {lat:.5f}, {lon:.5f} names no street", found.file)


def address_only(tags: dict[str, str]) -> dict[str, str]:
    """A capacity belongs to the place, and access to the whole building."""
    keys = ("addr:street", "addr:place", "addr:city") + (("wheelchair",) if "building" in tags else ())
    return {key: tags[key] for key in keys if key in tags}


def towns_of(things: Things, found: Found, lat: np.ndarray, lon: np.ndarray) -> Towns:
    named = [thing for thing in [*things.points, *things.areas] if thing.tags.get("name") and "place" in thing.tags]
    settlements = [Settlement(thing.tags["name"], thing.tags["place"], float(lat[thing.shape]), float(lon[thing.shape])) for thing in named]
    addresses = [Address(town, found.lat[i], found.lon[i]) for i, town in enumerate(found.town) if town]
    areas = [thing for thing in things.areas if thing.tags.get("boundary") == "administrative" and thing.tags.get("name")]
    return Towns(settlements, addresses, [(thing.tags["name"], things.geometry[thing.shape]) for thing in areas])


def add_towns(found: Found, towns: Towns) -> None:
    """The town of every place that does not say its own; a town is not in itself."""
    missing = [i for i, town in enumerate(found.town) if not town]
    lat, lon = np.array(found.lat)[missing], np.array(found.lon)[missing]
    for i, town in zip(missing, towns.of(lat, lon)):
        if found.kind[i] != PlaceKind.SETTLEMENT or found.name[i] != town:
            found.town[i] = town


def add_streets(found: Found, streets: list[Street], towns: Towns) -> None:
    """One entry for each name in each town, where the longest of its streets is."""
    at = [middle_of(street) for street in streets]
    in_town = towns.of(np.array([lat for lat, _ in at]), np.array([lon for _, lon in at])) if at else []
    longest: dict[tuple[str, str], int] = {}
    for i, (street, town) in enumerate(zip(streets, in_town)):
        known = longest.setdefault((street.name, town), i)
        if street.length_deg > streets[known].length_deg:
            longest[street.name, town] = i
    for (name, town), i in longest.items():
        found.add(PlaceKind.STREET, *at[i], streets[i].osm, {"addr:city": town} if town else {}, name=name)


def without_repeats(found: Found) -> list[int]:
    """Rows without the same address again near itself, nor a settlement mapped both as a point and as an area."""
    kept: list[int] = []
    known: dict[tuple, list[int]] = {}
    for i in range(len(found.kind)):
        key = repeat_key(found, i)
        if key is None:
            kept.append(i)
            continue
        near_m = SAME_ADDRESS_M if found.kind[i] == PlaceKind.ADDRESS else SETTLEMENT_REPEATED_M
        same = known.setdefault(key, [])
        if all(apart_m(found, i, other) > near_m for other in same):
            same.append(i)
            kept.append(i)
    return kept


def repeat_key(found: Found, i: int) -> tuple | None:
    if found.kind[i] == PlaceKind.ADDRESS:
        return (found.kind[i], found.street[i], found.house_number[i].casefold(), found.town[i])
    return (found.kind[i], found.name[i]) if found.kind[i] == PlaceKind.SETTLEMENT else None


def apart_m(found: Found, a: int, b: int) -> float:
    north, east = found.lat[a] - found.lat[b], (found.lon[a] - found.lon[b]) * np.cos(np.radians(found.lat[a]))
    return float(np.hypot(north, east)) * METRES_PER_DEGREE
