"""Everybody has a space that is booked, with a number plate, and has asked a host."""
from datetime import UTC, datetime, timedelta
from functools import cache
from secrets import randbelow, token_hex
from uuid import uuid4

from backend.bookings.booked import BookingLeg
from backend.contract.parking import SpaceKind
from backend.database.sealing import Vault
from backend.reservations.incidents import Incident, IncidentState
from backend.reservations.models import ParkingReservation
from backend.reservations.plates import seal
from tests.backend.obstacles.pictures import drawn, jpeg
from tests.backend.reservations.world import a_site, a_spot, a_tariff
from tests.worlds.town import at


async def reserve(session, person, leg: BookingLeg) -> None:
    """A bay of a street of its own: what somebody does there is nobody else's."""
    site = a_site(SpaceKind.STREET, 2000)
    session.add(site)
    await session.flush()
    spot, tariff = a_spot(site.id, 0, "7"), a_tariff(site.id)
    session.add_all([spot, tariff])
    await session.flush()
    row_id = uuid4()
    session.add(ParkingReservation(
        id=row_id, leg_id=leg.id, site_id=site.id, space_id=spot.id, tariff_id=tariff.id, vehicle={"heightMm": 1500}, fit={"verdict": "fits"},
        terms=dict(site.terms), plate=seal(Vault((bytes.fromhex(token_hex(32)),)), f"B{randbelow(10**6)}", row_id),
        entry_code=f"{randbelow(10**6):06}", over_at=leg.ends_at + timedelta(minutes=10),
    ))  # fmt: skip
    incident = Incident(id=uuid4(), leg_id=leg.id, tapped_at=datetime.now(UTC), state=IncidentState.UNDECIDED)
    session.add(incident)
    person.ids |= {"parking_site": str(site.id), "incident": str(incident.id)}


def photograph(city, person, caller: str) -> None:
    """Whoever stands in the space."""
    sent = city.send(caller, "PUT", f"/v1/reservations/{person.ids['booking']}/space-taken/photo", jpeg(drawn(sum(person.name.encode()), 90)))
    assert sent.status_code == 204, sent.text


def ask_host(city, person, caller: str) -> None:
    begin = datetime.now(UTC).replace(microsecond=0) + timedelta(days=8)
    wish = {"spaceId": person.ids["space"], "start": begin.isoformat(), "end": (begin + timedelta(hours=1)).isoformat()}
    asked = city.send(caller, "POST", "/v1/reservations/requests", wish)
    assert asked.status_code == 201, asked.text
    person.ids["parking_request"] = asked.json()["id"]


def wish_for_space(city, person, caller: str) -> None:
    """At an event of the street where they have booked; it is not given out while the walk lasts."""
    declared = city.send("machine", "POST", "/v1/staff/parking/gatherings", an_event(person))
    assert declared.status_code == 201, declared.text
    event = person.ids["parking_gathering"] = declared.json()["gatheringId"]
    wished = city.send(caller, "POST", f"/v1/parking/gatherings/{event}/wishes", a_wish())
    assert wished.status_code == 201, wished.text
    person.ids["gathering_wish"] = wished.json()["wishId"]


@cache
def hours_of_event() -> dict[str, str]:
    """The same before and after midnight."""
    begin = (datetime.now(UTC) + timedelta(days=9)).replace(hour=9, minute=0, second=0, microsecond=0)
    return {"startsAt": begin.isoformat(), "endsAt": (begin + timedelta(hours=8)).isoformat()}


def an_event(person) -> dict:
    lat, lon = at(2000, 0)
    hours = hours_of_event()
    sites = [person.ids.get("parking_site", str(uuid4()))]
    return {"name": f"Fair {token_hex(4)}", "lat": lat, "lon": lon, **hours, "assignAt": hours["startsAt"], "siteIds": sites}


def a_wish() -> dict:
    return hours_of_event() | {"vehicle": {"heightMm": 1500}}
