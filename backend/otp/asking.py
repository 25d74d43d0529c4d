"""The arguments of `plan` and `planConnection` as a question to the planner."""
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from backend.contract.trips import Place, PlanRequest, TripMode
from backend.otp.paging import MOST_WINDOW_MIN, Page
from backend.otp.sight import Sight
from backend.otp.wanted import Wanted, Without, of_groups, of_qualified
from backend.otp.words import read_day, read_time
from backend.service.degrees import check_degrees
from backend.service.errors import Unprocessable
from backend.service.moments import checked_moment
from backend.trips.wheelchair import WHEELCHAIR

WINDOW_MIN, TRANSFERS, MOST_TRANSFERS = 60, 4, 6
NAME_CHARACTERS = 200
MOST_ITINERARIES = 50
LABEL_END = "::"
# Arguments of `plan` that count, and those without which the answer would be the same.
OBEYED = frozenset((
    "wheelchair", "via", "from_", "from_place", "to", "to_place", "transport_modes", "page_cursor", "date", "time", "arrive_by", "search_window",
    "num_itineraries", "max_transfers", "banned", "allowed_vehicle_rental_networks", "banned_vehicle_rental_networks",
))  # fmt: skip
HARMLESS = frozenset(("locale", "omit_canceled", "debug_itinerary_filter"))


class NotPlannedHere(Unprocessable):
    """Asked for something that an answer without it would be wrong for."""

    code = "not_planned_here"


class NoSuchPlace(Exception):
    """A stop that is not in the timetable, or has no place. end: FROM or TO."""

    def __init__(self, end: str):
        super().__init__(end)
        self.end = end


@dataclass(frozen=True)
class Question:
    request: PlanRequest
    wanted: Wanted
    page: Page
    most: int

    @property
    def with_transit(self) -> bool:
        return TripMode.TRANSIT in self.request.modes


def of_plan(sight: Sight, given: dict[str, Any]) -> Question:
    """given: arguments of `plan`. Raises Unprocessable, NoSuchPlace."""
    refuse(bool(given.get("via")), "Trips by way of other places cannot be planned by this interface yet.", "via")
    origin = legacy_place(sight, given.get("from_"), given.get("from_place"), "FROM")
    destination = legacy_place(sight, given.get("to"), given.get("to_place"), "TO")
    modes, transit = of_qualified(sight, given.get("transport_modes"))
    page = Page.read(given["page_cursor"], "pageCursor") if given.get("page_cursor") else legacy_page(sight, given)
    tell_ignored(sight, "plan", {name: value for name, value in given.items() if name not in OBEYED and name not in HARMLESS})
    wanted = Wanted(
        modes, None, transit, banned(given.get("banned")), networks(given.get("allowed_vehicle_rental_networks")),
        networks(given.get("banned_vehicle_rental_networks")) or frozenset(),
    )  # fmt: skip
    return question(origin, destination, wanted, page, given.get("max_transfers"), given.get("num_itineraries") or 3, bool(given.get("wheelchair")))


def of_connection(sight: Sight, given: dict[str, Any]) -> Question:
    """given: arguments of `planConnection`. Raises Unprocessable, NoSuchPlace."""
    preferences = given.get("preferences") or {}
    accessibility, transit = preferences.get("accessibility") or {}, preferences.get("transit") or {}
    wheelchair = bool((accessibility.get("wheelchair") or {}).get("enabled"))
    refuse(bool(given.get("via")), "Trips by way of other places cannot be planned by this interface yet.", "via")
    origin, destination = (labelled_place(sight, given[name], end) for name, end in (("origin", "FROM"), ("destination", "TO")))
    modes, direct, vehicles = of_groups(sight, given.get("modes"))
    cursor = given.get("before") or given.get("after")
    page = Page.read(cursor, "before" if given.get("before") else "after") if cursor else connection_page(sight, given)
    street = preferences.get("street") or {}
    rentals = [(street.get(name) or {}).get("rental") or {} for name in ("bicycle", "scooter", "car")]
    tell_ignored(sight, "planConnection", {"itinerary_filter": given.get("itinerary_filter")})
    for name, group in (("street", street), ("transit", {key: value for key, value in transit.items() if key not in ("filters", "transfer")})):
        tell_ignored(sight, f"planConnection.preferences.{name}", {key: leaves(value, "rental") for key, value in group.items()})
    transfer = transit.get("transfer") or {}
    tell_ignored(sight, "planConnection.preferences.transit.transfer", {k: v for k, v in transfer.items() if k != "maximum_transfers"})
    allowed = [name for rental in rentals for name in rental.get("allowed_networks") or []]
    refused = [name for rental in rentals for name in rental.get("banned_networks") or []]
    wanted = Wanted(modes, direct, vehicles, filters(transit.get("filters")), networks(allowed), frozenset(refused))
    most = given.get("last") if given.get("before") else given.get("first")
    return question(origin, destination, wanted, page, transfer.get("maximum_transfers"), MOST_ITINERARIES if most is None else most, wheelchair)


def question(origin: Place, destination: Place, wanted: Wanted, page: Page, transfers: int | None, most: int, wheelchair: bool) -> Question:
    """Raises Unprocessable. wheelchair: within the limits of a wheelchair moved by hand."""
    if most < 0:
        raise Unprocessable("Ask for no itineraries or more.", "numItineraries")
    request = PlanRequest(
        origin=origin,
        destination=destination,
        depart_at=None if page.arrive_by else page.at,
        arrive_by=page.at if page.arrive_by else None,
        modes=wanted.modes or (TripMode.WALK,),
        max_transfers=max(0, min(MOST_TRANSFERS, TRANSFERS if transfers is None else transfers)),
        window_min=page.window_min,
        limits=WHEELCHAIR if wheelchair else None,
    )
    return Question(request, wanted, page, min(most, MOST_ITINERARIES))


