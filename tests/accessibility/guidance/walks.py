"""Six walks as worlds: who goes, along what, and all that happens. Each can be turned about its first point, and seen with a worse position."""
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import time
from typing import NamedTuple

from accessibility.guidance import Profile, Settings
from accessibility.guidance import events as e
from accessibility.guidance import features as f
from accessibility.guidance import route as r
from accessibility.guidance.geometry import Plane
from tests.accessibility.guidance.walking import LAT, LON, at, events_of, fixes, in_order, route_of, trace, turn


class Walk(NamedTuple):
    route: r.Route
    profile: Profile
    settings: Settings
    events: list[e.Event]


def turned(walk: Walk, degrees: float, worse_m: float = 0.0) -> Walk:
    """The whole world turned clockwise, and every fix less sure by `worse_m`."""
    plane = Plane((LAT, LON))
    place = lambda lat, lon: at(*turn(*plane.xy(lat, lon), degrees))  # noqa: E731
    marks = tuple(r.Landmark(mark.name, *place(mark.lat, mark.lon)) for mark in walk.route.landmarks)
    route = replace(walk.route, points=tuple(place(*point) for point in walk.route.points), landmarks=marks)
    return walk._replace(route=route, events=[seen(event, place, degrees, worse_m) for event in walk.events])


def seen(event: e.Event, place: Callable, degrees: float, worse_m: float) -> e.Event:
    if isinstance(event, e.HeadingSeen):
        return replace(event, heading_deg=(event.heading_deg + degrees) % 360)
    if isinstance(event, e.PositionSeen | e.VehicleAt) and event.lat is not None and event.lon is not None:
        lat, lon = place(event.lat, event.lon)
        course = None if event.course_deg is None else (event.course_deg + degrees) % 360
        event = replace(event, lat=lat, lon=lon, course_deg=course)
    return replace(event, accuracy_m=event.accuracy_m + worse_m) if isinstance(event, e.PositionSeen) else event


def straight(length_m: float, *features: f.Feature, street: str = "Mill Road", place: str = "the library", **more) -> r.Route:
    return r.Route((at(0, 0), at(0, length_m)), (r.Stretch(0, street),), r.Place(place), features, **more)


def told(name: str) -> Walk:
    """A trace as a walk."""
    written = trace(name)
    user = written["user"]
    settings = Settings(detail=user["detail"], units=user["units"], pace_mps=user["pace_mps"])
    return Walk(route_of(written), Profile(aid=user["aid"]), settings, events_of(written))


def on_wheels() -> Walk:
    """420 m with a slope, an unknown kerb, cobbles, and a lift that goes out on the way."""
    route = straight(420, f.Gradient(60, 5.0, 40), f.Unknown(150, "kerb"), f.Surface(200, "cobbles", 30), f.Lift(330, "lift", "lift-1", "1"))
    lift = [e.LiftSeen(200, "lift-1", False, at=time(8, 10), option="other_way")]
    events = in_order(fixes([[0, 0, 0, 7], [330, 0, 330, 7], [345, 0, 330, 7]]), lift)
    return Walk(route, Profile("wheel", "wheelchair", max_slope_pct=6, cautious=True), Settings(pace_mps=1.0), events)


def bus_route() -> r.Route:
    stops = tuple(r.RideStop(f"s{i}", name, 60 + 400.0 * i) for i, name in enumerate(("Market", "Mill", "Park", "Town Hall", "Castle", "Harbour")))
    ride = r.Ride(
        "12-a", "12", "Harbour", stops, r.RideStop("s9", "Depot", 2500), kind="bus", pole="2 metres after the shelter", shelter=True, door="front",
    )  # fmt: skip
    stretches = (r.Stretch(0, "Mill Road"), r.Stretch(60, None, "ride"), r.Stretch(2060, "Quay"))
    return r.Route((at(0, 0), at(0, 60), at(0, 2060), at(50, 2060)), stretches, r.Place("the ferry"), (), (ride,))


def bus_feed(dead_s: int) -> Iterable[e.Event]:
    for t in range(0, 340, 10):
        yield e.VehicleDue(t, "12-a", "12", "Harbour", 330.0, "bus", live=True, age_s=10)
    yield e.VehicleAt(250, "4-b", "s0", 0.0, 10, line="4", kind="bus")
    yield e.VehicleAt(330, "12-a", "s0", 0.0, 10, line="12", kind="bus", lat=at(0, 60)[0], lon=at(0, 60)[1])
    for t in range(345, dead_s, 5):
        lat, lon = at(0, 60 + (t - 345) * 8.0)
        yield e.VehicleAt(t, "12-a", None, 8.0, 10, line="12", kind="bus", lat=lat, lon=lon)


