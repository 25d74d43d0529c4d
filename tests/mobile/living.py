"""A city that tells what is live, as far as the app can tell: things around a point, and a real server on loopback that answers with them."""
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import msgspec

from backend.contract.around import (
    CarParkNow,
    ClosedStretch,
    LiftNow,
    LiveAreaResponse,
    LiveLayer,
    ObstacleNow,
    RentalStation,
    RentalVehicle,
    TransitVehicle,
    VehicleCount,
)
from backend.contract.live import Source
from backend.contract.obstacles import ObstacleKind, ObstacleState
from backend.contract.transit import Route, TransitMode
from backend.contract.trips import LegMode
from tests.mobile.loopback import answering
from tests.mobile.polylines import encode

LAT, LON = 55.4897, 3.5036  # the main station of the demonstration city
NOW = datetime.fromisoformat("2026-11-25T08:42:00+01:00")
TRAM = Route("r4", "4", "", "#D42A68", "#FFFFFF", 0, TransitMode.TRAM, "City Trams")
BUS = Route("r12", "12", "", "#1463E8", "#FFFFFF", 3, TransitMode.BUS, "City Buses")
PASSED = ("content-type", "content-encoding", "etag")
LISTS = {
    LiveLayer.RENTALS: ("stations", "rental_vehicles"), LiveLayer.VEHICLES: ("vehicles",), LiveLayer.CAR_PARKS: ("car_parks",),
    LiveLayer.CLOSURES: ("closures",), LiveLayer.LIFTS: ("lifts",), LiveLayer.OBSTACLES: ("obstacles",),
}  # fmt: skip


def seen(now: datetime = NOW, age_s: int = 20, feed: str = "city-live") -> Source:
    return Source(feed, now - timedelta(seconds=age_s), age_s)


def at(north_m: float, east_m: float) -> dict[str, float]:
    """Metres from the station."""
    return {"lat": LAT + north_m / 111_195, "lon": LON + east_m / 63_000}


def a_station(number: int = 1, north_m: float = 105, east_m: float = -60, bikes: int = 6, now: datetime = NOW, **changes) -> RentalStation:
    kinds = (VehicleCount("bicycle", False, bikes),) if bikes else ()
    about = {
        "system_id": "city-bikes", "system": "City Bikes", "station_id": f"s{number}", "name": f"Market {number}",
        **at(north_m, east_m), "vehicles": kinds, "docks": 4, "renting": True, "returning": True, "source": seen(now, 45, "city-bikes"),
    }  # fmt: skip
    return RentalStation(**{**about, **changes})


def a_scooter(number: int = 1, north_m: float = 60, east_m: float = 90, now: datetime = NOW, **changes) -> RentalVehicle:
    about = {
        "system_id": "zoom", "system": "Zoom", "vehicle_id": f"v{number}", "vehicle": "scooter_standing", "vehicle_name": "Zoom Two",
        "electric": True, "range_m": 12_400.0, **at(north_m, east_m), "source": seen(now, 30, "zoom"),
    }  # fmt: skip
    return RentalVehicle(**{**about, **changes})


def a_tram(north_m: float = -80, east_m: float = 40, now: datetime = NOW, age_s: int = 15, **changes) -> TransitVehicle:
    about = {
        "vehicle_id": "t401", "label": "401", "mode": LegMode.TRAM, "route": TRAM, "headsign": "Northgate", "trip_id": "t", "service_day": now.date(),
        **at(north_m, east_m), "bearing_deg": 45.0, "delay_s": 180, "occupancy": "FEW_SEATS_AVAILABLE", "source": seen(now, age_s),
    }  # fmt: skip
    return TransitVehicle(**{**about, **changes})


def a_bus(now: datetime = NOW) -> TransitVehicle:
    """On time, and seen more than two minutes ago."""
    about = {"vehicle_id": "b1", "label": "", "mode": LegMode.BUS, "route": BUS, "bearing_deg": 200.0, "delay_s": 0, "occupancy": ""}
    return a_tram(130, 20, now, 140, **about)


