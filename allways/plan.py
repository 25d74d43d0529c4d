"""`allways plan`: a trip, printed for a person or as the API's message."""
from argparse import Namespace
from datetime import datetime, timedelta

from allways.errors import CommandError
from allways.places import find_point, read_time
from routing.city import City
from routing.journey import Journey, Leg, Plan, StreetLeg
from routing.plan import plan
from routing.query import Query, TripMode
from routing.snapshot import Snapshot

MODE_WORDS = {"WALK": "Walk", "BIKE": "Cycle", "CAR": "Drive"}


def run(options: Namespace) -> int:
    city = City.open(options.city)
    snapshot = Snapshot.of(city)
    answer = plan(snapshot, read_query(city, options))
    if options.json:
        import msgspec

        from backend.live.view import LiveView
        from backend.pricing.fares import open_fares
        from backend.trips.mapping import to_response

        response = to_response(LiveView(snapshot), answer, fares=open_fares(city.folder))
        print(msgspec.json.format(msgspec.json.encode(response), indent=1).decode())
        return 0
    print("\n".join(describe(city, answer)))
    return 0


def read_query(city: City, options: Namespace) -> Query:
    return Query(
        origin=find_point(city, options.origin),
        destination=find_point(city, options.destination),
        at=read_time(city, options.arrive or options.depart),
        arrive_by=options.arrive is not None,
        window_s=bounded("--window-min", options.window_min, 0, 720) * 60,
        modes=read_modes(options.modes),
        max_rides=bounded("--max-transfers", options.max_transfers, 0, 6) + 1,
        max_walk_m=options.max_walk_m,
    )


def bounded(name: str, value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise CommandError(f"{name} {value}: give a number from {low} to {high}.")
    return value


def read_modes(text: str) -> frozenset[TripMode]:
    try:
        return frozenset(TripMode(word.strip().upper()) for word in text.split(","))
    except ValueError as error:
        raise CommandError(f"--modes {text}: known modes are {', '.join(TripMode)}.") from error


def describe(city: City, answer: Plan) -> list[str]:
    """The answer in lines of text."""
    lines = [f"From {place_words(answer.start)} to {place_words(answer.end)}, {answer.day:%A %d %B %Y}"]
    for number, journey in enumerate(answer.journeys, 1):
        lines += ["", headline(answer, number, journey)]
        lines += [line for leg in journey.legs for line in leg_lines(city, answer, leg)]
    lines += [""] + [notice.text for notice in answer.notices] if answer.notices else []
    return lines


def place_words(point) -> str:
    return point.name or f"{point.lat:.5f},{point.lon:.5f}"


def headline(answer: Plan, number: int, journey: Journey) -> str:
    transfers = max(0, journey.rides - 1)
    facts = [f"{round(journey.duration_s / 60)} min", f"{clock(answer, journey.departure_s)} – {clock(answer, journey.arrival_s)}"]
    if journey.rides:
        facts.append("no transfer" if not transfers else f"{transfers} transfer{'s' if transfers > 1 else ''}")
    facts += [f"{journey.walk_m:.0f} m on foot", f"{journey.climb_m:.0f} m up", f"{journey.co2_g:.0f} g CO2"]
    return f"{number}. " + " · ".join(facts)


def leg_lines(city: City, answer: Plan, leg: Leg) -> list[str]:
    times = f"   {clock(answer, leg.departure_s)} – {clock(answer, leg.arrival_s)}  "
    if isinstance(leg, StreetLeg):
        minutes = max(1, round((leg.arrival_s - leg.departure_s) / 60))
        return [f"{times}{MODE_WORDS[leg.mode]} {leg.path.length_cm / 100:.0f} m, {minutes} min, to {leg.end.name or 'the destination'}"]
    transit = city.transit
    route = transit.trip_route[leg.trip]
    name = transit.route_short_name[route] or transit.route_long_name[route]
    headsign = transit.headsigns[transit.trip_headsign[leg.trip]]
    seated = "Stay seated, now " if leg.stay_seated else ""
    stops = leg.alight_position - leg.board_position
    towards = f" to {headsign}" if headsign else ""
    return [f"{times}{seated}{name}{towards}: {leg.start.name} → {leg.end.name}, {stops} stop{'s' if stops > 1 else ''}"]


def clock(answer: Plan, seconds: int) -> str:
    moment: datetime = (answer.origin.astimezone(tz=None) + timedelta(seconds=seconds)).astimezone(answer.origin.tzinfo)
    days = (moment.date() - answer.day).days
    return f"{moment:%H:%M}" + (f" (+{days})" if days > 0 else f" ({days})" if days < 0 else "")
