"""The map of a city and its places, from one pass over OpenStreetMap."""
from collections.abc import Callable
from pathlib import Path

import shapely

from routing.atlas import Features, Layer, Places
from routing.build.atlas_read import Thing, Things, read_things
from routing.build.features_pack import Collected, pack
from routing.build.features_streets import StreetWay, join_streets
from routing.build.features_tags import STREET_LABEL, area_look, bridge_of, line_look, point_look
from routing.build.places_find import find_places
from routing.build.problems import Problems
from routing.streets.model import Kind

Progress = Callable[[str, float], None]
__all__ = ["Collected", "build_atlas", "pack"]


def build_atlas(osm_path: Path, problems: Problems, progress: Progress) -> tuple[Features, Places]:
    """What is drawn and what is found by name.

    progress: told the step and the share of the work done before it, 0 to 1
    Raises BuildError when the extract cannot be read; everything less is counted in `problems`.
    """
    progress("read map", 0.0)
    things = read_things(Path(osm_path), problems)
    progress("draw map", 0.6)
    collected = Collected()
    add_areas(collected, things)
    ways = add_lines(collected, things, problems)
    add_points(collected, things)
    streets = join_streets(ways)
    for street in streets:
        for line in street.lines:
            collected.add(Layer.LABEL, street.label, 0, street.name, line)
    features = pack(collected)
    progress("find places", 0.8)
    return features, find_places(things, streets, problems)


def add_areas(collected: Collected, things: Things) -> None:
    for _, tags, shape in things.areas:
        look = area_look(tags)
        if look is not None:
            collected.add(*look, 0, tags.get("name", ""), things.geometry[shape])


def add_lines(collected: Collected, things: Things, problems: Problems) -> list[StreetWay]:
    """Draws lines; returns those that bear the name of a street."""
    named = []
    for thing in things.lines:
        line = things.geometry[thing.shape]
        look = line_look(thing.tags, shapely.is_closed(line))
        if look is None:
            count_unused(thing, things.file, problems)
            continue
        name = thing.tags.get("name", "")
        collected.add(*look, bridge_of(thing.tags), name, line)
        label = STREET_LABEL.get(Kind(look[1])) if look[0] == Layer.STREET else None
        if name and label is not None:
            named.append(StreetWay(name, label, thing.osm, line))
    return named


def count_unused(thing: Thing, file: str, problems: Problems) -> None:
    if "addr:interpolation" in thing.tags:
        message = f"way {thing.osm // 4}: house numbers between the ends of an interpolation are not made up; only mapped numbers are found"
        problems.add("address_interpolation", message, file)
    if thing.tags.get("natural") == "coastline":
        problems.add("coastline_not_drawn", f"way {thing.osm // 4}: the sea beyond a coastline is drawn as land", file)


def add_points(collected: Collected, things: Things) -> None:
    for _, tags, shape in things.points:
        look = point_look(tags)
        if look is not None:
            collected.add(*look, 0, tags.get("name", ""), things.geometry[shape])