def a_park(free: int | None = 23, north_m: float = 210, east_m: float = 80, now: datetime = NOW, **changes) -> CarParkNow:
    about = {"name": "Old Town", **at(north_m, east_m), "free": free, "capacity": 200, "open": True, "source": seen(now, 60, "car-parks")}
    return CarParkNow(**{**about, **changes})


def polyline(*points: dict[str, float]) -> str:
    return encode((point["lat"], point["lon"]) for point in points)


def a_closure(now: datetime = NOW, **changes) -> ClosedStretch:
    about = {
        "id": "c1", "title": "Works in Quay Road", "modes": ("car", "bike"), "begins_at": now - timedelta(days=1), "ends_at": now + timedelta(days=2),
        "lines": (polyline(at(110, -170), at(60, -60), at(40, 0)),), "source": seen(now, 4000, "works"),
    }  # fmt: skip
    return ClosedStretch(**{**about, **changes})


def a_lift(working: bool = False, north_m: float = 10, east_m: float = -110, now: datetime = NOW, **changes) -> LiftNow:
    about = {"name": "Platform 2", "escalator": False, "working": working, **at(north_m, east_m), "source": seen(now, 50, "lifts")}
    return LiftNow(**{**about, **changes})


def an_obstacle(number: int = 1, north_m: float = 10, east_m: float = 125, now: datetime = NOW, **changes) -> ObstacleNow:
    about = {
        "id": UUID(int=number), "kind": ObstacleKind.BINS, **at(north_m, east_m), "state": ObstacleState.REPORTED, "blocks": False,
        "last_seen": now - timedelta(minutes=20), "until": now + timedelta(hours=6),
    }  # fmt: skip
    return ObstacleNow(**{**about, **changes})


def a_town(now: datetime = NOW) -> LiveAreaResponse:
    """Something of each kind around the station."""
    return LiveAreaResponse(
        now, 0, (a_station(1, now=now), a_station(2, 250, -130, bikes=0, now=now), a_station(3, 60, 160, bikes=11, now=now)),
        (a_scooter(1, now=now), a_scooter(2, 70, 95, now=now), a_scooter(3, 190, -10, now=now)),
        (a_tram(now=now), a_bus(now)),
        (a_park(now=now), a_park(0, -60, -150, now=now, name="Station")), (a_closure(now),), (a_lift(now=now), a_lift(True, 0, 0, now=now)),
        (an_obstacle(now=now), an_obstacle(2, 160, -40, now=now, kind=ObstacleKind.WORKS, state=ObstacleState.CONFIRMED, blocks=True)),
    )  # fmt: skip


def only(answer: LiveAreaResponse, layers: list[str]) -> LiveAreaResponse:
    kept = {name for layer in layers for name in LISTS[LiveLayer(layer)]}
    every = {name for names in LISTS.values() for name in names}
    return msgspec.structs.replace(answer, **dict.fromkeys(every - kept, ()))


@dataclass
class LivingCity:
    """`town(now)` is what it tells; `backend` answers all else, where there is one. `asked` are the questions for what is live."""

    town: object = a_town
    backend: str = ""
    status: int = 200
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    address: str = ""


def handler_of(city: LivingCity) -> type:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path != "/v1/live":
                self.pass_on()
                return
            asked = parse_qs(parts.query)
            city.asked.append(asked)
            if city.status != 200:
                about = {"type": "about:blank", "title": "T", "status": city.status, "instance": "/", "code": "not_found", "detail": "As it says."}
                self.answer(city.status, msgspec.json.encode(about))
                return
            self.answer(200, msgspec.json.encode(only(city.town(datetime.now().astimezone()), asked["layers"])))

        def do_POST(self) -> None:
            self.pass_on()

        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            kept = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "content-length", "connection")}
            with httpx.stream(self.command, city.backend + self.path, headers=kept, content=body, timeout=30, verify=False) as said:
                passed = {name: said.headers[name] for name in PASSED if name in said.headers}
                self.answer(said.status_code, b"".join(said.iter_raw()), **passed)

        def answer(self, status: int, body: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in ({"content-type": "application/json"} | headers).items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


@contextmanager
def city_that_lives(**options):
    """A LivingCity that answers at its `address` as long as this lasts."""
    city = LivingCity(**options)
    with answering(handler_of(city)) as city.address:
        yield city
