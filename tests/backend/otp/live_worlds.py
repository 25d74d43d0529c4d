"""Elmstead with shared vehicles, car parks, messages and moving trams."""
from datetime import UTC, datetime, timedelta

import numpy as np

from backend.feeds.gbfs.facts import RentalLinks, SharedSystem, Station, Vehicle, VehicleType
from backend.feeds.gtfs_rt.facts import Alert, Concerned, TransitFacts, VehiclePosition
from backend.feeds.parking.facts import OpeningStatus, ParkingFacts, ParkingSiteFacts
from backend.feeds.problems import ProblemLog
from backend.live.fleets import fleets_of
from backend.live.view import LiveView
from routing.transit.live import TripUpdates
from routing.transit.model import Transit
from tests.backend.otp.conftest import NOW
from tests.worlds.town import at

TOLD = NOW.astimezone(UTC)


def row_of(texts, own_id: str) -> int:
    return next(row for row, text in enumerate(texts) if text == own_id)


def bikes() -> SharedSystem:
    """Stations at both ends of Main Street, a scooter in the middle of it."""
    links = RentalLinks(web="https://bikes.example/rent")
    stations = tuple(
        Station(
            own_id, f"Bikes {own_id}", *at(x, 5), 10, False, "", None, links, 4, (("bike", 4),), 6, ((("bike",), 6),), True, True, True, TOLD,
        )
        for own_id, x in (("a", 20), ("b", 3900))
    )  # fmt: skip
    scooter = Vehicle("s1", *at(2000, 3), "scooter", "", False, False, 9000.0, 0.6, None, "", links)
    broken = Vehicle("s2", *at(2010, 3), "scooter", "", False, True, 9000.0, 0.6, None, "", RentalLinks())
    docked = Vehicle("d1", *at(20, 5), "bike", "a", False, False, None, None, None, "", RentalLinks())
    types = (
        VehicleType("bike", "Bike", "bicycle", "human", return_constraint="any_station"),
        VehicleType("scooter", "Scooter", "scooter_standing", "electric", 20_000.0, return_constraint="free_floating"),
    )
    return SharedSystem(
        "bikes", "Bikes", "", ("en",), "Europe/Berlin", "https://bikes.example", RentalLinks(), types, stations, (scooter, broken, docked), (), (),
        (), (), (), TOLD, 60, 5, ProblemLog().problems(),
    )  # fmt: skip


def car_parks() -> ParkingFacts:
    site = ParkingSiteFacts(
        "p1", "Market garage", *at(1400, 30), "CAR", "BUILDING", 100, 7, 4, 1, OpeningStatus.OPEN, True, None, TOLD, (), None
    )
    return ParkingFacts(TOLD, (site,), 1, ProblemLog().problems())


def messages(transit: Transit) -> TransitFacts:
    """Works at Bridge today, a detour of the bus tomorrow, a strike, and where the tram of eight o'clock is."""
    bridge, bus, tram = row_of(transit.stop_id, "bridge"), row_of(transit.route_id, "B"), row_of(transit.trip_id, "E480")
    today = ((TOLD - timedelta(hours=1), TOLD + timedelta(hours=5)),)
    tomorrow = ((TOLD + timedelta(days=1), None),)
    alerts = (
        alert("works", today, Concerned(stop=bridge), effect="DETOUR", severity="WARNING"),
        alert("bus", tomorrow, Concerned(route=bus)),
        alert("strike", (), Concerned(agency=0), cause="STRIKE", severity="SEVERE"),
        alert("tram", today, Concerned(trips=(tram,), day=NOW.date().toordinal())),
        alert("unknown", (), ),
    )  # fmt: skip
    position = VehiclePosition(
        "v1", "Tram 7", tram, NOW.date().toordinal(), None, *at(700, 5), 90.0, 8.5, row_of(transit.stop_id, "market"), "IN_TRANSIT_TO",
        "FEW_SEATS_AVAILABLE", TOLD,
    )  # fmt: skip
    lost = VehiclePosition("v2", "", None, None, None, *at(0, 0), None, None, None, "", "", None)
    return TransitFacts(TOLD, no_updates(), (), (position, lost), alerts, 7, ProblemLog().problems())


def no_updates() -> TripUpdates:
    none = np.zeros(0, np.int32)
    return TripUpdates(none, none, none.astype(bool), np.zeros(1, np.int64), none, none.astype(np.uint8), none, none)


def alert(own_id: str, periods, *concerned: Concerned, cause="OTHER_CAUSE", effect="NO_SERVICE", severity="INFO") -> Alert:
    header = (("en", f"About {own_id}"), ("de", f"Zu {own_id}"))
    return Alert(own_id, periods, cause, effect, severity, header, header, (("", "https://town.example/news"),), concerned)


def lively(snapshot) -> LiveView:
    system = bikes()
    found = fleets_of("bikes", system, datetime.now(UTC))
    with_fleets = snapshot.with_fleets(tuple(fleet for fleet, _ in found.values()), "bikes", TOLD)
    return LiveView(
        with_fleets, told=dict.fromkeys(("bikes", "parking", "live"), TOLD), fleets={key: offered for key, (_, offered) in found.items()},
        systems={"bikes": system}, car_parks={"parking": car_parks()}, transit={"live": messages(snapshot.city.transit)},
    )  # fmt: skip