def by_bus() -> Walk:
    """To the stop, and by bus without a position; from 500 s on nothing is heard of the bus either."""
    known = fixes([[0, 0, 0, 9], [60, 0, 60, 9], [340, 0, 60, 9], [341, 0, 60, 9]])
    aboard = [e.MotionSeen(346, "vehicle")]
    late = [e.AlightSoon(t, 1, 560 - t, "timetable") for t in range(535, 560, 5)]
    return Walk(bus_route(), Profile(aid="cane"), Settings(pace_mps=1.0), in_order(known, bus_feed(500), aboard, late))


def station() -> r.Route:
    features = f.Station(0, "Central Station", 40.0, "left"), f.Stairs(60, "down", 12, "right"), f.Platform(120, "5", "both")
    stops = (r.RideStop("a", "Central Station", 130), r.RideStop("b", "Airport", 3000))
    codes = tuple(r.Code(f"c{i}", name, s) for i, (name, s) in enumerate((("Hall", 10.0), ("Stairs", 55.0), ("Platform 5", 118.0))))
    return r.Route(
        (at(0, 0), at(0, 130), at(0, 3000)), (r.Stretch(0, "Central Station", "indoor"), r.Stretch(130, None, "ride")),
        r.Place("the airport"), features, (r.Ride("s1", "S3", "Airport", stops, kind="train", platform="3B"),), codes=codes,
    )  # fmt: skip


def through_a_station() -> Walk:
    """Indoors, known only by codes and steps; a call, the headset out for ten seconds, and another platform."""
    codes = [e.CodeSeen(t, f"c{i}", 4.0, 0.0, True) for i, t in enumerate((20, 90, 180))]
    news = [
        e.DeviceSeen(0, output="headset", call=False), e.StepReached(1, 0), e.DeviceSeen(110, call=True), e.DeviceSeen(150, call=False),
        e.VehicleDue(5, "s1", "S3", "Airport", 900, "train", live=True, platform="3B"),
        e.VehicleDue(130, "s1", "S3", "Airport", 900, "train", live=True, platform="5"),
        e.DeviceSeen(160, output="speaker"), e.DeviceSeen(170, output="headset"), e.StepReached(182, 2),
    ]  # fmt: skip
    return Walk(station(), Profile(aid="cane"), Settings(), in_order(codes, news, [e.Tick(240)]))


def by_bicycle() -> Walk:
    """A turn, a zone to dismount in, the rack, a hole on foot; quiet from 90 s on, and a flood alert that is taken back."""
    route = r.Route(
        (at(0, 0), at(0, 400), at(600, 400)),
        (r.Stretch(0, "Canal Street", "cycle"), r.Stretch(400, "Mill Road", "cycle"), r.Stretch(700, "Square")), r.Place("the market"),
        (
            f.Turn(400, street="Mill Road"), f.Dismount(700, "crowd"), f.Rack(760, "Market dock", 3, source=f.Source("dock", 100.0)),
            f.Obstacle(850, "hole"),
        ),
    )  # fmt: skip
    flood = e.AlertSeen(220, "flood", "extreme", "Flood", "Go to high ground", "en")
    events = in_order(
        fixes([[0, 0, 0, 8], [80, 0, 400, 8], [140, 300, 400, 8], [290, 450, 400, 8], [310, 460, 400, 8]]), [e.UserAsked(90, "quiet", "on")],
        [flood, e.AlertSeen(300, "flood", "extreme", "Flood", cancelled=True)],
    )  # fmt: skip
    return Walk(route, Profile("cycle"), Settings(pace_mps=5.0), events)


WALKS: dict[str, Callable[[], Walk]] = {
    "1-corner-and-signals": lambda: told("corner_and_signal_crossing"),
    "2-poor-position-missed-turn": lambda: told("poor_position_missed_turn"),
    "3-on-wheels": on_wheels,
    "4-by-bus": by_bus,
    "5-through-a-station": through_a_station,
    "6-by-bicycle": by_bicycle,
}