def refuse(asked: bool, words: str, field: str) -> None:
    if asked:
        raise NotPlannedHere(words, field)


def tell_ignored(sight: Sight, where: str, given: dict[str, Any]) -> None:
    for name, value in given.items():
        if value not in (None, False, [], {}):
            sight.notice(f"{where}: {camel(name)} has no effect here.")


def leaves(value: Any, without: str) -> Any:
    """What is said in a group of preferences besides one of its parts."""
    return {key: inside for key, inside in value.items() if key != without and inside is not None} if isinstance(value, dict) else value


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)


def legacy_place(sight: Sight, coordinates: dict[str, Any] | None, text: str | None, end: str) -> Place:
    """Of InputCoordinates, or of `label::latitude,longitude` or `label::FEED:STOP`."""
    field = "fromPlace" if end == "FROM" else "toPlace"
    if coordinates is not None:
        return place(coordinates["lat"], coordinates["lon"], coordinates.get("address") or "", field)
    if not text:
        raise Unprocessable("Say from where to where.", field)
    label, found, where = text.rpartition(LABEL_END)
    name = label if found else ""
    numbers = where.split(",")
    if len(numbers) == 2:
        try:
            return place(float(numbers[0]), float(numbers[1]), name, field)
        except ValueError:
            pass
    return place_of_stop(sight, where.strip(), name, end)


def place(lat: float, lon: float, name: str, field: str) -> Place:
    check_degrees(lat, lon, (field, field))
    return Place(lat, lon, name[:NAME_CHARACTERS])


def place_of_stop(sight: Sight, gtfs_id: str, name: str, end: str) -> Place:
    row = sight.catalogue.find_stop(gtfs_id)
    lat, lon = sight.catalogue.names.place_of(row) if row is not None else (None, None)
    if row is None or lat is None or lon is None:
        raise NoSuchPlace(end)
    return Place(lat, lon, (name or sight.catalogue.names.stop_name(row))[:NAME_CHARACTERS])


def labelled_place(sight: Sight, given: dict[str, Any], end: str) -> Place:
    field, name = ("origin" if end == "FROM" else "destination"), given.get("label") or ""
    coordinate, stop = given["location"].get("coordinate"), given["location"].get("stop_location")
    if (coordinate is None) == (stop is None):
        raise Unprocessable("Give either a coordinate or a stop location.", field)
    if stop is not None:
        return place_of_stop(sight, stop["stop_location_id"], name, end)
    return place(coordinate["latitude"], coordinate["longitude"], name, field)


def legacy_page(sight: Sight, given: dict[str, Any]) -> Page:
    """Of a day and a time of the city, each that of now where it is not said."""
    zone = sight.catalogue.timetables.zone
    here = sight.now.astimezone(zone).replace(microsecond=0)
    day, at = given.get("date"), given.get("time")
    if day or at:
        on = read_day(day[:40]) if day else here.date()
        since = read_time(at[:40]) if at else timedelta(hours=here.hour, minutes=here.minute, seconds=here.second)
        if on is None or since is None:
            raise Unprocessable("Write a day like 2026-11-24 and a time like 08:30:00.", "date" if on is None else "time")
        here = datetime.combine(on, time(), zone) + since
    moment = checked_moment(here, "date") or here
    seconds = given.get("search_window")
    return Page(moment, window_min(None if seconds is None else int(seconds)), bool(given.get("arrive_by")))


def connection_page(sight: Sight, given: dict[str, Any]) -> Page:
    times = given.get("date_time") or {}
    leaving, arriving = times.get("earliest_departure"), times.get("latest_arrival")
    if leaving is not None and arriving is not None:
        raise Unprocessable("Give either earliestDeparture or latestArrival.", "dateTime")
    at = arriving or leaving or sight.now.replace(microsecond=0)
    return Page(at, window_min(given.get("search_window")), arriving is not None)


def window_min(seconds: int | None) -> int:
    if seconds is None:
        return WINDOW_MIN
    if seconds < 0:
        raise Unprocessable("Give a search window of no seconds or more.", "searchWindow")
    return min(MOST_WINDOW_MIN, -(-seconds // 60))


def networks(names: list[str] | None) -> frozenset[str] | None:
    return frozenset(names) if names else None


def banned(given: dict[str, str | None] | None) -> tuple[Without, ...]:
    """Ids in one text, commas between them."""
    given = given or {}
    refuse(bool(given.get("stops") or given.get("stops_hard")), "Trips around single stops cannot be planned by this interface yet.", "banned.stops")
    routes, agencies, trips = (frozenset(filter(None, (given.get(name) or "").split(","))) for name in ("routes", "agencies", "trips"))
    return (Without(routes, agencies, trips),) if routes or agencies or trips else ()


def filters(given: list[dict[str, Any]] | None) -> tuple[Without, ...]:
    """All that is included by one of them, save what that one excludes. More than one filter that includes cannot be obeyed."""
    found = []
    for one in given or []:
        for select, only in [*((part, False) for part in one.get("exclude") or []), *((part, True) for part in one.get("include") or [])]:
            found.append(Without(frozenset(select.get("routes") or ()), frozenset(select.get("agencies") or ()), only=only))
    refuse(sum(one.only for one in found) > 1, "Put all routes and agencies to include into one filter.", "preferences.transit.filters")
    return tuple(found)
